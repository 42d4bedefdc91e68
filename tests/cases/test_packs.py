"""What each state asks of an offer: the table of cases, and what holds for every pack whatever it says."""

from __future__ import annotations

import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.errors import NotFound
from cases.in_force import Filed, in_force
from cases.matching import match, resolve, settle
from cases.offers import OfferTerms, assignment_of, refusals
from cases.offers.packs import asked, warnings
from cases.programs.jurisdictions import COUNSEL, PACKS, pack_of
from cases.programs.jurisdictions.pack import DaysBetween, Stated
from cases.releases import Refusal
from tests.cases.samples import TODAY, light_job, report, returned_form
from tests.cases.test_offers import TERMS
from tests.cases.test_truth import FEW, MANY

TABLE = tomllib.loads(Path(__file__).with_name("offer_cases.toml").read_text(encoding="utf-8"))["pack"]
CASES = [(pack, case) for pack in TABLE for case in pack["case"]]


def said(changes: dict[str, Any]) -> dict[str, Any]:
    """Values of the table: lists are tuples, `false` is "nothing there" (TOML has no word for it)."""
    signed = {"signed"}  # a real truth value
    return {
        name: tuple(v) if isinstance(v, list) else None if v is False and name not in signed else v
        for name, v in changes.items()
    }


def found(pack: str, terms: dict[str, Any], status: dict[str, Any], more: tuple[Filed, ...] = ()) -> dict[str, Refusal]:
    """The refusals of such an offer by code, with every open pair settled by a person who may."""
    offer = TERMS.model_copy(update=said(terms))
    given_report = returned_form(
        **({"expected_through": None} | said(status) if pack == "california" else said(status))
    )
    reports = in_force([Filed(report=given_report, received=TODAY, confirmed=True), *more], TODAY)
    matched = match(reports, light_job(), assignment_of(offer))
    now = datetime(2026, 11, 21, 9, 0)
    answers = [resolve(matched, p.key, "R. C.", "asked", now) for p in matched.undecided if p.resolvable]
    every = refusals(offer, reports, settle(matched, answers), today=TODAY, pack=pack_of(pack))
    return {each.code: each for each in every}


@pytest.mark.parametrize("pack", TABLE, ids=lambda pack: pack["id"])
def test_a_complete_offer_is_written_in_every_state(pack):
    """With everything that the state asks for, nothing stands against the offer."""
    assert found(pack["id"], pack["complete"], pack.get("status", {})) == {}


@pytest.mark.parametrize(("pack", "case"), CASES, ids=lambda each: each.get("code") or each["id"])
def test_what_is_missing_is_refused_with_its_citation(pack, case):
    """One thing changed: the refusal that the table names, with the citation it names; drafts send one to counsel."""
    terms, status = pack["complete"] | case.get("change", {}), pack.get("status", {}) | case.get("status", {})
    refusal = found(pack["id"], terms, status)[case["code"]]
    assert refusal.citation == case["citation"]
    assert (COUNSEL in refusal.sentence) == pack_of(pack["id"]).draft


def test_every_item_of_every_pack_has_a_case():
    """A new item fails here until the table shows how it is refused."""
    shown = {(pack["id"], case["code"]) for pack, case in CASES}
    assert {(pack.id, item.code) for pack in PACKS.values() for item in pack.items} <= shown


def test_every_refusal_of_the_core_names_where_it_is_written():
    """Whatever is wrong with an offer, each reason has a citation."""
    nothing = in_force(
        [Filed(report=returned_form(signed=False, status="unknown"), received=TODAY, confirmed=True)], TODAY
    )
    open_match = match(nothing, light_job(), assignment_of(TERMS))
    every = refusals(OfferTerms(), nothing, open_match, today=TODAY, re_evaluation_open=True)
    assert len(every) > 25
    assert all(each.citation for each in every)


def test_a_pack_names_only_what_an_offer_has():
    """Fields and days that the rules of a pack name are fields of the terms, or the examination."""
    known = set(OfferTerms.model_fields) | {"exam_date"}
    rules = [item.rule for pack in PACKS.values() for item in pack.items]
    named = [r.name for r in rules if isinstance(r, Stated)]
    named += [day for r in rules if isinstance(r, DaysBetween) for day in (r.first, r.then)]
    assert set(named) <= known


def test_worked_and_draft_packs_are_told_apart():
    """General, New York and Texas are worked; a draft says in every text that counsel has to look at it."""
    assert {p.id for p in PACKS.values() if not p.draft} == {"general", "new-york", "texas"}
    for pack in PACKS.values():
        texts = [note.says for note in warnings(pack)] + [ask for _, ask in asked(pack)]
        assert all((COUNSEL in text) == pack.draft for text in texts)
        assert warnings(pack)  # at least the note on leave
    assert pack_of("california").answer_days == 30
    with pytest.raises(NotFound):
        pack_of("atlantis")


def test_a_treating_doctor_who_has_spoken_is_not_silent():
    """Texas: with a report of the treating doctor on file, confirmed or not, no other doctor's carries the offer."""
    base = {"enclosed": ["work_status_report"], "confirmed": ["geographically_accessible", "treating_doctor_silent"]}
    for confirmed in (True, False):
        treating = Filed(report=report(document="form-2"), received=TODAY, confirmed=confirmed)
        codes = found("texas", base, {"provider_role": "referral"}, (treating,))
        assert "not_the_treating_doctor" in codes


PACK_ITEMS = st.sampled_from([(pack, n) for pack in TABLE for n in range(len(pack["case"]))])


def dropping_refuses(case: tuple[dict[str, Any], int], also: set[int]) -> None:
    """However many cases of a pack are put together, the offer is refused."""
    pack, first = case
    terms, status = dict(pack["complete"]), dict(pack.get("status", {}))
    for n in sorted({first} | {n % len(pack["case"]) for n in also}):
        change = pack["case"][n].get("change", {})
        for name, value in change.items():
            both = isinstance(value, list) and isinstance(terms.get(name), list)
            terms[name] = [each for each in terms[name] if each in value] if both else value
        status |= pack["case"][n].get("status", {})
    assert found(pack["id"], terms, status)


@FEW
@given(PACK_ITEMS, st.sets(st.integers(0, 20), max_size=3))
def test_nothing_that_is_missing_makes_up_for_something_else(case, also):
    """Any of the faults of the table together: still refused."""
    dropping_refuses(case, also)


@pytest.mark.soak
@pytest.mark.timeout(3600)
@MANY
@given(PACK_ITEMS, st.sets(st.integers(0, 20), max_size=3))
def test_nothing_that_is_missing_makes_up_for_something_else_at_length(case, also):
    """The same, 10,000 times."""
    dropping_refuses(case, also)
