"""A task of a job as the values of a Physical Demands Task Assessment: by the fields' meaning alone.

A demand goes to the cell of its activity, measure, scale and weight band. What the form has no cell for is written
under comments, in words: nothing is dropped.
"""

from __future__ import annotations

from collections.abc import Iterator

from cases import words
from cases.demands import Demand, Task
from cases.errors import BadInput
from cases.scales import circled, presence, share
from forms.editions import Library
from forms.fields import Field, FormMap
from forms.meaning import Comments, DemandOf, Printed
from forms.values import Given

FORM = "physical-demands-task-assessment"
FEET_OR_POUNDS = ("start_height", "lift_height", "carry_distance", "actual_weight")
Cell = dict[str, Field]  # part of the cell -> its field


def values_of(task: Task, form: FormMap | None = None) -> dict[str, Given]:
    """The values of the form's fields, by name; a row that the task says nothing of stays blank.

    Raises BadInput if two demands of the task answer the same cell differently.
    """
    form = form or Library().current(FORM).map
    cells = _cells(form)
    values = _head(task, form)
    unplaced: list[Demand] = []
    for demand in task.demands:
        cell = _cell_of(demand, cells)
        if cell is None:
            unplaced.append(demand)
            continue
        for field, value in _answers(demand, cell):
            if values.setdefault(field.name, value) != value:
                raise BadInput(
                    f"Two demands of the task answer {demand.cell} differently; keep one.", code="two_answers"
                )
    return values | _comments(form, unplaced)


def _cells(form: FormMap) -> dict[str, Cell]:
    """The form's cells by their printed place."""
    cells: dict[str, Cell] = {}
    for field in form.fields:
        if isinstance(field.meaning, DemandOf):
            cells.setdefault(field.meaning.cell, {})[field.meaning.part] = field
    return cells


def _cell_of(demand: Demand, cells: dict[str, Cell]) -> Cell | None:
    """The one cell that asks just this and can hold all of the answer."""
    fitting = {place: cell for place, cell in cells.items() if _asks(cell, demand) and _holds(cell, demand)}
    if demand.cell in fitting:
        return fitting[demand.cell]
    return next(iter(fitting.values())) if len(fitting) == 1 else None


def _asks(cell: Cell, demand: Demand) -> bool:
    asked = cell["value"].meaning
    assert isinstance(asked, DemandOf)
    return (
        (asked.activity, asked.measure, asked.scale) == (demand.activity, demand.measure, demand.scale)
        and (asked.weight_low or 0, asked.weight_high) == (demand.weight_low or 0, demand.weight_high)
        and demand.side in ("unstated", "both", "n/a")
    )


def _holds(cell: Cell, demand: Demand) -> bool:
    answered = demand.value is None or _option(cell["value"], demand) is not None
    return answered and all(part in cell for part in _parts(demand))


def _option(field: Field, demand: Demand) -> str | None:
    """The printed option that says the same as the demand's class: "½" and "0.5" do, "Not present" and "never" too."""
    return next((o.value for o in field.options if _same(o.value, demand)), None)


def _same(option: str, demand: Demand) -> bool:
    printed = demand.model_copy(update={"value": option})
    if demand.scale == "hours":
        return circled(option) == circled(demand.value or "")
    if "absent" in (presence(printed), presence(demand)):
        return presence(printed) == presence(demand)
    part = share(option, demand.scale)
    return part is not None and part == share(demand.value or "", demand.scale)


def _parts(demand: Demand) -> dict[str, Given]:
    """What the demand says beside its class."""
    said: dict[str, Given] = {part: getattr(demand, part) for part in FEET_OR_POUNDS}
    said["description"] = demand.description or None
    return {part: value for part, value in said.items() if value is not None}


def _answers(demand: Demand, cell: Cell) -> Iterator[tuple[Field, Given]]:
    if demand.value is not None:
        yield cell["value"], _option(cell["value"], demand)
    for part, value in _parts(demand).items():
        yield cell[part], value


def _head(task: Task, form: FormMap) -> dict[str, Given]:
    """What the form asks of the task itself."""
    said: dict[str, Given] = {
        "task_title": task.title,
        "task_description": task.description or None,
        "task_hours_per_day": task.hours_per_day,
        "task_with_breaks": {True: "yes", False: "no"}.get(task.with_breaks) if task.with_breaks is not None else None,
        "task_weekly_overtime": task.weekly_overtime,
        "task_analyst": task.analyst,
    }
    asked = {f.name: said.get(f.meaning.what) for f in form.fields if isinstance(f.meaning, Printed)}
    return {name: value for name, value in asked.items() if value is not None}


def _comments(form: FormMap, unplaced: list[Demand]) -> dict[str, Given]:
    if not unplaced:
        return {}
    field = next(f for f in form.fields if isinstance(f.meaning, Comments))
    return {field.name: " ".join(_in_words(demand) for demand in unplaced)}


def _in_words(demand: Demand) -> str:
    said = f"{words.demand(demand)}, {demand.description}" if demand.description else words.demand(demand)
    return f"{words.sentence_case(said).rstrip('.')}."
