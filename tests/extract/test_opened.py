"""Bytes of strangers: pages, or a named reason in bounded time and memory."""

from __future__ import annotations

import io
import struct
import zlib

import numpy as np
import pikepdf
import pytest
from PIL import Image

from extract.opened import Unreadable, open_file
from tests.extract.samples import drawn, filled, one_bit, picture, tiff

PAGE = one_bit(drawn(filled(), dpi=100))


def reason_of(data):
    """Why a file cannot be read; None if all its pages can."""
    try:
        opened = open_file(data)
        try:
            for number in range(1, opened.count + 1):
                opened.page(number)
        finally:
            opened.close()
    except Unreadable as refusal:
        return refusal.code
    return None


def locked(password):
    """A PDF that asks for this password."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(filled())) as document:
        document.save(out, encryption=pikepdf.Encryption(owner="owner", user=password, aes=True, R=6))
    return out.getvalue()


def png_of(width, height):
    """A PNG that claims a size and holds a few bytes."""
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    parts = [(b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b"")]
    chunks = [struct.pack(">I", len(d)) + t + d + struct.pack(">I", zlib.crc32(t + d)) for t, d in parts]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def many_pages(count):
    """A PDF of empty pages."""
    document = pikepdf.new()
    for _ in range(count):
        document.pages.append(pikepdf.Page(pikepdf.Dictionary(Type=pikepdf.Name.Page, MediaBox=[0, 0, 9, 9])))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def empty_pdf():
    """A PDF without a page."""
    out = io.BytesIO()
    pikepdf.new().save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty_file"),
        (b"\n\n \0", "empty_file"),
        (b"MZ\x90\0" + b"\0" * 400, "unsupported_type"),
        (b"PK\x03\x04" + b"\0" * 400, "unsupported_type"),
        (b"GIF89a" + filled(), "unsupported_type"),
        (b"<html>%PDF-1.7", "unsupported_type"),
        (filled()[:20_000], "truncated"),
        (b"%PDF-1.7\nnothing of a PDF\n%%EOF\n", "damaged"),
        (locked("secret"), "encrypted"),
        (tiff([PAGE])[:-400], "truncated"),
        (picture(PAGE, "PNG")[:-600], "truncated"),
        (picture(PAGE, "JPEG")[:-600], "truncated"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50 + b"IEND\xaeB\x60\x82", "damaged"),
        (png_of(60_000, 60_000), "too_many_pixels"),
        (tiff([np.full((8, 8), 255, np.uint8)] * 1_001), "too_many_pages"),
        (many_pages(1_001), "too_many_pages"),
        (b"%PDF-" + bytes(50_000_001), "too_large"),
        (empty_pdf(), "empty_file"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_has_a_reason(data, reason):
    """Locked, cut off, empty, foreign, too long, too wide: each is named, none raises anything else."""
    assert reason_of(data) == reason


def test_an_empty_password_is_no_lock():
    """State forms are encrypted with an empty password; anybody can open them."""
    opened = open_file(locked(""))
    assert opened.page(1).pixels.shape == (2200, 1700)
    opened.close()


def test_a_lying_fax_header_is_no_harm():
    """A G4 page whose bits are noise opens as some page; it does not hang or raise."""
    image = tiff([PAGE])
    noisy = bytearray(image)
    noisy[200:1200] = np.random.default_rng(1).integers(0, 256, 1000, dtype=np.uint8).tobytes()
    assert reason_of(bytes(noisy)) in (None, "damaged", "truncated")


def test_a_fax_image_is_taken_out_of_its_pdf_unchanged():
    """Every pixel as it was sent, with its own resolution across and down."""
    out = io.BytesIO()
    Image.fromarray(PAGE).convert("1").save(out, "PDF", resolution=100)
    page = open_file(out.getvalue()).page(1)
    assert page.one_bit
    assert (page.pixels == PAGE).all()
    assert page.dpi == pytest.approx((100, 100), rel=0.01)


def test_a_tick_laid_over_a_scanned_page_is_seen():
    """A page with anything beside its fax image is drawn, so that annotations count."""
    out = io.BytesIO()
    Image.fromarray(np.full_like(PAGE, 255)).convert("1").save(out, "PDF", resolution=100)
    document = pikepdf.open(io.BytesIO(out.getvalue()))
    document.pages[0].contents_add(b"q 0 0 0 rg 100 100 50 50 re f Q")
    over = io.BytesIO()
    document.save(over)
    page = open_file(over.getvalue()).page(1)
    assert page.pixels.min() == 0


@pytest.mark.parametrize("orientation", range(1, 9))
def test_orientation_tags_are_followed(orientation):
    """A TIFF that says how it lies comes out upright, its resolutions with it."""
    upright = PAGE[:400, :300]
    stored = {
        1: upright, 2: upright[:, ::-1], 3: upright[::-1, ::-1], 4: upright[::-1],
        5: upright.T, 6: np.rot90(upright), 7: upright[::-1, ::-1].T, 8: np.rot90(upright, -1),
    }[orientation]  # fmt: skip
    dpi = (204, 98) if orientation < 5 else (98, 204)
    data = tiff([np.ascontiguousarray(stored)], dpi=dpi, tiffinfo={274: orientation})
    page = open_file(data).page(1)
    assert (page.pixels == upright).all()
    assert page.dpi == (204, 98)


def test_a_squashed_fax_without_tags_is_known_by_its_shape():
    """1,728 columns and half as many lines as paper has: standard resolution."""
    page = open_file(picture(np.where(np.zeros((1078, 1728), bool), 0, 255).astype(np.uint8), "PNG")).page(1)
    assert page.dpi[1] / page.dpi[0] == pytest.approx(98 / 204, rel=0.01)


def test_pages_of_a_tiff_keep_their_own_resolution():
    """Fine and standard pages in one file."""
    fine, coarse = Image.fromarray(PAGE).convert("1"), Image.fromarray(PAGE[::2]).convert("1")
    out = io.BytesIO()
    fine.encoderinfo, coarse.encoderinfo = {"dpi": (204, 196)}, {"dpi": (204, 98)}
    fine.save(out, "TIFF", save_all=True, append_images=[coarse], compression="group3", dpi=(204, 196))
    opened = open_file(out.getvalue())
    assert [opened.page(n).dpi for n in (1, 2)] == [(204, 196), (204, 98)]
    opened.close()


def test_grey_and_transparent_pictures_lie_on_white_paper():
    """A PNG with a see-through background is black on white."""
    layer = np.zeros((60, 60, 4), np.uint8)
    layer[20:40, 20:40] = [0, 0, 0, 255]
    page = open_file(picture(layer, "PNG")).page(1)
    assert page.pixels[0, 0] == 255
    assert page.pixels[30, 30] == 0
