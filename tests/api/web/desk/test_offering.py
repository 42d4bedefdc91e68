"""Offers at the desk: refused with every reason and nothing lost, made once, looked at, answered."""

from __future__ import annotations

import re

import pytest

from api.identity.roles import Role
from generate import offers
from tests.api.web.desk.conftest import CANARY
from tests.api.web.scenario import SENDER, day, terms
from tests.browser.desk.scene_work import empty_letters

pytestmark = pytest.mark.integration
WORDS = "Building B, by the loading <door>"


@pytest.fixture(autouse=True)
def _empty_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    """Letters as empty pages: the real ones take seconds, and are tested elsewhere."""
    monkeypatch.setattr(offers, "to_pdf", empty_letters)


def form(case, **more: object) -> dict[str, object]:
    """An offer as its form sends it."""
    said = {name: "\n".join(value) if isinstance(value, list) else value for name, value in terms().items()}
    return said | SENDER | {"job": case["job_id"], "hours_per_day": "6", "days_per_week": "5", "overtime": "no"} | more


def made(here, case) -> str:
    """The address of an offer that was made."""
    answer = here.submit(f"/cases/{case['id']}/offers", **form(case))
    assert answer.status_code == 303, re.findall(r"<li>.*?</li>", answer.text)
    return answer.headers["location"]


def test_a_refused_offer_says_every_reason_and_keeps_what_was_typed(seat, case) -> None:
    """Two things are wrong: both are said with where that is written, and the form is as it was."""
    answer = seat().submit(
        f"/cases/{case['id']}/offers", **form(case, wage="to be determined", end_date="", location=WORDS)
    )

    assert answer.status_code == 422
    assert "No offer was made" in answer.text
    assert len(re.findall(r"<li>[^<]*\([^<]*\)</li>", answer.text)) >= 2
    assert "by the loading &lt;door&gt;" in answer.text
    assert 'value="to be determined"' in answer.text


def test_a_day_that_there_is_not_is_said_at_its_field(seat, case) -> None:
    """The sentence stands at the field, and the rest is as it was."""
    answer = seat().submit(f"/cases/{case['id']}/offers", **form(case, start_date="2026-02-31", location=WORDS))

    assert answer.status_code == 422
    assert '<span class="err" id="start_date-err">There is no such day. Correct the start date.</span>' in answer.text
    assert "by the loading &lt;door&gt;" in answer.text


def test_an_offer_is_made_once_looked_at_and_answered(seat, ours, case) -> None:
    """The same form twice is one offer; its letter has pages; the answer is on it."""
    here = seat()
    where = made(here, case)
    assert made(here, case) == where
    page = here.see(where)
    letter = here.get(f"{where}/letter/1")

    assert f'src="{where}/letter/1"' in page
    assert (letter.status_code, letter.content[:4]) == (200, b"\x89PNG")
    assert here.get(f"{where}/letter/40").status_code == 404
    assert [here.get(f"{where}/letter.{kind}").content[:2] for kind in ("pdf", "docx")] == [b"%P", b"PK"]
    refused = here.submit(f"{where}/answers", kind="accepted", day=day(1), how="telephone")
    assert (refused.status_code, "The answer lies in the future" in refused.text) == (422, True)
    assert f'value="{day(1)}"' in refused.text
    assert here.submit(f"{where}/answers", kind="accepted", day=day(0), how="signed_slip").status_code == 303
    assert "Accepted on" in here.see(where)
    assert ours.get(f"/cases/{case['id']}/offers").json()[0]["answer"]["kind"] == "accepted"


def test_an_answer_that_somebody_else_recorded_meanwhile_is_not_written_over(seat, ours, case) -> None:
    """The second one is told so, with what they chose; the first stands."""
    here, there = seat(), seat()
    where = made(here, case)
    assert there.submit(f"{where}/answers", kind="accepted", day=day(0), how="in_person").status_code == 303
    late = here.submit(f"{where}/answers", kind="declined", day=day(0), how="telephone", why=["duties", "travel"])

    assert late.status_code == 422
    assert "This offer has an answer already" in late.text
    assert late.text.count("checked") == 3
    assert ours.get(f"/cases/{case['id']}/offers").json()[0]["answer"]["kind"] == "accepted"


def test_a_further_offer_begins_from_the_one_before(seat, case) -> None:
    """Place, supervisor and way to answer stand in the form; the offer itself is another one."""
    here = seat()
    made(here, case)
    page = here.see(f"/cases/{case['id']}/offers/new")

    assert 'name="location" type="text" value="Building B"' in page
    assert "no other offer" in page


def test_a_supervisor_reads_tasks_and_schedule_and_no_letter(seat, ours, case) -> None:
    """Duties, hours and days; the letter and the answer are not theirs."""
    where, here = made(seat(), case), seat(Role.SUPERVISOR)
    ours.post(f"/cases/{case['id']}/supervisors", json={"user": str(here.user)})
    page = here.see(where)

    assert "Inspect finished parts at a bench" in page
    assert not [word for word in ("$21.40", "/letter/", "Record the answer", CANARY) if word in page]
    assert here.get(f"{where}/letter/1").status_code == 403
