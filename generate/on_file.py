"""A paper on file, as somebody sent it, made fit to be enclosed: its pages as pictures, and nothing else of it.

What came from outside may hold scripts, attachments, links and hidden fields. Only what can be seen goes on: each page
is drawn in a limited child and becomes a picture in a new PDF: grey, or of a fax black and white at its own dots. The
bytes on file stay as they are.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any, Final

import pypdfium2
from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from cases.errors import BadInput
from forms.child import ChildLimits, run_limited
from generate.pdfs import undated

DPI: Final = 200  # a little under a fine fax's 204: nothing that would survive a fax is lost
PAPER: Final = (8.5, 14.0)  # inches: the largest sheet that goes out
MAX_PAGES: Final = 20
MAX_PIXELS: Final = 50_000_000
JPEG_QUALITY: Final = 85
Grid = tuple[float, float]  # dots an inch, across and down
_ORIENTATION: Final = 0x0112  # the tag that says how a camera or a scanner was held
LIMITS: Final = ChildLimits(cpu_seconds=30, wall_seconds=60.0)
_KINDS: Final = {b"II*\0": "image", b"MM\0*": "image", b"\x89PNG": "image", b"\xff\xd8\xff": "image"}


def as_pdf(data: bytes) -> bytes:
    """The pages of a PDF, TIFF, PNG or JPEG as a PDF of pictures; the same bytes every time.

    Raises BadInput for other types, for files with a password, without pages or with more than 20; its kind
    ChildFailed for what cannot be opened in bounded time and memory.
    """
    _, pdf = run_limited("generate.on_file:redraw", {}, data, LIMITS)
    return pdf


def preload() -> None:
    """What each child would otherwise load anew: Pillow's formats, and the encoder that PDF pages go through."""
    Image.init()
    Image.new("L", (8, 8)).save(io.BytesIO(), "PDF")


def redraw(header: dict[str, Any], payload: bytes) -> tuple[dict[str, Any], bytes]:
    """The inner side, in the limited child."""
    if b"%PDF-" in payload[:1024]:
        pages, grid = list(_drawn(payload)), (float(DPI), float(DPI))
    elif any(payload.startswith(sign) for sign in _KINDS):
        pages, grid = _pictured(payload)
    else:
        raise _unusable("it is not a PDF, TIFF, PNG or JPEG")
    out = io.BytesIO()
    pages[0].save(
        out,
        "PDF",
        save_all=True,
        append_images=pages[1:],
        creator="",
        producer="",
        dpi=grid,
        **({} if pages[0].mode == "1" else {"quality": JPEG_QUALITY}),
    )
    return {"pages": len(pages)}, undated(out.getvalue())


def _drawn(pdf: bytes) -> Iterator[Image.Image]:
    try:
        document = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError:
        raise _unusable("it has a password or is damaged") from None
    document.init_forms()
    _check_count(len(document))
    for page in document:
        inches = tuple(side / 72 for side in page.get_size())
        scale = _scale(inches)
        yield page.render(scale=DPI / 72 * scale, grayscale=True, may_draw_forms=True).to_pil().convert("L")


def _pictured(data: bytes) -> tuple[list[Image.Image], Grid]:
    """The pages of a picture file and their dots an inch. A fax keeps its own: black and white, packed as a fax is."""
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    try:
        with Image.open(io.BytesIO(data), formats=("TIFF", "PNG", "JPEG")) as picture:
            _check_count(getattr(picture, "n_frames", 1))
            grids = {_fax_grid(frame) for frame in ImageSequence.Iterator(picture)}
            if len(grids) == 1 and (grid := grids.pop()):
                return [frame.copy() for frame in ImageSequence.Iterator(picture)], grid
            return [_on_paper(frame) for frame in ImageSequence.Iterator(picture)], (DPI, DPI)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError):
        raise _unusable("it is damaged or far larger than a page") from None


def _fax_grid(frame: Image.Image) -> Grid | None:
    """The dots an inch of a black and white page that says them and fits on our sheet; None for any other."""
    if frame.width * frame.height > MAX_PIXELS:
        raise ValueError("too many pixels")
    across, down = _dots(frame)
    known = frame.mode == "1" and _are_dots(across, down) and frame.getexif().get(_ORIENTATION, 1) == 1
    return (across, down) if known and _scale((frame.width / across, frame.height / down)) == 1 else None


def _dots(frame: Image.Image) -> Grid:
    across, down = (float(d) for d in frame.info.get("dpi", (0, 0)))
    return across, down


def _are_dots(across: float, down: float) -> bool:
    return 50 <= across <= 1200 and 50 <= down <= 1200


def _on_paper(frame: Image.Image) -> Image.Image:
    """One picture, upright and grey, at 200 dpi both ways; a fax's pixels are taller than wide."""
    if frame.width * frame.height > MAX_PIXELS:
        raise ValueError("too many pixels")
    across, down = _dots(frame)
    frame = ImageOps.exif_transpose(frame)
    if not _are_dots(across, down):  # a photograph: fit it to the sheet
        across = down = max(frame.width / PAPER[0], frame.height / 11.0)
    inches = frame.width / across, frame.height / down
    size = tuple(max(1, round(side * _scale(inches) * DPI)) for side in inches)
    return _flat(frame).resize((size[0], size[1]))


def _flat(frame: Image.Image) -> Image.Image:
    """Grey, on white where it is transparent."""
    if "A" in frame.getbands() or "transparency" in frame.info:
        rgba = frame.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", rgba.size, "white"), rgba).convert("L")
    return frame.convert("L")


def _scale(inches: tuple[float, ...]) -> float:
    """How much a page has to shrink to go on our largest sheet, upright or across; 1 for usual pages."""
    short, long = sorted(inches)
    if short <= 0:
        raise _unusable("a page in it has no size")
    return min(1.0, min(PAPER) / short, max(PAPER) / long)


def _check_count(pages: int) -> None:
    if not 1 <= pages <= MAX_PAGES:
        raise _unusable(f"it has {pages} pages; we enclose between 1 and {MAX_PAGES}")


def _unusable(why: str) -> BadInput:
    return BadInput(f"The paper on file cannot be enclosed: {why}. File a clean scan of it.", code="bad_enclosure")
