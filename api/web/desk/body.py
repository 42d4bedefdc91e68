"""Restrictions as a picture: which parts of the body they speak of, and how heavy a load may be.

Hatched is not allowed or limited, dotted is held until somebody has confirmed it. The words stand beside it: the
picture carries nothing alone, and what has no place on a body (noise, driving) is not in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from api.casework.in_force import RestrictionShown
from cases import words
from cases.restrictions import MaxDaily, MaxWeight

# Part -> first words of the activities that speak of it. The first part that fits an activity has it.
PARTS: Final[dict[str, tuple[str, ...]]] = {
    "raised": ("reach.overhead", "lift.above_shoulder", "reach.shoulder_level"),
    "neck": ("neck_flex", "neck_rotate", "look_up"),
    "hands": ("grasp", "pinch", "handle", "finger", "feel", "keyboard", "write", "wrist_flex", "repetitive_hand",
              "hand_tools", "vibrating_tools"),
    "arms": ("reach", "elbow_flex", "use_of_limb", "push", "pull"),
    "trunk": ("bend", "twist", "lean_forward", "lift", "carry", "sit", "assist_person"),
    "knees": ("squat", "kneel", "crawl", "climb", "jump", "balance"),
    "legs": ("stand", "walk", "weight_bearing", "foot_control", "repetitive_foot"),
}  # fmt: skip
HEAVIEST: Final = 50.0  # pounds at the end of a bar
LONGEST: Final = 12.0  # hours
POUNDS: Final = {"lb": 1.0, "kg": 2.2046226}


@dataclass(frozen=True)
class Part:
    """A part of the body and the numbers of the restrictions that speak of it; held if nobody has confirmed one."""

    name: str
    numbers: tuple[int, ...]
    held: bool


@dataclass(frozen=True)
class Bar:
    """A limit on a scale: `share` of it is allowed, the rest is not, or is held."""

    label: str
    says: str
    share: float
    held: bool


@dataclass(frozen=True)
class Pictured:
    """All of it."""

    parts: list[Part]
    bars: list[Bar]


def picture_of(restrictions: Sequence[RestrictionShown]) -> Pictured:
    """The picture of what is in force; restrictions are numbered from 1 in their order."""
    parts: dict[str, list[tuple[int, bool]]] = {}
    for number, each in enumerate(restrictions, start=1):
        for activity in (each.restriction.activity, *each.restriction.together):
            if part := part_of(activity):
                parts.setdefault(part, []).append((number, each.pending))
    return Pictured(
        [
            # What is in force forbids, whatever else is still held: it must not look as if it were open.
            Part(name, tuple(dict.fromkeys(n for n, _ in found)), all(held for _, held in found))
            for name, found in parts.items()
        ],
        _strictest(bar for each in restrictions for bar in _bars(each)),
    )


def part_of(activity: str) -> str | None:
    """The part of the body that an activity is shown at; None if it has no place there."""
    exact = next((part for part, names in PARTS.items() if activity in names), None)
    head = activity.partition(".")[0]
    return exact or next((part for part, names in PARTS.items() if head in names), None)


def _strictest(bars: Iterable[Bar]) -> list[Bar]:
    """Of the limits on one scale the lowest: a bar must not show as allowed what another limit forbids."""
    lowest: dict[str, Bar] = {}
    for bar in bars:
        if bar.label not in lowest or bar.share < lowest[bar.label].share:
            lowest[bar.label] = bar
    return list(lowest.values())


def _bars(each: RestrictionShown) -> list[Bar]:
    activity = words.sentence_case(words.activity(each.restriction.activity))
    found: list[Bar] = []
    for limit in each.restriction.limits:
        if isinstance(limit, MaxWeight) and limit.over_hours is None:
            label, share = activity, min(1.0, limit.value * POUNDS[limit.unit] / HEAVIEST)
        elif isinstance(limit, MaxDaily):
            label, share = f"{activity}, a day", min(1.0, limit.hours / LONGEST)
        else:
            continue
        found.append(Bar(label, words.limit(limit), share, each.pending))
    return found
