"""Twenty pairs of notes, old and new, and what changed between them; and when an unconfirmed note raises the alarm."""

from __future__ import annotations

from datetime import date

import pytest

from cases.comparing import compare, may_tighten, tightening
from cases.in_force import Filed, in_force
from cases.restrictions import (
    Environment,
    FreeText,
    MaxBand,
    MaxContinuous,
    MaxDaily,
    MaxWeight,
    Prolonged,
    Report,
    Required,
    Restriction,
    Review,
)
from tests.cases.samples import TODAY, cleared, report, restriction, returned_form


def lift(value: float, operator: str = "<=", unit: str = "lb", **keys) -> Restriction:
    """At most so much."""
    return restriction("lift", MaxWeight(value=value, operator=operator, unit=unit, **keys))


def kinds(old: Report, new: Report) -> set[tuple[str, str]]:
    """What changed, sameness of status and dates left out."""
    return {(each.subject, each.kind) for each in compare(old, new) if each.subject != "status"}


PAIRS = {
    "lower weight": (report(lift(25)), report(lift(10)), {("lift", "tighter")}),
    "higher weight": (report(lift(10)), report(lift(25)), {("lift", "looser")}),
    "same weight": (report(lift(10)), report(lift(10)), {("lift", "same")}),
    "less than, after at most": (report(lift(10)), report(lift(10, "<")), {("lift", "tighter")}),
    "kilograms, not pounds": (report(lift(20)), report(lift(10, unit="kg")), {("lift", "looser")}),
    "prolonged, after a number": (
        report(restriction("stand", MaxContinuous(minutes=60))),
        report(restriction("stand", Prolonged())),
        {("stand", "unclear")},
    ),
    "a number, after prolonged": (
        report(restriction("stand", Prolonged())),
        report(restriction("stand", MaxContinuous(minutes=60))),
        {("stand", "unclear")},
    ),
    "never, after a limit": (
        report(restriction("stand", MaxDaily(hours=2))), report(restriction("stand")), {("stand", "tighter")},
    ),
    "a limit, after never": (
        report(restriction("stand")), report(restriction("stand", MaxDaily(hours=2))), {("stand", "looser")},
    ),
    "newly limited": (report(cleared("bend")), report(restriction("bend")), {("bend", "new")}),
    "expressly free": (report(restriction("bend")), report(cleared("bend")), {("bend", "gone")}),
    "section untouched now": (report(restriction("bend")), report(unclear=("bend",)), {("bend", "unclear")}),
    "not mentioned now": (report(restriction("bend")), report(), {("bend", "unclear")}),
    "one more dimension": (
        report(restriction("stand", MaxDaily(hours=4))),
        report(restriction("stand", MaxDaily(hours=4), MaxContinuous(minutes=30))),
        {("stand", "same"), ("stand", "tighter")},
    ),
    "ladders, within climbing": (
        report(restriction("climb")), report(restriction("climb.ladder"), cleared("climb.stairs")),
        {("climb", "unclear"), ("climb.ladder", "same")},
    ),
    "the other side": (
        report(restriction("grasp", side="left")), report(restriction("grasp", side="right")),
        {("grasp", "unclear"), ("grasp", "new")},
    ),
    "fewer hours": (report(max_hours_per_day=8), report(max_hours_per_day=4), {("hours_per_day", "tighter")}),
    "hours left blank": (report(max_hours_per_day=4), report(max_hours_per_day=None), {("hours_per_day", "unclear")}),
    "a shorter note": (report(), report(expected_through=date(2026, 12, 1)), {("last_day", "tighter")}),
    "a class, lower": (
        report(restriction("reach", MaxBand(band="frequent", scale="dot"))),
        report(restriction("reach", MaxBand(band="sometimes", scale="nys-task-assessment"))),
        {("reach", "tighter")},
    ),
    "a narrower range": (
        report(restriction("heat", Environment(high=90, unit="F"))),
        report(restriction("heat", Environment(high=80, unit="F"))),
        {("heat", "tighter")},
    ),
    "other words": (
        report(restriction("other", FreeText(text="no night shift"))),
        report(restriction("other", FreeText(text="no shift work"))),
        {("other", "unclear")},
    ),
    "a brace, in addition": (
        report(lift(10)), report(lift(10), restriction("lift", Required(what="brace"))),
        {("lift", "same"), ("lift", "tighter")},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PAIRS)
def test_pairs_of_notes(name):
    """Each pair differs as its name says, activity by activity."""
    old, new, expected = PAIRS[name]
    found = kinds(old, new)
    schedule = {(subject, "same") for subject in ("hours_per_day", "days_per_week")}
    assert found - schedule == expected


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("restricted", "off_work", "tighter"),
        ("off_work", "restricted", "looser"),
        ("restricted", "full_duty", "looser"),
        ("restricted", "unknown", "unclear"),
    ],
)
def test_status(old, new, kind):
    """Off work is tighter than restricted; an unknown status cannot be ordered."""
    assert [each.kind for each in compare(report(status=old), report(status=new)) if each.subject == "status"] == [kind]


def test_sentences_are_plain():
    """A change reads as a sentence with both limits in it."""
    (change,) = [each for each in compare(report(lift(25)), report(lift(10))) if each.subject == "lift"]
    assert change.sentence == "Lifting: tighter, at most 10 lb now, at most 25 lb before."


LOOSER = {
    "same", "expressly free", "higher weight", "a limit, after never", "kilograms, not pounds", "same weight",
    "not mentioned now", "ladders, within climbing",
}  # fmt: skip


@pytest.mark.parametrize("name", PAIRS)
def test_an_unconfirmed_note_raises_the_alarm_on_any_doubt(name):
    """Everything but a plainly equal or looser note, and silence (the earlier limit stays), may tighten."""
    old, new, _ = PAIRS[name]
    assert bool(may_tighten(old, new)) == (name not in LOOSER)


def test_a_box_nobody_could_read_may_tighten():
    """A note that says the same, with one doubtful reading, raises the alarm."""
    assert not may_tighten(returned_form(), returned_form())
    assert may_tighten(returned_form(), returned_form(), ("avoid_walking",))


def test_the_first_note_of_a_case_always_counts():
    """With nothing in force there is nothing it could not tighten."""
    assert may_tighten(None, report(status="full_duty"))


def test_reasons_hold_codes_not_words():
    """Reasons go into logs and tables: codes and subjects, never a text from the page."""
    new = report(restriction("other", FreeText(text="ZQX-LUPUS-77")))
    assert "ZQX" not in "".join(each.model_dump_json() for each in may_tighten(report(), new))


def test_every_reading_missed_in_turn_raises_the_alarm():
    """Whichever ticked box of the form a reading lost to doubt, the unconfirmed report may tighten what was clear."""
    free = returned_form()
    before = free.model_copy(
        update={"restrictions": (), "cleared": (*free.cleared, *(cleared(e.activity) for e in free.restrictions))}
    )
    for each in free.restrictions:
        doubtful = before.model_copy(update={"unclear": (each.activity,)})
        ticked = before.model_copy(update={"restrictions": (each.model_copy(update={"review": Review.EXTRACTED}),)})
        assert may_tighten(before, doubtful)
        assert may_tighten(before, ticked)


def test_only_what_may_tighten_holds_up_offers():
    """Of two unconfirmed reports the one that loosens waits without stopping anything."""
    confirmed = Filed(report=report(lift(10)), received=TODAY, confirmed=True)
    looser = Filed(report=report(lift(25), document="looser"), received=TODAY)
    tighter = Filed(report=report(lift(5), document="tighter"), received=TODAY)
    reports = in_force([confirmed, looser, tighter], TODAY)
    assert [each.document for each in tightening(reports)] == ["tighter"]


def test_a_carried_limit_counts_when_comparing():
    """What an earlier report limits and the newest leaves open is in force, so repeating it tightens nothing."""
    older = Filed(
        report=report(restriction("bend"), exam_date=date(2026, 11, 1)), received=date(2026, 11, 1), confirmed=True
    )
    newer = Filed(report=report(lift(10), document="doc-2"), received=TODAY, confirmed=True)
    reports = in_force([older, newer], TODAY)
    assert not may_tighten(reports, report(lift(10), restriction("bend"), document="doc-3"))
