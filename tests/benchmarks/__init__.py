"""Measuring runs, on one thread as in the reader's own child process: a second one would only wait, and be counted."""

import os

for _library in ("OMP_THREAD_LIMIT", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_library, "1")  # read once, when numpy is imported
