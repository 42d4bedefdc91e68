"""What a person fills into a form on a screen, and what has to come back, whichever viewer was used."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pikepdf
import pytest

from extract import acroform, read_in_process
from forms.definitions import HOUSE_PAPERS, RETURNED
from forms.editions import Library
from forms.fields import Field, FormMap, Place
from forms.values import Given, Written
from generate.appearances import MARGIN
from generate.copies import personalise
from generate.samples import SIZE, sample_values
from generate.typefaces import width
from tests.generate.drawn import by_pdfium, by_poppler, ink
from tests.generate.sampled import COPY, Sample

KEY = b"the key of these tests"
SENT = {module.FORM.id for module in RETURNED}  # what we fill there is locked before it goes out
FORMS = sorted(SENT | {module.FORM.id for module in HOUSE_PAPERS})
QUICK = {"modified-duty-assignment", "provider-examination-report", "transitional-assignment"}  # every kind of field
NAME = "Zoë Núñez-Müller"
WORDS = "First, no ladders.\nThen see “below”."
SPECK = 1.0  # square points: less ink than the thinnest figure, more than one line drawn twice differs


def some_quick(names: Iterable[str]) -> list[Any]:
    """Forms for a test in a viewer: three in `make test`, the others in `make soak`. One program draws them all."""
    return [pytest.param(name, marks=() if name in QUICK else pytest.mark.soak) for name in names]


@dataclass(frozen=True)
class Errand:
    """A copy that goes out, what a person adds to it, and `made`: the copy that we would fill with the same values."""

    blank: bytes
    typed: dict[str, Written]
    made: Sample

    @property
    def open(self) -> list[str]:
        """The fields that a person can fill in, in reading order."""
        names = dict.fromkeys(p.field for p in self.made.edition.map.places)
        locked = self.made.values.keys() - self.typed.keys()
        return [n for n in names if n not in locked and not _is_signed(self.made, n)]


def errand(name: str) -> Errand:
    """A form with the values of a sample, among them a name with accents and words on two lines."""
    edition = Library().current(name)
    theirs = [f for f in edition.map.fields if f.writer == "office" or name not in SENT]
    values = sample_values(edition.map, seed=1) | _hard(edition.map, theirs)
    ours = {n: v for n, v in values.items() if n not in {f.name for f in theirs}}
    made = Sample(edition, values, personalise(edition, values, COPY, KEY))
    typed = {n: v for n, v in made.written.items() if n not in ours and v not in (None, False)}
    return Errand(personalise(edition, ours, COPY, KEY), typed, made)


def _hard(form: FormMap, fields: list[Field]) -> dict[str, Given]:
    """The name on the first line and the words on the first lines that have room for them."""
    lines = [f.name for f in fields if f.kind == "text" and f.lines == 1 and _fits(form, f, NAME)]
    ruled = [f.name for f in fields if f.lines > 1 and all(_fits(form, f, line) for line in WORDS.split("\n"))]
    return {lines[0]: NAME} | ({ruled[0]: WORDS} if ruled else {})


def _fits(form: FormMap, field: Field, line: str) -> bool:
    (place,) = form.places_of(field.name)
    return width(line) * SIZE <= place.box[2] - place.box[0] - 2 * MARGIN


def came_back(saved: bytes, sent: Errand) -> None:
    """Each value is stored as it was typed, shown as it is stored, and read like our own copy of the same values.

    Viewers set lines closer than our rules are, so a rule may cross the second one: then nothing is read of it, and
    never anything else.
    """
    assert stored(saved) == {n: v for n, v in sent.made.written.items() if not _is_signed(sent.made, n)}
    found, wanted = read(saved), read(sent.made.pdf)
    for name in (n for n, v in sent.typed.items() if v == WORDS):
        assert found.pop(name)[:2] in ((None, None), wanted.pop(name)[:2])
    assert found == wanted
    filled = {p: sent.made.boxes.get(p, sent.made.written[p.field] is not None) for p in _places(sent.made)}
    for by in (by_pdfium, by_poppler):
        assert shown(sent, by(saved), by(sent.blank)) == {p: f and p.field in sent.typed for p, f in filled.items()}


def _places(made: Sample) -> list[Place]:
    return [p for p in made.edition.map.places if not _is_signed(made, p.field)]


def _is_signed(made: Sample, name: str) -> bool:
    return made.edition.map.field(name).kind == "signature"


def stored(saved: bytes) -> dict[str, Written]:
    """Every value in the file's form fields, on which its values, its switched-on widgets and pypdf agree."""
    found: dict[str, Written] = {}
    other = acroform.other_view(saved)
    with pikepdf.open(io.BytesIO(saved)) as pdf:
        fields = [f for n in range(1, len(pdf.pages) + 1) for f in acroform.stored_fields(pdf, n).values()]
    for field in (f for f in fields if f.kind != "signature"):
        assert field.agrees, field.name
        assert not field.hidden, field.name
        assert acroform.cross_checked(field, other), field.name
        found[field.name] = field.value
    return found


def read(pdf: bytes) -> dict[str, tuple[object, ...]]:
    """What the reader makes of the file: its one document, and each value, or its guess, with status and reason."""
    (document,) = read_in_process(pdf, "reply.pdf", keys=(KEY,)).documents
    fields = {n: (r.value, r.guess, r.status, r.reason, r.source) for n, r in document.fields.items()}
    return {"document": (document.code, document.reasons, document.restrictions), **fields}


def shown(sent: Errand, pages: list[np.ndarray], blank: list[np.ndarray]) -> dict[Place, bool]:
    """Of each place, whether there is ink that was not there when the copy went out."""
    form, places = sent.made.edition.map, _places(sent.made)
    now, before = ink(form, places, pages), ink(form, places, blank)
    return {p: (now[p] - before[p]) * _area(p) > SPECK for p in places}


def _area(place: Place) -> float:
    x0, y0, x1, y1 = place.box
    return (x1 - x0) * (y1 - y0)
