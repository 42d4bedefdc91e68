"""/healthz, /readyz, /metrics: what watches over the service, and what it tells a stranger, which is little."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr
from sqlalchemy import event, text

from api.jobs.lanes import USUAL
from api.settings import Settings
from api.store.opening import Store, file_store
from api.store.session import Database
from api.web import health
from tests.api.web.scenario import a_reply, open_case, print_copy, send

pytestmark = pytest.mark.integration
TOKEN = "a-token-of-the-test"


@pytest.fixture(autouse=True)
def _each_time_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer holds for a second; here each question is asked anew."""
    monkeypatch.setattr(health, "FRESH", -1.0)


def ready(nobody) -> tuple[int, list[str]]:
    """What /readyz says: its status and its codes."""
    answer = nobody.get("/readyz")
    return answer.status_code, answer.json().get("reasons", answer.json().get("notes"))


def test_ready_means_that_everything_is_there(nobody, store: Store) -> None:
    """A missing worker is a note: what comes in is taken in, and waits."""
    assert ready(nobody) == (200, ["no_worker"])
    with store.database.transaction() as session:
        session.execute(text("insert into procrastinate_workers default values"))
    assert ready(nobody) == (200, [])
    assert nobody.get("/healthz").json() == {"status": "ok"}


def test_what_is_missing_is_named_by_its_code(nobody, store: Store) -> None:
    """Keys others may read, no keys, a full disk, tables of another version: 503, a code, no place and no number."""
    keys = store.settings.key_folder
    (keys / "page.key").chmod(0o644)
    assert ready(nobody) == (503, ["open_keys"])
    (keys / "page.key").rename(keys / "elsewhere")
    assert ready(nobody) == (503, ["no_keys"])
    (keys / "elsewhere").rename(keys / "page.key")
    (keys / "page.key").chmod(0o600)
    with store.database.transaction() as session:
        session.execute(text("update alembic_version set version_num = '0001'"))
    answer = nobody.get("/readyz")

    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.status_code, answer.json()["reasons"]) == (503, ["not_migrated"])
    assert str(store.settings.home) not in answer.text
    assert "0001" not in answer.text


def test_a_full_disk_and_a_lost_folder_are_named(app, nobody, store: Store, tmp_path: Path) -> None:
    """Below the limit nothing is accepted; a folder that is gone is a store that is down."""
    app.state.store = replace(store, settings=store.settings.model_copy(update={"min_free": 10**9}))
    assert ready(nobody) == (503, ["disk_full"])
    app.state.store = store
    (store.settings.home / "files").rename(tmp_path / "gone")
    assert ready(nobody) == (503, ["file_store_down"])


def test_a_bucket_that_does_not_answer_is_named(app, nobody, store: Store) -> None:
    """Nobody listens at its address: not ready, and no room; said at once, since a probe does not wait."""
    nowhere = Settings(files_url="s3://bucket/prefix", files_endpoint="http://127.0.0.1:1", home=store.settings.home)
    app.state.store = replace(store, files=file_store(nowhere, (b"k" * 32,)), settings=measured(store))
    began = time.monotonic()
    assert ready(nobody) == (503, ["file_store_down"])
    assert scrape(nobody)["workslip_files_free_bytes"] == {(): 0.0}
    assert time.monotonic() - began < 10


def test_a_database_that_only_reads_is_named(app, nobody, store: Store) -> None:
    """A standby, after the service's address has moved there: it answers, and nothing could be taken in."""
    standby = Database(store.url)
    only_read = "set session characteristics as transaction read only"
    event.listen(standby.engine, "connect", lambda connection, _: (connection.execute(only_read), connection.commit()))
    app.state.store = replace(store, database=standby)
    assert ready(nobody) == (503, ["database_only_reads"])
    standby.close()


@pytest.fixture
def without_database(app, store: Store):
    """The service as it is when the database went away: nobody listens at its address."""
    gone = Database("postgresql://u:secret@127.0.0.1:1/w")
    app.state.store = replace(store, database=gone, settings=measured(store))
    yield
    gone.close()


def measured(store: Store):
    """The store's settings, with a token for metrics."""
    return store.settings.model_copy(update={"metrics_token": SecretStr(TOKEN)})


def test_a_database_that_is_gone_is_named_and_still_measured(nobody, without_database) -> None:
    """/readyz says so; /metrics says so too, and goes on with what this process counts."""
    assert ready(nobody) == (503, ["database_down"])
    found = scrape(nobody)
    assert found["workslip_database_up"] == {(): 0.0}
    assert "workslip_request_seconds_count" in found


def scrape(nobody) -> dict[str, dict[tuple[str, ...], float]]:
    """Every sample: by name, then by the values of its labels."""
    answer = nobody.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    found: dict[str, dict[tuple[str, ...], float]] = {}
    for family in text_string_to_metric_families(answer.text):
        for sample in family.samples:
            found.setdefault(sample.name, {})[tuple(sample.labels.values())] = sample.value
    return found


def test_metrics_are_for_who_has_the_token(app, nobody, store: Store) -> None:
    """Not set: nothing is there. Set: 401 without it, and with a user's key."""
    assert nobody.get("/metrics").status_code == 404
    app.state.store = replace(store, settings=measured(store))
    assert nobody.get("/metrics").status_code == 401
    assert nobody.get("/metrics", headers={"Authorization": "Bearer \xe9".encode("latin-1")}).status_code == 401
    assert nobody.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 200


def test_metrics_count_what_stands_in_the_database(app, ours, nobody, store: Store) -> None:
    """Two documents wait, one of them failed; the numbers are the database's, whichever process is asked."""
    app.state.store = replace(store, settings=measured(store))
    ours.post("/documents", content=b"1", headers={"Content-Type": "application/pdf"})
    ours.post("/documents", content=b"2", headers={"Content-Type": "application/pdf"})
    with store.database.transaction() as session:
        session.execute(text("update procrastinate_jobs set status = 'failed' where id = (select min(id) from"
                             " procrastinate_jobs)"))  # fmt: skip
        session.execute(text("insert into procrastinate_workers (queue) values ('documents'), ('a-new-kind')"))
    found = scrape(nobody)

    assert found["workslip_jobs"]["documents", "waiting"] == 1
    assert found["workslip_jobs"]["documents", "failed"] == 1
    assert found["workslip_documents"][("received",)] == 2
    assert (found["workslip_workers_alive"][("documents",)], found["workslip_workers_alive"][("other",)]) == (1, 1)
    assert found["workslip_files_free_bytes"][()] > 0
    assert found["workslip_database_up"][()] == 1
    assert "process_cpu_seconds_total" in found


def test_labels_are_lists_in_the_code(app, ours, nobody, store: Store) -> None:
    """Whatever is asked and with whatever method: no id, no word of the request, no name of a case becomes a label."""
    app.state.store = replace(store, settings=measured(store))
    case = open_case(ours, person={"name": "ZQX-LUPUS-77"}, claim_number="ZQX-LUPUS-77")
    send(ours, store, a_reply(print_copy(store, case)))
    ours.get(f"/cases/{case['id']}")
    ours.get("/nowhere/ZQX-LUPUS-77")
    ours.request("ZQX", "/cases")
    answer = nobody.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).text

    assert "ZQX" not in answer
    assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}", answer)
    found = scrape(nobody)
    routes = {route for _, route, _ in found["workslip_request_seconds_count"]}
    assert "none" in routes
    assert any("{" in route for route in routes)
    assert {queue for queue, _ in found["workslip_jobs"]} == {*USUAL, "other"}
