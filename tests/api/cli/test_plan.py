"""`workslip plan`: a plan from the command line, by a named user."""

from __future__ import annotations

import pytest

from cases.errors import Conflict, Refused
from cases.plans.policy import FOUR
from tests.api.cli.test_casework import case, files, workslip  # noqa: F401 - fixtures
from tests.api.web.test_plans import COMMITTEE, a_plan, closing

pytestmark = pytest.mark.integration


def test_a_plan_is_made_checked_revised_and_closed(workslip, files, case, tmp_path) -> None:  # noqa: F811
    """Each a command; refusals name their reasons, and the papers lie where they were asked for."""
    made = workslip("plan", "add", case["id"], files("plan.json", {"plan": a_plan(case)}), "--json")
    key = made["id"]
    said = workslip("plan", "check", key)
    assert "question: Week 1" in said  # no report yet: nothing is known
    assert "May not start: not_approved" in said

    revised = {"expected": 1, "plan": a_plan(case, agreed="half days"), "why": "correction", "note": "as discussed"}
    with pytest.raises(Refused, match="supervisor alone"):
        workslip("plan", "revise", key, files("alone.json", revised | {"agreed_by": ["supervisor"]}))
    assert "revision 2" in workslip("plan", "revise", key, files("all.json", revised | {"agreed_by": COMMITTEE}))
    with pytest.raises(Conflict):
        workslip("plan", "approve", key, "worker", "--person", "Robin Example", "--revision", 1)
    for party in FOUR:
        shown = workslip("plan", "approve", key, party.value, "--person", "P. Person", "--revision", 2)
    assert "approved by: manager, representative, supervisor, worker" in shown
    given = workslip("plan", "give", key, "worker", "--how", "by hand", "--revision", 2)
    assert "still gets a copy: human_resources" in given
    longer = ("--through", "2199-01-01", "--person", "H. R.", "--reason", "still improving")
    assert "revision 2" in workslip("plan", "authorise", key, *longer)
    with pytest.raises(Refused) as no:
        workslip("plan", "start", key)
    assert no.value.reasons == ("week_question",)

    workslip("plan", "print", key, "--out", tmp_path / "papers")
    workslip("plan", "print", key, "--part", "medical", "--out", tmp_path / "papers")
    assert sorted(path.name for path in (tmp_path / "papers").iterdir()) == ["medical-part.pdf", "plan-part.pdf"]
    assert "osha_log" in workslip("plan", "close", key, files("closing.json", closing()))
    assert "closed" in workslip("plan", "show", key)
