"""Days and moments. Hours are elapsed time, so they are added in UTC; a day ends where the employer's next one begins.

Python adds wall-clock time to a moment with a zone, which is an hour wrong across a change of clocks.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)


@lru_cache(maxsize=8192)
def first_moment(day: date, zone: ZoneInfo) -> datetime:
    """The first moment of a day in that zone, in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


@lru_cache(maxsize=8192)
def day_of(moment: datetime, zone: ZoneInfo) -> date:
    """The day on which a moment falls in that zone."""
    return moment.astimezone(zone).date()


@lru_cache(maxsize=8192)
def end_of(day: date, zone: ZoneInfo) -> datetime:
    """The moment at which a day is over, in UTC."""
    return first_moment(day + DAY, zone)


def after_hours(start: datetime, hours: float) -> datetime:
    """So many hours of elapsed time later, in UTC."""
    return start.astimezone(UTC) + timedelta(hours=hours)


def next_among(day: date, weekdays: frozenset[int]) -> date:
    """That day, or the next one that falls on one of the weekdays (Monday is 0)."""
    while day.weekday() not in weekdays:
        day += DAY
    return day
