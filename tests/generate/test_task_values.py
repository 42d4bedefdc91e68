from __future__ import annotations

import pytest

from cases.demands import Demand, Task
from cases.errors import BadInput
from forms.editions import Library
from forms.meaning import DemandOf
from generate.copies import personalise
from generate.task_values import FORM, values_of

EDITION = Library().current(FORM)


def task(*demands: Demand) -> Task:
    """A task with these demands."""
    return Task(
        title="Kitting", hours_per_day=6, with_breaks=True, weekly_overtime=0, analyst="P. Lee", demands=demands
    )


def lifted(low: float, high: float | None, value: str, **more: object) -> Demand:
    """A lifting demand in a band."""
    return Demand(activity="lift", value=value, weight_low=low, weight_high=high, cell="any", **more)


def test_every_cell_of_the_form_can_be_reached_by_its_meaning():
    """A task that answers every cell ticks every row, fills every text, and writes nothing under comments."""
    meanings = [f.meaning for f in EDITION.map.fields if isinstance(f.meaning, DemandOf)]
    cells = {m.cell: m for m in meanings if m.part == "value"}
    extras = {m.cell: {x.part for x in meanings if x.cell == m.cell} for m in meanings}
    demands = [
        Demand(
            activity=m.activity,
            measure=m.measure,
            scale=m.scale,
            value="2" if m.scale == "hours" else "often",
            weight_low=m.weight_low,
            weight_high=m.weight_high,
            cell=m.cell,
            **({"description": "by hand"} if "description" in extras[m.cell] else {}),
            **dict.fromkeys(extras[m.cell] - {"value", "description"}, 3),
        )
        for m in cells.values()
    ]
    values = values_of(task(*demands))
    assert {f.name for f in EDITION.map.fields if isinstance(f.meaning, DemandOf)} <= set(values)
    assert "comments" not in values
    assert personalise(EDITION, values, "A" * 10, None).startswith(EDITION.blank)


def test_weights_and_heights_stand_beside_their_band():
    """The heaviest actual weight, heights and distance go to the row of the band they belong to."""
    values = values_of(task(lifted(20, 50, "sometimes", actual_weight=32, start_height=0, carry_distance=15)))
    assert values["lift_20_50"] == "sometimes"
    assert values["lift_20_50_actual_weight"] == 32
    assert values["lift_20_50_start_height"] == 0
    assert values["lift_20_50_carry_distance"] == 15
    assert not [name for name in values if name.startswith("lift_10_20")]


@pytest.mark.parametrize(("said", "printed"), [("½", "0.5"), ("1/2", "0.5"), ("8+", "over_8"), ("0", "0"), ("8", "8")])
def test_hours_are_ticked_however_they_were_written(said: str, printed: str):
    """Half an hour is one box, however the analyst wrote it."""
    sat = Demand(activity="sit", measure="per_day", scale="hours", value=said, cell="sitting")
    assert values_of(task(sat))["sit_per_day"] == printed


def test_a_blank_row_stays_blank():
    """A demand without an answer ticks nothing: blank is not "not present"."""
    assert "bending" not in values_of(task(Demand(activity="bend", cell="bending")))


@pytest.mark.parametrize(
    "demand",
    [
        Demand(activity="reach.overhead", value="often", cell="shelf", description="top shelf"),
        Demand(activity="keyboard", value="always", cell="desk"),
        Demand(activity="bend", value="occasional", scale="dot", cell="old analysis"),
        Demand(activity="sit", measure="at_one_time", scale="hours", value="2.5", cell="sitting"),
        Demand(activity="grasp", value="often", side="left", cell="left hand"),
        lifted(10, 25, "often"),
        Demand(activity="push", value="often", cell="cart", actual_weight=40),
    ],
)
def test_what_has_no_cell_is_said_in_words(demand: Demand):
    """An answer that the form cannot hold exactly is not forced into a near row: it stands under comments."""
    values = values_of(task(demand))
    assert set(values) - {"comments"} == set(values_of(task()))
    assert values["comments"].endswith(".")
    assert demand.description in values["comments"]


def test_two_answers_to_one_cell_are_refused():
    """Two demands that tick one row differently cannot both be printed."""
    with pytest.raises(BadInput):
        values_of(
            task(Demand(activity="bend", value="often", cell="a"), Demand(activity="bend", value="always", cell="b"))
        )


def test_an_unnamed_other_is_not_guessed():
    """ "Other" stands in two sections: without the printed place it goes to comments."""
    at = "5. Environmental conditions, other: say what"
    placed = values_of(task(Demand(activity="other", value="often", cell=at, description="glare")))
    assert placed["env_other"] == "often"
    assert placed["env_other_note"] == "glare"
    loose = values_of(task(Demand(activity="other", value="often", cell="somewhere", description="glare")))
    assert "glare" in loose["comments"]
