"""The practical goal: on the form an office fills, an offer can be made after a few named questions."""

from __future__ import annotations

from datetime import datetime

import pytest

from cases.errors import BadInput, NotFound, Refused
from cases.matching import Match, Outcome, Pair, resolve, settle
from tests.cases.samples import job, light_job, matched, report, restriction, returned_form, row

NOW = datetime(2026, 11, 21, 9, 0)


def settled(found: Match, *pairs: Pair) -> Match:
    """The match after a person settled these pairs."""
    return settle(found, [resolve(found, pair.key, "R. Coordinator", "asked the office", NOW) for pair in pairs])


def test_the_form_leaves_a_handful_of_questions_and_no_conflict():
    """Form and light job leave at most eight undecided pairs, each with a question and somebody to ask."""
    found = matched(returned_form(), light_job())
    assert found.outcome is Outcome.UNDECIDED
    assert {pair.code for pair in found.undecided} == {"height_close", "partly_asked", "not_asked"}
    assert len(found.undecided) <= 8
    assert all(pair.question and pair.ask and pair.resolvable for pair in found.undecided)


def test_a_person_can_settle_the_rest():
    """Once a named person has settled each undecided pair, the whole is compatible."""
    found = matched(returned_form(), light_job())
    assert settled(found, *found.undecided).outcome is Outcome.COMPATIBLE


def test_one_open_pair_keeps_the_whole_undecided():
    """Settling all pairs but one is not enough."""
    found = matched(returned_form(), light_job())
    assert settled(found, *found.undecided[1:]).outcome is Outcome.UNDECIDED


def test_every_pair_names_both_cells():
    """Each pair says what stands on both papers, and a restriction's pair names the fields it rests on."""
    found = matched(returned_form(), light_job())
    assert all(pair.report.says and pair.demand.says and pair.sentence for pair in found.pairs)
    lifting = next(pair for pair in found.pairs if pair.code == "within_weight")
    assert lifting.report.where == ("avoid_lift_over_10",)
    assert lifting.report.document == "form-1"
    assert lifting.demand.where == ("Bench: lifting over 0",)


def test_keys_are_unique_and_stable():
    """Matching again gives the same keys, each once."""
    first, second = (matched(returned_form(), light_job()) for _ in range(2))
    assert [pair.key for pair in first.pairs] == [pair.key for pair in second.pairs]
    assert len({pair.key for pair in first.pairs}) == len(first.pairs)


@pytest.mark.parametrize("changed", ["report", "demand", "hours"])
def test_a_resolution_is_lost_when_a_cell_changes(changed):
    """Another report, another demand or another length of day brings the question back."""
    found = matched(returned_form(), light_job())
    handling = next(pair for pair in found.undecided if "Nothing about handling" in pair.report.says.capitalize())
    kept = [resolve(found, handling.key, "R. Coordinator", "asked the office", NOW)]
    work, said = light_job(), returned_form()
    if changed == "report":
        said = returned_form(document="form-2")
    elif changed == "demand":
        task = work.tasks[0]
        demands = tuple(d.model_copy(update={"value": "always"}) if d.activity == "handle" else d for d in task.demands)
        work = work.model_copy(update={"tasks": (task.model_copy(update={"demands": demands}),)})
    else:
        work = work.model_copy(update={"hours_per_day": 3})
    assert any(p.resolution for p in settle(found, kept).pairs)
    assert not any(p.resolution for p in settle(matched(said, work), kept).pairs)


def test_confirming_a_reading_keeps_the_resolutions_of_other_pairs():
    """A resolution survives re-matching while both of its cells are unchanged."""
    found = matched(returned_form(), light_job())
    kept = [resolve(found, pair.key, "R. Coordinator", "asked", NOW) for pair in found.undecided]
    task = light_job().tasks[0]
    demands = tuple(d.model_copy(update={"value": "often"}) if d.activity == "finger" else d for d in task.demands)
    work = light_job().model_copy(update={"tasks": (task.model_copy(update={"demands": demands}),)})
    assert len(settle(matched(returned_form(), work), kept).undecided) == 1


def test_a_conflict_cannot_be_settled_by_a_person():
    """A conflict needs a new report or a changed job; a resolution for it is refused, and ignored if forged."""
    found = matched(report(restriction("bend")), job(row("bend", "sometimes")))
    conflict = found.conflicts[0]
    with pytest.raises(Refused) as refused:
        resolve(found, conflict.key, "R. Coordinator", "it will be fine", NOW)
    assert refused.value.code == "conflict_stands"
    other = matched(returned_form(), light_job())
    forged = resolve(other, other.undecided[0].key, "R. Coordinator", "x", NOW).model_copy(
        update={"pair": conflict.key}
    )
    assert settle(found, [forged]).outcome is Outcome.CONFLICT


def test_a_resolution_needs_a_name_and_a_reason():
    """Who and why are asked for."""
    found = matched(returned_form(), light_job())
    for person, reason in (("", "because"), ("R. Coordinator", "  ")):
        with pytest.raises(BadInput):
            resolve(found, found.undecided[0].key, person, reason, NOW)


def test_an_unknown_pair_is_not_found():
    """A key of an earlier match is told apart from a conflict."""
    with pytest.raises(NotFound):
        resolve(matched(returned_form(), light_job()), "0" * 24, "R. Coordinator", "because", NOW)


@pytest.mark.parametrize(
    "status", [{"signed": False}, {"signed": None}, {"status": "unknown"}, {"expected_through": "2026-11-30"}]
)
def test_what_only_paper_settles_cannot_be_waved_through(status):
    """No signature, no plain status, dates outside the report: a person's reason does not settle these."""
    found = matched(returned_form(**status), light_job())
    stuck = [pair for pair in found.undecided if not pair.resolvable]
    assert stuck
    with pytest.raises(Refused):
        resolve(found, stuck[0].key, "R. Coordinator", "because", NOW)
    everything = settled(found, *(pair for pair in found.undecided if pair.resolvable))
    assert everything.outcome is Outcome.UNDECIDED


def test_the_last_word_counts_and_may_be_no():
    """A person may also find that an undecided pair does not fit; that stands as a conflict."""
    found = matched(returned_form(), light_job())
    pair = found.undecided[0]
    yes = resolve(found, pair.key, "R. Coordinator", "asked", NOW)
    no = resolve(found, pair.key, "R. Coordinator", "asked again", NOW.replace(hour=10), "conflict")
    assert settle(found, [no, yes]).outcome is Outcome.CONFLICT
