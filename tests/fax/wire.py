"""The telephone line: lines lost and repeated in bursts, lines garbled, the sender's header on top."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from tests.fax.scanner import Bits


@dataclass(frozen=True)
class Wire:
    """Faults of one transmission, in expected counts a page. `header` is text on top, "" for none.

    A lost line is left out (everything below moves up) or filled with the line before; a repeated one moves
    everything down. `burst` is the mean number of lines a fault takes.
    """

    lost: float = 0.0
    filled: float = 0.0
    repeated: float = 0.0
    burst: float = 1.5
    garbled: float = 0.0
    header: str = ""
    header_pushes: bool = True


def kept_rows(rng: np.random.Generator, rows: int, wire: Wire) -> NDArray[np.int64]:
    """For each received row, the scanned row it shows; never decreasing."""
    times = np.ones(rows, dtype=np.int64)
    for rate, copies in ((wire.lost, 0), (wire.repeated, 2)):
        for start in rng.integers(0, rows, rng.poisson(rate)):
            times[start : start + rng.geometric(1.0 / wire.burst)] = copies
    kept = np.repeat(np.arange(rows), times)
    for start in rng.integers(1, max(2, len(kept) - 40), rng.poisson(wire.filled)):
        length = int(rng.geometric(1.0 / wire.burst))
        kept[start : start + length] = kept[start - 1]
    result: NDArray[np.int64] = kept
    return result


def garble(rng: np.random.Generator, bits: Bits, wire: Wire) -> Bits:
    """A bit error in a modified-Huffman line: from some column on, black and white runs are nonsense."""
    bits = bits.copy()
    for row in rng.integers(0, len(bits), rng.poisson(wire.garbled)):
        column = int(rng.integers(0, bits.shape[1]))
        while column < bits.shape[1]:
            white, black = int(rng.geometric(1 / 60)), int(rng.geometric(1 / 9))
            bits[row, column : column + white] = False
            bits[row, column + white : column + white + black] = True
            column += white + black
    return bits


def header_rows(bits: Bits, wire: Wire, lines_per_inch: float) -> int:
    """How many rows the sender's header takes."""
    return max(6, round(0.11 * lines_per_inch)) if wire.header else 0


def stamp_header(bits: Bits, wire: Wire, rows: int) -> Bits:
    """The header over the first rows of a page that already made room for it (or did not)."""
    if not rows:
        return bits
    strip = np.full((24, bits.shape[1]), 255, dtype=np.uint8)
    cv2.putText(strip, wire.header, (30, 19), cv2.FONT_HERSHEY_PLAIN, 1.5, 0, 2)
    bits = bits.copy()
    bits[:rows] = cv2.resize(strip, (bits.shape[1], rows), interpolation=cv2.INTER_AREA) < 150
    return bits
