"""/operations: the queue as an administrator sees it, and doing again what failed."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys

import pytest
from sqlalchemy import text

from api.identity.roles import Role
from api.jobs.board import lines, queues, workers
from api.jobs.queue import DOCUMENTS, defer, open_app
from api.store.opening import Store
from tests.api.intake.conftest import ROOT, environment
from tests.api.web.scenario import a_reply, open_case, print_copy, send
from tests.api.web.test_entering import hand_in

pytestmark = pytest.mark.integration


@pytest.fixture
def failed(ours, store) -> dict[str, str]:
    """A document that a worker set aside after its reader failed, as its job's line shows it."""
    document = ours.post("/documents", content=b'{"fail": true}', headers={"Content-Type": "application/pdf"}).json()
    program = [sys.executable, ROOT / "tests/api/intake/scripted.py"]
    env = environment(store, "", attempts="1")
    assert subprocess.run(program, env=env, stderr=subprocess.DEVNULL, timeout=90, check=False).returncode == 0
    return {"document_id": document["id"]}


def test_what_failed_is_shown_with_its_reason_and_done_again_once(ours, desk, failed) -> None:
    """The code, the number, no word; again queues it anew, and a second time there is nothing to do again."""
    admin = desk(Role.ADMINISTRATOR)
    (job,) = admin.get("/operations/jobs", params={"state": "failed"}).json()["items"]
    assert (job["ids"], job["code"], job["task"]) == (failed, "RuntimeError", "read_document")

    anew = admin.post(f"/operations/jobs/{job['number']}/again")
    twice = admin.post(f"/operations/jobs/{job['number']}/again")
    unknown = admin.post(f"/operations/jobs/{2**62}/again")

    assert anew.status_code == 200
    assert (anew.json()["state"], anew.json()["ids"]) == ("todo", failed)
    assert (twice.status_code, unknown.status_code) == (409, 404)
    assert ours.get(f"/documents/{failed['document_id']}").json()["state"] == "working"


def test_what_went_well_is_not_done_again(ours, store) -> None:
    """A job that succeeded is shown, and refused."""
    send(ours, store, a_reply(print_copy(store, open_case(ours))))
    with store.database.transaction() as session:
        session.execute(text("update procrastinate_jobs set status = 'succeeded'"))
    (job,) = ours.get("/operations/jobs").json()["items"]

    assert ours.post(f"/operations/jobs/{job['number']}/again").json()["code"] == "not_failed"


def test_jobs_come_in_pages(ours) -> None:
    """The newest first; `next` leads to what is left, and no job twice."""
    for n in range(3):
        ours.post("/documents", content=b"%d" % n, headers={"Content-Type": "application/pdf"})
    first = ours.get("/operations/jobs", params={"limit": 2}).json()
    rest = ours.get("/operations/jobs", params={"limit": 2, "before": first["next"]}).json()

    numbers = [job["number"] for job in (*first["items"], *rest["items"])]
    assert numbers == sorted(numbers, reverse=True)
    assert (len(set(numbers)), rest["next"]) == (3, None)


def test_the_summary_counts_queues_and_workers(ours, store: Store) -> None:
    """What waits and how long, who is alive; a worker that fell silent is not."""
    hand_in(ours, store)
    with store.database.transaction() as session:
        session.execute(text("update procrastinate_events set at = at - interval '90 seconds'"))
        for silent, place in ((0, "mill:7"), (3600, "mill:8")):
            worker = (
                "insert into procrastinate_workers values (default, now() - :silent * interval '1 s', :place, 'fax')"
            )
            session.execute(text(worker), {"silent": silent, "place": place})
        before = queues(session)
    shown = ours.get("/operations/summary").json()

    assert [(q["queue"], q["waiting"]) for q in shown["queues"]] == [(line.queue, line.waiting) for line in before]
    assert all(90 <= q["oldest"] < 3600 for q in shown["queues"] if q["waiting"])
    assert [(w["place"], w["queue"]) for w in shown["workers"]] == [("mill:7", "fax")]


def test_a_running_job_names_its_worker(store: Store) -> None:
    """Which process on which machine, and since when."""
    with store.database.transaction() as session:
        defer(session, "read_document", queue=DOCUMENTS, document_id="1")

    async def take() -> None:
        app = open_app(store.url, size=2)
        async with app.open_async():
            await app.job_manager.fetch_job([DOCUMENTS], await app.job_manager.register_worker())

    asyncio.run(take())
    with store.database.transaction() as session:
        session.execute(text("update procrastinate_workers set place = 'mill:7'"))
        (line,) = lines(session, "doing")
        (worker,) = workers(session, 60)

    assert (line.worker, line.since is not None, worker.running) == ("mill:7", True, 1)


def test_the_command_shows_the_same_and_does_again(failed, store: Store) -> None:
    """`workslip jobs`: failed ones with their code; `--summary`; `--again` by number."""

    def types(*words: str) -> str:
        program = [sys.executable, "-c", "from api.cli import main; main()", "jobs", *words]
        return subprocess.run(program, env=environment(store, ""), capture_output=True, text=True, check=True).stdout

    (job,) = (json.loads(line) for line in types("--status", "failed", "--json").splitlines())
    assert (job["code"], job["ids"]) == ("RuntimeError", failed)
    types("--again", str(job["number"]))
    assert "documents\t1 waiting" in types("--summary")
