"""Limits, releases and letters count days where the employer is."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tests.api.web.scenario import open_case

pytestmark = pytest.mark.integration


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Niue"])  # 25 hours apart: never the same day
def test_today_is_the_day_where_the_employer_is(ours, zone: str) -> None:
    """An act without a day is of today there, and tomorrow there is refused as the future, whatever UTC says."""
    set_there = ours.put("/clock-settings", json={"revision": 0, "profile": {"zone": zone}})
    assert set_there.status_code == 200, set_there.text
    case = open_case(ours)
    here = datetime.now(ZoneInfo(zone)).date()

    made = ours.post(f"/cases/{case['id']}/check-ins", json={})
    ahead = ours.post(
        f"/cases/{case['id']}/check-ins", json={"day": here.fromordinal(here.toordinal() + 1).isoformat()}
    )
    held = ours.get(f"/cases/{case['id']}/restrictions")

    assert made.json()["day"] == here.isoformat()
    assert ahead.json()["code"] == "bad_days"
    assert held.json()["on"] == here.isoformat(), held.text
