"""RapidOCR's side of bench-ocr.sh: reads page images, prints pages a second."""

import os
import sys
import time

from rapidocr_onnxruntime import RapidOCR

engine = RapidOCR(intra_op_num_threads=os.cpu_count())
files = sys.argv[1:]
start = time.time()
for file in files:
    engine(file)
seconds = time.time() - start
print(f"RapidOCR  {len(files):3} pages  {seconds:6.2f} s  {len(files) / seconds:.3f} pages/s")
