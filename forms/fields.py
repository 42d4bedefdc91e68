"""Fields and their geometry: the one place where the writer and the reader of paper meet.

A form is a blank PDF, where each field lies, and what each field means. Boxes are PDF points of the blank page,
origin bottom left, `(x0, y0, x1, y1)`; pages count from 1.
"""

from __future__ import annotations

from typing import Literal

from cases.restrictions import Model
from forms.meaning import Comments, DemandNote, DemandOf, Meaning

Kind = Literal["check", "radio", "text", "date", "digits", "signature"]
Box = tuple[float, float, float, float]


class Option(Model):
    """One choice of a radio group: its export value and its printed label."""

    value: str
    label: str


class Field(Model):
    """A field of a form. `name` is the AcroForm fully-qualified name, used everywhere.

    `label` is what is printed beside it, `tip` the whole sentence for a screen reader. `section` groups
    check-all-that-apply boxes (domain: "section" in matching rule 2). `writer` says who fills it: `office` (the
    provider's office) or `us` (pre-filled, proves nothing). `cells` is the comb length of dates and digits.
    """

    name: str
    kind: Kind
    label: str
    tip: str
    section: str | None = None
    writer: Literal["office", "us"] = "office"
    options: tuple[Option, ...] = ()
    cells: int | None = None
    lines: int = 1
    required: bool = False  # a reading without it is incomplete (birth date, signature, signature date)
    meaning: Meaning | None = None


def is_penned(field: Field) -> bool:
    """Whether people write here with a pen: the office, or who describes a job. The rest is printed by us."""
    return field.writer == "office" or isinstance(field.meaning, DemandOf | DemandNote | Comments)


class Place(Model):
    """Where a field lies. A radio group has one place for each option; everything else has one, `option` None.

    `label_box` is where the field's printed caption lies, if known: context for local registration.
    """

    field: str
    option: str | None = None
    page: int
    box: Box
    label_box: Box | None = None


class PageGeometry(Model):
    """What the reader may rely on for one page, in points: codes, registration squares, exposure patch."""

    number: int
    width: float
    height: float
    squares: tuple[Box, ...] = ()  # solid black, for registration
    codes: tuple[Box, ...] = ()  # DataMatrix, modules edge to edge
    typed_code: Box | None = None  # the same 24 characters in groups of four, to read and type
    patch: tuple[PatchCell, ...] = ()


class PatchCell(Model):
    """A cell of the printed exposure patch: would a light mark have survived this fax?

    `line` cells hold parallel strokes of `width` points in `grey` (0 white, 1 black), `pitch` points from stroke to
    stroke, the first half a pitch from the top (`across`) or left edge (`down`); `step` cells an even grey of `grey`.
    """

    kind: Literal["line", "step"]
    box: Box
    width: float | None = None
    grey: float = 1.0
    direction: Literal["across", "down"] | None = None
    pitch: float | None = None


PageGeometry.model_rebuild()


class FormMap(Model):
    """The reader's map of one edition of a form, kept beside its blank in `forms/editions/`."""

    form: str
    edition: str  # digest of the definition and the house template, lower-case hex
    code: str  # the four base32 characters that name this edition in the page code
    title: str
    pages: tuple[PageGeometry, ...]
    fields: tuple[Field, ...]
    places: tuple[Place, ...]
    language: str = "en-US"

    def field(self, name: str) -> Field:
        """The field of that name; KeyError if the edition has none."""
        return self.by_name[name]

    @property
    def by_name(self) -> dict[str, Field]:
        """All fields by their name."""
        return {f.name: f for f in self.fields}

    def places_of(self, name: str) -> tuple[Place, ...]:
        """Every place of a field, options in printed order."""
        return tuple(p for p in self.places if p.field == name)
