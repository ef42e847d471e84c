#!/usr/bin/env bash
# Pages a second of shenbao and of RapidOCR (Python, ONNX Runtime) on the same scanned PDF files,
# with the same models (PP-OCRv6 small: the wheel holds the files that shenbao pins). Needs python3, pdftoppm, pdfimages and a release build of shenbao with its
# models. The runs take turns. shenbao's figure holds all it does (opening the PDF, drawing, layout,
# loading the models); RapidOCR gets the page images ready and its models loaded and warm.
#   [ROUNDS=3] [RUN="chrt -r 1"] [PYTHON=…] scripts/bench-ocr.sh BINARY FILE.pdf...
# RUN stands before each command: a scheduler's priority on a machine that has other work.
set -euo pipefail
binary=$1; shift
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
python=${PYTHON:-}
if [ -z "$python" ]; then
    python3 -m venv "$work/venv"
    "$work/venv/bin/pip" install --quiet rapidocr==3.10.0 onnxruntime
    python="$work/venv/bin/python"
fi
files=0
for file in "$@"; do
    # The scans' own JPEG files where there are any, so that both sides see the same pixels.
    pdfimages -j "$file" "$work/$files-page"
    if ! compgen -G "$work/$files-page*.jpg" >/dev/null; then
        pdftoppm -r 200 -png "$file" "$work/$files-page"
    fi
    files=$((files + 1))
done
images=("$work"/*-page*.jpg "$work"/*-page*.png)
for at in "${!images[@]}"; do [ -e "${images[at]}" ] || unset "images[at]"; done
pages=${#images[@]}
for _ in $(seq "${ROUNDS:-3}"); do
    # A cache folder of its own: nothing may have been read before.
    rm -rf "$work/cache"
    start=$(date +%s.%N)
    for file in "$@"; do XDG_CACHE_HOME="$work/cache" ${RUN:-} "$binary" read "$file" >/dev/null; done
    end=$(date +%s.%N)
    awk -v n="$pages" -v t="$start" -v u="$end" \
        'BEGIN { printf "shenbao   %3d pages  %6.2f s  %.3f pages/s\n", n, u - t, n / (u - t) }'
    ${RUN:-} "$python" "$here/bench-ocr.py" "${images[@]}"
    ${RUN:-} "$python" "$here/bench-ocr.py" cls=0 "${images[@]}"
done
