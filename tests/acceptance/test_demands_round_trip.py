"""A demands assessment makes the round trip: filled on a screen, flattened, penned and faxed, and read as a job."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cases.demands import Demand
from extract.demands import UNREAD
from forms.editions import Library
from forms.meaning import DemandOf
from forms.readings import Demands
from generate.copies import personalise
from generate.task_values import FORM
from tests.benchmarks.reader import read
from tests.extract.test_demands import absent, cells
from tests.fax.files import pack
from tests.fax.offices import Answers
from tests.fax.profiles import TUNING
from tests.fax.replies import How, simulate
from tests.fax.typed import fill, flatten

pytestmark = [pytest.mark.acceptance, pytest.mark.integration, pytest.mark.xdist_group("reader")]

EDITION = Library().current(FORM)
SAID = absent(EDITION.map) | {
    "sit_at_one_time": "2", "sit_per_day": "over_8", "stand_per_day": "0.5", "stand_at_one_time": "0.5",
    "lift_10_20": "sometimes", "reaching": "often", "fingering": "always", "env_noise": "sometimes",
}  # fmt: skip
WEIGHT = {"lift_10_20_actual_weight": "15"}


def on_screen() -> bytes:
    """Filled in a viewer, by whoever watched the task."""
    return fill(personalise(EDITION, {}, "A" * 10, None), Answers(frozenset(SAID.items()), WEIGHT))


def flattened() -> bytes:
    """The same, printed to a PDF."""
    return flatten(on_screen())


def penned(resolution: How, number: int) -> bytes:
    """Ticked with a pen on paper, and faxed; of the simulated faxes one that did not come out too thin to read."""
    said = Answers(frozenset(SAID.items()), WEIGHT)
    styles = {key: ("tick", "cross")[n % 2] for n, key in enumerate(sorted(SAID.items()))}
    blank = personalise(EDITION, {}, "A" * 10, None)
    reply = simulate(blank, TUNING, number, resolution, answers=said, styles=styles)
    return pack([p.arrived for p in reply.pages], "tiff-g4")


def fine() -> bytes:
    """At 204 x 196."""
    return penned("fine", 41_000)


def standard() -> bytes:
    """At 204 x 98."""
    return penned("standard", 41_001)


def demands_in(data: bytes) -> Demands:
    """What the one document of a file says a job asks."""
    (document,) = read(data, "paper")
    assert (document.form, document.status) == (FORM, "review")
    assert document.demands is not None
    return document.demands


def truth(demand: Demand) -> str:
    """What was really ticked in a demand's cell."""
    (field,) = (f for f in cells(EDITION.map) if f.meaning.cell == demand.cell)
    return str(SAID[field.name])


@pytest.mark.parametrize("way", [on_screen, flattened, fine, standard])
def test_a_demand_is_what_was_ticked_or_is_left_open(way: Callable[[], bytes]) -> None:
    """No demand says anything that was not ticked; what was not sure is named, cell by cell."""
    found = demands_in(way())
    rows = [d for d in found.job.tasks[0].demands if d.cell in {f.meaning.cell for f in cells(EDITION.map)}]
    values = {f.meaning.cell: f.name for f in cells(EDITION.map)}
    assert len(rows) == len(SAID)
    assert [(d.cell, d.value) for d in rows if d.value and d.value != truth(d)] == []
    assert {values[d.cell] for d in rows if d.value is None} <= set(found.left_out)
    assert len([d for d in rows if d.value]) * 5 >= len(rows) * 2  # a reader that only asks is no reader


def test_a_paper_filled_on_a_screen_is_read_whole() -> None:
    """Every row and the weight beside it; nothing in its cells is left out."""
    found = demands_in(on_screen())
    assert all(d.value for d in found.job.tasks[0].demands)
    (lifted,) = (d for d in found.job.tasks[0].demands if d.activity == "lift" and d.value == "sometimes")
    assert lifted.actual_weight == 15
    asked = {f.name for f in EDITION.map.fields if isinstance(f.meaning, DemandOf)}
    assert not asked & set(found.left_out)


def test_a_penned_weight_is_for_a_person() -> None:
    """A number by hand is never guessed: the band stands without it, the field is named with the reason."""
    found = demands_in(fine())
    (lifted,) = (d for d in found.job.tasks[0].demands if d.cell.endswith("11–20 lb"))
    assert lifted.actual_weight is None
    assert found.left_out["lift_10_20_actual_weight"] in ("handwritten", "free_words")
    assert UNREAD in found.job.title
