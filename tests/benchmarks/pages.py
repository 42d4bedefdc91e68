"""How long the server takes for each page of the desk, with a thousand cases on file.

Real: PostgreSQL, the file store, every service, the templates. The cases come in by the front door; a scripted reader
stands in for pixels, and letters are blank pages, as neither is looked at here. Every page is asked for by a
coordinator, a dozen times, each time for another case or form, after one that warms up; a page that a helper process
draws (a picture of a file) is not in this table.
"""

from __future__ import annotations

import random
import re
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any, Final
from unittest.mock import patch

from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select

from api.identity import sessions
from api.identity.keys import make_key
from api.identity.roles import Role
from api.identity.users import add_user, employer_named
from api.store.opening import Store
from api.store.tables import Case, Document, Reply, ReplyState, User
from api.store.tables.base import now
from api.web.app import described
from api.web.desk.asking import SECURE
from tests.api.web import scenario
from tests.api.web.test_principals import PAGES
from tests.benchmarks.installation import fresh_store

CASES: Final = 1_000
ASKED: Final = 12  # times each
GOAL: Final = 100.0  # milliseconds, at the median
SEED: Final = 20_261_127
OWNER: Final = "Hudson Valley Orchards"
OFFICES, JOBS = 40, 12
DRAWN: Final = re.compile(r"/(pages|pictures|crops|blanks|boxes|files?)(/|$)")  # pictures and files, not pages


@dataclass(frozen=True)
class Page:
    """A page's address as the routes have it, and the milliseconds of each time; empty if its objects were missing."""

    path: str
    times: Sequence[float]

    @property
    def usual(self) -> float:
        """The median, in milliseconds."""
        return median(self.times)


def run(cases: int = CASES) -> list[Page]:
    """Make the cases, then ask for every page."""
    with tempfile.TemporaryDirectory(prefix="workslip-pages-") as folder, fresh_store(Path(folder)) as store:
        app = described()
        app.state.store = store
        _fill(app, store, cases)
        with store.database.transaction() as session:
            secret = sessions.begin(session, session.scalars(select(User)).one(), now())
        with TestClient(app, base_url="https://testserver", headers={"Accept": "text/html"}) as browser:
            browser.cookies.set(SECURE, secret)
            objects = _objects(store)
            looked = [page for page in PAGES if page.methods == {"GET"} and not DRAWN.search(page.path)]
            return [_asked(browser, page.path, objects) for page in looked]


def report(pages: Sequence[Page], cases: int = CASES) -> str:
    """A line each, the slowest first."""
    measured = sorted((page for page in pages if page.times), key=lambda page: -page.usual)
    lines = [f"Pages of the desk with {cases:,} cases on file: server time in milliseconds, {ASKED} times each", ""]
    lines += [f"{'median':>8}{'longest':>9}  page"]
    lines += [f"{page.usual:8.0f}{max(page.times):9.0f}  {page.path}" for page in measured]
    over = [page.path for page in measured if page.usual > GOAL]
    lines += ["", f"over {GOAL:.0f} ms at the median: {', '.join(over) or 'none'}"]
    return "\n".join(
        [*lines, *(f"not asked for, as nothing of its kind is on file: {p.path}" for p in pages if not p.times)]
    )


def _asked(browser: TestClient, path: str, objects: dict[str, list[str]]) -> Page:
    chance = random.Random(SEED)
    names = re.findall(r"\{(\w+)\}", path)
    kinds = [objects.get(f"{path.split('/')[1]}/{name}") or objects.get(name, []) for name in names]
    if not all(kinds):
        return Page(path, [])
    times = []
    for _ in range(ASKED + 1):
        address = path
        for name, kind in zip(names, kinds, strict=True):
            address = address.replace(f"{{{name}}}", chance.choice(kind))
        began = time.perf_counter()
        answer = browser.get(address, follow_redirects=False)
        times.append(1000 * (time.perf_counter() - began))
        if answer.status_code >= 400:
            raise RuntimeError(f"{path}: {answer.status_code} {answer.text[:300]}")
    return Page(path, times[1:])


def _objects(store: Store) -> dict[str, list[str]]:
    """Ids by the name that a route gives them; `room/name` where a name means something else in a room."""
    with store.database.transaction() as session:
        cases = [str(key) for key in session.scalars(select(Case.id))]
        waiting = [str(key) for key in session.scalars(select(Reply.id).where(Reply.state == ReplyState.REVIEW))]
        documents = [str(key) for key in session.scalars(select(Document.id))]
    return {
        "cases/key": cases, "case": cases, "reply": waiting, "returns/key": waiting, "document": documents,
        "documents/key": documents, "page": ["1"], "name": ["avoid_bending"],
    }  # fmt: skip


def _fill(app: FastAPI, store: Store, cases: int) -> None:
    """Cases of one employer: each with limits in force, every fourth with a newer form in doubt."""
    with store.database.transaction() as session:
        user = add_user(session, employer_named(session, OWNER), "dana", "Dana Whitfield", Role.COORDINATOR)
        key = make_key(session, user)
    blank = patch("generate.offers.to_pdf", lambda files: [b"%PDF-1.7" for _ in files])
    with TestClient(app, base_url="http://testserver/api/v1") as http, blank:
        http.headers["Authorization"] = f"Bearer {key}"
        known: list[dict[str, Any]] = []
        for n in range(cases):
            known.append(_case(http, store, n, known))
            if n % 100 == 99:
                sys.stderr.write(f"  {n + 1} cases\n")


def _case(http: TestClient, store: Store, n: int, known: Sequence[dict[str, Any]]) -> dict[str, Any]:
    of = {"provider": known[n % OFFICES]["provider_id"]} if n >= OFFICES else {}
    of |= {"job": known[n % JOBS]["job_id"]} if n >= JOBS else {}
    case = scenario.open_case(http, person={"name": f"Worker {n} Example"}, claim_number=f"WC-{n:06}", **of)
    marks = {name: bool((n >> bit) & 1) for bit, name in enumerate(("avoid_bending", "avoid_carrying"))}
    reply = scenario.a_reply(scenario.print_copy(store, case), nothing_positioning=not any(marks.values()), **marks)
    found = scenario.only_reply(http, scenario.send(http, store, reply, salt=f"{n}"))
    confirmed = http.post(f"/replies/{found['id']}/confirmation", json={})
    if confirmed.status_code != 200:
        raise RuntimeError(confirmed.text)
    if n % 4 == 0:
        doubt = scenario.reading("avoid_bending", None, source="mark", status="review", reason="doubtful_mark")
        newer = scenario.a_reply(scenario.print_copy(store, case), avoid_bending=doubt)
        scenario.send(http, store, newer, salt=f"again {n}")
    if n % 5 == 1:
        made = http.post(f"/cases/{case['id']}/offers", json={"terms": scenario.terms(), "sender": scenario.SENDER})
        if made.status_code not in (201, 409, 422):
            raise RuntimeError(made.text)
    return case
