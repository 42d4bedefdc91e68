"""Marks that only training pages show: whatever else a hand may do in, over and around a box.

They widen the tuning world of the test fax. MEASURING has styles of its own that none of these copies.
"""

from __future__ import annotations

import numpy as np

from tests.fax import marks
from tests.fax.paper import Box, Points
from tests.fax.pens import Pen, PenKind, Stroke, curve, straight, tremble
from tests.fax.strokes import Hand, Part

LETTERS: dict[str, list[list[tuple[float, float]]]] = {
    "x": [[(-0.7, 0.7), (0.7, -0.7)], [(0.7, 0.8), (-0.7, -0.7)]],
    "v": [[(-0.6, 0.7), (0.0, -0.7), (0.6, 0.7)]],
    "y": [[(-0.6, 0.7), (0.0, 0.0)], [(0.6, 0.7), (0.0, 0.0), (-0.3, -0.8)]],
    "ok": [[(-0.3, 0.4), (-0.7, 0.0), (-0.3, -0.4), (0.0, 0.0), (-0.3, 0.4)], [(0.2, 0.6), (0.2, -0.6)],
           [(0.7, 0.3), (0.2, 0.0), (0.7, -0.5)]],
    "yes": [[(-0.9, 0.3), (-0.6, -0.1)], [(-0.4, 0.4), (-0.8, -0.6)],
            [(-0.3, 0.0), (0.1, 0.1), (-0.1, 0.4), (-0.3, 0.0), (-0.1, -0.3), (0.2, -0.2)],
            [(0.7, 0.4), (0.4, 0.2), (0.7, -0.1), (0.4, -0.3)]],
    "t": [[(0.0, 0.9), (0.0, -0.7), (0.3, -0.8)], [(-0.5, 0.4), (0.5, 0.4)]],
}  # fmt: skip

QUESTIONS: dict[str, list[list[tuple[float, float]]]] = {
    "n": [[(-0.7, -0.8), (-0.6, 0.8), (0.6, -0.8), (0.7, 0.8)]],
    "no": [[(-0.9, -0.5), (-0.8, 0.5), (-0.2, -0.5), (-0.1, 0.5)],
           [(0.5, 0.5), (0.2, 0.0), (0.5, -0.5), (0.8, 0.0), (0.5, 0.5)]],
    "?": [[(-0.5, 0.4), (-0.2, 0.8), (0.4, 0.7), (0.4, 0.2), (0.0, -0.1), (0.0, -0.4)], [(0.0, -0.7), (0.05, -0.8)]],
    "0": [[(0.0, 0.85), (-0.5, 0.0), (0.0, -0.85), (0.5, 0.0), (0.0, 0.85), (-0.1, 0.8)]],
    "na": [[(-0.9, -0.6), (-0.8, 0.5), (-0.3, -0.5), (-0.2, 0.6)], [(0.2, -0.6), (0.5, 0.7), (0.8, -0.6)],
           [(0.3, -0.1), (0.7, -0.1)]],
    "n/a": [[(-0.9, -0.4), (-0.8, 0.5), (-0.4, -0.4), (-0.3, 0.5)], [(-0.2, -0.8), (0.3, 0.8)],
            [(0.9, 0.3), (0.5, 0.2), (0.5, -0.4), (0.9, -0.2), (0.9, 0.3), (1.0, -0.5)]],
}  # fmt: skip

HIGHLIGHTER = PenKind("highlighter", (2.0, 4.5), (140, 215), (0.0, 0.05))
CRAYON = PenKind("crayon", (0.6, 1.4), (40, 150), (0.15, 0.5))
FINE_LINER = PenKind("fine liner", (0.2, 0.3), (20, 90), (0.0, 0.1))
FADING = PenKind("fading", (0.3, 0.55), (60, 185), (0.0, 0.45), (0.0, 0.3))


def _middle(box: Box) -> tuple[Points, float]:
    return np.array([(box[0] + box[2]) / 2, (box[1] + box[3]) / 2]), (box[3] - box[1]) / 2


def _strokes(rng: np.random.Generator, ways: list[Points], hand: Hand, bent: float = 0.5) -> list[Stroke]:
    drawn = []
    for way in ways:
        path = (curve if rng.random() < bent else straight)(way)
        drawn.append(Stroke(tremble(rng, path, hand.shake), rng.uniform(0.8, 1.2)))
    return drawn


def free(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """One to three strokes of any shape whose middle is in the box: however else somebody may tick."""
    centre, half = _middle(box)
    ways = []
    for _ in range(int(rng.integers(1, 4))):
        spots = rng.uniform(-0.95, 0.95, (int(rng.integers(2, 6)), 2))
        spots = spots - (spots.max(axis=0) + spots.min(axis=0)) / 2
        spots *= rng.uniform(0.6, 1.15) / np.abs(spots).max()
        ways.append(centre + spots * half)
    return [Part(_strokes(rng, ways, hand), pen)]


def tick_of_any_shape(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A tick whose three points lie anywhere a hand puts them: flat, steep, small, with a long tail."""
    centre, half = _middle(box)
    low = np.array([rng.uniform(-0.5, 0.3), rng.uniform(-0.9, -0.3)])
    start = low + np.array([rng.uniform(-0.8, -0.15), rng.uniform(0.15, 0.8)])
    angle, length = rng.uniform(0.5, 1.35), rng.uniform(0.9, 2.6)
    end = low + length * np.array([np.cos(angle), np.sin(angle)])
    spots = np.array([start, low, end]) + rng.normal(0, hand.slack, 2)
    return [Part(_strokes(rng, [centre + spots * half], hand), pen)]


def big(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A sloppy mark of up to one and a half times the box."""
    centre, half = _middle(box)
    grow = rng.uniform(1.1, 1.55)
    wide = (centre[0] - half * grow, centre[1] - half * grow, centre[0] + half * grow, centre[1] + half * grow)
    style = str(rng.choice(["tick", "cross", "slash", "tick_of_any_shape"]))
    return marks.make(style, rng, wide, hand, pen).parts


def letter(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A letter or a short word in the box that says yes."""
    return _spelled(rng, LETTERS, box, hand, pen)


def question(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A letter or sign in the box that says no, not applicable, or asks: a person has to look."""
    return _spelled(rng, QUESTIONS, box, hand, pen)


def _spelled(rng: np.random.Generator, letters: dict[str, list[list[tuple[float, float]]]], box: Box, hand: Hand,
             pen: Pen) -> list[Part]:  # fmt: skip
    centre, half = _middle(box)
    spots = letters[str(rng.choice(list(letters)))]
    grow, at = rng.uniform(0.6, 1.25), centre + rng.normal(0, hand.slack * half, 2)
    lean = np.array([[1.0, rng.normal(0.1, 0.2)], [0.0, 1.0]])
    ways = [at + (np.array(way) + rng.normal(0, 0.08, (len(way), 2))) @ lean.T * half * grow for way in spots]
    return [Part(_strokes(rng, ways, hand, 0.6), pen)]


def swirl(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """The box filled with round strokes, in it or a little over its edge."""
    centre, half = _middle(box)
    turns, most = rng.uniform(2.5, 6), rng.uniform(0.65, 1.05)
    t = np.linspace(0, turns * 2 * np.pi, int(turns * 10))
    radius = most * (0.35 + 0.65 * np.abs(np.sin(t * rng.uniform(0.15, 0.4))))
    spots = np.stack([radius * np.cos(t) * rng.uniform(0.8, 1.1), radius * np.sin(t) * rng.uniform(0.8, 1.1)], axis=1)
    return [Part(_strokes(rng, [centre + rng.normal(0, 0.08 * half, 2) + spots * half], hand, 1.0), pen)]


def hatched(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """The box filled with parallel strokes in any direction."""
    centre, half = _middle(box)
    angle, rows = rng.uniform(0, np.pi), int(rng.integers(4, 11))
    along, across = np.array([np.cos(angle), np.sin(angle)]), np.array([-np.sin(angle), np.cos(angle)])
    most = rng.uniform(0.6, 1.0)
    spots = [along * (most if i % 2 else -most) * rng.uniform(0.75, 1.1) + across * y
             for i, y in enumerate(np.linspace(-most, most, rows))]  # fmt: skip
    return [Part(_strokes(rng, [centre + np.array(spots) * half], hand, 0.3), pen)]


def through(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A line or arc of any grey and width that crosses the box and goes on at both ends."""
    centre, half = _middle(box)
    angle = rng.uniform(0, np.pi)
    along, across = np.array([np.cos(angle), np.sin(angle)]), np.array([-np.sin(angle), np.cos(angle)])
    bow, shift = rng.normal(0, 0.03), rng.uniform(-0.8, 0.8)
    ends = rng.uniform(1.7, 12.0, 2)
    spots = np.array([along * t + across * (shift + bow * t * t) for t in np.linspace(-ends[0], ends[1], 9)])
    line = Pen("line", rng.uniform(0.2, 1.0), rng.uniform(20, 170), rng.uniform(0, 0.3), rng.uniform(0, 0.2))
    return [Part([Stroke(tremble(rng, curve(centre + spots * half), 0.1))], line)]


def cloud(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A mark and, over it, tangled strokes beyond the box: taken back, whichever way somebody does it."""
    centre, half = _middle(box)
    reach = np.array([rng.uniform(1.2, 2.2), rng.uniform(0.7, 1.6)])
    spots = rng.uniform(-1, 1, (int(rng.integers(8, 20)), 2)) * reach
    return [*_first(rng, box, hand, pen), Part(_strokes(rng, [centre + spots * half], hand, 1.0), pen)]


def crossed_out(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A mark with one to four strokes across it, level or slanted, somewhat wider than the box."""
    centre, half = _middle(box)
    angle, long = rng.normal(0, 0.35) + rng.choice([0, 0, 0.8, -0.8]), rng.uniform(1.25, 2.4)
    along, across = np.array([np.cos(angle), np.sin(angle)]), np.array([-np.sin(angle), np.cos(angle)])
    ways = [centre + np.array([along * -long * rng.uniform(0.8, 1.1) + across * y, along * long * rng.uniform(0.8, 1.1)
                               + across * (y + rng.normal(0, 0.15))]) * half
            for y in rng.uniform(-0.6, 0.6, int(rng.integers(1, 5)))]  # fmt: skip
    return [*_first(rng, box, hand, pen), Part(_strokes(rng, ways, hand, 0.3), pen)]


def _first(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    style = str(rng.choice(["tick", "cross", "slash", "tick_of_any_shape", "letter", "free"]))
    return [Part(p.strokes, p.pen, decides=False) for p in marks.make(style, rng, box, hand, pen).parts]


def graze(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A stroke from outside that ends inside the box: the tail of a word, of a neighbour's tick, of a signature."""
    centre, half = _middle(box)
    angle = rng.uniform(0, 2 * np.pi)
    along, across = np.array([np.cos(angle), np.sin(angle)]), np.array([-np.sin(angle), np.cos(angle)])
    tip, far, off = rng.uniform(-0.7, 0.8), rng.uniform(2.2, 8.0), rng.uniform(-0.8, 0.8)
    bow = rng.normal(0, 0.08)
    spots = np.array([along * t + across * (off + bow * (t - tip) ** 2) for t in np.linspace(tip, far, 6)])
    return [Part(_strokes(rng, [centre + spots * half], hand, 0.7), pen)]


def word_over(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A scribbled word that runs over the box from one side to the other."""
    centre, half = _middle(box)
    start, end = -rng.uniform(2.0, 7.0), rng.uniform(1.2, 7.0)
    xs = np.arange(start, end, rng.uniform(0.3, 0.7))
    heights = np.where(np.arange(len(xs)) % 2, 1, -1) * rng.uniform(0.2, 1.1, len(xs)) + rng.uniform(-0.9, 0.9)
    return [Part(_strokes(rng, [centre + np.stack([xs, heights], axis=1) * half], hand, 0.9), pen)]


def dash(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A short level line: yes to some, no to others."""
    centre, half = _middle(box)
    long, y = rng.uniform(0.4, 0.9), rng.uniform(-0.3, 0.3)
    way = centre + np.array([[-long, y], [long, y + rng.normal(0, 0.08)]]) * half
    return [Part(_strokes(rng, [way], hand, 0.2), pen)]


def near(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """Any mark wholly beside the box, on any side."""
    _, half = _middle(box)
    angle, gap = rng.uniform(0, 2 * np.pi), rng.uniform(1.8, 3.2) * half
    way = gap * np.array([np.cos(angle), np.sin(angle)]) / max(abs(np.cos(angle)), abs(np.sin(angle)))
    moved = (box[0] + way[0], box[1] + way[1], box[2] + way[0], box[3] + way[1])
    style = str(rng.choice(["tick", "cross", "slash", "tick_of_any_shape", "letter", "dot"]))
    return marks.make(style, rng, moved, Hand(0.05, hand.shake, hand.slant), pen).parts


def smudge(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A grey stain without a stroke: a thumb, a drop, a photocopier's shadow."""
    centre, half = _middle(box)
    at = centre + rng.uniform(-1.2, 1.2, 2) * half
    stain = Pen("smudge", rng.uniform(0.8, 3.0), rng.uniform(110, 215), rng.uniform(0.1, 0.6))
    spots = at + rng.normal(0, 0.4 * half, (int(rng.integers(2, 5)), 2))
    return [Part([Stroke(curve(spots))], stain)]


def ring(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A ring around box and some of its words, closed or nearly so."""
    centre, half = _middle(box)
    right = rng.uniform(1.4, 14.0) * half
    left, high = rng.uniform(1.3, 2.4) * half, rng.uniform(1.2, 2.0) * half
    start = rng.uniform(0, 6.28)
    t = np.linspace(start, start + 2 * np.pi * rng.uniform(0.85, 1.2), 22)
    x = np.cos(t)
    spots = np.stack([np.where(x > 0, x * right, x * left), high * np.sin(t)], axis=1)
    spots += rng.normal(0, 0.12 * half, spots.shape)
    return [Part(_strokes(rng, [centre + spots], hand, 1.0), pen)]


YES = (free, tick_of_any_shape, big, letter, swirl, hatched)
NO = (through, cloud, crossed_out, graze, word_over, smudge)
UNCLEAR = (dash, near, question, ring)
marks.STYLES.update({f.__name__: ("yes", f) for f in YES})
marks.STYLES.update({f.__name__: ("no", f) for f in NO})
marks.STYLES.update({f.__name__: ("unclear", f) for f in UNCLEAR})
