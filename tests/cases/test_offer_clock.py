"""The 24-hour clock of an offer: elapsed hours, blocked and running, late shown, and never back again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.errors import BadInput
from cases.offers.clock import offer_clock
from tests.cases.test_truth import FEW, MANY

CAME = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)  # a Friday afternoon
HOUR = timedelta(hours=1)
ORDER = ("running", "blocked", "late", "blocked_late")


@pytest.mark.parametrize(
    ("offered", "now", "blocked", "state"),
    [
        (None, 1, (), "running"),
        (None, 24, (), "running"),
        (None, 24.1, (), "late"),
        (None, 70, (), "late"),  # Monday: a weekend moves nothing (domain 9)
        (None, 5, ("unsigned",), "blocked"),
        (None, 30, ("unsigned",), "blocked_late"),  # the clock ran on
        (23, 30, (), "in_time"),
        (24, 99, ("unsigned",), "in_time"),  # once offered, nothing is blocked
        (25, 99, (), "offered_late"),
        (-5, 3, (), "running"),  # an offer of before answers other restrictions
    ],
)
def test_where_the_clock_stands(offered, now, blocked, state):
    """Within 24 hours of the restrictions, whatever the day (004 step 3)."""
    clock = offer_clock(CAME, None if offered is None else CAME + offered * HOUR, CAME + now * HOUR, blocked)
    assert clock.state == state
    assert clock.due == CAME + 24 * HOUR
    assert clock.late == ("late" in state)
    assert clock.blocked == (blocked if "blocked" in state else ())


def test_the_night_when_clocks_change_is_an_hour_longer():
    """Elapsed hours: from 16:00 to 16:00 over the end of summer time are 25 hours, and that is late."""
    new_york = ZoneInfo("America/New_York")
    came, now = datetime(2026, 10, 31, 16, tzinfo=new_york), datetime(2026, 11, 1, 16, tzinfo=new_york)
    clock = offer_clock(came.astimezone(UTC), None, now.astimezone(UTC))
    assert (clock.hours, clock.state) == (25, "late")


def test_a_moment_without_a_zone_is_no_moment():
    """Two such moments cannot be subtracted."""
    with pytest.raises(BadInput):
        offer_clock(datetime(2026, 11, 20, 16), None, CAME)


def never_goes_back(first: int, second: int, offered: int | None, blocked: tuple[str, ...]) -> None:
    """Later is never less late; the due moment never moves; being blocked changes neither."""
    early, late = sorted((first, second))
    made = None if offered is None else CAME + offered * timedelta(minutes=1)
    clocks = [offer_clock(CAME, made, CAME + m * timedelta(minutes=1), blocked) for m in (early, late)]
    free = offer_clock(CAME, made, CAME + late * timedelta(minutes=1))
    assert clocks[0].due == clocks[1].due == free.due
    assert clocks[0].late <= clocks[1].late
    assert clocks[0].hours <= clocks[1].hours
    assert clocks[0].over <= clocks[1].over
    assert free.late == clocks[1].late
    if not clocks[1].over:
        assert ORDER.index(clocks[0].state) <= ORDER.index(clocks[1].state)


MINUTES = st.integers(0, 4 * 24 * 60)
BLOCKED = st.sampled_from(((), ("unsigned",), ("unconfirmed", "unclear")))


@FEW
@given(MINUTES, MINUTES, st.one_of(st.none(), MINUTES), BLOCKED)
def test_the_clock_never_goes_back(first, second, offered, blocked):
    """On any two moments, offered or not, blocked or not."""
    never_goes_back(first, second, offered, blocked)


@pytest.mark.soak
@pytest.mark.timeout(3600)
@MANY
@given(MINUTES, MINUTES, st.one_of(st.none(), MINUTES), BLOCKED)
def test_the_clock_never_goes_back_many(first, second, offered, blocked):
    """The same on 10,000 cases."""
    never_goes_back(first, second, offered, blocked)
