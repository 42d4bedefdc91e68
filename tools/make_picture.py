"""The picture of the README: a simulated standard-resolution fax, and what the reader says about each box of it.

    .venv/bin/python -m tools.make_picture

Green: accepted. Amber: a person looks. The page is lined up by the reader itself.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image, ImageDraw

from extract.identify import identify
from extract.opened import open_file
from extract.page import Registered
from extract.pipeline import read_in_process
from extract.register import register
from forms.editions import Library
from forms.readings import Reading, ReadingStatus
from generate.copies import personalise
from tests.demo import office

OUT: Final = Path(".github/reading.png")
WIDE: Final = 860  # pixels of the picture
GREEN, AMBER = (27, 138, 75), (214, 132, 0)
HEAD: Final = {
    "worker_name": "Maria Delgado", "injury_date": "11/13/2026", "claim_number": "G-HC-2214",
    "provider_name": "Dr. A. Okafor", "employer_name": "Harbor Cold Storage", "contact_name": "Dana Whitfield",
    "letter_date": "11/22/2026", "reply_fax": "518-555-0136", "reply_phone": "518-555-0135",
}  # fmt: skip


def main() -> None:
    """Fax a filled form, read it, draw the outcome over it."""
    edition = Library().current("transitional-assignment")
    copy = personalise(edition, HEAD, "K7QXRW2M4P", None)
    sent = office.fax(copy, office.answers(date(1984, 7, 9), date(2026, 11, 22)), "standard", 12)
    raster = open_file(sent.data).page(1)
    page = register(raster, edition, identify(raster))
    assert page is not None
    (document,) = read_in_process(sent.data, "fax").documents
    drawn(page, document.fields).quantize(32).save(OUT, optimize=True)


def drawn(page: Registered, fields: dict[str, Reading]) -> Image.Image:
    """The fax with square pixels, each answered field framed by its status."""
    pixels, (across, down) = page.raster.pixels, page.raster.dpi
    size = WIDE, round(WIDE * pixels.shape[0] / pixels.shape[1] * across / down)
    picture = Image.fromarray(pixels).resize(size, Image.Resampling.LANCZOS).convert("RGB")
    pen = ImageDraw.Draw(picture)
    scale = np.array([size[0] / pixels.shape[1], size[1] / pixels.shape[0]])
    for reading in fields.values():
        if reading.status is ReadingStatus.REVIEW or reading.value not in (None, False):
            corners = page.corners_of(reading.box) * scale
            colour = AMBER if reading.status is ReadingStatus.REVIEW else GREEN
            pen.polygon([tuple(corner) for corner in _grown(corners, 3)], outline=colour, width=3)
    return picture


def _grown(corners: np.ndarray, by: float) -> np.ndarray:
    """A frame a few pixels outside, so that the mark stays visible."""
    return corners + by * np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]])


if __name__ == "__main__":
    main()
