"""A digital page that was damaged on its way is not read: what it lost looks as if nobody had made it."""

from __future__ import annotations

import io
import zlib

import numpy as np
import pikepdf
import pytest
from PIL import Image

from extract.opened import Unreadable
from extract.pdf import PdfFile
from extract.pictures import PictureFile
from extract.whole import draws_whole
from tests.benchmarks import hostile


def changed(change) -> bytes:
    """A flattened reply with something done to its first page."""
    with pikepdf.open(io.BytesIO(hostile.wholes()["flat.pdf"])) as pdf:
        change(pdf, pdf.pages[0].obj)
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["flat.pdf", "filled.pdf"])
def test_an_undamaged_page_draws_all_that_it_names(kind):
    """Our own forms, filled or flattened, are whole."""
    assert draws_whole(pikepdf.open(io.BytesIO(hostile.wholes()[kind])), 1)


def _lose_a_look(pdf, page):
    del page.Resources.XObject["/x0"]


def _break_a_look(pdf, page):
    look = page.Resources.XObject["/x0"]
    packed = look.read_raw_bytes()
    look.write(packed[: len(packed) // 2], filter=pikepdf.Name.FlateDecode)


def _break_the_page(pdf, page):
    page.Contents = pikepdf.Stream(pdf, page.Contents[0].read_bytes() if isinstance(page.Contents, pikepdf.Array)
                                   else page.Contents.read_bytes())  # fmt: skip
    packed = page.Contents.read_bytes()
    page.Contents.write(zlib.compress(packed)[:-200], filter=pikepdf.Name.FlateDecode)


def _break_a_font(pdf, page):
    for font in page.Resources.Font.as_dict().values():
        for each in (font, *font.get("/DescendantFonts", ())):
            program = each.get("/FontDescriptor", {}).get("/FontFile2") or each.get("/FontDescriptor", {}).get(
                "/FontFile3"
            )
            if program is not None:
                packed = zlib.compress(program.read_bytes())
                program.write(packed[: len(packed) // 2], filter=pikepdf.Name.FlateDecode)


@pytest.mark.parametrize("change", [_lose_a_look, _break_a_look, _break_a_font, _break_the_page])
def test_a_page_that_lost_a_drawing_is_refused(change):
    """A tick whose drawing is gone would be an empty box: the file is damaged, and a person asks for it again."""
    with pytest.raises(Unreadable) as refused:
        PdfFile(changed(change)).page(1)
    assert refused.value.code == "damaged"


def jpeg(mode: str = "L") -> bytes:
    """A grey page, as a scanner packs it."""
    lines = np.random.default_rng(1).integers(0, 256, (600, 400), dtype=np.uint8)
    out = io.BytesIO()
    Image.fromarray(lines).convert(mode).save(out, "JPEG", quality=80)
    return out.getvalue()


def in_pdf(picture: bytes, listed: bool = False) -> bytes:
    """A PDF of one page that is this picture, as scanners make them; some list the one filter."""
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(612, 792))
        named = {"Type": "/XObject", "Subtype": "/Image", "ColorSpace": "/DeviceGray", "Filter": "/DCTDecode"}
        kind = {k: pikepdf.Name(v) for k, v in named.items()} | {"Width": 400, "Height": 600, "BitsPerComponent": 8}
        kind |= {"Filter": pikepdf.Array([pikepdf.Name.DCTDecode])} if listed else {}
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(x0=pikepdf.Stream(pdf, picture, **kind)))
        page.Contents = pdf.make_stream(b"q 612 0 0 792 0 0 cm /x0 Do Q")
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


def torn(picture: bytes) -> bytes:
    """A picture that lost a few hundred bytes in its middle: from there on it is shifted, or grey."""
    middle = len(picture) // 2
    return picture[:middle] + picture[middle + 300 :]


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
def test_a_whole_jpeg_is_read_whatever_its_colours(mode):
    """Only lost data is damage."""
    assert PictureFile(jpeg(mode), "jpeg").page(1).pixels.shape == (600, 400)


def test_a_jpeg_that_lost_data_is_refused_by_itself_and_in_a_pdf():
    """Decoders go on with what they make of the rest, which may look like an empty box."""
    assert PdfFile(in_pdf(jpeg())).page(1).pixels.size
    for file in (PictureFile(torn(jpeg()), "jpeg"), PdfFile(in_pdf(torn(jpeg()))),
                 PdfFile(in_pdf(torn(jpeg()), listed=True))):  # fmt: skip
        with pytest.raises(Unreadable) as refused:
            file.page(1)
        assert refused.value.code == "damaged"


def _no_height(pdf, page):
    for image in page.Resources.XObject.as_dict().values():
        if "/Height" in image:
            del image["/Height"]


def _no_dictionary(pdf, page):
    page.Resources.XObject = 7


def _nothing_named(pdf, page):
    page.Contents = pdf.make_stream(b"q 612 0 0 792 0 0 cm Do Q")


def opened(data: bytes) -> str:
    """What becomes of a PDF's first page: "drawn", or the reason for which it is refused."""
    try:
        return "drawn" if PdfFile(data).page(1).pixels.size else "empty"
    except Unreadable as refused:
        return refused.code


@pytest.mark.parametrize("change", [_no_height, _no_dictionary, _nothing_named])
@pytest.mark.parametrize("kind", ["fine.pdf", "flat.pdf"])
def test_a_page_of_odd_objects_is_refused_or_drawn_and_stops_no_reader(change, kind):
    """Flipped bytes make numbers of dictionaries: such a file is damaged, whatever the library raises."""
    with pikepdf.open(io.BytesIO(hostile.wholes()[kind])) as pdf:
        change(pdf, pdf.pages[0].obj)
        out = io.BytesIO()
        pdf.save(out)
    assert opened(out.getvalue()) in ("drawn", "damaged")
