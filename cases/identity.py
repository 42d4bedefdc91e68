"""The wrong-patient check: the birth date the office wrote against the case's (trust T15).

What we printed proves nothing. A date that can be read two ways is never taken the convenient way: "unread" means
that a person looks.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final, Literal

Order = Literal["mdy", "unknown"]
Verdict = Literal["agree", "disagree", "unread"]

_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
         "sep sept september", "oct october", "nov november", "dec december"), start=1,
    )
    for name in names.split()
}  # fmt: skip
_OLDEST: Final = 120  # years; nobody at work is older


def birth_date(written: date | str | None, on_case: date, *, order: Order = "mdy", today: date) -> Verdict:
    """Whether the written birth date is the worker's.

    `order` "mdy" where the paper prints month, day, year over the cells, as ours does; "unknown" elsewhere. `disagree`
    only if no possible reading is the case's date; more than one possible reading is `unread`, so is nothing at all.
    """
    if written is None:
        return "unread"
    found = {written} if isinstance(written, date) else readings(written, order=order, today=today)
    if not found:
        return "unread"
    if on_case not in found:
        return "disagree"
    return "agree" if len(found) == 1 else "unread"


def readings(text: str, *, order: Order = "unknown", today: date) -> frozenset[date]:
    """Every past date that `text` can mean; empty if it is no date. Two-digit years may be of either century."""
    found = {
        day
        for parts in _splits(re.findall(r"[a-z]+|[0-9]+", text.casefold()), order)
        for year, month, dom in _arrangements(parts, order)
        for century in ((0,) if year > 99 else (1900, 2000))
        if (day := _date(year + century, month, dom)) and day <= today and today.year - day.year <= _OLDEST
    }
    return frozenset(found)


def ambiguous(text: str, *, order: Order = "unknown", today: date) -> bool:
    """Whether a written date can mean more than one day: 03/04/1980."""
    return len(readings(text, order=order, today=today)) > 1


def _splits(parts: list[str], order: Order) -> list[list[str]]:
    """Three parts, or the six or eight digits of a comb cut into three."""
    if len(parts) == 1 and re.fullmatch(r"[0-9]{6}|[0-9]{8}", parts[0]):
        run = parts[0]
        cuts = [[run[:2], run[2:4], run[4:]]]
        return cuts if order == "mdy" or len(run) == 6 else [*cuts, [run[:4], run[4:6], run[6:]]]
    return [parts] if len(parts) == 3 else []


def _arrangements(parts: list[str], order: Order) -> list[tuple[int, int, int]]:
    """Year, month, day in every order the text allows."""
    named = [n for n, part in enumerate(parts) if part in _MONTHS]
    if len(named) > 1 or any(not part.isdigit() for n, part in enumerate(parts) if n not in named):
        return []
    if named:
        one, two = (part for n, part in enumerate(parts) if n not in named)
        year, day = (one, two) if len(one) == 4 else (two, one)
        return [(int(year), _MONTHS[parts[named[0]]], int(day))]
    first, second, third = (int(part) for part in parts)
    if len(parts[0]) == 4:
        return [(first, second, third)]
    both = [(third, first, second), (third, second, first)]
    return both[:1] if order == "mdy" else both


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
