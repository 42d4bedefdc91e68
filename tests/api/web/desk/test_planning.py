"""Plans at the desk: the strip, a revision on the number that was read, and what somebody else did meanwhile."""

from __future__ import annotations

import html
import re

import pytest

from api.identity.roles import Role
from tests.api.web.desk.conftest import CANARY
from tests.api.web.scenario import day
from tests.api.web.test_plans import COMMITTEE, a_plan

pytestmark = pytest.mark.integration


@pytest.fixture
def plan(ours, case) -> str:
    """The address of a plan of two weeks, the first of which runs; its first duty has demands of its own."""
    own = {"title": "Sort tags", "demands": [{"activity": "sit", "value": "often", "cell": "Sitting"}]}
    made = a_plan(case, start=day(-1), end=day(12))
    made["weeks"][0] = made["weeks"][0] | {"duties": [own]}
    made["actions"] *= 3  # more than the form of a new plan has room for
    answer = ours.post(f"/cases/{case['id']}/plans", json={"plan": made})
    assert answer.status_code == 201, answer.text
    return f"/plans/{answer.json()['id']}"


def form_of(page: str) -> dict[str, str]:
    """The form as a browser would send it."""
    form = page[page.index('class="fields wide"') :]
    said: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]+>", form):
        name, value = re.search(r' name="([^"]+)"', tag)[1], re.search(r' value="([^"]*)"', tag)
        if ("radio" not in tag and "checkbox" not in tag) or " checked" in tag:
            said[name] = html.unescape(value[1] if value else "")
    for name, options in re.findall(r'<select[^>]+name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        said[name] = chosen[1] if chosen else re.search(r'<option value="([^"]*)"', options)[1]
    return said


def revision(here, plan: str, **more: object) -> dict[str, object]:
    """The form of a revision with a change in it."""
    said = form_of(here.see(f"{plan}/revision"))
    return said | {"why": "progress_faster", "note": "He walks well.", "agreed_by": COMMITTEE} | more


def test_the_strip_says_hours_days_duties_and_which_week_runs(seat, plan) -> None:
    """Two weeks; the first is marked as this one."""
    page = seat().see(plan)

    assert re.search(r'<li class="now">\s*<p class="sub"><strong>Week 1</strong><span class="small">This week', page)
    assert "4 h a day, 5 days" in page
    assert "6 h a day, 5 days" in page
    assert "Sort tags" in page


def test_a_revision_changes_what_was_changed_and_nothing_else(seat, ours, plan) -> None:
    """Six hours become seven; dates, actions, needs and the demands of a duty are as they were."""
    here, before = seat(), ours.get(plan).json()["plan"]
    answer = here.submit(f"{plan}/revisions", **revision(here, plan, w2_hours_per_day="7"))
    now = ours.get(plan).json()

    assert answer.status_code == 303, answer.text
    assert now["revision"] == 2
    assert now["plan"]["weeks"][1]["hours_per_day"] == 7
    before["weeks"][1]["hours_per_day"] = 7.0
    assert now["plan"] == before


def test_a_stale_revision_is_not_saved_and_nothing_of_it_is_lost(seat, ours, plan) -> None:
    """The page says who revised it meanwhile and what stands; what was typed is there, and is saved once sent again."""
    here, there = seat(), seat()
    mine = revision(here, plan, w2_hours_per_day="7", note="Seven hours, he says.")
    assert there.submit(f"{plan}/revisions", **revision(there, plan, w1_hours_per_day="3")).status_code == 303
    stale = here.submit(f"{plan}/revisions", **mine)

    assert stale.status_code == 409
    assert "Yours is not saved, and nothing you typed is lost" in stale.text
    assert "Week 1: 3 h a day" in stale.text
    assert 'value="Seven hours, he says."' in stale.text
    assert ours.get(plan).json()["revision"] == 2
    again = form_of(stale.text) | {"agreed_by": COMMITTEE}
    assert here.submit(f"{plan}/revisions", **again).status_code == 303
    assert ours.get(plan).json()["plan"]["weeks"][1]["hours_per_day"] == 7


def test_the_supervisor_alone_changes_no_plan(seat, plan) -> None:
    """The rule's own sentence, and the form as it was."""
    here = seat()
    answer = here.submit(f"{plan}/revisions", **revision(here, plan, w2_hours_per_day="7", agreed_by=["supervisor"]))

    assert answer.status_code == 422
    assert "The supervisor alone cannot change a plan" in answer.text
    assert 'name="w2_hours_per_day" type="text" value="7"' in answer.text


def test_figures_that_cannot_be_are_said_with_their_week(seat, plan) -> None:
    """Forty hours a day: the sentence stands at the field of that week."""
    here = seat()
    answer = here.submit(f"{plan}/revisions", **revision(here, plan, w2_hours_per_day="40"))

    assert answer.status_code == 422
    assert "Week 2: The hours per day is outside what can be." in answer.text


def test_a_week_is_added_and_another_left_out(seat, ours, plan) -> None:
    """Nothing is saved by adding; the new week begins as the last one was."""
    here = seat()
    more = here.submit(f"{plan}/revisions", **revision(here, plan, do="week"))
    assert (more.status_code, ours.get(plan).json()["revision"]) == (200, 1)
    said = form_of(more.text) | {"agreed_by": COMMITTEE, "w2_gone": "yes", "w3_hours_per_day": "8", "end": day(12)}
    assert here.submit(f"{plan}/revisions", **said).status_code == 303
    weeks = ours.get(plan).json()["plan"]["weeks"]
    assert [(week["hours_per_day"], len(week["duties"])) for week in weeks] == [(4.0, 1), (8.0, 1)]


def test_a_new_plan_is_kept_and_says_what_is_missing(seat, case) -> None:
    """Also one that is hardly begun: its page lists in sentences what the rules want."""
    here = seat()
    said = form_of(here.see(f"/cases/{case['id']}/plans/new")) | {"w1_hours_per_day": "4", "w1_days_per_week": "5"}
    answer = here.submit(f"/cases/{case['id']}/plans", **said)

    assert answer.status_code == 303, answer.text
    assert "The plan has no first day." in here.see(answer.headers["location"])


def test_approvals_are_of_the_revision_that_was_shown(seat, ours, plan) -> None:
    """A plan with findings is approved by nobody; what was typed stays."""
    here = seat()
    answer = here.submit(f"{plan}/approvals", revision="7", party="worker", person="Robin Example")

    assert answer.status_code == 422
    assert "This plan is at revision 1 by now" in answer.text
    assert 'value="Robin Example"' in answer.text


def test_a_supervisor_reads_the_weeks_and_nothing_of_the_report(seat, ours, case, plan) -> None:
    """Hours, days and duties; no finding against the report, no word of it, no form to change it."""
    here = seat(Role.SUPERVISOR)
    ours.post(f"/cases/{case['id']}/supervisors", json={"user": str(here.user)})
    page = here.see(plan)

    assert "4 h a day, 5 days" in page
    assert not [word for word in (CANARY, "What the rules say", "Revise the plan", "lifting") if word in page]
