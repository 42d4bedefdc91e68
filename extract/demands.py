"""What a filled paper says a job asks of a body: readings of a demands assessment as a job to match, by meaning alone.

    demands_of(form, readings)  ->  Demands

The other way round than `generate/task_values.py`. A cell that is blank, in doubt or not read has no value, and the
matcher asks about it; nothing is ever taken for "not present" but what was surely ticked so.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from cases.demands import Demand, Job, Task
from extract.formats import parse_number
from forms.fields import Field, FormMap
from forms.meaning import Comments, DemandNote, DemandOf, Printed
from forms.readings import Demands, Reading, ReadingStatus

UNREAD: Final = "not read, see the paper"  # holds an "other" row open, which without words would be no demand
HOURS: Final = 24.0
TITLE, JOB = "task_title", "job_title"
WORDS: Final = {  # of the paper's head, by the part they play in a task
    "description": ("task_description", "essential_functions"),
    "analyst": ("task_analyst", "analyst"),
}
FEET, POUNDS = ("ft", "feet"), ("lb", "lbs", "pounds")
NUMBERS: Final = {"start_height": FEET, "lift_height": FEET, "carry_distance": FEET, "actual_weight": POUNDS}


def demands_of(form: FormMap, readings: Mapping[str, Reading]) -> Demands | None:
    """The job with the one task that the paper describes; None for a form that asks for no demands."""
    cells = _cells(form)
    if not cells:
        return None
    paper = _Paper(form, readings)
    demands = [paper.demand(fields) for fields in cells.values()] + paper.comments()
    task = paper.task(tuple(demands))
    job = Job(title=paper.told(JOB) or task.title, tasks=(task,))
    return Demands(job=job, left_out=paper.left_out)


def _cells(form: FormMap) -> dict[str, list[Field]]:
    """The fields of each printed cell, notes included."""
    cells: dict[str, list[Field]] = {}
    for field in form.fields:
        if isinstance(field.meaning, DemandOf | DemandNote):
            cells.setdefault(field.meaning.cell, []).append(field)
    return {cell: fields for cell, fields in cells.items() if any(isinstance(f.meaning, DemandOf) for f in fields)}


class _Paper:
    """A paper's readings. What is asked and not surely read is named in `left_out`: field -> reason."""

    def __init__(self, form: FormMap, readings: Mapping[str, Reading]) -> None:
        self.form, self.readings = form, readings
        self.left_out: dict[str, str] = {}

    def value(self, field: Field) -> bool | float | str | None:
        """The accepted value."""
        reading = self.readings.get(field.name)
        if reading is not None and reading.status is ReadingStatus.ACCEPTED:
            return reading.value
        missing = reading is not None and reading.status is ReadingStatus.MISSING
        self.left_out[field.name] = "page_missing" if missing else (reading and reading.reason) or "not_read"
        return None

    def text(self, field: Field) -> str | None:
        """The same as words; of a choice its label."""
        value = self.value(field)
        labels = {o.value: o.label for o in field.options}
        return None if value is None else labels.get(str(value), str(value).strip() or None)

    def number(self, field: Field, most: float | None = None, units: tuple[str, ...] = ()) -> float | None:
        """A number, with the unit that is printed beside it or none: no other unit and no range is interpreted."""
        value = self.value(field)
        found = parse_number(_bare(str(value), units)) if value is not None else None
        if value is not None and (found is None or (most is not None and found > most)):
            self.left_out[field.name] = "unfit_value" if found is None else "out_of_range"
            return None
        return found

    def demand(self, fields: list[Field]) -> Demand:
        """One cell. Notes beside it are kept as words."""
        parts = {f.meaning.part: f for f in fields if isinstance(f.meaning, DemandOf)}
        asked = parts["value"].meaning
        assert isinstance(asked, DemandOf)
        said: dict[str, Any] = {p: self.number(parts[p], units=unit) for p, unit in NUMBERS.items() if p in parts}
        picked, words = self.value(parts["value"]), self._words(fields, asked.activity)
        same = asked.model_dump(include={"activity", "measure", "scale", "weight_low", "weight_high", "cell"})
        return Demand(**same, **said, value=picked if isinstance(picked, str) else None, description=words)

    def _words(self, fields: list[Field], activity: str) -> str:
        beside = [f for f in fields if isinstance(f.meaning, DemandNote)]
        notes = [f"{_caption(f)}: {text}" for f in beside if (text := self.text(f))]
        own = [self.text(f) for f in fields if isinstance(f.meaning, DemandOf) and f.meaning.part == "description"]
        words = "; ".join(filter(None, [*own, *notes]))
        unread = any(f.name in self.left_out for f in fields)
        return UNREAD if activity == "other" and unread and not words else words

    def comments(self) -> list[Demand]:
        """Words beside the rows may ask for more than the rows do: they stay open until a person has weighed them."""
        found = []
        for field in (f for f in self.form.fields if isinstance(f.meaning, Comments)):
            words = self.text(field) or (UNREAD if field.name in self.left_out else None)
            if words:
                found.append(Demand(activity="other", description=words, cell=field.label))
        return found

    def task(self, demands: tuple[Demand, ...]) -> Task:
        """The task, with what the paper's head says of it."""
        words = {part: next((w for what in whats if (w := self.told(what))), None) for part, whats in WORDS.items()}
        breaks = self._head("task_with_breaks")
        hours, overtime = self._head("task_hours_per_day"), self._head("task_weekly_overtime")
        with_breaks = {"yes": True, "no": False}.get(str(self.value(breaks))) if breaks else None
        return Task(
            title=self.told(TITLE) or self.told(JOB) or f"{self.form.title} ({UNREAD})",
            description=words["description"] or "",
            analyst=words["analyst"],
            hours_per_day=self.number(hours, HOURS) if hours else None,
            weekly_overtime=self.number(overtime) if overtime else None,
            with_breaks=with_breaks,
            demands=demands,
        )

    def told(self, what: str) -> str | None:
        """The words in the head that the paper has under this name."""
        field = self._head(what)
        return self.text(field) if field else None

    def _head(self, what: str) -> Field | None:
        return next((f for f in self.form.fields if f.meaning == Printed(what=what)), None)


def _bare(text: str, units: tuple[str, ...]) -> str:
    """The text without the printed unit."""
    number, _, unit = text.strip().casefold().rstrip(".").partition(" ")
    return number if unit.strip() in units else text


def _caption(field: Field) -> str:
    assert isinstance(field.meaning, DemandNote)
    return field.meaning.what.replace("_", " ")
