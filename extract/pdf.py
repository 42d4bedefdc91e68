"""PDF pages as pixels: a faxed page's own image where the page is nothing else, a drawing by PDFium for the rest.

The image is taken out only from pages that are exactly one black-and-white CCITT image. Anything more on the page
(a stamp, a tick somebody laid over the scan, a form field) has to be drawn, or it would not be seen.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pikepdf
import pypdfium2

from extract.opened import MAX_PIXELS, Unreadable
from extract.page import Grey, RasterPage
from extract.pictures import grey_of, is_one_bit
from extract.whole import draws_whole, filters

DRAWN_DPI: Final = 200.0  # the resolution at which pages without an image are drawn
SCAN_SHARE: Final = 0.1  # of a page's area that one picture covers: then the page is (partly) a scan
FINEST_DPI: Final = 300.0  # scans finer than this are drawn at this
_PASSING: Final = {"q", "Q", "cm", "Do", "BT", "ET", "BMC", "EMC", "BDC"}  # operators that put no ink on a page

# What pikepdf raises where an object is not of the kind that it should be: nobody else's business than the file's.
_MALFORMED: Final = (
    pikepdf.PdfError, NotImplementedError, TypeError, ValueError, AttributeError, KeyError, IndexError, OSError,
)  # fmt: skip


@dataclass(frozen=True)
class PagePicture:
    """The one image that a page consists of. `dpi` across and down as it is placed; `turns` of 90° clockwise."""

    image: pikepdf.Stream
    dpi: tuple[float, float]
    turns: int


def _parsed(data: bytes) -> pikepdf.Pdf:
    """The file, opened by a name that only this process knows: from bytes of Python's, qpdf reads a third slower."""
    unnamed = os.memfd_create("pdf")
    try:
        os.write(unnamed, data)
        stream = pikepdf.AccessMode.stream
        return pikepdf.open(f"/proc/self/fd/{unnamed}", access_mode=stream, suppress_warnings=True)
    finally:
        os.close(unnamed)


class PdfFile:
    """An open PDF. `pikepdf` and PDFium both have it open; neither changes it."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        if b"%%EOF" not in data[-2048:]:
            raise Unreadable("truncated")
        try:
            self.pdf = _parsed(data)
            self.count = len(self.pdf.pages)
            self.pdf.get_warnings()  # a file that was put together again is whole; what is warned of later is not
        except pikepdf.PasswordError:
            raise Unreadable("encrypted") from None
        except (pikepdf.PdfError, RuntimeError, ValueError):
            raise Unreadable("damaged") from None
        self._drawing: Any = None
        if self.count == 0:
            raise Unreadable("empty_file")

    def page(self, number: int) -> RasterPage:
        """The page's own fax image where it is nothing else, its drawing otherwise. Raises Unreadable."""
        try:
            return self._own_image(number) or self._drawn_whole(number)
        except _MALFORMED:
            raise Unreadable("damaged") from None

    def _own_image(self, number: int) -> RasterPage | None:
        try:
            picture = picture_of(self.pdf.pages[number - 1])
            return _taken_out(number, picture) if picture else None
        except _MALFORMED:
            return None  # an odd dictionary; PDFium may still draw it

    def _drawn_whole(self, number: int) -> RasterPage:
        if not draws_whole(self.pdf, number):
            raise Unreadable("damaged")
        return self.draw(number, self._scale(number))

    def draw(self, number: int, dpi: float, forms: bool = True) -> RasterPage:
        """The page as a person sees it on a screen, annotations and (unless `forms` is false) form fields included."""
        try:
            page = self.drawing[number - 1]
            width, height = page.get_size()
            dpi = min(dpi, (MAX_PIXELS / 4 / max(width * height, 1)) ** 0.5 * 72)
            bitmap = page.render(scale=dpi / 72, grayscale=True, may_draw_forms=forms)
            pixels: Grey = np.array(bitmap.to_numpy(), dtype=np.uint8).reshape(bitmap.height, bitmap.width)
            page.close()
        except pypdfium2.PdfiumError:
            raise Unreadable("damaged") from None
        return RasterPage(number, pixels, (dpi, dpi), is_one_bit(pixels))

    @property
    def drawing(self) -> Any:  # noqa: ANN401 - pypdfium2 has no types
        """PDFium's view of the file."""
        if self._drawing is None:
            try:
                self._drawing = pypdfium2.PdfDocument(self.data)
            except pypdfium2.PdfiumError:
                raise Unreadable("damaged") from None
            if self._drawing.get_formtype():
                self._drawing.init_forms()  # before the first page is opened, or form fields are not drawn
        return self._drawing

    def words_in(self, number: int, box: tuple[float, float, float, float]) -> str:
        """What the text layer of a page says within a box (PDF points, origin bottom left)."""
        page = self.drawing[number - 1]
        text = page.get_textpage()
        try:
            return str(text.get_text_bounded(*box))
        finally:
            text.close()
            page.close()

    def is_scan(self, number: int) -> bool:
        """Whether a picture covers much of the page. Then its text layer is somebody's OCR, not what was typed."""
        page = self.drawing[number - 1]
        try:
            whole = page.get_width() * page.get_height()
            bounds = (o.get_bounds() for o in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]))
            return any((right - left) * (top - bottom) > SCAN_SHARE * whole for left, bottom, right, top in bounds)
        finally:
            page.close()

    def close(self) -> None:
        """Let go of the file."""
        self.pdf.close()
        if self._drawing is not None:
            self._drawing.close()

    def _scale(self, number: int) -> float:
        """Dots an inch at which to draw: as fine as the finest image on the page, within reason."""
        page = self.pdf.pages[number - 1]
        width = max(1.0, float(page.mediabox[2]) - float(page.mediabox[0])) / 72
        images = [int(i.get("/Width", 0)) for i in _images(page)]
        finest = max(images, default=0) / width
        return min(FINEST_DPI, max(DRAWN_DPI, finest))


def picture_of(page: pikepdf.Page) -> PagePicture | None:
    """The CCITT image that this page consists of, if that is all there is on it and it stands upright."""
    images = _images(page)
    if len(images) != 1 or page.obj.get("/Annots") or not _is_plain_fax_image(images[0]):
        return None
    matrix = _placement(page)
    if matrix is None:
        return None
    a, b, c, d, _, _ = matrix
    if b or c or a <= 0 or d <= 0:
        return None
    turns = int(page.obj.get("/Rotate", 0)) // 90 % 4
    image = images[0]
    return PagePicture(image, (int(image.Width) / a * 72, int(image.Height) / d * 72), turns)


def _images(page: pikepdf.Page) -> list[pikepdf.Stream]:
    found = page.resources.get("/XObject", pikepdf.Dictionary())
    return [x for x in found.values() if isinstance(x, pikepdf.Stream) and x.get("/Subtype") == "/Image"]


def _is_plain_fax_image(image: pikepdf.Stream) -> bool:
    """CCITT and nothing else: no mask, no colours turned round."""
    turned = [float(str(v)) for v in image.get("/Decode", pikepdf.Array([0, 1]))] != [0, 1]
    return (
        filters(image) == ["/CCITTFaxDecode"]
        and not turned
        and not {"/Mask", "/SMask", "/ImageMask"} & set(image.keys())
    )


def _placement(page: pikepdf.Page) -> tuple[float, float, float, float, float, float] | None:
    """The matrix with which the page's only image is drawn; None if the page draws anything else."""
    matrix: list[float] | None = None
    drawn = 0
    for step in pikepdf.parse_content_stream(page):
        operands, name = step.operands, str(step.operator)
        if name not in _PASSING or (name == "cm" and matrix is not None):
            return None
        if name == "cm":
            matrix = [float(v) for v in operands]
        drawn += name == "Do"
    if matrix is None or drawn != 1 or len(matrix) != 6:
        return None
    return (matrix[0], matrix[1], matrix[2], matrix[3], matrix[4], matrix[5])


def _taken_out(number: int, picture: PagePicture) -> RasterPage:
    image = pikepdf.PdfImage(picture.image)
    if image.width * image.height > MAX_PIXELS:
        raise Unreadable("too_many_pixels")
    pixels, one_bit = grey_of(image.as_pil_image())
    across, down = picture.dpi
    turned = np.ascontiguousarray(np.rot90(pixels, -picture.turns))
    return RasterPage(number, turned, (down, across) if picture.turns % 2 else (across, down), one_bit)
