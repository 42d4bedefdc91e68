"""The second factor: set up at one's own page, asked for at every sign-in, and of no use twice."""

from __future__ import annotations

import html
import re
from datetime import datetime

import pyotp
import pytest
import zxingcpp
from PIL import Image, ImageDraw
from sqlalchemy import select

from api.identity import second_factor
from api.store.tables import AuditEntry, RecoveryCode, SecondFactor, User
from api.store.tables.base import now
from api.web.desk import second_step
from api.web.desk.asking import SECURE
from tests.api.web.desk.conftest import PASSWORD

pytestmark = pytest.mark.integration
STEP = second_factor.STEP


def code_of(secret: str, moment: datetime | None = None, steps: int = 0) -> str:
    """What the authenticator shows, so many half minutes from then. After `set_up` the one of now is used up."""
    return pyotp.TOTP(secret).at(moment or now(), counter_offset=steps)


def set_up(here) -> tuple[str, list[str]]:
    """Go through the pages as a person does; the secret and the recovery codes."""
    assert here.submit("/you/second-factor", now=PASSWORD).headers["location"] == "/you/second-factor"
    page = here.see("/you/second-factor")
    secret = re.search(r'class="secret"[^>]*>([A-Z2-7 ]+)<', page)[1].replace(" ", "")
    answer = here.submit("/you/second-factor/confirmation", code=code_of(secret))
    assert answer.status_code == 200, answer.text
    return secret, re.findall(r"<li><code>([a-z2-7-]+)</code>", answer.text)


def step_one(here, login: str, **more: str):
    """The password, sent."""
    return here.post("/sign-in", data={"login": login, "password": PASSWORD, "to": "/cases", **more})


def step_two(here, code: str, **more: str):
    """The code, sent."""
    return here.post("/sign-in/code", data={"code": code, "to": "/cases", **more}, follow_redirects=False)


def test_who_has_one_signs_in_by_password_and_code(seat, browser) -> None:
    """Between the two steps nothing is open; after them the browser has another secret than before."""
    owner, here = seat(), browser()
    secret, _ = set_up(owner)

    asked = step_one(here, owner.login)
    half = here.cookies[SECURE]
    before = here.get("/cases", follow_redirects=False)
    answer = step_two(here, code_of(secret, steps=1))

    assert "Now the code" in asked.text
    assert (before.status_code, before.headers["location"].split("?")[0][-8:]) == (303, "/sign-in")
    assert (answer.status_code, answer.headers["location"]) == (303, "/cases")
    assert here.cookies[SECURE] != half
    assert here.get("/cases").status_code == 200


def test_a_code_is_taken_once(seat, browser) -> None:
    """Who looked over a shoulder comes too late (RFC 6238 5.2), also with the code before it."""
    owner, first, second = seat(), browser(), browser()
    secret, _ = set_up(owner)
    step_one(first, owner.login)
    step_one(second, owner.login)
    shown = code_of(secret, steps=1)

    assert step_two(first, shown).status_code == 303
    assert [step_two(second, each).status_code for each in (shown, code_of(secret))] == [401, 401]


def test_a_clock_may_be_half_a_minute_off_and_no_more(seat, browser) -> None:
    """The steps before and after count, the ones beyond them do not."""
    owner, here = seat(), browser()
    secret, _ = set_up(owner)
    step_one(here, owner.login)

    assert [step_two(here, code_of(secret, steps=each)).status_code for each in (-3, 3)] == [401, 401]
    assert step_two(here, code_of(secret, steps=1)).status_code == 303


def test_a_recovery_code_lets_in_once(seat, browser) -> None:
    """However it is spelt; the second time it is a wrong code."""
    owner, first, second = seat(), browser(), browser()
    _, codes = set_up(owner)
    step_one(first, owner.login)
    step_one(second, owner.login)

    assert len(set(codes)) == second_factor.RECOVERY_CODES
    assert step_two(first, codes[0].upper().replace("-", " ")).status_code == 303
    assert step_two(second, codes[0]).status_code == 401
    assert step_two(second, codes[1]).status_code == 303
    assert "8 recovery codes left" in first.get("/you").text


def test_who_tries_codes_waits(seat, browser) -> None:
    """Five a minute for a person, whatever browser they come from; then not even the right one."""
    owner = seat()
    secret, _ = set_up(owner)  # one code was shown there
    tried = []
    for _ in range(2):
        here = browser()
        step_one(here, owner.login)
        tried += [step_two(here, "000000").status_code for _ in range(2)]

    assert tried == [401] * 4
    assert step_two(here, code_of(secret, steps=1)).status_code == 429


def test_the_second_step_waits_five_minutes(seat, browser, monkeypatch) -> None:
    """After that the password is asked for again, and what was written is still kept."""
    owner, here = seat(), browser()
    secret, _ = set_up(owner)
    step_one(here, owner.login)
    later = now() + second_step.sessions.HALF
    monkeypatch.setattr(second_step, "now", lambda: later)
    answer = step_two(here, code_of(secret, later), kept='[["reason", "unreadable"]]')

    assert answer.status_code == 401
    assert "Sign in again" in answer.text
    assert "unreadable" in answer.text


def test_what_was_written_before_the_session_ended_goes_on_over_both_steps(seat, browser) -> None:
    """It is handed back after the code, not before."""
    owner, here = seat(), browser()
    secret, _ = set_up(owner)
    kept = '[["reason", "another patient\'s"]]'
    asked = step_one(here, owner.login, kept=kept)
    answer = step_two(here, code_of(secret, steps=1), kept=kept)

    assert html.unescape(re.search(r'name="kept" value="([^"]*)"', asked.text)[1]) == kept
    assert "Send what I had written" in answer.text
    assert 'value="another patient&#39;s"' in answer.text


def test_nothing_counts_before_a_first_code_was_shown(seat, browser) -> None:
    """Who begins and gives up signs in as before: nobody is locked out by a picture they did not scan."""
    owner = seat()
    owner.submit("/you/second-factor", now=PASSWORD)
    wrong = owner.submit("/you/second-factor/confirmation", code="000000")

    assert wrong.status_code == 422
    assert "not the one of this moment" in wrong.text
    assert step_one(browser(), owner.login).url.path == "/cases"


def test_it_is_set_up_and_taken_away_only_by_who_shows_what_it_takes(seat) -> None:
    """A desk that was left open is not enough: the password to begin, a code to end."""
    here = seat()
    assert here.submit("/you/second-factor", now="not my password").status_code == 422
    secret, _ = set_up(here)
    again = here.submit("/you/second-factor", now=PASSWORD)
    wrong = here.submit("/you/second-factor/removal", code="000000")
    taken = here.submit("/you/second-factor/removal", code=code_of(secret, steps=1))

    assert (again.status_code, wrong.status_code) == (409, 422)
    assert taken.headers["location"] == "/you?done=removal"
    assert "Set it up" in here.see("/you")


def test_new_recovery_codes_end_the_old_ones(seat, browser) -> None:
    """Whoever found the old list has nothing."""
    owner, here = seat(), browser()
    secret, old = set_up(owner)
    answer = owner.submit("/you/second-factor/recovery-codes", code=code_of(secret, steps=1))
    new = re.findall(r"<li><code>([a-z2-7-]+)</code>", answer.text)
    step_one(here, owner.login)

    assert step_two(here, old[0]).status_code == 401
    assert step_two(here, new[0]).status_code == 303


def test_the_picture_says_what_the_words_say(seat) -> None:
    """The drawn QR code is read by the reader: the same secret, under the name of the account."""
    here = seat()
    here.submit("/you/second-factor", now=PASSWORD)
    page = here.see("/you/second-factor")
    secret = re.search(r'class="secret"[^>]*>([A-Z2-7 ]+)<', page)[1].replace(" ", "")
    side = int(re.search(r'class="qr" viewBox="0 0 (\d+)', page)[1])
    image = Image.new("L", (side * 4, side * 4), 255)
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1", page):
        ImageDraw.Draw(image).rectangle((int(x) * 4, int(y) * 4, (int(x) + int(width)) * 4 - 1, int(y) * 4 + 3), fill=0)
    (found,) = zxingcpp.read_barcodes(image)

    assert pyotp.parse_uri(found.text).secret == secret
    assert here.login in found.text


def test_neither_the_secret_nor_a_recovery_code_is_in_the_store(seat, store) -> None:
    """The secret lies encrypted among the files, the codes as digests, and the log has no word of either."""
    here = seat()
    secret, codes = set_up(here)
    with store.database.transaction() as session:
        rows = [
            str(vars(row))
            for table in (SecondFactor, RecoveryCode, AuditEntry)
            for row in session.scalars(select(table))
        ]
        factor = session.scalars(select(SecondFactor)).one()
        actions = session.scalars(select(AuditEntry.action).where(AuditEntry.subject == f"user:{here.user}")).all()
        sealed = store.files.sealed(factor.employer_id, factor.secret_sha256)

    assert not [row for row in rows for word in (secret, *codes, *(c.replace("-", "") for c in codes)) if word in row]
    assert secret.encode() not in sealed
    assert actions[-2:] == ["user.factor_begun", "user.factor_set"]


def test_a_new_password_ends_the_other_sessions(seat, browser) -> None:
    """And it takes the one before."""
    here, other = seat(), browser()
    step_one(other, here.login)
    assert other.get("/cases", follow_redirects=False).status_code == 200
    wrong = here.submit("/you/password", now="not my password", password="a longer river at noon")
    short = here.submit("/you/password", now=PASSWORD, password="short")
    right = here.submit("/you/password", now=PASSWORD, password="a longer river at noon")

    assert [wrong.status_code, short.status_code, right.status_code] == [422, 422, 303]
    assert here.get("/cases", follow_redirects=False).status_code == 200
    assert other.get("/cases", follow_redirects=False).status_code == 303


def test_one_can_sign_out_everywhere_else(seat, browser) -> None:
    """The page lists both browsers; afterwards only this one is in."""
    here, other = seat(), browser()
    step_one(other, here.login)
    assert here.see("/you").count("Another browser") == 1
    here.submit("/you/sessions/end")

    assert "Another browser" not in here.see("/you")
    assert other.get("/cases", follow_redirects=False).status_code == 303


def test_a_lost_one_is_taken_away_at_the_machine(seat, browser, store) -> None:
    """`workslip user second-factor-off`: the sessions end, and the password is enough again."""
    owner, here = seat(), browser()
    set_up(owner)
    with store.database.transaction() as session:
        assert second_factor.take_away(session, session.get_one(User, owner.user).id)
        assert not second_factor.take_away(session, owner.user)

    assert step_one(here, owner.login).url.path == "/cases"
