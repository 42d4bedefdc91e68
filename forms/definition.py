"""The language our own forms are written in: what is asked, in what order, and what each answer means.

A definition speaks of pages, sections and fields; it knows no millimetres. The house template (`templates/forms/`)
draws it, `generate/blanks.py` compiles it. A block kind here is one function there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field as Key

from cases.errors import NotFound
from cases.restrictions import Model
from forms.fields import Field, Kind, Option
from forms.meaning import Meaning, Printed


class Facts(Model):
    """What we print before the paper leaves: rows of fields; `shares` are their relative widths, row by row."""

    kind: Literal["facts"] = "facts"
    rows: tuple[tuple[Field, ...], ...]
    shares: tuple[tuple[int, ...], ...]

    @property
    def fields(self) -> tuple[Field, ...]:
        """All fields in reading order."""
        return tuple(f for row in self.rows for f in row)


class Choices(Model):
    """A section of boxes, tick all that apply. A `digits` field refines the box before it and stands on its line."""

    kind: Literal["choices"] = "choices"
    section: str
    title: str
    ask: str
    columns: int = 4
    nothing: Field | None = None
    boxes: tuple[Field, ...]
    other: Field | None = None

    @property
    def fields(self) -> tuple[Field, ...]:
        """All fields in reading order."""
        return tuple(f for f in (self.nothing, *self.boxes, self.other) if f)


class PickOne(Model):
    """One radio group: its label is asked, its options stand in one line."""

    kind: Literal["pick_one"] = "pick_one"
    field: Field

    @property
    def fields(self) -> tuple[Field, ...]:
        """The group."""
        return (self.field,)


class Row(Model):
    """A row of a grid: a radio group, then texts about it. Rows that follow each other with one `group` share it."""

    label: str
    group: str | None = None
    fields: tuple[Field, ...]


class Grid(Model):
    """Rows that are answered on one scale; `notes` head the columns of texts beside it.

    An option's label may have two parts, "Often, 34–66 %": they stand in two lines over its column.
    """

    kind: Literal["grid"] = "grid"
    title: str
    ask: str
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[Field, ...]:
        """All fields in reading order."""
        return tuple(f for row in self.rows for f in row.fields)


class Line(Model):
    """Short answers side by side: dates, digits, texts. `title` opens a numbered section."""

    kind: Literal["line"] = "line"
    title: str | None = None
    ask: str = ""
    fields: tuple[Field, ...]


class Notes(Model):
    """Ruled lines to write on, side by side; `Field.lines` of them."""

    kind: Literal["notes"] = "notes"
    fields: tuple[Field, ...]


class Sign(Model):
    """The signature and the dates written beside it."""

    kind: Literal["sign"] = "sign"
    fields: tuple[Field, ...]


class Prose(Model):
    """Printed words: what is agreed to, how to fill in a page. `terms` are explained one by one, in two columns."""

    kind: Literal["prose"] = "prose"
    title: str | None = None
    paragraphs: tuple[str, ...] = ()
    terms: tuple[tuple[str, str], ...] = ()
    fields: tuple[Field, ...] = ()


# --- blocks of the forms a provider returns ---------------------------------------------------------------------------


class Follow(Model):
    """What is written under one option of a `Decide`."""

    option: str
    fields: tuple[Field, ...]


class Decide(Model):
    """One radio group whose options stand below each other, each with what is written under it."""

    kind: Literal["decide"] = "decide"
    title: str
    ask: str
    field: Field
    follow: tuple[Follow, ...] = ()

    @property
    def fields(self) -> tuple[Field, ...]:
        """The group, then what belongs to its options."""
        return (self.field, *(f for each in self.follow for f in each.fields))


class Levels(Model):
    """One radio group as columns: each option heads a column, `figures` print what it stands for, row by row."""

    kind: Literal["levels"] = "levels"
    title: str
    ask: str
    field: Field
    figures: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def fields(self) -> tuple[Field, ...]:
        """The group."""
        return (self.field,)


class Shares(Model):
    """Rows answered on one scale, with lines to write on beside them."""

    kind: Literal["shares"] = "shares"
    title: str
    ask: str
    rows: tuple[Row, ...]
    beside: Field

    @property
    def fields(self) -> tuple[Field, ...]:
        """The rows, then the words."""
        return (*(f for row in self.rows for f in row.fields), self.beside)


class Open(Model):
    """A section that is answered in words, or by its "nothing" box."""

    kind: Literal["open"] = "open"
    title: str
    ask: str
    nothing: Field
    field: Field

    @property
    def fields(self) -> tuple[Field, ...]:
        """The box, then the words."""
        return (self.nothing, self.field)


class Functions(Model):
    """Numbered rows: what one writer names in words, and a radio group in which the other answers."""

    kind: Literal["functions"] = "functions"
    title: str
    ask: str
    rows: tuple[tuple[Field, Field], ...]

    @property
    def fields(self) -> tuple[Field, ...]:
        """All fields in reading order."""
        return tuple(f for row in self.rows for f in row)


class Requirement(Model):
    """A row of `Requirements`: the supervisor's tick, the provider's answer, words where the kind has to be named."""

    label: str
    tick: Field
    answer: Field
    named: Field | None = None

    @property
    def fields(self) -> tuple[Field, ...]:
        """All fields in reading order."""
        return tuple(f for f in (self.tick, self.named, self.answer) if f)


class Requirements(Model):
    """Rows with two writers, in two columns side by side; `heads` stand over tick and answers."""

    kind: Literal["requirements"] = "requirements"
    title: str
    ask: str
    heads: tuple[str, str, str]
    columns: tuple[tuple[Requirement, ...], tuple[Requirement, ...]]

    @property
    def fields(self) -> tuple[Field, ...]:
        """All fields in reading order: the left column, then the right one."""
        return tuple(f for column in self.columns for row in column for f in row.fields)


class Table(Model):
    """Rows with a column for each field: what is written stands on lines, in combs, in boxes, on lines to sign.

    `heads` and `shares` begin with the column of the rows' labels; a share is the relative width of a column that has
    no width of its own (labels, texts, signatures). `title` opens a numbered section.
    """

    kind: Literal["table"] = "table"
    title: str | None = None
    ask: str = ""
    heads: tuple[str, ...]
    shares: tuple[int, ...]
    rows: tuple[Row, ...]

    @property
    def fields(self) -> tuple[Field, ...]:
        """All fields in reading order."""
        return tuple(f for row in self.rows for f in row.fields)


class Analysis(Model):
    """Rows that are answered on two scales, with a short text beside them and a line of captioned texts below.

    `scales` head the two groups of boxes, `note` the text beside them; `shares` are the widths of the texts below.
    """

    kind: Literal["analysis"] = "analysis"
    title: str
    ask: str
    scales: tuple[str, str]
    note: str
    shares: tuple[int, ...]
    rows: tuple[Row, ...]

    @property
    def fields(self) -> tuple[Field, ...]:
        """All fields in reading order."""
        return tuple(f for row in self.rows for f in row.fields)


class Part(Model):
    """Pages of a form that are filed apart; `keep` says where, and is printed at the head of its first page."""

    id: str
    title: str
    keep: str
    pages: tuple[int, ...]


Block = Annotated[
    Facts | Choices | PickOne | Grid | Line | Notes | Sign | Prose | Table | Analysis
    | Decide | Levels | Shares | Open | Functions | Requirements,
    Key(discriminator="kind"),
]  # fmt: skip


class Definition(Model):
    """A form: its pages, each a sequence of blocks. `lead` is the one sentence that says what to do.

    `reply` is the number to fax to and the number to call, printed large at the foot of every page.
    """

    id: str
    title: str
    lead: str
    pages: tuple[tuple[Block, ...], ...]
    reply: tuple[Field, ...] = ()
    patch: bool = True  # print the exposure patch (forms that come back by fax)
    language: str = "en-US"
    word: bool = False
    parts: tuple[Part, ...] = ()

    @property
    def fields(self) -> tuple[Field, ...]:
        """Every field, in reading order."""
        return (*self._walk(), *self.reply)

    def _walk(self) -> Iterator[Field]:
        for page in self.pages:
            for block in page:
                yield from block.fields

    def pages_of(self, part: str | None) -> tuple[int, ...]:
        """The pages of a part, or all of them, counted from 1. Raises NotFound for a part that there is not."""
        if part is None:
            return tuple(range(1, len(self.pages) + 1))
        for known in self.parts:
            if known.id == part:
                return known.pages
        parts = ", ".join(p.id for p in self.parts) or "none"
        raise NotFound(f"The form {self.id} has no part {part[:40]}; its parts are: {parts}.", code="unknown_part")

    def digest(self, *drawing: bytes) -> str:
        """The edition: 16 hexadecimal characters over the definition and what draws it (template, fonts)."""
        seal = hashlib.sha256(self.model_dump_json().encode())
        for part in drawing:
            seal.update(hashlib.sha256(part).digest())
        return seal.hexdigest()[:16]


def field(kind: Kind, name: str, label: str, meaning: Meaning | None = None, **more: object) -> Field:
    """A field; without a `tip` a screen reader says the label."""
    return Field.model_validate({"kind": kind, "name": name, "label": label, "tip": label, "meaning": meaning} | more)


def printed(name: str, label: str) -> Field:
    """A text that we fill before the paper leaves; `name` is the case's word for it."""
    return field("text", name, label, Printed(what=name), writer="us")


def radio(name: str, label: str, meaning: Meaning, options: dict[str, str], **more: object) -> Field:
    """A group of boxes of which one is chosen: export value -> printed label."""
    choices = tuple(Option(value=value, label=text) for value, text in options.items())
    return field("radio", name, label, meaning, options=choices, **more)


def choices(section: str, title: str, ask: str, *boxes: Field, nothing: Field, other: Field | None = None) -> Choices:
    """A section of boxes: every field learns its section, and its tip begins with the section's title."""

    def within(f: Field) -> Field:
        asked = f"{title}, {ask}" if f.kind == "check" and f is not nothing else title
        return f.model_copy(update={"section": section, "tip": f"{asked}: {f.tip}"})

    return Choices(
        section=section,
        title=title,
        ask=ask,
        nothing=within(nothing),
        boxes=tuple(within(b) for b in boxes),
        other=within(other) if other else None,
    )


REPLY = (printed("reply_fax", "Fax to"), printed("reply_phone", "Questions?"))
