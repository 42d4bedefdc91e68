"""A page code as ink: DataMatrix modules, and the same characters in groups of four to read and type."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import zxingcpp
from numpy.typing import NDArray

GROUP = 4


def modules(text: str) -> NDArray[np.bool_]:
    """The square DataMatrix symbol of a text, without quiet zone: True is black, first row on top."""
    symbol = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.DataMatrix, force_square=True)
    image = np.array(zxingcpp.write_barcode_to_image(symbol, scale=1, add_quiet_zones=False))
    dark: NDArray[np.bool_] = image < 128
    return dark


@lru_cache(maxsize=64)  # a copy, and at once the same copy as ink
def drawing(text: str) -> bytes:
    """PDF operators that fill the unit square with the symbol: one path, so that no seam shows between modules."""
    dark = modules(text)
    n = len(dark)
    steps = np.diff(np.pad(dark, ((0, 0), (1, 1))).astype(np.int8), axis=1)
    runs = zip(np.argwhere(steps == 1).tolist(), np.argwhere(steps == -1).tolist(), strict=True)
    rectangles = [b"%d %d %d 1 re" % (start, n - 1 - row, end - start) for (row, start), (_, end) in runs]
    return b"%.6f 0 0 %.6f 0 0 cm\n%b\nf" % (1 / n, 1 / n, b"\n".join(rectangles))


def grouped(text: str) -> str:
    """`ABCDEFGH…` as `ABCD EFGH …`."""
    return " ".join(text[i : i + GROUP] for i in range(0, len(text), GROUP))
