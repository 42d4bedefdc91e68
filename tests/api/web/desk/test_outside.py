"""Signing in by an identity provider: against one that really answers on this machine, and lies when it is told to."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from joserfc.jwk import RSAKey
from pydantic import SecretStr
from sqlalchemy import select

from api.identity import outside
from api.store.tables import AuditEntry, OutsideAccount, User
from api.store.tables.base import now
from tests.api.web.identity_provider import CLIENT, SECRET, IdentityProvider, provider

pytestmark = pytest.mark.integration
EMAIL = "dana@orchards.example"


@pytest.fixture
def there(app, store) -> Iterator[IdentityProvider]:
    """The provider, named in the settings; whoever comes is Dana as it knows her."""
    with provider() as found:
        named = {
            "oidc_issuer": found.issuer, "oidc_client_id": CLIENT, "oidc_client_secret": SecretStr(SECRET),
            "oidc_label": "Orchards ID",
        }  # fmt: skip
        app.state.store = replace(store, settings=store.settings.model_copy(update=named))
        found.person = {"sub": "u-1", "email": EMAIL, "email_verified": True}
        yield found


@pytest.fixture
def dana(seat, store, there) -> User:
    """A user for whom an administrator has noted the address."""
    key = seat().user
    with store.database.transaction() as session:
        user = session.get_one(User, key)
        outside.note_account(session, user, there.issuer, "Dana@Orchards.example ")
        session.expunge(user)
        return user


def leave(here, **more: str) -> str:
    """Press the button of the sign-in page; where the browser is sent."""
    page = here.get("/sign-in").text
    assert "Sign in with Orchards ID" in page
    answer = here.post("/sign-in/outside", data={"to": "/cases", "kept": "[]"} | more)
    return html.unescape(re.search(r'class="btn main" href="([^"]*)"', answer.text)[1])


def back(here, state: str, code: str):
    """The browser comes back."""
    return here.get("/sign-in/outside/back", params={"state": state, "code": code}, follow_redirects=False)


def through(here, there: IdentityProvider, **more: str):
    """The whole way."""
    return back(here, *there.allow(leave(here, **more)))


def test_a_noted_account_signs_in_and_is_linked_for_good(browser, store, there, dana) -> None:
    """The first time by the verified address, from then on by the subject, whatever the address is by then."""
    first = through(here := browser(), there)
    there.person = {"sub": "u-1", "email": "somebody.else@orchards.example", "email_verified": True}
    second = through(browser(), there)
    with store.database.transaction() as session:
        row = session.scalars(select(OutsideAccount)).one()
        found = session.scalars(select(AuditEntry.action).where(AuditEntry.subject == f"user:{dana.id}")).all()

    assert (first.status_code, first.headers["location"], second.status_code) == (303, "/cases", 303)
    assert here.get("/cases").status_code == 200
    assert (row.subject, row.email) == ("u-1", EMAIL)
    assert found.count("user.outside_linked") == 1
    assert found[-1] == "user.signed_in"


def test_an_address_that_changed_hands_lets_its_new_owner_not_in(browser, there, dana) -> None:
    """Linked is linked: another subject with the same address is somebody else."""
    assert through(browser(), there).status_code == 303
    there.person = {"sub": "u-2", "email": EMAIL, "email_verified": True}

    assert refused(through(browser(), there)) == (403, "Nobody here is known under that account")


@pytest.mark.parametrize(
    "person",
    [
        {"sub": "u-9", "email": "eve@orchards.example", "email_verified": True},
        {"sub": "u-9", "email": EMAIL, "email_verified": False},
        {"sub": "u-9", "email": EMAIL, "email_verified": "true"},
        {"sub": "u-9", "email": EMAIL},
        {"sub": "u-9", "preferred_username": EMAIL},
    ],
    ids=["unknown", "unverified", "verified in words", "verified by nobody", "a name"],
)
def test_nobody_is_let_in_by_an_address_that_is_not_verified_or_not_noted(browser, store, there, dana, person) -> None:
    """Nor made: there are as many users as before, and nothing is linked."""
    there.person = person
    answer = through(browser(), there)
    with store.database.transaction() as session:
        assert session.scalars(select(OutsideAccount.subject)).all() == [None]
        assert len(session.scalars(select(User)).all()) == 1

    assert refused(answer) == (403, "Nobody here is known under that account")


@pytest.mark.parametrize(
    "lies",
    [
        {"nonce": "another"}, {"nonce": None}, {"aud": "another-service"}, {"aud": None},
        {"aud": [CLIENT, "another"], "azp": "another"}, {"exp": 1}, {"exp": None}, {"iss": "https://elsewhere.example"},
        {"iat": None}, {"sub": None}, {"nbf": 4_000_000_000},
    ],
    ids=str,
)  # fmt: skip
def test_a_token_that_is_wrong_in_anything_lets_nobody_in(browser, there, dana, lies) -> None:
    """Another nonce, audience, issuer; expired, not yet valid, or without what it needs."""
    there.lies = lies
    answer = through(here := browser(), there)

    assert refused(answer) == (401, "cannot be trusted")
    assert here.get("/cases", follow_redirects=False).status_code == 303


def test_a_token_that_another_key_has_signed_lets_nobody_in(browser, there, dana) -> None:
    """Under the same name of the key."""
    there.signs_with = RSAKey.generate_key(2048, {"kid": "one"}, private=True)

    assert refused(through(browser(), there)) == (401, "cannot be trusted")


def test_a_way_is_gone_once(browser, there, dana) -> None:
    """The same address a second time asks the provider nothing; nor does one that nobody has begun."""
    here = browser()
    state, code = there.allow(leave(here))
    assert back(here, state, code).status_code == 303
    asked = len(there.asked)
    found = [refused(back(here, *each)) for each in ((state, code), ("x" * 43, code), ("", ""))]

    assert found == [(401, "used already")] * 3
    assert len(there.asked) == asked


def test_a_way_that_another_browser_began_leads_nobody_in(browser, there, dana) -> None:
    """Nobody is signed in as somebody else by a link that was sent to them."""
    one, other = browser(), browser()
    state, code = there.allow(leave(one))

    assert refused(back(other, state, code)) == (401, "used already")
    assert other.get("/cases", follow_redirects=False).status_code == 303


def test_who_says_no_there_can_begin_again(browser, there, dana) -> None:
    """With a sentence, and the way that was asked for."""
    here = browser()
    state, _ = there.allow(leave(here))
    answer = here.get("/sign-in/outside/back", params={"state": state, "error": "access_denied"})

    assert refused(answer) == (401, "did not let you in")


def test_a_provider_that_is_down_is_a_sentence(app, browser, there, dana, store) -> None:
    """On the way there and on the way back; whoever has a password signs in with that."""
    here = browser()
    state, code = there.allow(leave(here))
    gone = app.state.store.settings.model_copy(update={"oidc_issuer": "http://127.0.0.1:9"})
    app.state.store = replace(store, settings=gone)
    before = here.post("/sign-in/outside", data={"to": "/"})
    after = back(here, state, code)

    assert refused(before) == (503, "does not answer just now")
    assert refused(after) == (401, "does not answer just now")


def test_what_was_written_before_the_session_ended_goes_on(browser, there, dana) -> None:
    """Over the way to the provider and back, too."""
    answer = through(browser(), there, kept='[["reason", "another patient\'s"]]')

    assert "Send what I had written" in answer.text
    assert 'value="another patient&#39;s"' in answer.text


def test_a_disabled_user_does_not_come_in_by_the_side_door(browser, store, there, dana) -> None:
    """Whoever left is nobody here, whatever the provider still says."""
    assert through(browser(), there).status_code == 303
    with store.database.transaction() as session:
        session.get_one(User, dana.id).disabled_at = now()

    assert refused(through(browser(), there))[0] == 403


def test_without_a_provider_there_is_no_such_door(browser) -> None:
    """The sign-in page does not offer it, and its addresses lead nowhere."""
    here = browser()

    assert "Sign in with" not in here.get("/sign-in").text
    assert [here.post("/sign-in/outside").status_code, here.get("/sign-in/outside/back").status_code] == [404, 404]


WORDS = (
    "Nobody here is known under that account", "cannot be trusted", "used already", "did not let you in",
    "does not answer just now",
)  # fmt: skip


def refused(answer) -> tuple[int, str]:
    """How a sign-in ended: the status, and the words of ours that say why."""
    said = re.search(r'role="alert">([^<]*)<', answer.text)
    return answer.status_code, next((each for each in WORDS if said and each in said[1]), answer.text[:200])
