"""Copies of every returned form, and the offices that fill them in."""

from __future__ import annotations

import pytest

from tests.benchmarks import by_form
from tests.benchmarks.specimens import copy, edition
from tests.fax import offices, paper
from tests.fax.profiles import TUNING

NUMBERS = range(50, 70)
JOB = "temporary-assignment-job-description"


def filled(form, number):
    """The places of a copy, and what an office means there."""
    every = paper.widgets(copy(TUNING, number, form))
    return every, offices.answers(TUNING.rng(number), every)


@pytest.mark.parametrize("form", by_form.FORMS)
def test_an_office_answers_its_own_fields_only(form):
    """What we fill ourselves is left alone: only a host writes its date, and signs where it does."""
    ours = {f.name for f in edition(form).map.fields if f.writer == "us"}
    for number in NUMBERS:
        _, said = filled(form, number)
        touched = {name for name, _ in said.chosen} | set(said.words)
        assert {n for n in touched & ours if not n.startswith("host_")} == set()
        assert said.signs("host_signature") == ("host_date" in said.words)


@pytest.mark.parametrize("form", by_form.FORMS)
def test_an_office_answers_most_rows_and_leaves_some(form):
    """Over some replies most pick-one rows that are asked about hold one choice, and some hold none."""
    counts = []
    for number in NUMBERS:
        every, said = filled(form, number)
        rows = {w.field for w in every if w.kind == "radio"} - offices._idle(every)
        counts += [sum(name == row for name, _ in said.chosen) for row in rows]
    assert counts.count(1) >= 0.65 * len(counts)  # 20 replies of a single row scatter
    assert len(counts) < 100 or 0 in counts


def test_a_tick_that_we_print_is_in_the_pdf():
    """Half of the supervisor's boxes are ticked before the copy leaves; the simulator sees them as filled."""
    every = [w for w in paper.widgets(copy(TUNING, 50, JOB)) if w.field.startswith("job_") and w.kind == "check"]
    assert 0 < sum(w.value == "Yes" for w in every) < len(every)
    assert {w.value for w in every} == {"Yes", None}
