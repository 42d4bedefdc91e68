"""What a form of entering by hand says: each restriction with its box, taken as the casework takes it, or the error
beside the field that has it.

Boxes are in hundredths of the page, from its left and its top edge: so they can be drawn, moved by keys, or read off
the ruler around the picture. Nothing is chosen beforehand; a row in which nothing stands is none.
"""

from __future__ import annotations

import math
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from pydantic import ValidationError

from api.casework.entering import EnteredRestriction, Entry, Mark
from cases import words
from cases.activities import CODES, TREE, children_of
from cases.restrictions import (
    FreeText,
    Limit,
    MaxContinuous,
    MaxDaily,
    MaxForce,
    MaxHourly,
    MaxReps,
    MaxWeight,
    Never,
    Prolonged,
    Required,
    Restriction,
    Strength,
    WorkStatus,
)
from forms.fields import Box

STATUS: Final = 0  # the row of the box in which status, dates and signature stand
MOST_ROWS: Final = 40
EDGES: Final = ("left", "top", "right", "bottom")
UNREAD: Final = "unreadable"
HOW: Final[tuple[tuple[str, str], ...]] = (
    ("never", "Not at all"),
    ("lb", "At most so many pounds (lb)"),
    ("kg", "At most so many kilograms (kg)"),
    ("minutes", "At most so many minutes at one time"),
    ("minutes_hour", "At most so many minutes in every hour"),
    ("hours", "At most so many hours a day"),
    ("times_hour", "At most so many times an hour"),
    ("times_day", "At most so many times a day"),
    ("prolonged", "Not for prolonged periods, without a figure"),
    ("required", "Only with something: a brace, a helper"),
    ("words", "In words that fit none of these"),
    (UNREAD, "It is named, and how much cannot be read"),
)
AMOUNTS: Final = frozenset({"lb", "kg", "minutes", "minutes_hour", "hours", "times_hour", "times_day"})
TEXTS: Final = frozenset({"required", "words"})
LOADS: Final = frozenset({"lift", "carry", "push", "pull", "assist_person"})
SIDES: Final = (("unstated", "Not said"), ("left", "Left"), ("right", "Right"), ("both", "Both"))
STATES: Final = (
    ("restricted", "Work with restrictions"), ("off_work", "Off work"), ("full_duty", "Full duty"),
    ("unknown", "It does not say, or cannot be read"),
)  # fmt: skip
SIGNED: Final = (("yes", "Yes"), ("no", "No"), ("unclear", "Cannot tell"))
DATES: Final = (
    ("signed_date", "Signed on"), ("effective_from", "Holds from"), ("expected_through", "Holds through"),
    ("next_visit", "Next visit"),
)  # fmt: skip
FIGURES: Final = (("max_hours_per_day", "Hours a day", 24), ("max_days_per_week", "Days a week", 7))


def activities() -> list[tuple[str, list[tuple[str, str]]]]:
    """Every activity in words, under the first word of its kind, for a list to choose from."""
    return [
        (words.sentence_case(words.activity(head)), [(c, words.activity(c)) for c in (head, *children_of(head))])
        for head in sorted(TREE, key=words.activity)
    ]


class Errors(dict[str, str]):
    """Sentences by field; a field without an error has none to say."""

    def __missing__(self, name: str) -> str:
        return ""


@dataclass
class Row:
    """One restriction as it was written, or the work status (number 0); `errors` by field."""

    number: int
    said: Mapping[str, str]
    errors: Errors = field(default_factory=Errors)

    def __getitem__(self, name: str) -> str:
        return self.said.get(f"{name}-{self.number}", "").strip()

    @property
    def empty(self) -> bool:
        """Whether nothing stands in it."""
        return not any(self[name] for name in ("activity", "how", "amount", "words", *EDGES))

    @property
    def percents(self) -> Box | None:
        """Its box in hundredths of the page: left, top, right, bottom; None while it is none."""
        try:
            left, top, right, bottom = (float(self[edge]) for edge in EDGES)
        except ValueError:
            return None
        inside = all(0 <= each <= 100 for each in (left, top, right, bottom))  # what is no number is not inside
        return (left, top, right, bottom) if inside and left < right and top < bottom else None

    @property
    def page(self) -> int:
        """The page of the file on which its box lies; 0 if none is said."""
        return int(self["page"]) if self["page"].isascii() and self["page"].isdigit() and len(self["page"]) < 5 else 0

    def mark(self, sizes: Mapping[int, tuple[float, float]]) -> Mark | None:
        """Its box as the casework has it: points, from below. Without one, an error is noted."""
        if self.percents is None or self.page not in sizes:
            self.errors["box"] = "Draw the box it rests on, or write its page and four numbers from 0 to 100."
            return None
        (left, top, right, bottom), (width, height) = self.percents, sizes[self.page]
        box = (left * width / 100, height * (100 - bottom) / 100, right * width / 100, height * (100 - top) / 100)
        return Mark(page=self.page, box=box)

    def restriction(self) -> Restriction | None:
        """What it says; None with an error noted, or where it cannot be read."""
        if self["activity"] not in CODES:
            self.errors["activity"] = "Choose what it speaks of."
        limit = self._limit()
        if self.errors or limit is None:
            return None
        side: Any = self["side"] if self["side"] in dict(SIDES) else "unstated"
        strength = Strength.AVOID if self["how"] in ("never", "prolonged") else Strength.LIMIT
        return Restriction(activity=self["activity"], side=side, limits=(limit,), strength=strength)

    def _limit(self) -> Limit | None:
        how = self["how"]
        if how not in dict(HOW):
            self.errors["how"] = "Choose how much of it; nothing is chosen for you."
        if how in ("lb", "kg") and self["activity"].partition(".")[0] not in LOADS:
            self.errors["how"] = "A weight goes with lifting, carrying, pushing, pulling or assisting a person."
        if how in TEXTS and not self["words"]:
            self.errors["words"] = "Write it as it stands on the page."
        amount = figure(self["amount"]) if how in AMOUNTS else None
        if how in AMOUNTS and amount is None:
            self.errors["amount"] = "Write the figure as a number, such as 15 or 2.5."
        if self.errors or how == UNREAD:
            return None
        try:
            return _limit_of(how, self["activity"], amount or 0, self["words"])
        except ValidationError:
            self.errors["amount"] = "This figure is outside what is possible."
            return None


def _limit_of(how: str, activity: str, amount: float, text: str) -> Limit:
    whole = int(amount)  # of times, cut: never more than is written
    made: Mapping[str, Any] = {
        "never": Never, "prolonged": Prolonged,
        "minutes": lambda: MaxContinuous(minutes=amount), "minutes_hour": lambda: MaxHourly(minutes=amount),
        "hours": lambda: MaxDaily(hours=amount), "times_hour": lambda: MaxReps(count=whole, per="hour"),
        "times_day": lambda: MaxReps(count=whole, per="day"), "required": lambda: Required(what=text),
        "words": lambda: FreeText(text=text),
    }  # fmt: skip
    if how in ("lb", "kg"):
        force = activity.partition(".")[0] in ("push", "pull")
        return MaxForce(value=amount, unit=how) if force else MaxWeight(value=amount, unit=how)
    limit: Limit = made[how]()
    return limit


def figure(said: str) -> float | None:
    """A number that is none below zero; None for anything else."""
    try:
        value = float(said)
    except ValueError:
        return None
    return value if math.isfinite(value) and value >= 0 else None


@dataclass
class Draft:
    """An entry as it was written so far."""

    said: Mapping[str, str]
    errors: Errors = field(default_factory=Errors)

    def __post_init__(self) -> None:
        many = min(max(int(figure(self["rows"]) or 1), 1), MOST_ROWS)
        self.status = Row(STATUS, self.said)
        self.rows = [Row(number, self.said) for number in range(1, many + 1)]

    def __getitem__(self, name: str) -> str:
        return self.said.get(name, "").strip()

    @property
    def filled(self) -> list[Row]:
        """The restrictions in which something stands."""
        return [row for row in self.rows if not row.empty]

    @property
    def pages(self) -> list[int]:
        """The pages on which its boxes lie."""
        return sorted({row.page for row in (self.status, *self.filled) if row.page and row.percents})

    @property
    def wrong(self) -> int:
        """How many errors were found."""
        return len(self.errors) + sum(len(row.errors) for row in (self.status, *self.rows))

    def entry(self, case: uuid.UUID, sizes: Mapping[int, tuple[float, float]]) -> Entry | None:
        """The entry; None if something is missing or cannot be, with every error noted."""
        unread = [row for row in self.filled if row["how"] == UNREAD]
        told = [
            (row.restriction(), None if row in unread and row.percents is None else row.mark(sizes))
            for row in self.filled
        ]
        status, at, born = self._status(unread), self.status.mark(sizes), self._date("birth_date")
        if self.wrong or status is None or at is None:
            return None
        entered = [
            EnteredRestriction(restriction=said, page=mark.page, box=mark.box) for said, mark in told if said and mark
        ]
        return Entry(
            case=case, pages=self.pages, status=status, status_at=at, restrictions=entered, birth_date=born,
            unclear=list(dict.fromkeys(row["activity"] for row in unread)), note=self["note"][:4000],
        )  # fmt: skip

    def _status(self, unread: list[Row]) -> WorkStatus | None:
        state, signed = self["status"], self["signed"]
        if state not in dict(STATES):
            self.errors["status"] = "Choose what it says about work; nothing is chosen for you."
        if signed not in dict(SIGNED):
            self.errors["signed"] = "Say whether it is signed."
        days = {name: self._date(name) for name, _ in DATES}
        figures = {name: self._figure(name, most) for name, _, most in FIGURES}
        if state == "full_duty" and (self.filled or any(each is not None for each in figures.values())):
            self.errors["status"] = "Full duty and a restriction contradict each other. Choose what the page says."
        if state == "restricted" and not self.filled and all(each is None for each in figures.values()):
            self.errors["status"] = "It says that there are restrictions, and none is entered. Add what it asks for."
        if self.errors:
            return None
        said = {"yes": True, "no": False, "unclear": None}[signed]
        return WorkStatus.model_validate({"status": state, "signed": said, **days, **figures})

    def _date(self, name: str) -> date | None:
        try:
            return date.fromisoformat(self[name]) if self[name] else None
        except ValueError:
            self.errors[name] = "There is no such day. Write it as 2026-11-19."
            return None

    def _figure(self, name: str, most: int) -> float | None:
        value = figure(self[name])
        if self[name] and (value is None or value > most):
            self.errors[name] = f"Write a number from 0 to {most}."
        return value
