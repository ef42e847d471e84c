#!/usr/bin/env bash
# The main job on the files of corpus/: build, extract, import, search, compare.
# Everything it makes lies in ./shenbao-out.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
out=shenbao-out
mkdir -p "$out"

cargo build --release --locked
shenbao=target/release/shenbao

"$shenbao" models install || echo "（未安装识别模型：扫描页会注明未读）"

echo "── 抽取：corpus/books 与 corpus/notices → $out/records.jsonl"
"$shenbao" extract corpus/books/* corpus/notices/* > "$out/records.jsonl" ||
    echo "   （有文件没有读全，见上面的警告）"
wc -l < "$out/records.jsonl" | xargs echo "   文件数："

echo "── 建库：corpus → $out/library"
"$shenbao" ingest corpus --library "$out/library"

echo "── 检索：生产效率提升 30% 以上"
"$shenbao" search '生产效率提升>=30' --library "$out/library"

echo "── 核对：纸质件与网上数据 → $out/compare.html"
status=0
"$shenbao" compare corpus/pair/paper.pdf corpus/pair/online.docx --format html > "$out/compare.html" || status=$?
"$shenbao" compare corpus/pair/paper.pdf corpus/pair/online.docx || true
echo "   结论退出码 $status（0 一致，1 不一致，3 无法判定）"
