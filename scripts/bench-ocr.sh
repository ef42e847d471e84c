#!/usr/bin/env bash
# Pages a second of shenbao and of RapidOCR (Python, ONNX Runtime) on the same scanned PDF files,
# with the same models. Needs python3, pdftoppm, and a release build of shenbao with its models.
#   scripts/bench-ocr.sh BINARY FILE.pdf...
set -euo pipefail
binary=$1; shift
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
python=${PYTHON:-}
if [ -z "$python" ]; then
    python3 -m venv "$work/venv"
    "$work/venv/bin/pip" install --quiet rapidocr-onnxruntime==1.4.4
    python="$work/venv/bin/python"
fi
pages=0
for file in "$@"; do
    pdftoppm -r 200 -png "$file" "$work/$pages-page"
    pages=$((pages + $(pdfinfo "$file" | awk '/^Pages/ {print $2}')))
done
# A cache folder of its own: nothing may have been read before.
export XDG_CACHE_HOME="$work/cache"
start=$(date +%s.%N)
for file in "$@"; do "$binary" read "$file" >/dev/null; done
end=$(date +%s.%N)
awk -v n="$pages" -v t="$start" -v u="$end" \
    'BEGIN { printf "shenbao   %3d pages  %6.2f s  %.3f pages/s (drawing and layout included)\n", n, u - t, n / (u - t) }'
"$python" "$here/bench-ocr.py" "$work"/*-page*.png
