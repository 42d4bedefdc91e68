"""What the Committee hears: abilities, restrictions, outlook, next update; and no word that anybody wrote."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from cases.activities import TREATMENT
from cases.errors import BadInput, Refused
from cases.in_force import Filed, in_force
from cases.recovery.committee import CommitteeUpdate, Limited, update_of
from cases.recovery.committee_steps import Advised, CommitteeEntry, CommitteeStep, ManagerTold, Met, Reviewed
from cases.recovery.committee_steps import next_committee_steps as following
from cases.recovery.steps import Recovery, record_committee, tell_committee
from cases.restrictions import (
    Environment,
    FreeText,
    MaxBand,
    MaxContinuous,
    MaxWeight,
    Never,
    Required,
    Restriction,
    Review,
)
from tests.cases.samples import TODAY, cleared, report, restriction

CANARY = "ZQX-LUPUS-77"
AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
FEW, MANY = settings(max_examples=200, deadline=None), settings(max_examples=10_000, deadline=None)


def held(*said, confirmed: bool = True, **status):
    """One report in force."""
    return in_force([Filed(report=report(*said, **status), received=TODAY, confirmed=confirmed)], TODAY)


def test_an_update_says_the_four_things():
    """Abilities, restrictions with figures, the outlook, the day of the next update."""
    reports = held(
        restriction("lift", MaxWeight(value=10)), restriction("stand", MaxContinuous(minutes=30)), cleared("sit"),
        next_visit=date(2026, 12, 4), expected_full_duty=date(2027, 1, 11),
    )  # fmt: skip
    update = update_of(reports, "modified")
    assert update.abilities == ("sit",)
    assert [(each.activity, each.how, each.amount, each.unit) for each in update.restrictions] == [
        ("lift", "at_most", 10, "lb"),
        ("stand", "at_most", 30, "minutes at one time"),
    ]
    assert (update.outlook.expects, update.outlook.about) == ("full_duty", date(2027, 1, 11))
    assert update.next_update == date(2026, 12, 4)
    assert update.able_to_work == "yes"
    assert (update.hours_per_day, update.days_per_week) == (8, 5)


def test_there_is_no_field_for_anything_else():
    """Left out by type: no diagnosis, no treatment, no intervention, no words."""
    assert set(CommitteeUpdate.model_fields) == {
        "on", "work", "able_to_work", "abilities", "hours_per_day", "days_per_week", "restrictions", "left_open",
        "outlook", "next_update", "newer_open",
    }  # fmt: skip
    for code in (*TREATMENT, CANARY):
        with pytest.raises(ValidationError):
            Limited(activity=code)
    for extra in ("diagnosis", "treatment", "intervention", "note"):
        with pytest.raises(ValidationError):
            Limited(activity="lift", **{extra: CANARY})


def test_what_only_words_can_say_is_a_limit_to_ask_about():
    """A qualifier, free words, a required thing, an unknown zone: a limit without a figure, never left out."""
    said = (
        restriction("lift", MaxWeight(value=10), qualifier=CANARY),
        restriction("bend", FreeText(text=CANARY)),
        restriction("stand", Required(what=CANARY)),
        restriction("carry", MaxWeight(value=5, lift_zone=CANARY)),
        restriction("walk", MaxBand(band=CANARY, scale=CANARY)),
        restriction("medication_required", FreeText(text=CANARY)),
    )
    update = update_of(held(*said, next_visit=date(2026, 12, 4)), "modified")
    assert [each.how for each in update.restrictions] == ["ask"] * 6
    assert [each.amount for each in update.restrictions] == [None] * 6
    assert [each.activity for each in update.restrictions] == ["lift", "bend", "stand", "carry", "walk", None]


def test_a_newer_reading_forbids_and_frees_nothing():
    """What waits for a person is shown as a limit; no ability and no outlook counts meanwhile."""
    newer = report(restriction("sit"), document="doc-2", exam_date=date(2026, 11, 20))
    reports = in_force(
        [
            Filed(report=report(restriction("lift"), cleared("sit")), received=TODAY, confirmed=True),
            Filed(report=newer, received=TODAY),
        ],
        TODAY,
    )
    update = update_of(reports, "modified")
    assert (update.abilities, update.outlook.expects, update.newer_open) == ((), "open", True)
    assert [(each.activity, each.confirmed) for each in update.restrictions] == [("lift", True), ("sit", False)]
    assert update.able_to_work == "open"


def test_doubt_is_shown():
    """Off work is "no"; unsigned, unknown or ended is "open"; nothing confirmed is no update at all."""
    assert update_of(held(status="off_work"), "away").able_to_work == "no"
    assert update_of(held(signed=False), "away").able_to_work == "open"
    assert update_of(held(expected_through=date(2026, 11, 20)), "away", date(2026, 12, 4)).able_to_work == "open"
    with pytest.raises(Refused):
        update_of(held(confirmed=False), "away")
    with pytest.raises(BadInput):
        update_of(held(expected_through=None), "away")


def test_no_calendar_releases_anything():
    """A limit whose last day has passed has no last day: it stays until a new report."""
    past = held(restriction("lift", effective_through=date(2026, 11, 20)), expected_through=date(2026, 12, 18))
    (limit,) = update_of(past, "modified").restrictions
    assert limit.through is None
    kept = held(restriction("lift"), permanence="permanent")
    assert update_of(kept, "modified").restrictions[0].through is None


LIMITS = st.sampled_from(
    (
        Never(), MaxWeight(value=10), MaxWeight(value=10, frequency=CANARY), MaxWeight(value=5, lift_zone=CANARY),
        FreeText(text=CANARY), Required(what=CANARY), MaxBand(band=CANARY, scale=CANARY), MaxContinuous(minutes=20),
        Environment(low=3, unit=CANARY),
    )
)  # fmt: skip


@st.composite
def planted(draw: st.DrawFn) -> tuple[Filed, ...]:
    """Reports with the canary in every place that takes words, confirmed or waiting."""
    found = []
    for n in range(draw(st.integers(1, 3))):
        said = [
            Restriction(
                activity=draw(st.sampled_from(("lift", "bend", "other", "medication_drowsy", "dressing_change"))),
                qualifier=draw(st.sampled_from((None, CANARY))),
                body_part=CANARY,
                limits=(draw(LIMITS),),
                review=draw(st.sampled_from((Review.CONFIRMED, Review.EXTRACTED, Review.CORRECTED))),
                **{"from": (CANARY,)},
            )
            for _ in range(draw(st.integers(0, 3)))
        ]
        paper = report(
            *said, cleared("sit"), document=CANARY if n == 0 else f"{CANARY}-{n}", unclear=(CANARY, "kneel"),
            provider_name=CANARY, provider_role=draw(st.sampled_from(("treating", CANARY))),
            exam_date=date(2026, 11, 17 + n), next_visit=draw(st.sampled_from((None, date(2026, 12, 4)))),
        )  # fmt: skip
        found.append(Filed(report=paper, received=TODAY, confirmed=n == 0 or draw(st.booleans()), doubtful=(CANARY,)))
    return tuple(found)


def nothing_gets_through(filed: tuple[Filed, ...]) -> None:
    """The update, as JSON, holds no piece of the canary; and what limits is there all the same."""
    reports = in_force(filed, TODAY)
    update = update_of(reports, "modified", date(2026, 12, 18))
    text = json.dumps(update.model_dump(mode="json"))
    assert not any(piece in text for piece in CANARY.split("-")[:2])
    limits = [each for voice in reports.voices for each in voice.restrictions]
    assert bool(update.restrictions) or not limits


@FEW
@given(planted())
def test_no_canary_reaches_the_committee(filed):
    """Whatever a provider or a reader wrote, and wherever."""
    nothing_gets_through(filed)


@pytest.mark.soak
@pytest.mark.timeout(1800)
@MANY
@given(planted())
def test_no_canary_reaches_the_committee_many(filed):
    """The same on 10,000 recoveries."""
    nothing_gets_through(filed)


def test_the_committee_reviews_each_update_before_it_goes_on():
    """Its four steps begin with an update, and with every further one again."""

    def entry(said, day: int = 0) -> CommitteeEntry:
        return CommitteeEntry(record=said, person="R. Representative", at=AT + timedelta(days=day))

    recovery = Recovery()
    with pytest.raises(Refused):
        record_committee(recovery, entry(Reviewed(opportunity=True, concern=False)))
    recovery = tell_committee(recovery, AT)
    with pytest.raises(Refused):
        record_committee(recovery, entry(Met(held_on=AT.date())))
    recovery = record_committee(recovery, entry(Reviewed(opportunity=True, concern=False)))
    recovery = record_committee(recovery, entry(ManagerTold(told_on=AT.date())))
    with pytest.raises(Refused) as refused:
        record_committee(recovery, entry(Advised(agreement_conflict=True)))
    assert refused.value.code == "union_first"
    recovery = record_committee(recovery, entry(Advised(agreement_conflict=True, executive_approved=True)))
    assert len(recovery.committee) == 3
    again = tell_committee(recovery, AT + timedelta(days=14))
    assert following(again.committee_told, again.committee) == {CommitteeStep.REVIEW}
