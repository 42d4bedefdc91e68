"""The eighteen metrics: their passports, their figures, and "no data" where there is none."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from cases.metrics import METRICS, Answer, CaseFacts, Cost, Facts, Figure, Hours, Period, ProgramYear, figures
from cases.metrics.definitions import NEW_YORK, PLAYBOOK

NOW = datetime(2026, 12, 31, 12, tzinfo=UTC)
RECEIVED = datetime(2026, 3, 3, 9, tzinfo=UTC)


def case(n: int = 1, **known) -> CaseFacts:
    """An injury of March 2026."""
    return CaseFacts(**{"case": f"case-{n}", "worker": f"worker-{n}", "injured": date(2026, 3, 2)} | known)


def of(metric: str, *cases: CaseFacts, quarter: int | None = None, year: int = 2026, **more) -> Figure:
    """One figure of 2026."""
    facts = Facts(period=Period.of(year, quarter), now=NOW, cases=cases, **more)
    return next(each for each in figures(facts) if each.metric.id == metric)


def test_there_are_seven_and_eleven_and_each_says_what_it_counts():
    """004 and 003 VI, none without a formula in words."""
    sources = [each.source for each in METRICS.values()]

    assert (sources.count(PLAYBOOK), sources.count(NEW_YORK)) == (7, 11)
    assert [each.metric.id for each in figures(Facts(period=Period.of(2026), now=NOW))] == list(METRICS)
    assert all(len(each.formula) > 15 for each in METRICS.values())


@pytest.mark.parametrize("metric", METRICS)
def test_without_input_there_is_no_data(metric):
    """Neither without any case, nor with a case of which nobody has said anything."""
    assert of(metric).status == "no_data"
    assert of(metric).value is None
    assert of(metric, case()).status == "no_data"


def test_an_offer_within_24_hours_counts_and_one_that_still_may_come_does_not():
    """The clock runs from the restrictions; a pending one is missing, not good and not bad."""
    day = timedelta(hours=24)
    cases = [
        case(1, restricted_at=RECEIVED, offered_at=RECEIVED + day),
        case(2, restricted_at=RECEIVED, offered_at=RECEIVED + day + timedelta(minutes=1)),
        case(3, restricted_at=RECEIVED),
        case(4, restricted_at=NOW - timedelta(hours=1)),
    ]

    found = of("offered_in_24h", *cases)
    assert (found.numerator, found.denominator, found.missing) == (1, 3, 1)
    assert found.status == "not_met"
    assert of("offered_in_24h", cases[0]).status == "met"


def test_acceptance_is_of_the_offers_that_were_answered():
    """95 % is met, below is not."""
    offered = [case(n, offered_at=RECEIVED, answer="accepted") for n in range(19)]

    assert of("acceptance", *offered, case(19, offered_at=RECEIVED, answer="declined")).status == "met"
    assert of("acceptance", *offered[:9], case(19, offered_at=RECEIVED, answer="declined")).status == "not_met"
    assert of("acceptance", *offered[:1], case(19, offered_at=RECEIVED)).missing == 1


def test_average_days_on_modified_duty_leave_out_who_never_was_on_it():
    """Under 21: 20 is met, 21 is not."""
    assert (
        of("modified_days", case(1, modified_days=10), case(2, modified_days=30), case(3, modified_days=0)).value == 20
    )
    assert of("modified_days", case(1, modified_days=21)).status == "not_met"


def test_full_duty_is_of_those_whose_modified_duty_has_ended():
    """Who is still on it is neither."""
    done = {"modified_days": 5, "modified_over": True}
    found = of("full_duty", case(1, **done, full_duty=date(2026, 4, 1)), case(2, **done), case(3, modified_days=9))

    assert (found.value, found.denominator, found.missing) == (50, 2, 1)


def test_lost_time_is_of_injuries_whose_days_are_known():
    """One with a day away among eleven is under 10 %."""
    known = [case(n, days_away=0) for n in range(10)]

    assert of("lost_time", *known, case(11, days_away=3)).status == "met"
    assert of("lost_time", *known[:9], case(11, days_away=3)).status == "not_met"
    assert of("lost_time", case(1, days_away=0), case(2)).missing == 1


def test_the_emr_declines_or_not():
    """Two years in a row, or no data."""
    years = (ProgramYear(year=2025, emr=1.10), ProgramYear(year=2026, emr=0.98))

    assert of("emr", years=years).value == pytest.approx(-0.12)
    assert of("emr", years=years).status == "met"
    assert of("emr", years=years[1:]).status == "no_data"


def test_project_cost_names_each_project():
    """Hours on a separate code: the mean, and the parts."""
    day = date(2026, 3, 9)
    hours = [
        Hours(project=p, case="case-1", day=day, hours=4, cents=c) for p, c in (("A", 10000), ("A", 5000), ("B", 5000))
    ]

    found = of("project_cost", case(), hours=tuple(hours))
    assert (found.value, found.parts) == (100.0, {"A": 150.0, "B": 50.0})
    assert found.status == "tracked"


def test_sums_count_in_the_period_they_were_paid_in():
    """Accommodations apart from benefits."""
    costs = tuple(
        Cost(kind=k, case="case-1", paid=date(2026, m, 9), cents=c)
        for k, m, c in (
            ("accommodation", 2, 100),
            ("accommodation", 5, 200),
            ("medical", 5, 400),
            ("indemnity", 5, 800),
        )
    )

    assert of("accommodation_cost", costs=costs).value == 3.0
    assert of("accommodation_cost", costs=costs, quarter=2).value == 2.0
    assert of("benefits", costs=costs).value == 12.0
    assert of("premiums", years=(ProgramYear(year=2026, premium_cents=5_000_000),)).value == 50_000


def test_times_and_counts_of_003():
    """From injury to return, plans, time lost, who stayed, who was accommodated, whom it hit again."""
    cases = [
        case(1, returned=date(2026, 3, 12), plan_days=60, days_away=9, employed=True, accommodated=True, own_job=True),
        case(
            2, returned=date(2026, 3, 22), plan_days=30, days_away=19, employed=False, accommodated=True, own_job=False
        ),
        case(3, employed=True, accommodated=False, recurrence=False),
        case(4, injured=date(2025, 6, 1), accommodated=True),
    ]

    assert of("time_to_return", *cases).value == 15
    assert of("plan_days", *cases).value == 45
    assert of("time_lost", *cases).value == 28
    assert of("retention", *cases).value == pytest.approx(200 / 3)
    assert (of("accommodated", *cases).value, of("accommodated", *cases).before) == (2, 1)
    assert of("own_job", *cases).value == 1
    assert (of("recurrences", *cases).value, of("recurrences", *cases).status) == (0, "tracked")
    assert (
        of("satisfaction", answers=(Answer(day=date(2026, 3, 1), score=4), Answer(day=date(2026, 3, 2), score=5))).value
        == 4.5
    )


def test_a_worker_with_two_injuries_is_one_worker():
    """People are counted, not papers."""
    again = [case(n, worker="same", accommodated=True, employed=True) for n in (1, 2)]

    assert of("accommodated", *again).value == 1
    assert of("retention", *again).denominator == 1


def test_a_quarter_has_the_injuries_of_its_days():
    """First quarter to 31 March; the second knows nothing of March."""
    assert of("lost_time", case(days_away=0), quarter=1).value == 0
    assert of("lost_time", case(days_away=0), quarter=2).status == "no_data"
    assert Period.of(2028, 1).last == date(2028, 3, 31)
