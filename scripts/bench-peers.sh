#!/usr/bin/env bash
# Whole-process medians of paired runs: `shenbao read` (text and tables) and `shenbao
# extract` (fields as well) against the usual text extractors on the same files.
#
#   scripts/bench-peers.sh [RUNS] [FILE…]
#
# Without files: the books of corpus/. SHENBAO names the binary (default
# target/release/shenbao). Peers that are missing are left out and named:
#   Debian/Ubuntu: apt install poppler-utils poppler-data pandoc antiword
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

runs=${1:-15}
shift || true
if [ $# -gt 0 ]; then files=("$@"); else files=(corpus/books/*); fi
shenbao=${SHENBAO:-target/release/shenbao}
[ -x "$shenbao" ] || { echo "no $shenbao: run cargo build --release first" >&2; exit 2; }

for peer in pdftotext pandoc antiword; do
    command -v "$peer" >/dev/null || echo "$peer is not installed: left out" >&2
done
# Without poppler-data pdftotext cannot map Chinese fonts and looks faster than it is.
if command -v pdftotext >/dev/null && [ ! -d /usr/share/poppler/cMap ]; then
    echo "poppler-data is not installed: pdftotext figures are not comparable" >&2
fi

# Milliseconds of one run of a command.
once() {
    local from=${EPOCHREALTIME/./}
    "$@" >/dev/null 2>&1 || true
    echo $((${EPOCHREALTIME/./} - from))
}

median() { # a file with one time a line, in microseconds
    sort -n "$1" | awk '{ t[NR] = $1 } END { m = int((NR + 1) / 2); printf "%.1f", (NR % 2 ? t[m] : (t[m] + t[m + 1]) / 2) / 1000 }'
}

times=$(mktemp -d)
trap 'rm -rf "$times"' EXIT

# Paired: in every round each of the three runs once, so that a busy machine slows all alike.
row() { # file, command of the peer…
    local file=$1
    shift
    rm -f "$times"/*
    once "$shenbao" extract "$file" >/dev/null
    once "$@" >/dev/null
    for _ in $(seq "$runs"); do
        once "$shenbao" read "$file" >>"$times/read"
        once "$shenbao" extract "$file" >>"$times/extract"
        once "$@" >>"$times/peer"
    done
    awk -v f="$(basename "$file")" -v r="$(median "$times/read")" -v e="$(median "$times/extract")" \
        -v n="$1" -v p="$(median "$times/peer")" \
        'BEGIN { printf "%-36s %8.1f %8.1f  %-10s %8.1f  %6.2f %8.2f\n", f, r, e, n, p, r / p, e / p }'
}

printf '%-36s %8s %8s  %-10s %8s  %6s %8s\n' file 'read ms' extract peer 'peer ms' 'read÷' 'extract÷'
for file in "${files[@]}"; do
    case "$file" in
    *.scan.pdf) continue ;; # nothing to take text from: recognition has no peer here
    *.pdf) peer=(pdftotext -layout "$file" -) ;;
    *.docx) peer=(pandoc -t plain "$file") ;;
    *.html) peer=(pandoc -f html -t plain "$file") ;;
    *.rtf) peer=(pandoc -f rtf -t plain "$file") ;;
    *.doc) peer=(antiword -m UTF-8.txt "$file") ;;
    *) continue ;;
    esac
    command -v "${peer[0]}" >/dev/null || continue
    row "$file" "${peer[@]}"
done
