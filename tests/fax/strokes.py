"""What marks are made of: a hand, and its strokes with one pen on a box. Ways are points of the page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tests.fax.paper import Box, Points
from tests.fax.pens import Pen, Stroke, curve, straight, tremble


@dataclass(frozen=True)
class Hand:
    """How somebody moves. `slack` shifts and resizes marks (share of a box), `shake` is tremble in points."""

    slack: float = 0.12
    shake: float = 0.1
    slant: float = 0.0  # radians


@dataclass(frozen=True)
class Part:
    """Strokes with one pen. `decides`: the truth rests on these strokes (the scribble over a corrected cross)."""

    strokes: list[Stroke]
    pen: Pen
    decides: bool = True


Draw = Callable[[np.random.Generator, Box, Hand, Pen], list[Part]]


def frame(rng: np.random.Generator, box: Box, hand: Hand, grow: float = 1.0) -> tuple[Points, float]:
    """Where a mark is centred and its half size: the box, as this hand hits it."""
    half = (box[3] - box[1]) / 2
    centre = np.array([(box[0] + box[2]) / 2, (box[1] + box[3]) / 2]) + rng.normal(0, hand.slack * half, 2)
    return centre, half * grow * float(np.clip(rng.normal(1.0, hand.slack), 0.6, 1.5))


def way(rng: np.random.Generator, centre: Points, half: float, hand: Hand, spots: list[tuple[float, float]]) -> Points:
    """Spots in half boxes from the centre, slanted and shaken a little, as points of the page."""
    turn = np.array([[np.cos(hand.slant), -np.sin(hand.slant)], [np.sin(hand.slant), np.cos(hand.slant)]])
    loose = np.array(spots, dtype=float) + rng.normal(0, 0.09, (len(spots), 2))
    result: Points = centre + loose @ turn.T * half
    return result


def drawn(rng: np.random.Generator, box: Box, hand: Hand, ways: list[list[tuple[float, float]]], grow: float = 1.0,
           round_: bool = False) -> list[Stroke]:  # fmt: skip
    """Strokes of a hand, each a way of spots in half boxes from the centre; `round_` bends them."""
    centre, half = frame(rng, box, hand, grow)
    bend = curve if round_ else straight
    return [
        Stroke(tremble(rng, bend(way(rng, centre, half, hand, spots)), hand.shake), rng.uniform(0.85, 1.15))
        for spots in ways
    ]
