"""Pages into files, as fax gateways and office scanners write them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Literal

import numpy as np
import pikepdf
from PIL import Image

from tests.fax.channel import Arrived
from tests.fax.photo import TAGGED

FileKind = Literal["tiff-g4", "tiff-g3", "pdf", "png", "jpeg"]
SUFFIX: dict[FileKind, str] = {"tiff-g4": ".tif", "tiff-g3": ".tif", "pdf": ".pdf", "png": ".png", "jpeg": ".jpg"}


def pack(pages: Sequence[Arrived], kind: FileKind) -> bytes:
    """One file of these pages. PNG and JPEG hold one page."""
    if kind == "pdf":
        return _pdf(pages)
    if kind in ("png", "jpeg"):
        (page,) = pages
        return _picture(page, kind)
    return _tiff(pages, "group4" if kind == "tiff-g4" else "group3")


def _image(page: Arrived) -> Image.Image:
    picture = Image.fromarray(page.pixels)
    return picture.convert("1", dither=Image.Dither.NONE) if page.one_bit else picture


def _tiff(pages: Sequence[Arrived], compression: str, **kind: object) -> bytes:
    """Multi-page TIFF; one-bit pages in fax compression, grey ones in LZW, each page with its own resolution."""
    first, *rest = [_sized(page, compression) for page in pages]
    out = io.BytesIO()
    first.save(out, "TIFF", save_all=True, append_images=rest, **first.encoderinfo, **kind)
    return out.getvalue()


def _sized(page: Arrived, compression: str) -> Image.Image:
    """A picture that carries its own compression and resolution: pages of one file may differ."""
    picture = _image(page)
    picture.encoderinfo = {"dpi": page.dpi, "compression": compression if page.one_bit else "tiff_lzw"}
    return picture


def _picture(page: Arrived, kind: FileKind) -> bytes:
    out = io.BytesIO()
    if kind == "jpeg":
        Image.fromarray(page.pixels).save(out, "JPEG", quality=85, dpi=page.dpi)
    else:
        _image(page).save(out, "PNG", dpi=page.dpi, **({"compress_level": 1} if page.pixels.ndim == 3 else {}))
    return out.getvalue()


def _pdf(pages: Sequence[Arrived]) -> bytes:
    """A PDF with one picture a page: CCITT group 4 for one-bit pages, JPEG for grey and coloured ones.

    A photograph's resolution means nothing: such a page is made as wide as a letter, as phones make it.
    """
    document = pikepdf.new()
    for page in pages:
        rows, columns = page.pixels.shape[:2]
        size = (columns / page.dpi[0] * 72, rows / page.dpi[1] * 72)
        if page.dpi == TAGGED:
            size = tuple(v * 612 / size[0] for v in size)
        picture = _ccitt(document, page) if page.one_bit else _dct(document, page)
        added = document.add_blank_page(page_size=size)
        added.obj["/Resources"] = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=picture))
        added.obj["/Contents"] = document.make_stream(f"q {size[0]:.4f} 0 0 {size[1]:.4f} 0 0 cm /Im0 Do Q".encode())
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _ccitt(document: pikepdf.Pdf, page: Arrived) -> pikepdf.Stream:
    """The raw group 4 strip out of a one-strip TIFF. Libtiff writes black as 0 bits or 1 bits; ask its header."""
    rows, columns = page.pixels.shape
    packed = _tiff([page], "group4", tiffinfo={278: rows})
    with Image.open(io.BytesIO(packed)) as tiff:
        (start,), (length,) = tiff.tag_v2[273], tiff.tag_v2[279]
        black_is_one = tiff.tag_v2[262] == 1
    return pikepdf.Stream(
        document, packed[start : start + length], Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=columns,
        Height=rows, BitsPerComponent=1, ColorSpace=pikepdf.Name.DeviceGray, Filter=pikepdf.Name.CCITTFaxDecode,
        DecodeParms=pikepdf.Dictionary(K=-1, Columns=columns, Rows=rows, BlackIs1=black_is_one),
    )  # fmt: skip


def _dct(document: pikepdf.Pdf, page: Arrived) -> pikepdf.Stream:
    rows, columns = page.pixels.shape[:2]
    colours = pikepdf.Name.DeviceGray if page.pixels.ndim == 2 else pikepdf.Name.DeviceRGB
    return pikepdf.Stream(
        document, _picture(page, "jpeg"), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=columns,
        Height=rows, BitsPerComponent=8, ColorSpace=colours, Filter=pikepdf.Name.DCTDecode,
    )  # fmt: skip


def as_pixels(picture: Image.Image) -> np.ndarray:
    """A picture of any mode as grey pixels."""
    return np.asarray(picture.convert("L"), dtype=np.uint8)
