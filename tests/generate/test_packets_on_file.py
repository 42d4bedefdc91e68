"""Papers on file become pictures on paper: what was seen is what goes out, and nothing else."""

from __future__ import annotations

import io

import numpy as np
import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageDraw

from cases.errors import BadInput
from generate.on_file import as_pdf


def drawing(size: tuple[int, int], mode: str = "1") -> Image.Image:
    """A page with a frame and a slanted stroke for a signature."""
    picture = Image.new("L", size, 255)
    pen = ImageDraw.Draw(picture)
    pen.rectangle([size[0] // 8, size[1] // 8, size[0] * 7 // 8, size[1] * 7 // 8], outline=0, width=6)
    pen.line([size[0] // 4, size[1] * 3 // 4, size[0] // 2, size[1] * 5 // 8], fill=0, width=8)
    return picture.convert(mode)


def saved(picture: Image.Image, kind: str, **how: object) -> bytes:
    """The picture as a file."""
    out = io.BytesIO()
    picture.save(out, kind, **how)
    return out.getvalue()


def pictures(pdf: bytes) -> list[np.ndarray]:
    """Each page as it looks, 50 dpi."""
    document = pypdfium2.PdfDocument(pdf)
    document.init_forms()
    return [np.asarray(p.render(scale=50 / 72, grayscale=True).to_pil().convert("L"), float) for p in document]


def form_with_secrets() -> bytes:
    """A PDF with a filled field, a script, a link, an attachment and actions."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(612, 792))
    page.Contents = pdf.make_stream(b"100 100 400 20 re f")
    look = pdf.make_stream(b"0 0 90 20 re f", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 90, 20])
    field = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Tx, T="name", V="seen",
        Rect=[100, 600, 190, 620], F=4, AP=pikepdf.Dictionary(N=look), DA="/Helv 0 Tf 0 g",
    )  # fmt: skip
    link = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 99, 99],
        A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI="http://127.0.0.1:9/"),
    )  # fmt: skip
    page.Annots = pdf.make_indirect([pdf.make_indirect(field), pdf.make_indirect(link)])
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=[page.Annots[0]])
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    pdf.Root.OpenAction = script
    page.AA = pikepdf.Dictionary(O=script)
    pdf.attachments["secret.txt"] = b"ZQX-LUPUS-77"
    pdf.docinfo["/Author"] = "ZQX-LUPUS-77"
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


@pytest.mark.integration
def test_a_pdf_goes_out_as_it_looks_without_anything_that_acts() -> None:
    """A field's ink is kept, its script, link, attachment and author are not."""
    original = form_with_secrets()
    clean = as_pdf(original)
    (before,), (after,) = pictures(original), pictures(clean)
    assert before.shape == after.shape
    assert np.abs(before - after).mean() < 2
    assert (
        before[int(170 * 50 / 72) : int(190 * 50 / 72), int(110 * 50 / 72) : int(180 * 50 / 72)].mean() < 60
    )  # the ink
    plain = io.BytesIO()
    pikepdf.open(io.BytesIO(clean)).save(plain, qdf=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    for key in (b"/JS", b"/AA", b"/OpenAction", b"/EmbeddedFile", b"/AcroForm", b"/Annots", b"/URI", b"ZQX"):
        assert key not in plain.getvalue()


@pytest.mark.parametrize(
    ("kind", "how", "size", "mode"),
    [
        ("TIFF", {"dpi": (204, 98), "compression": "group4"}, (1734, 1078), "1"),
        ("TIFF", {"dpi": (204, 196), "compression": "group3"}, (1734, 2156), "1"),
        ("PNG", {"dpi": (150, 150)}, (1275, 1650), "LA"),
        ("JPEG", {}, (1275, 1650), "RGB"),
    ],
)
@pytest.mark.integration
def test_a_scan_of_any_resolution_fills_a_letter_page(kind: str, how: dict, size: tuple[int, int], mode: str) -> None:
    """A fax with tall pixels, a scan and a photograph without a resolution all become upright letter pages."""
    pdf = as_pdf(saved(drawing(size, mode), kind, **how))
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        (page,) = opened.pages
        assert [round(float(v)) for v in page.mediabox] == [0, 0, 612, 792]
    (picture,) = pictures(pdf)
    expected = np.asarray(drawing((1275, 1650), "L").resize((picture.shape[1], picture.shape[0])), float)
    assert np.corrcoef(picture.ravel(), expected.ravel())[0, 1] > 0.8


@pytest.mark.integration
def test_a_photograph_taken_sideways_stands_upright() -> None:
    """The camera's note of its orientation is followed, then dropped."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turn a quarter clockwise to view
    pdf = as_pdf(saved(drawing((1650, 1275), "L"), "JPEG", exif=exif))
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        _, _, width, height = (float(v) for v in opened.pages[0].mediabox)
        assert width < height


@pytest.mark.integration
def test_every_page_of_a_fax_is_kept_and_the_bytes_are_steady() -> None:
    """A two-page TIFF gives two pages, and the same file each time."""
    pages = [drawing((1734, 2156)), drawing((1734, 1000))]
    fax = saved(pages[0], "TIFF", save_all=True, append_images=pages[1:], dpi=(204, 196), compression="group4")
    assert len(pictures(as_pdf(fax))) == 2
    assert as_pdf(fax) == as_pdf(fax)


def _encrypted() -> bytes:
    pdf, out = pikepdf.new(), io.BytesIO()
    pdf.add_blank_page()
    pdf.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))
    return out.getvalue()


def _many() -> bytes:
    pdf, out = pikepdf.new(), io.BytesIO()
    for _ in range(21):
        pdf.add_blank_page()
    pdf.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"MZ\x90\0",
        b"%PDF-1.7 nothing",
        _encrypted(),
        _many(),
        saved(drawing((900, 900)), "TIFF")[:200],
        b"\x89PNG\r\n",
    ],
    ids=["empty", "program", "hollow", "password", "21 pages", "cut", "stub"],
)
@pytest.mark.integration
def test_what_cannot_be_enclosed_is_refused(data: bytes) -> None:
    """A wrong type, a password, too many pages or a damaged file is refused by name."""
    with pytest.raises(BadInput) as refused:
        as_pdf(data)
    assert refused.value.code == "bad_enclosure"
