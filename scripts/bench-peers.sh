#!/usr/bin/env bash
# Whole-process medians: shenbao extract against the usual text extractors on the
# same files. pdftotext and pandoc only give text; shenbao gives text, tables and
# fields.
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

# Median wall-clock time of a command in milliseconds, after one warm-up.
median() {
    "$@" >/dev/null 2>&1 || true
    for _ in $(seq "$runs"); do
        local from=${EPOCHREALTIME/./}
        "$@" >/dev/null 2>&1 || true
        echo $((${EPOCHREALTIME/./} - from))
    done | sort -n | awk '{ t[NR] = $1 } END { m = int((NR + 1) / 2); printf "%.1f", (NR % 2 ? t[m] : (t[m] + t[m + 1]) / 2) / 1000 }'
}

row() { # file, ours, peer's name, peer's time
    awk -v f="$(basename "$1")" -v a="$2" -v n="$3" -v b="$4" \
        'BEGIN { printf "%-44s %9.1f  %-18s %9.1f  %6.2f\n", f, a, n, b, (b > 0 ? a / b : 0) }'
}

printf '%-44s %9s  %-18s %9s  %6s\n' file 'ours ms' peer 'peer ms' ratio
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
    row "$file" "$(median "$shenbao" extract "$file")" "${peer[0]}" "$(median "${peer[@]}")"
done
