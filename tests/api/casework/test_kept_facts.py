"""Figures rest on facts that are kept: they are always what they would be if everything were worked out anew."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import event, inspect
from sqlalchemy.engine import Engine

from api.casework import kept_facts, metrics
from api.store.tables import Document, Job
from api.store.tables.base import Owned
from tests.api.web.scenario import a_reply, bench_job, day, open_case, print_copy, send
from tests.api.web.test_assignments import doubt, offered, word, working
from tests.api.web.test_log import absent, confirmed, decide
from tests.api.web.test_papers import confirmed_case
from tests.api.web.test_plans import make

pytestmark = pytest.mark.integration
YEAR = int(day(-20)[:4])
FROM = re.compile(r"\b(?:FROM|JOIN) ([a-z_]+)")
# Of a document only the moment is taken at which it came in, and that never changes.
NOT_STAMPED = {Document}


@pytest.fixture(autouse=True)
def _alone(monkeypatch) -> None:
    """Nothing is kept from another test, and offers are not printed: nobody looks at them."""
    monkeypatch.setattr(kept_facts, "_kept", {})
    monkeypatch.setattr("generate.offers.to_pdf", lambda files: [b"%PDF-1.7" for _ in files])


@pytest.fixture
def made(monkeypatch) -> list[int]:
    """How many cases' facts were worked out anew, each time it was asked."""
    counted, work_out = [], metrics._made

    def watched(act, cases):
        counted.append(len(cases))
        return work_out(act, cases)

    monkeypatch.setattr(metrics, "_made", watched)
    return counted


def figures(http) -> dict[str, Any]:
    """The year's figures."""
    answer = http.get("/metrics", params={"year": YEAR})
    assert answer.status_code == 200, answer.text
    return answer.json()


def afresh(http) -> dict[str, Any]:
    """The same without anything that was kept; what was kept is kept still."""
    kept, kept_facts._kept = kept_facts._kept, {}
    found = figures(http)
    kept_facts._kept = kept
    return found


def events(http, store) -> Iterator[str]:
    """One after the other everything that facts of a case are made of; the name of what happened."""
    case = open_case(http)
    yield "a case"
    confirmed(http, store, case)
    yield "a confirmed form"
    absent(http, case, -10, -8)
    yield "days away"
    decide(http, case, {"kind": "schedule", "days_off": [5, 6], "holidays": []})
    yield "a decision about the log"
    work = working(http, case)
    yield "an offer that was accepted"
    assert word(http, work, "suspension").status_code == 200
    yield "work held back"
    make(http, case)
    yield "a plan"
    hours = {"project": "Inventory", "day": day(-1), "hours": 6, "cents": 15_000}
    assert http.post(f"/cases/{case['id']}/modified-hours", json=hours).status_code < 300
    yield "hours on a project"
    assert http.put(f"/cases/{case['id']}/outcome", json={"returned_on": day(-2), "employed": True}).status_code < 300
    yield "how it went"
    send(http, store, a_reply(print_copy(store, case), avoid_bending=doubt("avoid_bending")), salt="in doubt")
    yield "a form in doubt"
    offered(http, confirmed_case(http, store))
    yield "another case with an offer"
    with store.database.transaction() as session:
        job = session.get_one(Job, uuid.UUID(case["job_id"]))
        job.demands = job.demands.model_copy(update={"hours_per_day": 9})
    yield "the job as it is now"


def test_whatever_happens_the_figures_are_those_worked_out_anew(ours, store) -> None:
    """No event of a case is missed by what is kept."""
    for what in events(ours, store):
        assert figures(ours) == afresh(ours), what


def test_every_table_that_facts_are_taken_from_has_its_part_in_the_stamp(ours, store, monkeypatch) -> None:
    """A new source of facts that nobody stamps would show old figures: it fails here."""
    asked: set[str] = set()

    def hear(_connection, _cursor, statement, *_more) -> None:
        asked.update(FROM.findall(statement))

    def straight(act, cases, make):
        asked.clear()
        event.listen(Engine, "before_cursor_execute", hear)
        try:
            return list(kept_facts._made(act, cases, make).values())
        finally:
            event.remove(Engine, "before_cursor_execute", hear)

    for _ in events(ours, store):
        pass
    monkeypatch.setattr(metrics, "kept_or_made", straight)
    figures(ours)

    assert asked == {name(table) for table in kept_facts.STAMPED | NOT_STAMPED}


def name(table: type[Owned]) -> str:
    """The name of a table in the database."""
    return inspect(table).local_table.name


def test_only_the_cases_of_which_something_changed_are_worked_out_anew(ours, made) -> None:
    """Other questions about the same cases, and a change in one of three."""
    cases = [open_case(ours) for _ in range(3)]
    figures(ours)
    ours.get("/metrics", params={"year": YEAR, "quarter": 1})
    absent(ours, cases[1], -10, -8)
    figures(ours)

    assert [n for n in made if n] == [3, 1]


def add_job(http) -> str:
    """A job on file that no case names."""
    return str(http.post("/jobs", json={"demands": bench_job()}).json()["id"])


def change(store, job: str) -> None:
    """A job's day becomes an hour longer."""
    with store.database.transaction() as session:
        row = session.get_one(Job, uuid.UUID(job))
        row.demands = row.demands.model_copy(update={"hours_per_day": 9})


def test_a_job_is_news_for_the_cases_that_name_it_and_for_no_others(ours, store, made) -> None:
    """A job nobody has; the own one of one case; the one that a person named as the regular one of another."""
    first, second, _ = (open_case(ours) for _ in range(3))
    named = add_job(ours)
    figures(ours)
    add_job(ours)
    figures(ours)
    change(store, first["job_id"])
    figures(ours)
    decide(ours, second, {"kind": "routine_functions", "job": named, "rare": []})
    figures(ours)
    change(store, named)
    assert figures(ours) == afresh(ours)

    assert [n for n in made if n][:4] == [3, 1, 1, 1]


def test_what_was_worked_out_yesterday_is_not_todays(ours, made) -> None:
    """Days away go on by themselves."""
    open_case(ours)
    figures(ours)
    kept_facts._kept.update(
        {
            key: kept_facts.Kept(each.on.replace(year=2000), each.stamp, each.facts)
            for key, each in kept_facts._kept.items()
        }
    )
    figures(ours)

    assert made == [1, 1]


def test_memory_is_bounded(ours, monkeypatch) -> None:
    """With room for two cases the third begins anew; nothing is wrong for it."""
    monkeypatch.setattr(kept_facts, "MOST", 2)
    job = open_case(ours)["job_id"]
    for _ in range(2):
        assert figures(ours) == afresh(ours)
        open_case(ours, job=job)
    assert figures(ours) == afresh(ours)
    assert len(kept_facts._kept) == 1


def test_one_employers_figures_know_nothing_of_anothers(ours, theirs, made) -> None:
    """Each has their own cases, and what changes at one is no work for the other."""
    open_case(ours)
    figures(ours)
    open_case(theirs)
    figures(theirs)
    figures(ours)

    assert made == [1, 1]
