"""How long the server takes for each page of the desk, with a thousand cases on file.

Real: PostgreSQL, the file store, every service, the templates. The cases come in by the front door; a scripted reader
stands in for pixels, and letters are blank pages, as neither is looked at here. The pages are those that the tests in a
browser look at, with their scene beside the thousand cases. Each is asked for by whom it is meant, a dozen times after
one that warms up; the case of a page is another one each time. Pictures of files, which a helper process draws, are not
in this table.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any, Final
from unittest.mock import patch

from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.casework import entering, pictures
from api.store.opening import Store
from api.web.app import described
from api.web.desk.asking import SECURE
from tests.api.web import scenario
from tests.benchmarks.installation import fresh_store
from tests.browser.desk import alone, paper, scene
from tests.browser.desk.pages import PAGES, PROBLEMS
from tests.browser.desk.scene import Scene

CASES: Final = 1_000
ASKED: Final = 12  # times each
GOAL: Final = 100.0  # milliseconds, at the median
SEED: Final = 20_261_127
OFFICES, JOBS = 40, 12
VARIED: Final = ("robin", "jordan", "avery")  # cases of the scene for which any other will do


@dataclass(frozen=True)
class Page:
    """A page by its name, its address, and the milliseconds of each time, the first one apart."""

    name: str
    path: str
    first: float
    times: Sequence[float]

    @property
    def usual(self) -> float:
        """The median, in milliseconds."""
        return median(self.times)


def run(cases: int = CASES) -> list[Page]:
    """Make the cases, then ask for every page."""
    with tempfile.TemporaryDirectory(prefix="workslip-pages-") as folder, fresh_store(Path(folder)) as store:
        app = alone.install(described())
        app.state.store = store
        made, known = _fill(app, store, cases)
        with ExitStack() as drawn:
            for each in (pictures, entering):  # how many pages a file has is asked of a helper process
                drawn.enter_context(patch.object(each, "pages_of", paper.blank_pages))
            return [
                page
                for login, named in PAGES.items()
                for page in _asked_by(app, made, known, login, {n: p for n, p in named.items() if n not in PROBLEMS})
            ]


def report(pages: Sequence[Page], cases: int = CASES) -> str:
    """A line each, the slowest first."""
    measured = sorted(pages, key=lambda page: -page.usual)
    lines = [f"Pages of the desk with {cases:,} cases on file: server time in milliseconds, {ASKED} times each", ""]
    lines += [f"{'first':>8}{'median':>8}{'longest':>9}  page"]
    lines += [f"{p.first:8.0f}{p.usual:8.0f}{max(p.times):9.0f}  {p.name}: {p.path}" for p in measured]
    over = [page.name for page in measured if page.usual > GOAL]
    return "\n".join([*lines, "", f"over {GOAL:.0f} ms at the median: {', '.join(over) or 'none'}"])


def _asked_by(
    app: FastAPI, made: Scene, known: Sequence[dict[str, Any]], login: str | None, named: dict[str, str]
) -> list[Page]:
    with TestClient(app, base_url="https://testserver", headers={"Accept": "text/html"}) as browser:
        if login:
            browser.cookies.set(SECURE, made.session_of(login))
        own = login != scene.COORDINATOR  # others do not reach every case
        return [_asked(browser, made, [] if own else known, name, path) for name, path in named.items()]


def _asked(browser: TestClient, made: Scene, known: Sequence[dict[str, Any]], name: str, path: str) -> Page:
    chance, times = random.Random(SEED), []
    for _ in range(ASKED + 1):
        others = {each: chance.choice(known)["id"] for each in VARIED} if known else {}
        address = path.format(**made.places | others)
        began = time.perf_counter()
        answer = browser.get(address, follow_redirects=False)
        times.append(1000 * (time.perf_counter() - began))
        if answer.status_code != 200:
            raise RuntimeError(f"{address}: {answer.status_code} {answer.text[:300]}")
    return Page(name, path, times[0], times[1:])


def _fill(app: FastAPI, store: Store, cases: int) -> tuple[Scene, list[dict[str, Any]]]:
    """Cases of one employer, each with limits in force, every fourth with a newer form in doubt; and the scene."""
    ids = scene.people(store)
    blank = patch("generate.offers.to_pdf", lambda files: [b"%PDF-1.7" for _ in files])
    with TestClient(app, base_url="http://testserver/api/v1") as http:
        http.headers["Authorization"] = f"Bearer {ids['key']}"
        known: list[dict[str, Any]] = []
        with blank:
            for n in range(cases):
                known.append(_case(http, store, n, known))
                if n % 100 == 99:
                    sys.stderr.write(f"  {n + 1} cases\n")
        return scene.set_up(store, http, ids), known


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
