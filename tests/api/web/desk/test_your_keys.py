"""One's own API keys: made by who shows the password, shown once, and ended by a press."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from api.identity.roles import Role
from api.store.tables import ApiKey
from tests.api.web.desk.conftest import PASSWORD

pytestmark = pytest.mark.integration
GIVEN = {"label": "the payroll program", "days": "90", "scope": "case:see", "now": PASSWORD}


def test_a_key_does_what_it_was_made_for_until_it_is_revoked(seat, nobody, store) -> None:
    """Shown once; of the role's actions it does the chosen ones alone."""
    here = seat()
    made = here.submit("/you/keys", **GIVEN)
    secret = re.search(r"wsk_[\w-]{43}", made.text)[0]
    bearer = {"Authorization": f"Bearer {secret}"}
    before = [nobody.get(f"/api/v1/{path}", headers=bearer).status_code for path in ("cases", "replies")]
    page = here.see("/you/keys")
    ended = here.submit(re.search(r"/you/keys/[0-9a-f-]{36}/revocation", page)[0])

    assert before == [200, 403]
    assert secret not in page
    assert "the payroll program" in page
    assert ended.status_code == 303
    assert nobody.get("/api/v1/cases", headers=bearer).status_code == 401


@pytest.mark.parametrize(
    "change", [{"now": "not my password"}, {"label": ""}, {"days": "9999"}, {"scope": "all"}, {"scope": []}], ids=str
)
def test_what_is_missing_makes_no_key(seat, store, change) -> None:
    """And what was written is still there."""
    answer = seat().submit("/you/keys", **(GIVEN | change))
    with store.database.transaction() as session:
        assert session.scalar(select(ApiKey.id)) is None

    assert answer.status_code == 422
    assert ('value="the payroll program"' in answer.text) is ("label" not in change)


def test_nobody_makes_a_key_for_more_than_they_may(seat, store) -> None:
    """A supervisor's key does not open the medical file, whatever the form says."""
    answer = seat(Role.SUPERVISOR).submit("/you/keys", **(GIVEN | {"scope": "document:see"}))

    assert answer.status_code == 422
    assert "does not allow" in answer.text


def test_a_colleagues_key_is_not_there(seat, store) -> None:
    """Of the same employer, and of another."""
    owner = seat()
    owner.submit("/you/keys", **GIVEN)
    path = re.search(r"/you/keys/[0-9a-f-]{36}/revocation", owner.see("/you/keys"))[0]

    assert [each.submit(path).status_code for each in (seat(), seat(employer="Catskill Paper Mill"))] == [404, 404]
    assert "the payroll program" not in seat().see("/you/keys")
