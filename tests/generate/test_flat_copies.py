"""A copy as ink shows what the copy with fields shows."""

from __future__ import annotations

import io

import numpy as np
import pikepdf
import pypdfium2
import pytest

from cases.errors import BadInput
from forms.editions import Library
from generate.copies import personalise
from generate.flat_copies import flattened
from generate.samples import sample_values

KEY, COPY = b"k" * 32, "AAAAAAAAA2"


def looks(pdf: bytes) -> list[np.ndarray]:
    """Each page, fields drawn."""
    with pypdfium2.PdfDocument(pdf) as document:
        document.init_forms()
        return [np.asarray(page.render(scale=1.5).to_pil().convert("L"), int) for page in document]


@pytest.mark.parametrize("form", Library().forms)
def test_ink_and_codes_are_those_of_the_copy(form: str) -> None:
    """Every form, every field with a value, other letters than Western European among them; nothing to fill in."""
    edition = Library().current(form)
    values = sample_values(edition.map, 3)
    names = [field.name for field in edition.map.fields if field.name in ("worker_name", "employer_name")]
    values |= dict.fromkeys(names, "Đặng Łucja")
    flat = flattened(edition, values, COPY, KEY)
    with pikepdf.open(io.BytesIO(personalise(edition, values, COPY, KEY))) as full:
        full.flatten_annotations("all")
        full.save(out := io.BytesIO())
    for ours, expected in zip(looks(flat), looks(out.getvalue()), strict=True):
        assert (np.abs(ours - expected) > 40).mean() < 3e-4  # places are rounded to a thousandth of a point
    with pikepdf.open(io.BytesIO(flat)) as made:
        assert not made.check_pdf_syntax()
        assert "/AcroForm" not in made.Root
        assert not any("/Annots" in page.obj for page in made.pages)


def test_the_same_refusals_as_a_copy_with_fields() -> None:
    """Unknown fields, and text that does not fit."""
    edition = Library().current("transitional-assignment")
    for values in ({"nobody": "x"}, {"worker_name": "x" * 400}):
        with pytest.raises(BadInput) as ours:
            flattened(edition, values, COPY, KEY)
        with pytest.raises(BadInput) as theirs:
            personalise(edition, values, COPY, KEY)
        assert ours.value.code == theirs.value.code
