"""A filled example of any form: invented values, made of its fields and what they mean; the same seed, the same values.

ticks and options -> what depends on them (limits, conditions, "other") -> dates, digits, texts that fit
"""

from __future__ import annotations

import random
import re
from datetime import date, timedelta
from typing import TypeVar

from cases.restrictions import Status
from forms.fields import Field, FormMap
from forms.meaning import (
    Conditions,
    DateOf,
    Identity,
    LimitOf,
    Medical,
    NotAppropriate,
    NothingToAvoid,
    OtherToAvoid,
    Printed,
    StatusOf,
    Told,
)
from forms.values import Given
from generate.appearances import MARGIN
from generate.typefaces import width

T = TypeVar("T")

SIZE = 8.0  # a text that fits at this size fits on paper
DAY = date(2027, 3, 15)  # the day on which the examples are filled
NOTHING = 0.25  # how often a section is answered "nothing to avoid"

# What a field's name or meaning speaks of -> texts for it, the first pattern that is found.
WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"phone|fax", ("518-555-0136", "518-555-0142", "607-555-0118")),
    (r"address", ("12 Harbor Road, Albany NY 12207", "40 Mill Street, Troy NY 12180")),
    (r"employer", ("Hudson Valley Orchards", "Harbor Cold Storage Co.")),
    (r"department|location|group", ("Packing hall", "Cold store", "Office")),
    (r"claim|number", ("WC-2027-0417", "G 882 1042")),
    (r"_action_", ("Shows the new tasks", "Calls each week", "Sets up a stool")),
    (r"_time$", ("10:30 am", "2 pm")),
    (r"^other_", ("See the notes", "Wet floors")),
    (r"_hours$", ("8 to 12", "1 to 4", "4")),
    (r"_days$", ("Mon–Fri", "Tue, Thu", "3")),
    (r"^(task|function|operation)_\d$", ("Label the boxes, seated", "Count stock", "Answer the telephone")),
    (r"injury_date|_date$|effective_from", ("02/26/2027", "03/08/2027")),
    (r"job_title|^position|class|task_title|operation_\d_name", ("Packer", "Order picker", "Stock clerk")),
    (
        r"worker|provider|supervisor|contact|analyst|_name$|_from$",
        ("Ana Ruiz", "Tom Okafor", "Zoë Müller", "Ida Probst"),
    ),
    (r"hours|days|repetitions|overtime|seniority|revision|shift", ("4", "2", "6")),
    (r"height|distance", ("3 ft", "10 ft")),
    (r"weight|force", ("15 lb", "8 lb")),
    (r"", ("Labels and light boxes, seated", "As described, with breaks", "See the notes")),
)
SHORT = ("None", "1")  # where nothing else fits

# The same for dates: days from DAY.
DAYS: tuple[tuple[str, int], ...] = (
    (r"birth", -15_000),
    (r"injury", -17),
    (r"effective|start|begin", 3),
    (r"next|review|re_evaluation|due", 21),
    (r"full_duty|finish|ends", 60),
    (r"expires", 365),
    (r"", 0),
)


def sample_values(form: FormMap, seed: int = 0) -> dict[str, Given]:
    """Values for all fields that an example can fill, as JSON can hold them; a signature is always left empty."""
    chance = random.Random(f"{seed} {form.form}")  # noqa: S311 an example, no secret
    values: dict[str, Given] = dict.fromkeys(_ticked(form, chance), True)
    values |= {f.name: _option(f, chance) for f in form.fields if f.kind == "radio"}
    written: dict[str, str] = {}  # one person has one name on all pages
    for field in form.fields:
        if field.kind in ("date", "digits", "text") and _is_asked(field, form, values, chance):
            values[field.name] = _entry(field, form, chance, written)
    return {f.name: values[f.name] for f in form.fields if values.get(f.name) is not None}


def _ticked(form: FormMap, chance: random.Random) -> list[str]:
    """Some boxes of each section, or "nothing to avoid" alone; of the boxes without a section about a half."""
    free = [f.name for f in form.fields if f.kind == "check" and f.section is None]
    ticked = [name for name in free if chance.random() < 0.5]
    for section in dict.fromkeys(f.section for f in form.fields if f.section):
        boxes = [f for f in form.fields if f.section == section and f.kind == "check"]
        nothing = [f.name for f in boxes if isinstance(f.meaning, NothingToAvoid)]
        others = [f.name for f in boxes if f.name not in nothing]
        if nothing and chance.random() < NOTHING:
            ticked += nothing
        elif others:
            ticked += chance.sample(others, min(len(others), chance.randint(1, 3)))
    return ticked


def _option(field: Field, chance: random.Random) -> str:
    """One option; of a work status the one with restrictions, so that the rest of the example agrees with it."""
    options = [o.value for o in field.options]
    if isinstance(field.meaning, StatusOf):
        meant = field.meaning.options
        options = [o for o in options if meant.get(o) == Status.RESTRICTED] or options
    return chance.choice(options)


def _is_asked(field: Field, form: FormMap, values: dict[str, Given], chance: random.Random) -> bool:
    """Whether the boxes that are ticked leave something to write here."""
    meaning = field.meaning
    if isinstance(meaning, NotAppropriate):
        return False
    if isinstance(meaning, LimitOf):
        return meaning.of in values
    if isinstance(meaning, Conditions):
        return values.get(meaning.of) == meaning.option
    if isinstance(meaning, OtherToAvoid):
        ticked = [f for f in form.fields if f.section == field.section and values.get(f.name) is True]
        nothing = any(isinstance(f.meaning, NothingToAvoid) for f in ticked)
        return not nothing and (not ticked or chance.random() < 0.5)
    return True


def _entry(field: Field, form: FormMap, chance: random.Random, written: dict[str, str]) -> Given:
    if field.kind == "date":
        return (DAY + timedelta(days=_first(DAYS, _subject(field)))).isoformat()
    if field.kind == "digits":
        cells = 1 if field.name.endswith(("_per_day", "_per_week")) else field.cells or 1  # a day, not a week
        return chance.choice({1: (2, 3, 4, 5), 2: (2, 4, 6, 8)}.get(cells, (10, 20, 25, 40)))
    return _text(field, form, chance, written)


def _text(field: Field, form: FormMap, chance: random.Random, written: dict[str, str]) -> str | None:
    """A text about the field's subject that fits on one of its lines; the same subject, the same text."""
    (place,) = form.places_of(field.name)
    room = (place.box[2] - place.box[0] - 2 * MARGIN) / SIZE
    subject = _subject(field)
    fitting = [text for text in _first(WORDS, subject) if width(text) <= room]
    fitting = fitting or [text for text in (*WORDS[-1][1], *SHORT) if width(text) <= room]
    if written.get(subject) not in fitting and fitting:
        written[subject] = chance.choice(fitting)
    return written[subject] if fitting else None


def _subject(field: Field) -> str:
    """What stands in the field: by its meaning, or by its name."""
    return field.meaning.what if isinstance(field.meaning, Printed | Identity | Told | Medical | DateOf) else field.name


def _first(table: tuple[tuple[str, T], ...], subject: str) -> T:
    return next(found for pattern, found in table if re.search(pattern, subject))
