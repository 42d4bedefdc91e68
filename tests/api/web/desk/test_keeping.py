"""Clocks, papers, days of the log, supervisors and the end of a case at the desk: one act each, nothing twice."""

from __future__ import annotations

import re

import pytest

from api.identity.roles import Role
from tests.api.web.desk.conftest import CANARY
from tests.api.web.scenario import day

pytestmark = pytest.mark.integration


def test_an_event_is_recorded_by_one_act_and_once(seat, ours, case) -> None:
    """The form without a day, sent twice, is one event; it stands on the page in words."""
    here = seat()
    page = here.see(f"/cases/{case['id']}/clocks")
    opened = re.search(r'name="opened" value="([\d.]+)"', page)[1]
    for _ in range(2):
        assert here.submit(f"/cases/{case['id']}/events", kind="contact_made", opened=opened).status_code == 303
    events = ours.get(f"/cases/{case['id']}/events").json()

    assert [each["kind"] for each in events] == ["contact_made"]
    assert "The worker was contacted" in here.see(f"/cases/{case['id']}/clocks")


def test_an_event_of_tomorrow_is_refused_and_the_form_stays(seat, ours, case) -> None:
    """What was chosen and the day are there, with the sentence."""
    answer = seat().submit(f"/cases/{case['id']}/events", kind="contact_made", on=day(2), time="10:00")

    assert answer.status_code == 422
    assert "The moment lies in the future" in answer.text
    assert f'value="{day(2)}"' in answer.text
    assert re.search(r'value="contact_made" selected', answer.text)
    assert ours.get(f"/cases/{case['id']}/events").json() == []


def test_a_supervisor_records_only_what_they_see(seat, ours, case) -> None:
    """Their list has no event that is another's word, and a form that says one is refused."""
    here = seat(Role.SUPERVISOR)
    ours.post(f"/cases/{case['id']}/supervisors", json={"user": str(here.user)})
    page = here.see(f"/cases/{case['id']}/clocks")
    answer = here.submit(f"/cases/{case['id']}/events", kind="authorized")

    assert "Pain at work was reported" in page
    assert "HR let modified duty go on" not in page
    assert CANARY not in page
    assert "somebody else to record" in answer.text
    assert ours.get(f"/cases/{case['id']}/events").json() == []


def test_the_log_says_how_many_of_180_days_and_why(seat, ours, case) -> None:
    """The same figures as the API, with the rule behind each day."""
    counts = ours.get(f"/cases/{case['id']}/osha").json()["counts"]
    page = seat().see(f"/cases/{case['id']}/osha")

    assert f"{counts['away'] + counts['restricted']} of 180 days" in page
    assert "1904.7" in page


def test_the_papers_of_a_case_are_pictures_that_lead_to_them(seat, case) -> None:
    """The form that came back: its first page, and the way to its review."""
    page = seat().see(f"/cases/{case['id']}/papers")

    assert re.search(r'<a href="/returns/[0-9a-f-]+"><img class="fax" src="/documents/[0-9a-f-]+/pages/1"', page)


def test_a_supervisor_is_assigned_and_the_case_is_closed(seat, ours, case) -> None:
    """Each by one form; a day after today is refused with a sentence, and nothing is closed."""
    here, other = seat(), seat(Role.SUPERVISOR)
    where = f"/cases/{case['id']}"
    assert here.submit(f"{where}/supervisors", user=other.user).status_code == 303
    assert other.get(where).status_code == 200
    (row,) = ours.get(f"{where}/supervisors").json()
    assert here.submit(f"/supervisions/{row['id']}/ending").status_code == 303
    assert other.get(where).status_code == 404
    refused = here.submit(f"{where}/closing", on=day(3))
    assert (refused.status_code, "between the injury and today" in refused.text) == (422, True)
    assert ours.get(where).json()["state"] == "open"
    assert here.submit(f"{where}/closing", on=day(0)).status_code == 303
    assert ours.get(where).json()["state"] == "closed"


def test_a_new_look_is_asked_for_and_settled_with_a_reason(seat, ours, case) -> None:
    """Without a reason nothing is settled; who settles it says why."""
    here, where = seat(), f"/cases/{case['id']}/re-evaluations"
    assert here.submit(where, reason="Pain when the tags are sorted.").status_code == 303
    row = next(each for each in ours.get(where).json() if not each["closed_at"])
    empty = here.submit(f"/re-evaluations/{row['id']}/closing", reason="")
    assert (empty.status_code, "Say why nothing stands in the way" in empty.text) == (422, True)
    assert here.submit(f"/re-evaluations/{row['id']}/closing", reason="The chair was too low.").status_code == 303
    assert "The chair was too low." in here.see(where)
