"""Days further on, without running off the calendar: a year typed wrongly is a finding, never a crash."""

from __future__ import annotations

from datetime import date


def later(day: date, days: int) -> date:
    """So many days after a day, or the calendar's last one."""
    return date.fromordinal(min(day.toordinal() + days, date.max.toordinal()))
