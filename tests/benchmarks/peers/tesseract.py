"""Whole-page Tesseract on a public set: words and where they stand. It says nothing about boxes.

Pages are brought to 300 dots an inch, as its guide to better quality advises, and read with its own page segmentation
and orientation (`--psm 1`). Words that stand in a line or comb of the form, which the truth places for it, are that
field's answer.
"""

from __future__ import annotations

import numpy as np
import pytesseract

from tests.benchmarks.peers import common
from tests.benchmarks.peers.common import Fields, Page

DPI = 300.0
SETTINGS = "--psm 1 --dpi 300"
Word = tuple[float, float, str, float]  # middle, text, confidence


def main() -> None:
    """Read a set and keep the answers."""
    folder, out = common.asked()
    said = common.page_by_page(_fields, common.pages(folder))
    name = f"Tesseract {pytesseract.get_tesseract_version()}, whole page"
    common.keep(out, name, f"pages at {DPI:.0f} dots an inch, {SETTINGS}; placed by the truth", said)


def _fields(page: Page) -> Fields:
    words = _words(page.square(DPI))
    answers: Fields = {}
    for truth in (t for t in page.truth if t.get("kind") in ("text", "comb")):
        corners = np.array(truth["pixels"]) * DPI / np.array(page.dpi)
        (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
        here = [w for w in words if left <= w[0] <= right and top <= w[1] <= bottom]
        if here:
            least = min(w[3] for w in here)
            answers[truth["field"]] = {"value": " ".join(w[2] for w in here), "confidence": least}
    return answers


def _words(pixels: np.ndarray) -> list[Word]:
    read = pytesseract.image_to_data(pixels, config=SETTINGS, output_type=pytesseract.Output.DICT)
    columns = (read[k] for k in ("left", "top", "width", "height", "text", "conf"))
    return [
        (x + w / 2, y + h / 2, text, min(1.0, float(sure) / 100))
        for x, y, w, h, text, sure in zip(*columns, strict=True)
        if text.strip() and float(sure) >= 0
    ]


if __name__ == "__main__":
    main()
