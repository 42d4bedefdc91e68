"""The alarm against the match: what an unconfirmed report would forbid raises a re-evaluation and stops the offer."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from cases.comparing import compare, may_tighten
from cases.demands import Demand
from cases.in_force import Filed, in_force
from cases.matching import Match, Outcome, match
from cases.restrictions import Report, Restriction
from tests.cases.samples import ASSIGNMENT, BANDS, TODAY, matched, report
from tests.cases.test_algebra import ACTIVITIES, CLEARED, RESTRICTIONS, demands, job_of
from tests.cases.test_truth import FEW

RESTRICTED = st.lists(RESTRICTIONS.filter(lambda each: each.review != "extracted"), max_size=3)
SAYS = st.tuples(RESTRICTED, st.lists(CLEARED, max_size=4))
LITTLE = st.tuples(st.lists(RESTRICTIONS.filter(lambda each: each.review != "extracted"), max_size=1), st.just([]))
ROWS = st.lists(demands(), min_size=1, max_size=3)
WORST = (Outcome.COMPATIBLE, Outcome.UNDECIDED, Outcome.CONFLICT)


def said(document: str, parts: tuple[list[Restriction], list], **status) -> Report:
    """A report of these restrictions and cleared items."""
    return report(*parts[0], *parts[1], document=document, **status)


def together(rows, *filed: Filed) -> Match:
    """All of these reports against the rows."""
    return match(in_force(filed, TODAY), job_of(rows), ASSIGNMENT)


@FEW
@given(LITTLE, SAYS, st.integers(0, 2), st.sampled_from(("sometimes", "always")), st.integers(0, 4))
def test_what_a_new_report_would_forbid_raises_the_alarm(old, new, which, value, band):
    """If the old report does not forbid this work and the new one does, the new one may tighten."""
    activity = new[0][which % len(new[0])].activity if new[0] else "walk"
    low, high = BANDS[band] if activity in ("lift", "carry") else (None, None)
    rows = [Demand(activity=activity, value=value, weight_low=low, weight_high=high, side="left", cell="row")]
    before, after = matched(said("old", old), job_of(rows)), matched(said("new", new), job_of(rows))
    if after.outcome is Outcome.CONFLICT and before.outcome is not Outcome.CONFLICT:
        assert may_tighten(said("old", old), said("new", new))


@FEW
@given(SAYS, SAYS, ROWS)
def test_an_unconfirmed_report_never_improves_a_match(old, new, rows):
    """With another report waiting, no match is better than without it."""
    held = Filed(report=said("old", old), received=TODAY, confirmed=True)
    waiting = Filed(report=said("new", new), received=TODAY)
    alone, both = together(rows, held), together(rows, held, waiting)
    assert WORST.index(both.outcome) >= WORST.index(alone.outcome)


@FEW
@given(SAYS, SAYS, ROWS)
def test_a_newer_report_frees_only_what_it_clears(old, new, rows):
    """A newer report of the same role makes a conflict compatible only by clearing or restating what forbade it."""
    held = Filed(report=said("old", old, exam_date=date(2026, 11, 2)), received=TODAY, confirmed=True)
    newer = Filed(report=said("new", new), received=TODAY, confirmed=True)
    before, after = together(rows, held), together(rows, held, newer)
    if before.outcome is Outcome.CONFLICT and after.outcome is Outcome.COMPATIBLE:
        spoken = {each.activity.split(".")[0] for each in (*new[0], *new[1])}
        assert spoken & {each.activity.split(".")[0] for each in old[0]}


@FEW
@given(SAYS, SAYS, ROWS)
def test_another_role_never_makes_a_conflict_compatible(old, new, rows):
    """A second provider can make a conflict undecided, no more."""
    held = Filed(report=said("old", old), received=TODAY, confirmed=True)
    other = Filed(report=said("new", new, provider_role="ime"), received=TODAY, confirmed=True)
    if together(rows, held).outcome is Outcome.CONFLICT:
        assert together(rows, held, other).outcome is not Outcome.COMPATIBLE


@FEW
@given(SAYS, st.lists(st.sampled_from(ACTIVITIES), max_size=2))
def test_a_report_compared_with_itself_changes_nothing(parts, unclear):
    """Against itself a report is the same everywhere, save where it left something open."""
    one = said("one", parts).model_copy(update={"unclear": tuple(unclear)})
    changed = [each for each in compare(one, one) if each.kind not in ("same", "unclear")]
    assert changed == []
    if not unclear and not parts[1]:
        assert not may_tighten(one, one)
