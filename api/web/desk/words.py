"""Dates, times and counts as the desk says them: "Nov 19, 2026", "14:05", "3 h late", "2 pages".

Filters of the templates. Moments are told in the employer's zone, which every page of a signed-in person knows.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, Final

from jinja2 import pass_context
from jinja2.runtime import Context

ISO_DAY: Final = re.compile(r"\b\d{4}-\d\d-\d\d\b")


@pass_context
def day(context: Context, said: date | datetime | None) -> str:
    """A day, never ambiguous."""
    if said is None:
        return ""
    local = said.astimezone(context["zone"]).date() if isinstance(said, datetime) else said
    return written_day(local)


def written_day(said: date) -> str:
    """A day as everything here writes it."""
    return f"{said:%b} {said.day}, {said.year}"


def dated(sentence: str) -> str:
    """A sentence of the program's with its days, which stand there as 2026-11-19, as everything here writes them."""
    return ISO_DAY.sub(lambda found: _spelled(found[0]), sentence)


def _spelled(said: str) -> str:
    try:
        return written_day(date.fromisoformat(said))
    except ValueError:  # a number of somebody's that looks like a day
        return said


@pass_context
def moment(context: Context, said: datetime | None) -> str:
    """A day and a time of it, 24 hours."""
    return "" if said is None else f"{day(context, said)}, {said.astimezone(context['zone']):%H:%M}"


@pass_context
def left(context: Context, until: datetime) -> str:
    """How long it is until then, or how late it is: the largest unit that says enough."""
    now: datetime = context["now"]
    return f"{_span(abs(until - now))} {'left' if until > now else 'late'}"


def counted(many: int, one: str, more: str = "") -> str:
    """A number and its word."""
    return f"{many:,} {one if many == 1 else more or one + 's'}"


def _span(length: timedelta) -> str:
    minutes = int(length.total_seconds() // 60)
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 48 * 60 else counted(minutes // (24 * 60), "day")


FILTERS: Final[dict[str, Callable[..., Any]]] = {
    "day": day,
    "dated": dated,
    "moment": moment,
    "left": left,
    "counted": counted,
}
