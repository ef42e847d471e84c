#!/usr/bin/env bash
# Installs the character recognition models through the program itself (pinned version and hashes).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
profile=${1:-dev}
cargo run --quiet --locked --profile "$profile" -- models install
