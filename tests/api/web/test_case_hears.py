"""One room's records are another one's facts: clocks and checklist hear of answers, assignments and check-ins."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.web.scenario import SENDER, day
from tests.api.web.test_assignments import _no_printing, answered, case, offered, working  # noqa: F401 - fixtures

pytestmark = pytest.mark.integration


def clocks(http, at: dict[str, Any], rule: str) -> list[str]:
    """How each occurrence of a rule stands."""
    found = http.get(f"/cases/{at['id']}/clocks").json()["clocks"]
    return [each["state"] for each in found if each["rule"] == rule]


def paper(http, at: dict[str, Any], name: str) -> dict[str, Any]:
    """A line of the checklist."""
    lines = http.get(f"/cases/{at['id']}/checklist").json()["lines"]
    return next(each for each in lines if each["paper"] == name)


def test_an_answer_ends_its_clock_and_starts_the_carriers(ours, case) -> None:  # noqa: F811
    """Offered: the answer is awaited; answered: the carrier is to be told; told: nothing is left; the paper is done."""
    offer = offered(ours, case)
    assert clocks(ours, case, "offer-answer") in (["due"], ["waiting"])
    assert clocks(ours, case, "carrier-notice") == []
    assert paper(ours, case, "answer")["done"] is None

    answered(ours, offer)
    assert clocks(ours, case, "offer-answer") == ["done"]
    assert clocks(ours, case, "carrier-notice") == ["due"]
    assert paper(ours, case, "answer")["done"][:10] == day(0)

    told = ours.post(f"/offers/{offer['id']}/carrier-notices", json={"sender": SENDER})
    assert told.status_code == 200, told.text
    assert clocks(ours, case, "carrier-notice") == ["done"]


def test_work_that_runs_has_an_end_to_watch(ours, case) -> None:  # noqa: F811
    """An accepted offer is modified duty: its planned end, and its re-examination, have their clocks."""
    assert clocks(ours, case, "assignment-end") == []

    work = working(ours, case)

    assert clocks(ours, case, "assignment-end") == ["waiting"]
    said = {"version": work["version"], "reason": "pain at work"}
    assert ours.post(f"/assignments/{work['id']}/suspension", json=said).json()["state"] == "suspended"


def test_pain_in_a_check_in_asks_for_an_examination(ours, case) -> None:  # noqa: F811
    """A supervisor ticks that pain was reported: the clock of the trigger runs the same day."""
    assert clocks(ours, case, "pain") == []

    made = ours.post(f"/cases/{case['id']}/check-ins", json={"pain_reported": True})

    assert made.status_code == 201, made.text
    assert clocks(ours, case, "pain") == ["due"]


def test_an_entry_on_the_log_ends_the_seven_days(ours, case) -> None:  # noqa: F811
    """Entered by a person: done, however late."""
    before = clocks(ours, case, "osha-7d")
    entry = {"job_title": "Press operator", "place": "Hall B", "described": "Strain"}

    assert ours.put(f"/cases/{case['id']}/osha/entry", json=entry).status_code == 200

    assert before == ["late"]
    assert clocks(ours, case, "osha-7d") == ["done"]


def test_the_last_word_says_whether_there_is_anything_to_enter(ours, case) -> None:  # noqa: F811
    """Not work-related, decided: nothing to enter. Decided again, it is: the seven days run as before."""

    def decide(work_related: bool) -> list[str]:
        said = {"decision": {"kind": "recordability", "work_related": work_related}, "reason": "looked at it again"}
        made = ours.post(f"/cases/{case['id']}/osha/decisions", json=said)
        assert made.status_code == 201, made.text
        return clocks(ours, case, "osha-7d")

    assert decide(False) == ["done"]
    assert decide(True) == ["late"]
