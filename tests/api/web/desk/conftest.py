"""People at the desk: `seat(Role.HR)` signs a new user in through the sign-in page and gives their browser."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.identity.passwords import set_password
from api.identity.roles import Role
from api.identity.sessions import token_of
from api.identity.users import add_user, employer_named
from api.store.opening import Store
from api.web.desk import tries
from api.web.desk.asking import SECURE
from tests.api.conftest import OURS
from tests.api.web.scenario import a_reply, only_reply, open_case, print_copy, send

CANARY = "ZQX-LUPUS-77"
PASSWORD = "a quiet river at dawn"
PAGE = {"Accept": "text/html", "Sec-Fetch-Site": "same-origin"}
TOKEN = re.compile(r'name="token" value="([0-9a-f]{64})"')


class Browser(TestClient):
    """A browser without scripts. It sends the token of its session along, as every form of a page does."""

    login: str
    user: uuid.UUID
    token = ""

    def see(self, path: str) -> str:
        """A page; whoever asked for it may look at it, and its forms carry the session's token."""
        answer = self.get(path)
        assert answer.status_code == 200, (path, answer.status_code, answer.text[:500])
        assert set(TOKEN.findall(answer.text)) <= {self.token}
        return str(answer.text)

    def submit(self, path: str, **fields: object):
        """A form of that page, sent as a browser sends it; where it leads is not followed."""
        return self.post(path, data={"token": self.token, **fields}, follow_redirects=False)


@pytest.fixture(autouse=True)
def _nobody_tried_yet() -> None:
    """Tries of other tests do not count: all of them sign in from one address."""
    tries.counted.storage.reset()


@pytest.fixture
def browser(app: FastAPI) -> Iterator[Callable[[], Browser]]:
    """A new browser in which nobody is signed in."""
    with ExitStack() as opened:
        yield lambda: opened.enter_context(
            Browser(app, base_url="https://testserver", headers=PAGE, raise_server_exceptions=False)
        )


@pytest.fixture
def seat(store: Store, browser: Callable[[], Browser]) -> Callable[..., Browser]:
    """Somebody of a role, signed in."""

    def sit_down(role: Role = Role.COORDINATOR, employer: str = OURS) -> Browser:
        login = f"{role}-{uuid.uuid4().hex[:8]}"
        with store.database.transaction() as session:
            user = add_user(session, employer_named(session, employer), login, f"{role.title()} Example", role)
            set_password(user, PASSWORD)
            session.flush()
            key = user.id
        here = browser()
        here.login, here.user = login, key
        answer = here.post("/sign-in", data={"login": login, "password": PASSWORD, "to": "/"}, follow_redirects=False)
        assert answer.status_code == 303, answer.text
        here.token = token_of(here.cookies[SECURE])
        return here

    return sit_down


@pytest.fixture
def case(ours: Any, store: Store) -> dict[str, Any]:
    """No lifting over 10 lb in force; the case's job, a bench, fits. The canary is the office's name."""
    office = ours.post("/providers", json={"name": CANARY, "practice": CANARY, "address": "22 Clinic Street"}).json()
    found = open_case(ours, provider=office["id"])
    confirm(ours, store, found)
    return found


def confirm(http: Any, store: Store, case: dict[str, Any], **fields: Any) -> None:
    """A form of the case comes back and is put in force, with what it tells acknowledged."""
    reply = only_reply(http, send(http, store, a_reply(print_copy(store, case), **fields)))
    seen = [each["code"] for each in reply["asking"]] if reply["reasons"] else []
    done = http.post(f"/replies/{reply['id']}/confirmation", json={"acknowledged": seen})
    assert done.status_code == 200, done.text
