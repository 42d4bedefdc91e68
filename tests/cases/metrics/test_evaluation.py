"""The yearly evaluation shows the program and nobody's case."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from cases.metrics import METRICS, SMALL, Cost, Facts, Finding, Period, ProgramYear, evaluation, figures
from tests.cases.metrics.test_figures import NOW, RECEIVED, case


def findings(*cases, **more) -> dict[str, Finding]:
    """The findings of 2026, by metric."""
    found = evaluation(Facts(period=Period.of(2026), now=NOW, cases=cases, **more))
    return {each.id: each for each in found.findings}


def test_a_figure_of_fewer_than_five_workers_is_withheld():
    """Four injured workers are no group to hide in; five are."""
    four = [case(n, days_away=10, returned=date(2026, 3, 12)) for n in range(4)]

    assert findings(*four)["time_lost"].status == "withheld"
    assert findings(*four)["time_lost"].value is None
    assert findings(*four)["time_to_return"].target_met is None
    five = findings(*four, case(5, days_away=10, returned=date(2026, 3, 12)))
    assert (five["time_lost"].value, five["time_to_return"].value) == (50, 10)


def test_the_days_of_one_worker_do_not_show_among_many_without_any():
    """A sum to which one person adds is that person's figure."""
    many = [case(n, days_away=0) for n in range(9)]

    assert findings(*many, case(10, days_away=12))["time_lost"].status == "withheld"


def test_a_share_that_one_to_four_fall_out_of_is_withheld_but_not_whether_it_met_its_target():
    """One who declined among twenty; the goal is still reported."""
    yes = [case(n, offered_at=RECEIVED, answer="accepted") for n in range(19)]
    found = findings(*yes, case(19, offered_at=RECEIVED, answer="declined"))["acceptance"]

    assert (found.status, found.value, found.target_met) == ("withheld", None, True)
    assert findings(*yes)["acceptance"].value == 100


def test_counts_of_one_to_four_people_are_withheld():
    """Zero among many shows, three do not, six do."""
    for count, status in ((0, "shown"), (3, "withheld"), (6, "shown")):
        cases = [case(n, recurrence=n < count) for n in range(12)]
        assert findings(*cases)["recurrences"].status == status, count


def test_the_year_before_is_withheld_by_the_same_rule():
    """Eight accommodated now, two the year before."""
    now = [case(n, accommodated=True) for n in range(8)]
    then = [case(n, injured=date(2025, 5, 1), accommodated=True) for n in range(20, 22)]

    found = findings(*now, *then)["accommodated"]
    assert (found.value, found.before) == (8, None)


def test_costs_of_few_are_withheld_and_the_employers_own_figures_are_not():
    """Premiums and EMR are about nobody."""
    costs = tuple(Cost(kind="medical", case=f"case-{n}", paid=date(2026, 5, 1), cents=100) for n in range(4))
    years = (ProgramYear(year=2025, emr=1.1, premium_cents=100), ProgramYear(year=2026, emr=0.9, premium_cents=200))
    found = findings(*(case(n) for n in range(4)), costs=costs, years=years)

    assert found["benefits"].status == "withheld"
    assert (found["premiums"].value, found["premiums"].before) == (2.0, 1.0)
    assert found["emr"].target_met is True


def test_without_data_it_says_so():
    """Never a zero that nobody counted."""
    assert {each.status for each in findings().values()} == {"no_data"}
    assert len(findings()) == len(METRICS)


def nobody_shows(people: int, yes: int) -> None:
    """What is shown of a share never comes from one to four people on either side."""
    cases = [case(n, employed=n < yes) for n in range(people)]
    found = findings(*cases)["retention"]
    if found.status == "shown":
        assert people >= SMALL
        assert min(yes, people - yes) == 0 or min(yes, people - yes) >= SMALL


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 30).flatmap(lambda people: st.tuples(st.just(people), st.integers(0, people))))
def test_no_share_shows_a_small_group(sizes):
    """Whatever the sizes."""
    nobody_shows(*sizes)


def test_the_evaluation_holds_no_worker_no_case_and_no_project():
    """Ids are nowhere in what is handed out."""
    facts = Facts(period=Period.of(2026), now=NOW, cases=tuple(case(n, days_away=3) for n in range(9)))
    text = evaluation(facts).model_dump_json()

    assert figures(facts)
    assert "worker-" not in text
    assert "case-" not in text
    assert '"parts"' not in text
