"""RapidOCR's side of bench-ocr.sh: reads page images, prints pages a second.

The models are those of the wheel, PP-OCRv6 small, loaded and warmed on the first page before
the clock starts. `cls=0` leaves out the network that tells upside-down lines."""

import os
import sys
import time

from rapidocr import RapidOCR

threads = os.cpu_count()
engine = RapidOCR(params={"EngineConfig.onnxruntime.intra_op_num_threads": threads, "Global.log_level": "error"})
cls = "cls=0" not in sys.argv[1:]
files = [name for name in sys.argv[1:] if name != "cls=0"]
engine(files[0], use_cls=cls)
start = time.time()
for file in files:
    engine(file, use_cls=cls)
seconds = time.time() - start
kind = "" if cls else " (without cls)"
print(f"RapidOCR  {len(files):3} pages  {seconds:6.2f} s  {len(files) / seconds:.3f} pages/s{kind}")
