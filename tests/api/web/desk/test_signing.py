"""Signing in at the desk: who may, for how long, and what becomes of what they had written."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from api.identity import sessions
from api.identity.passwords import set_password
from api.identity.roles import Role
from api.identity.users import change_role
from api.store.tables import AuditEntry, DeskSession, User
from api.store.tables.base import now
from api.web.desk.errors import own_path
from api.web.desk.signing import first_code
from cases.errors import BadInput
from tests.api.web.desk.conftest import PASSWORD

pytestmark = pytest.mark.integration


def sign_in(here, login: str, password: str = PASSWORD, **more: str):
    """The sign-in form, sent."""
    return here.post("/sign-in", data={"login": login, "password": password, "to": "/", **more}, follow_redirects=False)


def test_a_page_asks_who_is_there_and_then_goes_on_to_it(seat, browser) -> None:
    """Without a session a page leads to the sign-in, and from there back to itself."""
    login, here = seat().login, browser()

    asked = here.get("/cases?find=robin", follow_redirects=False)
    answer = sign_in(here, login, to="/cases?find=robin")

    assert (asked.status_code, "to=%2Fcases%3Ffind%3Drobin" in asked.headers["location"]) == (303, True)
    assert (answer.status_code, answer.headers["location"]) == (303, "/cases?find=robin")
    assert here.get("/cases?find=robin").status_code == 200


def test_the_cookie_is_for_this_host_alone_and_no_script_reads_it(seat, browser) -> None:
    """ASVS 3.3.1 to 3.3.4: __Host-, Secure, HttpOnly, SameSite."""
    cookie = sign_in(browser(), seat().login).headers["set-cookie"].lower()

    assert cookie.startswith("__host-workslip=")
    assert all(word in cookie for word in ("secure", "httponly", "samesite=lax", "path=/"))


@pytest.mark.parametrize("wrong", [("", PASSWORD), ("nobody", PASSWORD), (None, "something else entirely")])
def test_a_wrong_name_and_a_wrong_password_get_the_same_answer(seat, browser, wrong) -> None:
    """Nobody learns which names there are."""
    login, password = wrong
    answer = sign_in(browser(), seat().login if login is None else login, password)

    assert answer.status_code == 401
    assert "not the name and password of anybody here" in answer.text
    assert "set-cookie" not in answer.headers


def test_who_tries_too_often_waits_even_with_the_right_password(seat, browser) -> None:
    """Ten tries a minute for a name (trust T22)."""
    login, here = seat().login, browser()
    wrong = [sign_in(here, login, "wrong again and again").status_code for _ in range(9)]

    assert (wrong, sign_in(here, login).status_code) == ([401] * 9, 429)


def test_a_disabled_user_and_one_without_a_password_do_not_get_in(seat, browser, store) -> None:
    """Whoever left does not come back in, and an account for programs has no seat."""
    left, program = seat(), seat()
    with store.database.transaction() as session:
        session.get_one(User, left.user).disabled_at = now()
        session.get_one(User, program.user).password_hash = None

    assert left.get("/", follow_redirects=False).status_code == 303
    assert [sign_in(browser(), each.login).status_code for each in (left, program)] == [401, 401]


@pytest.mark.parametrize(("column", "back"), [("seen_at", sessions.IDLE), ("created_at", sessions.LONGEST)])
def test_a_session_ends_when_nobody_uses_it_and_after_half_a_day(seat, store, column: str, back: timedelta) -> None:
    """15 minutes idle, 12 hours in all (trust T21), to the second."""
    here = seat()
    for seconds, status in ((-30, 200), (1, 303)):
        with store.database.transaction() as session:
            moment = now() - back - timedelta(seconds=seconds)
            session.execute(update(DeskSession).values({"seen_at": now(), column: moment}))
        assert here.get("/cases", follow_redirects=False).status_code == status


def test_signing_out_ends_the_session_on_the_server_too(seat, store) -> None:
    """A copied cookie opens nothing afterwards."""
    here = seat()
    kept = dict(here.cookies)
    assert here.submit("/sign-out").status_code == 303
    for name, value in kept.items():
        here.cookies.set(name, value, domain="testserver.local")

    assert here.get("/cases", follow_redirects=False).status_code == 303


def test_a_new_role_ends_the_sessions_of_the_old_one(seat, store) -> None:
    """What somebody may do is never older than their sign-in."""
    here = seat()
    with store.database.transaction() as session:
        change_role(session, session.get_one(User, here.user), Role.SUPERVISOR, now())

    assert here.get("/cases", follow_redirects=False).status_code == 303


@pytest.mark.parametrize("site", [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"},
                                  {"Sec-Fetch-Site": "", "Origin": "https://elsewhere.example"}])  # fmt: skip
def test_a_form_of_another_site_changes_nothing(seat, site) -> None:
    """Whatever it carries (trust T20)."""
    here = seat()
    answer = here.post("/upload", data={"token": here.token}, headers=site, follow_redirects=False)

    assert answer.status_code == 403
    assert "does not come from a page of Workslip" in answer.text


def test_a_form_without_the_sessions_token_changes_nothing(seat) -> None:
    """Nor one with the token of another session."""
    here, other = seat(), seat()
    for token in ("", other.token):
        assert here.post("/upload", data={"token": token}, follow_redirects=False).status_code == 403


def test_what_was_written_when_the_session_ended_goes_on_after_the_sign_in(seat, store) -> None:
    """The form's own words are handed back, with a button that sends them; nothing is sent unseen."""
    here = seat()
    with store.database.transaction() as session:
        session.execute(update(DeskSession).values(ended_at=now()))
    kept = here.submit("/returns/00000000-0000-0000-0000-000000000000/rejection", reason="another patient's")
    back = sign_in(here, here.login, to=kept.request.url.path, kept='[["reason", "another patient\'s"]]')

    assert kept.status_code == 401
    assert "What you had written is kept" in kept.text
    assert "another patient&#39;s" in kept.text
    assert (back.status_code, "Send what I had written" in back.text) == (200, True)
    assert 'name="reason" value="another patient&#39;s"' in back.text
    assert "token" not in kept.text.split('name="kept"')[1].split(">")[0]


@pytest.mark.parametrize(
    "link", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "javascript:x"]
)
def test_the_sign_in_leads_nowhere_else(link: str) -> None:
    """A link that somebody made does not send anybody away from here."""
    assert own_path(link) == "/"


def test_the_first_account_takes_the_code_that_the_machine_printed(browser, store) -> None:
    """And there is only one first."""
    code, given = first_code(store), {"employer": "Orchard Co", "name": "Dana Example", "login": "dana"}
    wrong = browser().post("/first-run", data=given | {"code": "AAAAAAAA", "password": PASSWORD})
    short = browser().post("/first-run", data=given | {"code": code, "password": "short"})
    here = browser()
    made = here.post("/first-run", data=given | {"code": code.lower(), "password": PASSWORD}, follow_redirects=False)
    again = browser().post("/first-run", data=given | {"code": code, "password": PASSWORD, "login": "eve"})

    assert [wrong.status_code, short.status_code, made.status_code, again.status_code] == [422, 422, 303, 422]
    assert here.get("/").status_code == 200
    assert first_code(store) is None
    assert browser().get("/first-run", follow_redirects=False).headers["location"] == "/sign-in"


def test_signing_in_and_out_is_on_record_without_a_word_of_theirs(seat, store) -> None:
    """Who and when, nothing else."""
    here = seat()
    here.submit("/sign-out")
    with store.database.transaction() as session:
        found = session.scalars(select(AuditEntry.action).where(AuditEntry.subject == f"user:{here.user}")).all()

    assert [each for each in found if each.startswith("user.signed")] == ["user.signed_in", "user.signed_out"]


@pytest.mark.parametrize("password", ["", "eleven char", "x" * 201, "coordinator1"])
def test_a_password_is_long_and_not_the_name(password: str) -> None:
    """12 characters or more, and no other rule (NIST SP 800-63B)."""
    with pytest.raises(BadInput):
        set_password(User(login="coordinator1"), password)


def test_files_of_who_is_not_signed_in_are_not_read(seat, browser, store) -> None:
    """They are asked to sign in; nothing of theirs is kept over it."""
    here = browser()
    answer = here.post("/upload", files={"file": ("reply.pdf", b"%PDF-1.7 " + b"x" * 1000)})

    assert answer.status_code == 401
    assert 'name="kept" value="[]"' in answer.text
