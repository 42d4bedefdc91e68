"""The small networks that ship with the reader, run by ONNX Runtime.

On one thread: files are read beside each other, each in a process of its own, and a session without threads lives on
in a process that was forked off. Without an arena, which would keep the memory of the largest page ever seen.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

onnxruntime.set_default_logger_severity(3)  # errors: it warns of devices that a machine has not


class Network:
    """A network that was kept as ONNX, with one row of its only output for each row of its named inputs."""

    def __init__(self, kept: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        self._session = onnxruntime.InferenceSession(str(kept), options, providers=["CPUExecutionProvider"])

    def say(self, **inputs: NDArray[np.float32]) -> NDArray[np.float64]:
        """What it says of n rows of each input: n x classes."""
        said, *_ = self._session.run(None, inputs)
        return np.asarray(said, np.float64)
