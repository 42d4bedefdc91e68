"""Pen marks as people make them. Each style returns its strokes and what the writer meant.

`yes` the writer chose the box; `no` there is ink, but the box is not chosen (a correction, a line running through);
`unclear` no person could decide it from the paper. Ways are points of the page.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from tests.fax.paper import Box, Points
from tests.fax.pens import FLUID, Pen, Stroke, curve, straight, tremble

Truth = Literal["yes", "no", "unclear"]


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


@dataclass(frozen=True)
class Mark:
    """A finished mark on one box: its style, what was meant, its ink."""

    style: str
    truth: Truth
    parts: list[Part] = field(default_factory=list)


Draw = Callable[[np.random.Generator, Box, Hand, Pen], list[Part]]


def _frame(rng: np.random.Generator, box: Box, hand: Hand, grow: float = 1.0) -> tuple[Points, float]:
    """Where a mark is centred and its half size: the box, as this hand hits it."""
    half = (box[3] - box[1]) / 2
    centre = np.array([(box[0] + box[2]) / 2, (box[1] + box[3]) / 2]) + rng.normal(0, hand.slack * half, 2)
    return centre, half * grow * float(np.clip(rng.normal(1.0, hand.slack), 0.6, 1.5))


def _way(rng: np.random.Generator, centre: Points, half: float, hand: Hand, spots: list[tuple[float, float]]) -> Points:
    """Spots in half boxes from the centre, slanted and shaken a little, as points of the page."""
    turn = np.array([[np.cos(hand.slant), -np.sin(hand.slant)], [np.sin(hand.slant), np.cos(hand.slant)]])
    loose = np.array(spots, dtype=float) + rng.normal(0, 0.09, (len(spots), 2))
    result: Points = centre + loose @ turn.T * half
    return result


def _drawn(rng: np.random.Generator, box: Box, hand: Hand, ways: list[list[tuple[float, float]]], grow: float = 1.0,
           round_: bool = False) -> list[Stroke]:  # fmt: skip
    centre, half = _frame(rng, box, hand, grow)
    bend = curve if round_ else straight
    return [
        Stroke(tremble(rng, bend(_way(rng, centre, half, hand, spots)), hand.shake), rng.uniform(0.85, 1.15))
        for spots in ways
    ]


def tick(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A short stroke down, a long one up."""
    return [Part(_drawn(rng, box, hand, [[(-0.7, 0.0), (-0.2, -0.65), (0.8, 0.85)]]), pen)]


def overshoot(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A tick whose tail runs out of the box by up to half a box."""
    tail = rng.uniform(1.3, 2.0)
    return [Part(_drawn(rng, box, hand, [[(-0.8, 0.1), (-0.25, -0.75), (tail, tail)]]), pen)]


def cross(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """Two diagonals, some reaching beyond the corners."""
    r = rng.uniform(0.65, 1.25)
    return [Part(_drawn(rng, box, hand, [[(-r, -r), (r, r)], [(-r, r), (r, -r)]]), pen)]


def slash(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """One diagonal."""
    r, side = rng.uniform(0.7, 1.4), rng.choice([1.0, 1.0, -1.0])
    return [Part(_drawn(rng, box, hand, [[(-r * side, -r), (r * side, r)]]), pen)]


def fill(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """Blackened line by line."""
    rows = int(np.ceil((box[3] - box[1]) / max(pen.width * 2.4, 0.9)))
    spots = [(0.9 if (i % 2) else -0.9, y) for i, y in enumerate(np.linspace(-0.85, 0.85, rows))]
    return [Part(_drawn(rng, box, hand, [spots]), pen)]


def scribble(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A hasty zigzag that about stays in the box."""
    turns = int(rng.integers(5, 10))
    xs = np.linspace(-0.9, 0.9, turns)
    spots = [(x, (0.85 if i % 2 else -0.85) * rng.uniform(0.6, 1.15)) for i, x in enumerate(xs)]
    return [Part(_drawn(rng, box, hand, [spots]), pen)]


def dot(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A deliberate dot, a third to two thirds of the box wide."""
    r = rng.uniform(0.3, 0.6)
    turns = np.linspace(0, rng.uniform(2.5, 4.5) * 2 * np.pi, 30)
    spots = [(r * t / turns[-1] * np.cos(t), r * t / turns[-1] * np.sin(t)) for t in turns]
    return [Part(_drawn(rng, box, hand, [spots], round_=True), pen)]


def circle(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A ring around the box instead of a mark in it."""
    wide, high, start = rng.uniform(1.35, 2.1), rng.uniform(1.3, 1.8), rng.uniform(0, 6.28)
    turns = np.linspace(start, start + 2 * np.pi * rng.uniform(0.95, 1.15), 16)
    return [Part(_drawn(rng, box, hand, [[(wide * np.cos(t), high * np.sin(t)) for t in turns]], round_=True), pen)]


def double_tick(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """Two ticks, one after the other."""
    return [*tick(rng, box, hand, pen), *tick(rng, box, hand, pen)]


def plus(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """An upright cross."""
    r = rng.uniform(0.6, 1.1)
    return [Part(_drawn(rng, box, hand, [[(-r, 0.0), (r, 0.0)], [(0.0, r), (0.0, -r)]]), pen)]


def loop(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A small ring inside the box."""
    r, turns = rng.uniform(0.4, 0.75), np.linspace(1.0, 1.0 + 2 * np.pi, 12)
    return [Part(_drawn(rng, box, hand, [[(r * np.cos(t), r * np.sin(t)) for t in turns]], round_=True), pen)]


def hook(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A round, flat tick made without lifting."""
    spots = [(-0.9, 0.3), (-0.4, -0.5), (0.1, -0.2), (1.1, rng.uniform(0.2, 0.9))]
    return [Part(_drawn(rng, box, hand, [spots], round_=True), pen)]


def long_tick(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A tick with a flat, far-reaching tail, round at the foot."""
    spots = [(-0.6, 0.3), (-0.25, -0.55), (0.3, -0.1), (rng.uniform(1.4, 2.1), rng.uniform(0.7, 1.3))]
    return [Part(_drawn(rng, box, hand, [spots], round_=True), pen)]


def caret(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A roof: up and down again."""
    return [Part(_drawn(rng, box, hand, [[(-0.75, -0.7), (0.0, rng.uniform(0.5, 0.9)), (0.75, -0.7)]]), pen)]


def star(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A cross and a bar."""
    return [*cross(rng, box, hand, pen), Part(_drawn(rng, box, hand, [[(-1.0, 0.0), (1.0, 0.0)]]), pen)]


def ringed_tick(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A tick, and a ring around it for good measure."""
    return [*tick(rng, box, hand, pen), *circle(rng, box, hand, pen)]


def ditto(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """Two short strokes side by side: the same as above."""
    gap, high, lean = rng.uniform(0.18, 0.4), rng.uniform(0.25, 0.55), rng.uniform(-0.1, 0.25)
    return [Part(_drawn(rng, box, hand, [[(x - lean, -high), (x + lean, high)] for x in (-gap, gap)]), pen)]


def left_tick(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """The tick of a left hand: the long stroke leans the other way."""
    return [Part(_drawn(rng, box, hand, [[(0.7, 0.1), (0.25, -0.65), (-0.85, rng.uniform(0.6, 1.1))]]), pen)]


def zigzag(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A stroke like a Z or an N, without lifting."""
    way = [(-0.7, 0.7), (0.7, 0.6), (-0.7, -0.6), (0.75, -0.75)]
    spots = way if rng.random() < 0.5 else [(y, x) for x, y in way]
    return [Part(_drawn(rng, box, hand, [spots]), pen)]


def spiral(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A curl from the middle outwards."""
    turns = np.linspace(0, rng.uniform(1.5, 2.6) * 2 * np.pi, 28)
    r = rng.uniform(0.75, 1.0) / turns[-1]
    return [Part(_drawn(rng, box, hand, [[(r * t * np.cos(t), r * t * np.sin(t)) for t in turns]], round_=True), pen)]


def hatch(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """Three or four slanted strokes side by side, each lifted."""
    lean = rng.choice([1.0, -1.0])
    ways = [[(x - 0.5, -0.75 * lean), (x + 0.5, 0.75 * lean)] for x in np.linspace(-0.5, 0.5, int(rng.integers(3, 5)))]
    return [Part(_drawn(rng, box, hand, ways), pen)]


def letter_y(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """The letter Y, for yes."""
    ways = [[(-0.65, 0.75), (0.0, 0.0)], [(0.65, 0.75), (-0.35, rng.uniform(-1.1, -0.7))]]
    return [Part(_drawn(rng, box, hand, ways), pen)]


def crossed_tick(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A tick whose tail is crossed once, in a hurry."""
    bar = [(0.1, rng.uniform(0.5, 0.9)), (0.8, rng.uniform(0.1, 0.5))]
    return [*tick(rng, box, hand, pen), Part(_drawn(rng, box, hand, [bar]), pen)]


def corner_tick(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A small tick that sits in one corner of the box."""
    x, y = rng.choice([-0.35, 0.35], 2)
    spots = [(x - 0.3, y), (x - 0.1, y - 0.3), (x + 0.4, y + 0.45)]
    return [Part(_drawn(rng, box, hand, [spots]), pen)]


def on_line(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A tick no larger than a third of the box that lies on the line of its frame, anywhere around it."""
    r, along, side = rng.uniform(0.12, 0.33), rng.uniform(-1, 1), int(rng.integers(4))
    x, y = [(along, 1.0), (along, -1.0), (1.0, along), (-1.0, along)][side]
    spots = [(x - r, y), (x - r / 3, y - r), (x + r * 1.2, y + r * 1.3)]
    return [Part(_drawn(rng, box, hand, [spots]), pen)]


def wave(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """One lying wave through the box, drawn without lifting the pen."""
    high, wide = rng.uniform(0.4, 0.9), rng.uniform(0.8, 1.3)
    spots = [(wide * x, high * np.sin(x * np.pi)) for x in np.linspace(-1, 1, 9)]
    return [Part(_drawn(rng, box, hand, [spots], round_=True), pen)]


def flag(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """An upright stroke with a short one down from its top, like a 1."""
    x, r = rng.uniform(-0.2, 0.4), rng.uniform(0.7, 1.2)
    return [Part(_drawn(rng, box, hand, [[(x - 0.5, r - 0.6), (x, r), (x, -r)]]), pen)]


def two_slashes(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """Two slashes side by side, beyond the frame."""
    r, gap = rng.uniform(0.9, 1.4), rng.uniform(0.2, 0.45)
    return [Part(_drawn(rng, box, hand, [[(x - r * 0.6, -r), (x + r * 0.6, r)] for x in (-gap, gap)]), pen)]


def word_ring(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A ring around the word to the right of the box instead of a mark in it."""
    wide, high, start = rng.uniform(4.0, 7.5), rng.uniform(1.2, 1.9), rng.uniform(0, 6.28)
    turns = np.linspace(start, start + 2 * np.pi * rng.uniform(0.95, 1.1), 22)
    spots = [(1.6 + wide * (1 + np.cos(t)), high * np.sin(t)) for t in turns]
    return [Part(_drawn(rng, box, Hand(0.05, hand.shake), [spots], round_=True), pen)]


def arrow(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """An arrow from the left that points at the box and stops before it."""
    tip, tail = -rng.uniform(1.3, 1.7), -rng.uniform(4.0, 6.5)
    ways = [[(tail, rng.uniform(-1.0, 1.0)), (tip, 0.0)], [(tip - 0.7, 0.5), (tip, 0.0), (tip - 0.7, -0.5)]]
    return [Part(_drawn(rng, box, Hand(0.05, hand.shake), ways), pen)]


def broken_tick(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A tick in two strokes that do not meet: the pen was lifted at the foot."""
    foot = (rng.uniform(-0.35, 0.0), rng.uniform(-0.8, -0.5))
    gap = rng.uniform(0.1, 0.35)
    ways = [[(-0.8, 0.15), foot], [(foot[0] + gap, foot[1] + gap), (rng.uniform(0.8, 1.5), rng.uniform(0.7, 1.5))]]
    return [Part(_drawn(rng, box, hand, ways), pen)]


def bow(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """One bent stroke from edge to edge, like a bracket that fell over."""
    r, belly, turn = rng.uniform(0.8, 1.2), rng.uniform(0.35, 0.8), rng.uniform(0, 2 * np.pi)
    arc = [(-r, 0.0), (-r / 2, -belly * 0.75), (0.0, -belly), (r / 2, -belly * 0.75), (r, 0.0)]
    spots = [(x * np.cos(turn) - y * np.sin(turn), x * np.sin(turn) + y * np.cos(turn)) for x, y in arc]
    return [Part(_drawn(rng, box, hand, [spots], round_=True), pen)]


def written_x(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """The x of a running hand: two bows back to back."""
    r, high, waist = rng.uniform(0.5, 0.8), rng.uniform(0.6, 1.0), rng.uniform(0.0, 0.12)
    ways = [
        [(-r, high), (-waist, 0.3), (-waist, -0.3), (-r, -high)],
        [(r, high), (waist, 0.3), (waist, -0.3), (r, -high)],
    ]
    return [Part(_drawn(rng, box, hand, ways, round_=True), pen)]


def alpha(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A cross made without lifting the pen: both ends open to one side, like a fish."""
    r, side = rng.uniform(0.7, 1.15), rng.choice([-1.0, 1.0])
    spots = [(r * side, r), (0.0, 0.0), (-0.8 * r * side, -0.6 * r), (-r * side, 0.0), (-0.8 * r * side, 0.6 * r),
             (0.0, 0.0), (r * side, -r)]  # fmt: skip
    return [Part(_drawn(rng, box, hand, [spots], round_=True), pen)]


def triangle(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A tick that was closed on the way back."""
    spots = [(-0.7, 0.35), (-0.1, -0.7), (0.75, rng.uniform(0.5, 0.9)), (-0.65, 0.4)]
    return [Part(_drawn(rng, box, hand, [spots]), pen)]


def half_fill(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """Half of the box blackened in haste: one side, or one corner."""
    rows = int(np.ceil((box[3] - box[1]) / max(pen.width * 2.4, 0.9)))
    corner, up = rng.random() < 0.5, rng.choice([-1.0, 1.0])
    ends = [0.9 - (1.8 * i / rows if corner else 0.9) for i in range(rows)]
    spots = [
        (end if i % 2 else -0.9, y * up)
        for i, (y, end) in enumerate(zip(np.linspace(-0.9, 0.85, rows), ends, strict=True))
    ]
    return [Part(_drawn(rng, box, hand, [spots]), pen)]


def from_below(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A tick that hangs: its foot lies below the box, its end inside or above."""
    foot = rng.uniform(-1.7, -1.2)
    spots = [(-0.7, rng.uniform(-0.5, 0.0)), (-0.2, foot), (rng.uniform(0.6, 1.0), rng.uniform(0.5, 1.1))]
    return [Part(_drawn(rng, box, hand, [spots]), pen)]


def hash_sign(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """Two strokes across two others."""
    r, g, lean = rng.uniform(0.7, 1.1), rng.uniform(0.25, 0.4), rng.uniform(0.0, 0.25)
    ways = [[(x - lean, -r), (x + lean, r)] for x in (-g, g)] + [[(-r, y), (r, y)] for y in (g, -g)]
    return [Part(_drawn(rng, box, hand, ways), pen)]


def thick_and_thin(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A tick pressed down hard at the foot, whose upstroke hardly touches the paper."""
    down, up = _drawn(rng, box, Hand(hand.slack / 2, hand.shake, hand.slant),
                      [[(-0.6, 0.1), (-0.2, -0.6)], [(-0.2, -0.6), (0.3, 0.1), (1.0, 1.0)]])  # fmt: skip
    return [Part([Stroke(down.way, rng.uniform(1.2, 1.6)), Stroke(up.way, rng.uniform(0.45, 0.75))], pen)]


def word_line(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A line under the words to the right of the box instead of a mark in it."""
    y, long = rng.uniform(-1.5, -1.0), rng.uniform(6.0, 12.0)
    way = [(1.8, y), (1.8 + long / 2, y + rng.normal(0, 0.15)), (1.8 + long, y + rng.normal(0, 0.2))]
    return [Part(_drawn(rng, box, Hand(0.05, hand.shake), [way], round_=True), pen)]


def word_tick(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A tick on the words to the right of the box."""
    x = rng.uniform(3.0, 6.0)
    spots = [(x - 0.8, 0.2), (x - 0.2, -0.8), (x + 1.1, 1.2)]
    return [Part(_drawn(rng, box, Hand(0.1, hand.shake), [spots]), pen)]


def _first(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """The mark somebody is about to take back: its ink decides nothing."""
    made = [tick, cross, slash, scribble][int(rng.integers(0, 4))](rng, box, hand, pen)
    return [Part(p.strokes, p.pen, decides=False) for p in made]


def corrected(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A mark scribbled over, wider than the box on both sides."""
    wide, turns = rng.uniform(1.5, 2.3), int(rng.integers(9, 16))
    spots = [
        (x, (1.0 if i % 2 else -1.0) * rng.uniform(0.7, 1.3)) for i, x in enumerate(np.linspace(-wide, wide, turns))
    ]
    return [*_first(rng, box, hand, pen), Part(_drawn(rng, box, hand, [spots]), pen)]


def one_line_out(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A mark struck out with one stroke that begins and ends well outside the box."""
    left, right, y = rng.uniform(1.6, 2.4), rng.uniform(1.6, 2.4), rng.uniform(-0.3, 0.3)
    way = [(-left, y), (right, y + rng.normal(0, 0.3))]
    return [*_first(rng, box, hand, pen), Part(_drawn(rng, box, hand, [way]), pen)]


def struck_out(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A mark struck out with two or three long strokes."""
    long = rng.uniform(1.7, 2.6)
    ways = [[(-long, y), (long, y + rng.normal(0, 0.15))] for y in np.linspace(-0.5, 0.5, int(rng.integers(2, 4)))]
    return [*_first(rng, box, hand, pen), Part(_drawn(rng, box, hand, ways), pen)]


def corrected_round(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A mark taken back with a cloud of loops."""
    wide = rng.uniform(1.5, 2.1)
    turns = np.linspace(0, 2 * np.pi * rng.uniform(4, 6), 60)
    spots = [(-wide + 2 * wide * t / turns[-1] + 0.5 * np.cos(t), 1.1 * np.sin(t)) for t in turns]
    return [*_first(rng, box, hand, pen), Part(_drawn(rng, box, hand, [spots], round_=True), pen)]


def waved_out(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A mark taken back with a wavy line across, well beyond the box."""
    wide, high = rng.uniform(1.7, 2.4), rng.uniform(0.35, 0.8)
    t = np.linspace(-wide, wide, 26)
    turns = rng.uniform(2.5, 5.0)
    spots = [(float(x), float(high * np.sin(turns * np.pi * x / wide))) for x in t]
    return [*_first(rng, box, hand, pen), Part(_drawn(rng, box, hand, [spots], round_=True), pen)]


def initialled(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A mark taken back with one long stroke, and initials beside it."""
    long, x = rng.uniform(1.8, 2.8), rng.uniform(-4.6, -3.2)
    stroke = [(-long, rng.normal(0, 0.3)), (long, rng.normal(0, 0.3))]
    initials = [[(x, -0.7), (x + 0.35, 0.8), (x + 0.7, -0.7)], [(x + 0.9, -0.7), (x + 1.0, 0.8), (x + 1.5, 0.0)]]
    return [*_first(rng, box, hand, pen), Part(_drawn(rng, box, hand, [stroke]), pen),
            Part(_drawn(rng, box, hand, initials), pen, decides=False)]  # fmt: skip


def hatched_out(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A mark taken back with parallel strokes over it, wider than the box."""
    wide, lean = rng.uniform(1.4, 2.0), rng.choice([1.0, -1.0])
    ways = [[(x - 0.5, -1.3 * lean), (x + 0.5, 1.3 * lean)] for x in np.linspace(-wide, wide, int(rng.integers(6, 10)))]
    return [*_first(rng, box, hand, pen), Part(_drawn(rng, box, hand, ways), pen)]


def crossed_ring(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A mark taken back with a ring around it and a line through both."""
    turns, wide = np.linspace(0.5, 0.5 + 2 * np.pi * rng.uniform(1.0, 1.1), 16), rng.uniform(1.5, 2.0)
    ring = [(wide * np.cos(t), 1.4 * np.sin(t)) for t in turns]
    line = [(-wide - 0.5, -1.5), (wide + 0.5, 1.5)]
    return [*_first(rng, box, hand, pen), Part(_drawn(rng, box, hand, [ring], round_=True), pen),
            Part(_drawn(rng, box, hand, [line]), pen)]  # fmt: skip


def fluid(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A mark painted over with correction fluid, frame and all."""
    ways = [[(-1.2, y), (1.2, y)] for y in (-0.6, 0.5)]
    return [*_first(rng, box, hand, pen), Part(_drawn(rng, box, Hand(0.05, 0.2), ways), FLUID, decides=False)]


def scratched(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A mark taken back with an upright zigzag that leaves the box above and below."""
    high, turns = rng.uniform(1.4, 2.0), int(rng.integers(9, 15))
    xs = np.linspace(-0.9, 0.9, turns)
    spots = [(x, (high if i % 2 else -high) * rng.uniform(0.8, 1.1)) for i, x in enumerate(xs)]
    return [*_first(rng, box, hand, pen), Part(_drawn(rng, box, hand, [spots]), pen)]


def boxed_out(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A tick or scribble taken back with a large cross over it and the box; two crosses would say nothing."""
    r = rng.uniform(1.6, 2.3)
    taken = [
        Part(p.strokes, p.pen, decides=False) for p in [tick, scribble][int(rng.integers(0, 2))](rng, box, hand, pen)
    ]
    return [*taken, Part(_drawn(rng, box, hand, [[(-r, -r), (r, r)], [(-r, r), (r, -r)]]), pen)]


def erased(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A pencil mark rubbed out: a trace of it, and the grey that the eraser spread."""
    trace = Pen("rubbed pencil", rng.uniform(0.4, 0.7), rng.uniform(195, 228), 0.4, 0.2)
    smear = Pen("eraser", rng.uniform(1.5, 2.5), rng.uniform(225, 243), 0.4)
    rubbed = [[(-1.3, y), (1.4, y + rng.normal(0, 0.3))] for y in (-0.6, 0.0, 0.6)]
    left = [Part(p.strokes, trace, decides=False) for p in _first(rng, box, hand, pen)]
    return [*left, Part(_drawn(rng, box, hand, rubbed), smear, decides=False)]


def taped(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A mark under correction tape, whose edges throw a thin shadow."""
    tape = Pen("correction tape", rng.uniform(4.0, 5.0), 244, opaque=True)
    edge = Pen("edge of tape", rng.uniform(0.12, 0.25), rng.uniform(150, 205))
    half = tape.width * 72 / 25.4 / (box[3] - box[1])
    ends = [[(-2.0, y), (2.0, y)] for y in (-half, half)]
    firm, strip = Hand(0.0, 0.05), [(-1.6, 0.0), (1.6, 0.0)]
    return [*_first(rng, box, hand, pen), Part(_drawn(rng, box, firm, [strip]), tape, decides=False),
            Part(_drawn(rng, box, firm, ends), edge, decides=False)]  # fmt: skip


def thumb(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """Wet ink wiped over an empty box: pale streaks side by side."""
    way = rng.uniform(0, np.pi)
    along, across = np.array([np.cos(way), np.sin(way)]), np.array([-np.sin(way), np.cos(way)])
    ways = [[tuple(along * -rng.uniform(1, 3) + across * s), tuple(along * rng.uniform(1, 3) + across * s)]
            for s in np.linspace(-0.9, 0.9, int(rng.integers(3, 6)))]  # fmt: skip
    wiped = Pen("wiped ink", rng.uniform(0.3, 0.9), rng.uniform(150, 215), 0.3, 0.25)
    return [Part(_drawn(rng, box, Hand(0.1, 0.2), ways), wiped)]


def shine_through(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A mark on the back of the sheet shows through, pale and soft."""
    behind = Pen("from the back", rng.uniform(0.6, 1.0), rng.uniform(195, 230), 0.2)
    moved = [Part(p.strokes, behind) for p in [tick, cross, scribble][int(rng.integers(0, 3))](rng, box, hand, pen)]
    return moved


def neat_correction(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A mark blackened neatly inside the box: on paper this is a filled box."""
    return [*_first(rng, box, hand, pen), *fill(rng, box, hand, pen)]


def group_line(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """One line down through a whole group of boxes: all of them, or none?"""
    up, down, x = rng.uniform(2.5, 7.0), rng.uniform(2.5, 7.0), rng.uniform(-0.4, 0.4)
    spots = [(x + rng.normal(0, 0.2), y) for y in np.linspace(up, -down, 5)]
    return [Part(_drawn(rng, box, hand, [spots], round_=True), pen)]


def asked(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A question mark in the box."""
    hook_ = [(-0.35, 0.4), (-0.1, 0.8), (0.35, 0.6), (0.25, 0.2), (0.0, 0.0), (0.0, -0.3)]
    return [
        Part(
            [*_drawn(rng, box, hand, [hook_], round_=True), *_drawn(rng, box, hand, [[(0.0, -0.7), (0.05, -0.72)]])],
            pen,
        )
    ]


def stray(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A line that runs through the box from far outside."""
    angle, reach = rng.uniform(0, np.pi), rng.uniform(3.5, 9.0)
    back, shift = rng.uniform(2.5, 7.0), rng.uniform(-0.6, 0.6)
    along, across = np.array([np.cos(angle), np.sin(angle)]), np.array([-np.sin(angle), np.cos(angle)])
    bow = rng.normal(0, 0.5)
    spots = [tuple(along * t + across * (shift + bow * (t / reach) ** 2)) for t in np.linspace(-back, reach, 6)]
    return [Part(_drawn(rng, box, hand, [spots], round_=True), pen)]


def letters(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """The end of a scribbled word that runs into the box from beside, above or below."""
    angle = rng.choice([0.0, np.pi, np.pi, np.pi / 2, -np.pi / 2])
    out, depth = rng.uniform(4.0, 8.0), rng.uniform(-0.2, 0.7)
    t = np.linspace(0, 1, int(rng.integers(9, 16)))
    height = rng.uniform(0.5, 1.0)
    run = out - (out - (1.0 - depth)) * t
    wave = height * np.where(np.arange(len(t)) % 2, 1, -1) * rng.uniform(0.4, 1.2, len(t))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    sideways = abs(np.sin(angle)) > 0.5  # above or below, words still run across: only a few descenders reach in
    spots = np.column_stack([wave * 2.2, np.sign(np.sin(angle)) * (1.0 - depth + abs(wave) * 1.4)]) if sideways else \
        np.column_stack([run, wave]) @ turn.T  # fmt: skip
    return [Part(_drawn(rng, box, hand, [[(float(x), float(y)) for x, y in spots]], round_=True), pen)]


def stamp(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """The edge of a rubber stamp: one or two straight lines and a corner, partly inked."""
    w, h = rng.uniform(9, 16), rng.uniform(4, 7)
    x, y = rng.uniform(-0.6, 0.6), rng.uniform(-0.6, 0.6)
    to_right, up = rng.choice([-1.0, 1.0]), rng.choice([-1.0, 1.0])
    corner = [(x, y + up * h), (x, y), (x + to_right * w, y)]
    inner = [(px + to_right * 0.45, py + up * 0.45) for px, py in corner]
    rubber = Pen("stamp", rng.uniform(0.4, 0.8), rng.uniform(40, 130), rng.uniform(0.1, 0.4), 0.2)
    return [Part(_drawn(rng, box, Hand(0.02, 0.02), [corner, inner] if rng.random() < 0.5 else [corner]), rubber)]


def crease(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A fold in the paper, grey and straight, through the box and far beyond."""
    y, tilt = rng.uniform(-0.7, 0.7), rng.normal(0, 0.02)
    fold = Pen("crease", rng.uniform(0.2, 0.4), rng.uniform(90, 170), 0.2, 0.1)
    return [Part(_drawn(rng, box, Hand(0.02, 0.05), [[(-25.0, y - 25 * tilt), (25.0, y + 25 * tilt)]]), fold)]


def coffee(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """The rim of a cup, an arc through the box."""
    radius, at = rng.uniform(9, 14), rng.uniform(0, 2 * np.pi)
    centre = -radius * np.array([np.cos(at), np.sin(at)])
    turns = np.linspace(at - rng.uniform(0.5, 2.0), at + rng.uniform(0.5, 2.0), 14)
    spots = [(float(centre[0] + radius * np.cos(t)), float(centre[1] + radius * np.sin(t))) for t in turns]
    rim = Pen("coffee", rng.uniform(0.5, 1.0), rng.uniform(110, 180), 0.3, 0.15)
    return [Part(_drawn(rng, box, Hand(0.05, 0.1), [spots], round_=True), rim)]


def beside(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A tick or cross wholly outside, close to the frame."""
    half = (box[3] - box[1]) / 2
    way = rng.choice([-1.0, 1.0])
    gap = rng.uniform(1.9, 2.6) * half * way
    moved = (
        (box[0] + gap, box[1], box[2] + gap, box[3])
        if rng.random() < 0.8
        else (box[0], box[1] + gap, box[2], box[3] + gap)
    )
    return [tick, cross][int(rng.integers(0, 2))](rng, moved, Hand(0.05, hand.shake, hand.slant), pen)


def hint(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """The pen was set down and lifted again: a speck or a stroke of a millimetre."""
    x, y, r = rng.uniform(-0.5, 0.5), rng.uniform(-0.5, 0.5), rng.uniform(0.08, 0.25)
    return [Part(_drawn(rng, box, hand, [[(x, y), (x + r, y + r)]]), pen)]


def straddling(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A mark as much outside as inside."""
    half = (box[3] - box[1]) / 2
    gap = rng.uniform(1.0, 1.4) * half * rng.choice([-1.0, 1.0])
    moved = (box[0] + gap, box[1], box[2] + gap, box[3])
    return [tick, cross, slash][int(rng.integers(0, 3))](rng, moved, Hand(0.05, hand.shake, hand.slant), pen)


YES = (
    tick, overshoot, cross, slash, fill, scribble, dot, circle, double_tick, plus, loop, hook, star, ringed_tick,
    long_tick, caret, beside, straddling, ditto, left_tick, zigzag, spiral, word_ring, arrow,
    hatch, letter_y, crossed_tick, corner_tick, two_slashes, on_line, wave, flag,
    broken_tick, bow, written_x, alpha, triangle, half_fill, from_below, hash_sign, thick_and_thin, word_line,
    word_tick,
)  # fmt: skip
NO = (
    corrected, struck_out, corrected_round, waved_out, fluid, stray, letters, stamp, crease, coffee, hint, initialled,
    hatched_out, crossed_ring, one_line_out, scratched, boxed_out, erased, taped, thumb, shine_through,
)  # fmt: skip
UNCLEAR = (neat_correction, group_line, asked)

STYLES: dict[str, tuple[Truth, Draw]] = {
    **{f.__name__: ("yes", f) for f in YES},
    **{f.__name__: ("no", f) for f in NO},
    **{f.__name__: ("unclear", f) for f in UNCLEAR},
}


def make(style: str, rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> Mark:
    """One mark of a style on a box."""
    truth, draw = STYLES[style]
    return Mark(style, truth, draw(rng, box, hand, pen))
