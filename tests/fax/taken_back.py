"""Ink that chooses no box, or of which nobody can say: marks taken back, and what ran, dripped or was stamped over."""

from __future__ import annotations

import numpy as np

from tests.fax.chosen import cross, fill, scribble, slash, tick
from tests.fax.paper import Box
from tests.fax.pens import FLUID, Pen
from tests.fax.strokes import Draw, Hand, Part, drawn


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
    return [*_first(rng, box, hand, pen), Part(drawn(rng, box, hand, [spots]), pen)]


def one_line_out(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A mark struck out with one stroke that begins and ends well outside the box."""
    left, right, y = rng.uniform(1.6, 2.4), rng.uniform(1.6, 2.4), rng.uniform(-0.3, 0.3)
    way = [(-left, y), (right, y + rng.normal(0, 0.3))]
    return [*_first(rng, box, hand, pen), Part(drawn(rng, box, hand, [way]), pen)]


def struck_out(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A mark struck out with two or three long strokes."""
    long = rng.uniform(1.7, 2.6)
    ways = [[(-long, y), (long, y + rng.normal(0, 0.15))] for y in np.linspace(-0.5, 0.5, int(rng.integers(2, 4)))]
    return [*_first(rng, box, hand, pen), Part(drawn(rng, box, hand, ways), pen)]


def corrected_round(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A mark taken back with a cloud of loops."""
    wide = rng.uniform(1.5, 2.1)
    turns = np.linspace(0, 2 * np.pi * rng.uniform(4, 6), 60)
    spots = [(-wide + 2 * wide * t / turns[-1] + 0.5 * np.cos(t), 1.1 * np.sin(t)) for t in turns]
    return [*_first(rng, box, hand, pen), Part(drawn(rng, box, hand, [spots], round_=True), pen)]


def waved_out(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A mark taken back with a wavy line across, well beyond the box."""
    wide, high = rng.uniform(1.7, 2.4), rng.uniform(0.35, 0.8)
    t = np.linspace(-wide, wide, 26)
    turns = rng.uniform(2.5, 5.0)
    spots = [(float(x), float(high * np.sin(turns * np.pi * x / wide))) for x in t]
    return [*_first(rng, box, hand, pen), Part(drawn(rng, box, hand, [spots], round_=True), pen)]


def initialled(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A mark taken back with one long stroke, and initials beside it."""
    long, x = rng.uniform(1.8, 2.8), rng.uniform(-4.6, -3.2)
    stroke = [(-long, rng.normal(0, 0.3)), (long, rng.normal(0, 0.3))]
    initials = [[(x, -0.7), (x + 0.35, 0.8), (x + 0.7, -0.7)], [(x + 0.9, -0.7), (x + 1.0, 0.8), (x + 1.5, 0.0)]]
    return [*_first(rng, box, hand, pen), Part(drawn(rng, box, hand, [stroke]), pen),
            Part(drawn(rng, box, hand, initials), pen, decides=False)]  # fmt: skip


def hatched_out(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A mark taken back with parallel strokes over it, wider than the box."""
    wide, lean = rng.uniform(1.4, 2.0), rng.choice([1.0, -1.0])
    ways = [[(x - 0.5, -1.3 * lean), (x + 0.5, 1.3 * lean)] for x in np.linspace(-wide, wide, int(rng.integers(6, 10)))]
    return [*_first(rng, box, hand, pen), Part(drawn(rng, box, hand, ways), pen)]


def crossed_ring(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A mark taken back with a ring around it and a line through both."""
    turns, wide = np.linspace(0.5, 0.5 + 2 * np.pi * rng.uniform(1.0, 1.1), 16), rng.uniform(1.5, 2.0)
    ring = [(wide * np.cos(t), 1.4 * np.sin(t)) for t in turns]
    line = [(-wide - 0.5, -1.5), (wide + 0.5, 1.5)]
    return [*_first(rng, box, hand, pen), Part(drawn(rng, box, hand, [ring], round_=True), pen),
            Part(drawn(rng, box, hand, [line]), pen)]  # fmt: skip


def fluid(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A mark painted over with correction fluid, frame and all."""
    ways = [[(-1.2, y), (1.2, y)] for y in (-0.6, 0.5)]
    return [*_first(rng, box, hand, pen), Part(drawn(rng, box, Hand(0.05, 0.2), ways), FLUID, decides=False)]


def scratched(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A mark taken back with an upright zigzag that leaves the box above and below."""
    high, turns = rng.uniform(1.4, 2.0), int(rng.integers(9, 15))
    xs = np.linspace(-0.9, 0.9, turns)
    spots = [(x, (high if i % 2 else -high) * rng.uniform(0.8, 1.1)) for i, x in enumerate(xs)]
    return [*_first(rng, box, hand, pen), Part(drawn(rng, box, hand, [spots]), pen)]


def boxed_out(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A tick or scribble taken back with a large cross over it and the box; two crosses would say nothing."""
    r = rng.uniform(1.6, 2.3)
    taken = [
        Part(p.strokes, p.pen, decides=False) for p in [tick, scribble][int(rng.integers(0, 2))](rng, box, hand, pen)
    ]
    return [*taken, Part(drawn(rng, box, hand, [[(-r, -r), (r, r)], [(-r, r), (r, -r)]]), pen)]


def looped_out(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A mark taken back with two or three flat rings over it, one on the other."""
    t = np.linspace(0, 2 * np.pi * rng.uniform(2.0, 3.0), 50)
    wide, high = rng.uniform(1.6, 2.2), rng.uniform(0.6, 1.0)
    spots = [(float(wide * np.cos(a)), float(high * np.sin(a) + 0.15 * np.sin(a / 3))) for a in t]
    return [*_first(rng, box, hand, pen), Part(drawn(rng, box, hand, [spots], round_=True), pen)]


def barred(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A mark taken back with two upright strokes that begin above and end below the box."""
    high = rng.uniform(1.8, 2.5)
    ways = [[(x, high), (x + rng.normal(0, 0.15), -high)] for x in (-0.35, 0.35)]
    return [*_first(rng, box, hand, pen), Part(drawn(rng, box, hand, ways), pen)]


def spiralled_out(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A mark taken back with a spiral that grows from its middle to beyond the box."""
    turns, wide = np.linspace(0, 2 * np.pi * rng.uniform(3.0, 5.0), 60), rng.uniform(1.6, 2.2)
    spots = [(float(wide * t / turns[-1] * np.cos(t)), float(wide * t / turns[-1] * np.sin(t))) for t in turns]
    return [*_first(rng, box, hand, pen), Part(drawn(rng, box, hand, [spots], round_=True), pen)]


def crossed_row(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A mark taken back with a row of small crosses over it, as on a typewriter."""
    wide, r = rng.uniform(1.7, 2.4), rng.uniform(0.45, 0.7)
    ways = [[(x - r, -r * lean), (x + r, r * lean)] for x in np.linspace(-wide, wide, 5) for lean in (1.0, -1.0)]
    return [*_first(rng, box, hand, pen), Part(drawn(rng, box, hand, ways), pen)]


def hair(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A hair on the scanner's glass: a thin dark bend through an empty box and beyond."""
    angle, long = rng.uniform(0, np.pi), rng.uniform(3.0, 8.0)
    along, across = np.array([np.cos(angle), np.sin(angle)]), np.array([-np.sin(angle), np.cos(angle)])
    start, bow = rng.uniform(-0.8, 0.2) * long, rng.normal(0, 1.2)
    spots = [tuple(along * (start + long * t) + across * bow * np.sin(np.pi * t)) for t in np.linspace(0, 1, 8)]
    fibre = Pen("hair", rng.uniform(0.08, 0.2), rng.uniform(40, 120))
    return [Part(drawn(rng, box, Hand(0.2, 0.1), [spots], round_=True), fibre)]


def erased(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A pencil mark rubbed out: a trace of it, and the grey that the eraser spread."""
    trace = Pen("rubbed pencil", rng.uniform(0.4, 0.7), rng.uniform(195, 228), 0.4, 0.2)
    smear = Pen("eraser", rng.uniform(1.5, 2.5), rng.uniform(225, 243), 0.4)
    rubbed = [[(-1.3, y), (1.4, y + rng.normal(0, 0.3))] for y in (-0.6, 0.0, 0.6)]
    left = [Part(p.strokes, trace, decides=False) for p in _first(rng, box, hand, pen)]
    return [*left, Part(drawn(rng, box, hand, rubbed), smear, decides=False)]


def taped(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A mark under correction tape, whose edges throw a thin shadow."""
    tape = Pen("correction tape", rng.uniform(4.0, 5.0), 244, opaque=True)
    edge = Pen("edge of tape", rng.uniform(0.12, 0.25), rng.uniform(150, 205))
    half = tape.width * 72 / 25.4 / (box[3] - box[1])
    ends = [[(-2.0, y), (2.0, y)] for y in (-half, half)]
    firm, strip = Hand(0.0, 0.05), [(-1.6, 0.0), (1.6, 0.0)]
    return [*_first(rng, box, hand, pen), Part(drawn(rng, box, firm, [strip]), tape, decides=False),
            Part(drawn(rng, box, firm, ends), edge, decides=False)]  # fmt: skip


def thumb(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """Wet ink wiped over an empty box: pale streaks side by side."""
    way = rng.uniform(0, np.pi)
    along, across = np.array([np.cos(way), np.sin(way)]), np.array([-np.sin(way), np.cos(way)])
    ways = [[tuple(along * -rng.uniform(1, 3) + across * s), tuple(along * rng.uniform(1, 3) + across * s)]
            for s in np.linspace(-0.9, 0.9, int(rng.integers(3, 6)))]  # fmt: skip
    wiped = Pen("wiped ink", rng.uniform(0.3, 0.9), rng.uniform(150, 215), 0.3, 0.25)
    return [Part(drawn(rng, box, Hand(0.1, 0.2), ways), wiped)]


def shine_through(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A mark on the back of the sheet shows through; on a fax nobody can tell it from a pale mark."""
    behind = Pen("from the back", rng.uniform(0.6, 1.0), rng.uniform(195, 230), 0.2)
    return [Part(p.strokes, behind) for p in [tick, cross, scribble][int(rng.integers(0, 3))](rng, box, hand, pen)]


def neat_correction(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A mark blackened neatly inside the box: on paper this is a filled box."""
    return [*_first(rng, box, hand, pen), *fill(rng, box, hand, pen)]


def group_line(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """One line down through a whole group of boxes: all of them, or none?"""
    up, down, x = rng.uniform(2.5, 7.0), rng.uniform(2.5, 7.0), rng.uniform(-0.4, 0.4)
    spots = [(x + rng.normal(0, 0.2), y) for y in np.linspace(up, -down, 5)]
    return [Part(drawn(rng, box, hand, [spots], round_=True), pen)]


def dripped(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A drop of ink or coffee in the box: on paper it may be a dot somebody made."""
    r, x, y = rng.uniform(0.15, 0.4), rng.uniform(-0.6, 0.6), rng.uniform(-0.6, 0.6)
    turns = np.linspace(0, 6 * np.pi, 24)
    spots = [(x + r * t / turns[-1] * np.cos(t), y + r * t / turns[-1] * np.sin(t)) for t in turns]
    drop = Pen("drop", rng.uniform(0.4, 0.6), rng.uniform(40, 150))
    return [Part(drawn(rng, box, Hand(0.05, 0.05), [spots], round_=True), drop)]


def asked(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A question mark in the box."""
    hook_ = [(-0.35, 0.4), (-0.1, 0.8), (0.35, 0.6), (0.25, 0.2), (0.0, 0.0), (0.0, -0.3)]
    return [
        Part(
            [*drawn(rng, box, hand, [hook_], round_=True), *drawn(rng, box, hand, [[(0.0, -0.7), (0.05, -0.72)]])],
            pen,
        )
    ]


def dashed(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A level dash in the box: does not apply, or this one?"""
    r, y = rng.uniform(0.4, 0.8), rng.uniform(-0.25, 0.25)
    return [Part(drawn(rng, box, hand, [[(-r, y), (r, y)]]), pen)]


def stray(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A line that runs through the box from far outside."""
    angle, reach = rng.uniform(0, np.pi), rng.uniform(3.5, 9.0)
    back, shift = rng.uniform(2.5, 7.0), rng.uniform(-0.6, 0.6)
    along, across = np.array([np.cos(angle), np.sin(angle)]), np.array([-np.sin(angle), np.cos(angle)])
    bow = rng.normal(0, 0.5)
    spots = [tuple(along * t + across * (shift + bow * (t / reach) ** 2)) for t in np.linspace(-back, reach, 6)]
    return [Part(drawn(rng, box, hand, [spots], round_=True), pen)]


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
    return [Part(drawn(rng, box, hand, [[(float(x), float(y)) for x, y in spots]], round_=True), pen)]


def stamp(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """The edge of a rubber stamp: one or two straight lines and a corner, partly inked."""
    w, h = rng.uniform(9, 16), rng.uniform(4, 7)
    x, y = rng.uniform(-0.6, 0.6), rng.uniform(-0.6, 0.6)
    to_right, up = rng.choice([-1.0, 1.0]), rng.choice([-1.0, 1.0])
    corner = [(x, y + up * h), (x, y), (x + to_right * w, y)]
    inner = [(px + to_right * 0.45, py + up * 0.45) for px, py in corner]
    rubber = Pen("stamp", rng.uniform(0.4, 0.8), rng.uniform(40, 130), rng.uniform(0.1, 0.4), 0.2)
    return [Part(drawn(rng, box, Hand(0.02, 0.02), [corner, inner] if rng.random() < 0.5 else [corner]), rubber)]


def crease(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A fold in the paper, grey and straight, through the box and far beyond."""
    y, tilt = rng.uniform(-0.7, 0.7), rng.normal(0, 0.02)
    fold = Pen("crease", rng.uniform(0.2, 0.4), rng.uniform(90, 170), 0.2, 0.1)
    return [Part(drawn(rng, box, Hand(0.02, 0.05), [[(-25.0, y - 25 * tilt), (25.0, y + 25 * tilt)]]), fold)]


def coffee(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """The rim of a cup, an arc through the box."""
    radius, at = rng.uniform(9, 14), rng.uniform(0, 2 * np.pi)
    centre = -radius * np.array([np.cos(at), np.sin(at)])
    turns = np.linspace(at - rng.uniform(0.5, 2.0), at + rng.uniform(0.5, 2.0), 14)
    spots = [(float(centre[0] + radius * np.cos(t)), float(centre[1] + radius * np.sin(t))) for t in turns]
    rim = Pen("coffee", rng.uniform(0.5, 1.0), rng.uniform(110, 180), 0.3, 0.15)
    return [Part(drawn(rng, box, Hand(0.05, 0.1), [spots], round_=True), rim)]


def hint(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """The pen was set down and lifted again: a speck or a stroke of a millimetre."""
    x, y, r = rng.uniform(-0.5, 0.5), rng.uniform(-0.5, 0.5), rng.uniform(0.08, 0.25)
    return [Part(drawn(rng, box, hand, [[(x, y), (x + r, y + r)]]), pen)]


NO: tuple[Draw, ...] = (
    corrected, struck_out, corrected_round, waved_out, fluid, stray, letters, stamp, crease, coffee, hint, initialled,
    hatched_out, crossed_ring, one_line_out, scratched, boxed_out, erased, taped, thumb,
    looped_out, barred, spiralled_out, crossed_row, hair,
)  # fmt: skip
UNCLEAR: tuple[Draw, ...] = (neat_correction, group_line, asked, shine_through, dashed, dripped)
