"""Golden pictures: how every page of every current edition looks, small. `make pictures` renews them.

A picture shows the pages of one form side by side, in 16 greys at 60 dots an inch: enough to see a box, a line or a
word that went astray, small enough to keep. They are compared patch by patch, since a lost box is a thousandth of a
page and all of its patch.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

import numpy as np
import pypdfium2
from numpy.typing import NDArray
from PIL import Image

from forms.editions import Edition, Library

HOME = Path(__file__).parent.parent / "resources" / "pages"
DPI = 60
STEP = 17  # between greys, so that 16 of them reach from black to white
PATCH = 10  # pixels each way, about 4 mm
TOLERATED = 12.0  # mean difference of a patch in greys of 256: other renderers' edges stay below, a lost box does not

Grey = NDArray[np.uint8]


def drawn(edition: Edition) -> Grey:
    """The pages of an edition side by side."""
    document = pypdfium2.PdfDocument(edition.blank)
    document.init_forms()  # before a page is opened, or widgets are not drawn
    try:
        pages = [page.render(scale=DPI / 72, grayscale=True).to_numpy().squeeze() for page in document]
        return np.hstack([np.round(page / STEP).astype(np.uint8) * STEP for page in pages])
    finally:
        document.close()


def kept(form: str) -> Grey | None:
    """The golden picture of a form, or None."""
    file = HOME / f"{form}.png"
    return np.asarray(Image.open(file).convert("L")) if file.is_file() else None


def packed(picture: Grey) -> bytes:
    """As PNG, four bits a pixel."""
    indexed = Image.fromarray(picture // STEP, mode="P")
    indexed.putpalette([grey for n in range(16) for grey in (n * STEP,) * 3])
    out = io.BytesIO()
    indexed.save(out, "PNG", bits=4, optimize=True)
    return out.getvalue()


def differences(picture: Grey, golden: Grey, pages: int) -> list[str]:
    """Where they differ: page, and millimetres from its left and upper edge, one line for each patch."""
    if picture.shape != golden.shape:
        return [f"the size: {picture.shape[1]} x {picture.shape[0]}, kept {golden.shape[1]} x {golden.shape[0]}"]
    apart = np.abs(picture.astype(float) - golden)
    height, width = (n - n % PATCH for n in apart.shape)
    patches = apart[:height, :width].reshape(height // PATCH, PATCH, width // PATCH, PATCH).mean(axis=(1, 3))
    across, mm = picture.shape[1] // pages, 25.4 / DPI
    return [
        f"page {x * PATCH // across + 1}, {x * PATCH % across * mm:.0f} mm from the left, {y * PATCH * mm:.0f} mm down"
        for y, x in np.argwhere(patches > TOLERATED)
    ]


def main() -> None:
    """Draw all pictures anew; one line for each that changed."""
    HOME.mkdir(parents=True, exist_ok=True)
    library = Library()
    for form in library.forms:
        edition, golden = library.current(form), kept(form)
        picture = drawn(edition)
        if golden is None or differences(picture, golden, len(edition.map.pages)):
            (HOME / f"{form}.png").write_bytes(packed(picture))
            sys.stdout.write(f"{form}: new picture; look at it before you commit it\n")
    for file in HOME.glob("*.png"):
        if file.stem not in library.forms:
            file.unlink()


if __name__ == "__main__":
    main()
