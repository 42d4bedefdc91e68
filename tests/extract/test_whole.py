"""A digital page that was damaged on its way is not read: what it lost looks as if nobody had made it."""

from __future__ import annotations

import io
import zlib

import pikepdf
import pytest

from extract.opened import Unreadable
from extract.pdf import PdfFile
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


@pytest.mark.parametrize("change", [_lose_a_look, _break_a_look, _break_the_page])
def test_a_page_that_lost_a_drawing_is_refused(change):
    """A tick whose drawing is gone would be an empty box: the file is damaged, and a person asks for it again."""
    with pytest.raises(Unreadable) as refused:
        PdfFile(changed(change)).page(1)
    assert refused.value.code == "damaged"
