"""Revisions: numbered without a gap, agreed by more than the supervisor, and no approval outlives what it approved."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.errors import BadInput, Conflict, Refused
from cases.plans.linting import lint
from cases.plans.policy import FOUR, PROFILES, USUAL, Party
from cases.plans.revisions import (
    CONCERNS,
    Approval,
    Change,
    Given,
    approve,
    approved,
    changed,
    first_revision,
    give,
    recipients,
    revise,
    still_to_give,
    voided,
)
from tests.cases.plans.sample_plans import around, plan, steps

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
COMMITTEE = frozenset({Party.WORKER, Party.SUPERVISOR, Party.REPRESENTATIVE})
FEW, MANY = settings(max_examples=100, deadline=None), settings(max_examples=10_000, deadline=None)


def change(*agreed: Party, why: str = "correction") -> Change:
    """What a revision says of itself."""
    return Change(why=why, note="as discussed", author="C. Contact", agreed_by=agreed or COMMITTEE, at=AT)


def begun(**more):
    """A plan at revision 1."""
    return first_revision(plan(**more), change(why="first"))


def word(history, party: Party) -> Approval:
    """The party's approval of the current revision."""
    return Approval(party=party, person="P. Person", revision=history.current.number, at=AT)


def agree(history, *parties: Party, policy=USUAL):
    """The history after these parties approved, findings worked out anew each time."""
    for party in parties:
        found = lint(history.current.plan, around(filed=(), approved=approved(history)), policy)
        history = approve(history, history.current.number, word(history, party), policy, found)
    return history


def test_the_supervisor_alone_cannot_change_a_plan():
    """003 IV.F: the committee meets; nobody is enough alone, and the worker takes part."""
    for agreed, code in (
        ({Party.SUPERVISOR}, "supervisor_alone"),
        ({Party.MANAGER, Party.SUPERVISOR}, "worker_not_asked"),
        ({Party.WORKER}, "one_party_alone"),
    ):
        with pytest.raises(Refused) as refused:
            revise(begun(), 1, plan(agreed="other words"), change(*agreed))
        assert refused.value.code == code
    assert revise(begun(), 1, plan(agreed="x"), change(Party.WORKER, Party.CONTACT)).current.number == 2


def test_a_stale_revision_is_a_conflict():
    """Who changed what somebody else has changed meanwhile is told the number to read."""
    history = revise(begun(), 1, plan(agreed="one"), change())
    with pytest.raises(Conflict, match="revision 2"):
        revise(history, 1, plan(agreed="two"), change())
    with pytest.raises(Refused, match="Nothing in the plan changes"):
        revise(history, 2, plan(agreed="one"), change())


def test_all_four_have_to_approve():
    """003 IV.E, four parties; after them nothing is left to find."""
    history = agree(begun(), *FOUR)
    assert approved(history) == frozenset(FOUR)
    assert lint(plan(), around(approved=approved(history))) == ()


def test_a_plan_with_findings_is_not_approved():
    """What is wrong with its content has to be mended first; the refusal names it."""
    history = begun(progress=())
    with pytest.raises(Refused) as refused:
        agree(history, Party.WORKER)
    assert refused.value.reasons == ("no_progress",)


def test_who_has_no_approval_to_give_is_told_so():
    """Another party, the same twice, an older revision."""
    with pytest.raises(BadInput, match="no approval by the carrier"):
        agree(begun(), Party.CARRIER)
    with pytest.raises(BadInput):
        agree(begun(), Party.UNION_EXECUTIVE)
    with pytest.raises(Conflict, match="already"):
        agree(begun(), Party.WORKER, Party.WORKER)
    newer = revise(begun(), 1, plan(agreed="x"), change())
    with pytest.raises(Conflict):
        approve(newer, 1, word(begun(), Party.WORKER), USUAL, ())


def test_the_union_comes_first_where_the_agreement_is_touched():
    """002, Committee 4: nobody approves before the local executive; then everybody may."""
    with pytest.raises(Refused) as refused:
        agree(begun(agreement_conflict=True), Party.WORKER)
    assert refused.value.code == "union_first"
    history = agree(begun(agreement_conflict=True), Party.UNION_EXECUTIVE, *FOUR)
    assert approved(history) == {*FOUR, Party.UNION_EXECUTIVE}


def test_a_revision_voids_the_approvals_it_concerns():
    """New progress: all four again, but not the executive, whom only what touches the agreement concerns."""
    history = agree(begun(agreement_conflict=True), Party.UNION_EXECUTIVE, *FOUR)
    history = revise(history, 1, plan(agreement_conflict=True, progress=plan().progress * 2), change())
    assert approved(history) == {Party.UNION_EXECUTIVE}
    assert {each.party for each in voided(history)} == set(FOUR)
    weeks = steps("4 h, 5 d: bench x 4")
    assert approved(revise(history, 2, plan(agreement_conflict=True, weeks=weeks), change())) == frozenset()


def test_a_change_there_and_back_does_not_bring_approvals_back():
    """Every revision voids; the same words again are approved again."""
    history = agree(begun(), *FOUR)
    history = revise(history, 1, plan(agreed="x"), change())
    history = revise(history, 2, plan(), change())
    assert history.current.plan == history.revisions[0].plan
    assert approved(history) == frozenset()


def test_every_revision_is_handed_out_again():
    """003 IV.E: Human Resources, worker, supervisor, and the representative; each handing over is on record."""
    history = begun()
    for party in recipients(USUAL):
        history = give(history, Given(revision=1, party=party, how="by hand", at=AT))
    assert still_to_give(history, USUAL) == ()
    history = revise(history, 1, plan(agreed="x"), change())
    assert {Party.HUMAN_RESOURCES, Party.WORKER, Party.SUPERVISOR, Party.REPRESENTATIVE} <= set(
        still_to_give(history, USUAL)
    )
    assert len(history.given) == len(recipients(USUAL))
    assert Party.UNION in recipients(PROFILES["ninety-days-description"])
    with pytest.raises(Conflict):
        give(history, Given(revision=1, party=Party.WORKER, how="by hand", at=AT))


EDITS = st.sampled_from(
    (
        {"agreed": "half days"}, {"agreed": ""}, {"progress": plan().progress * 2}, {"finish_event": "a release"},
        {"weeks": steps("4 h, 5 d: bench x 4")}, {"end": date(2026, 12, 17)}, {"provided": ("stool",)},
        {"agreement_conflict": True}, {"training": {"needed": True, "which": "scale"}}, {},
    )
)  # fmt: skip
MOVES = st.lists(st.one_of(st.sampled_from((*FOUR, Party.UNION_EXECUTIVE)), EDITS), max_size=14)


def a_life_of_a_plan(moves: list) -> None:
    """Whatever is tried in whatever order: numbers have no gap, and approvals are of what stands."""
    history = begun()
    for move in moves:
        before = history
        try:
            if isinstance(move, Party):
                history = agree(history, move)
            else:
                history = revise(history, history.current.number, plan(**move), change())
        except (Refused, Conflict, BadInput):
            assert history == before
        assert [each.number for each in history.revisions] == list(range(1, len(history.revisions) + 1))
        assert history.revisions[: len(before.revisions)] == before.revisions
        assert history.approvals[: len(before.approvals)] == before.approvals
        given = history.model_copy(update={"given": ()})
        for approval in given.approvals:
            was = history.revisions[approval.revision - 1].plan
            if changed(was, history.current.plan) & CONCERNS[approval.party]:
                later = [a for a in given.approvals if a.party is approval.party and a.revision > approval.revision]
                assert approval.party not in approved(history) or later


@FEW
@given(MOVES)
def test_no_approval_survives_a_change_of_what_it_approved(moves):
    """In any order of edits and approvals."""
    a_life_of_a_plan(moves)


@pytest.mark.soak
@pytest.mark.timeout(1800)
@MANY
@given(MOVES)
def test_no_approval_survives_a_change_of_what_it_approved_many(moves):
    """The same on 10,000 lives."""
    a_life_of_a_plan(moves)


def test_an_authorisation_is_counted_from_the_day_it_was_given():
    """001 II.B.2: 90 days after the last authorisation."""
    from cases.plans.policy import Authorisation, last_day

    start = date(2026, 11, 23)
    given = Authorisation(on=date(2027, 2, 1), through=date(2027, 12, 31), person="H. R.", reason="improving")
    assert last_day(USUAL, start) == start + timedelta(days=89)
    assert last_day(USUAL, start, [given]) == date(2027, 2, 1) + timedelta(days=90)
    assert last_day(PROFILES["four-weeks"], start, [given]) == date(2027, 12, 31)
