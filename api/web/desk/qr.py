"""A QR code as one path of an SVG, drawn here: what is in it is a secret, and goes to nobody else's server."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import zxingcpp

QUIET = 4  # modules of white around it, as ISO/IEC 18004 asks


@dataclass(frozen=True)
class Drawing:
    """The side of the square in modules, and the path of its dark ones."""

    side: int
    path: str


def drawing(text: str) -> Drawing:
    """The code of a text."""
    symbol = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode)
    dark = np.array(zxingcpp.write_barcode_to_image(symbol, scale=1, add_quiet_zones=False)) < 128
    steps = np.diff(np.pad(dark, ((0, 0), (1, 1))).astype(np.int8), axis=1)
    runs = zip(np.argwhere(steps == 1).tolist(), np.argwhere(steps == -1).tolist(), strict=True)
    path = "".join(f"M{QUIET + start} {QUIET + row}h{end - start}v1h-{end - start}z" for (row, start), (_, end) in runs)
    return Drawing(len(dark) + 2 * QUIET, path)
