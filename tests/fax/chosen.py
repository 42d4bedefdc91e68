"""Marks that choose a box, as people make them: in it, over it, around it, beside it, on its words."""

from __future__ import annotations

import numpy as np

from tests.fax.paper import Box
from tests.fax.pens import Pen, Stroke
from tests.fax.strokes import Draw, Hand, Part, drawn


def tick(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A short stroke down, a long one up."""
    return [Part(drawn(rng, box, hand, [[(-0.7, 0.0), (-0.2, -0.65), (0.8, 0.85)]]), pen)]


def overshoot(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A tick whose tail runs out of the box by up to half a box."""
    tail = rng.uniform(1.3, 2.0)
    return [Part(drawn(rng, box, hand, [[(-0.8, 0.1), (-0.25, -0.75), (tail, tail)]]), pen)]


def cross(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """Two diagonals, some reaching beyond the corners."""
    r = rng.uniform(0.65, 1.25)
    return [Part(drawn(rng, box, hand, [[(-r, -r), (r, r)], [(-r, r), (r, -r)]]), pen)]


def slash(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """One diagonal."""
    r, side = rng.uniform(0.7, 1.4), rng.choice([1.0, 1.0, -1.0])
    return [Part(drawn(rng, box, hand, [[(-r * side, -r), (r * side, r)]]), pen)]


def fill(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """Blackened line by line."""
    rows = int(np.ceil((box[3] - box[1]) / max(pen.width * 2.4, 0.9)))
    spots = [(0.9 if (i % 2) else -0.9, y) for i, y in enumerate(np.linspace(-0.85, 0.85, rows))]
    return [Part(drawn(rng, box, hand, [spots]), pen)]


def scribble(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A hasty zigzag that about stays in the box."""
    turns = int(rng.integers(5, 10))
    xs = np.linspace(-0.9, 0.9, turns)
    spots = [(x, (0.85 if i % 2 else -0.85) * rng.uniform(0.6, 1.15)) for i, x in enumerate(xs)]
    return [Part(drawn(rng, box, hand, [spots]), pen)]


def dot(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A deliberate dot, a third to two thirds of the box wide."""
    r = rng.uniform(0.3, 0.6)
    turns = np.linspace(0, rng.uniform(2.5, 4.5) * 2 * np.pi, 30)
    spots = [(r * t / turns[-1] * np.cos(t), r * t / turns[-1] * np.sin(t)) for t in turns]
    return [Part(drawn(rng, box, hand, [spots], round_=True), pen)]


def circle(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A ring around the box instead of a mark in it."""
    wide, high, start = rng.uniform(1.35, 2.1), rng.uniform(1.3, 1.8), rng.uniform(0, 6.28)
    turns = np.linspace(start, start + 2 * np.pi * rng.uniform(0.95, 1.15), 16)
    return [Part(drawn(rng, box, hand, [[(wide * np.cos(t), high * np.sin(t)) for t in turns]], round_=True), pen)]


def double_tick(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """Two ticks, one after the other."""
    return [*tick(rng, box, hand, pen), *tick(rng, box, hand, pen)]


def plus(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """An upright cross."""
    r = rng.uniform(0.6, 1.1)
    return [Part(drawn(rng, box, hand, [[(-r, 0.0), (r, 0.0)], [(0.0, r), (0.0, -r)]]), pen)]


def loop(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A small ring inside the box."""
    r, turns = rng.uniform(0.4, 0.75), np.linspace(1.0, 1.0 + 2 * np.pi, 12)
    return [Part(drawn(rng, box, hand, [[(r * np.cos(t), r * np.sin(t)) for t in turns]], round_=True), pen)]


def hook(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A round, flat tick made without lifting."""
    spots = [(-0.9, 0.3), (-0.4, -0.5), (0.1, -0.2), (1.1, rng.uniform(0.2, 0.9))]
    return [Part(drawn(rng, box, hand, [spots], round_=True), pen)]


def long_tick(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A tick with a flat, far-reaching tail, round at the foot."""
    spots = [(-0.6, 0.3), (-0.25, -0.55), (0.3, -0.1), (rng.uniform(1.4, 2.1), rng.uniform(0.7, 1.3))]
    return [Part(drawn(rng, box, hand, [spots], round_=True), pen)]


def caret(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A roof: up and down again."""
    return [Part(drawn(rng, box, hand, [[(-0.75, -0.7), (0.0, rng.uniform(0.5, 0.9)), (0.75, -0.7)]]), pen)]


def star(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A cross and a bar."""
    return [*cross(rng, box, hand, pen), Part(drawn(rng, box, hand, [[(-1.0, 0.0), (1.0, 0.0)]]), pen)]


def ringed_tick(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A tick, and a ring around it for good measure."""
    return [*tick(rng, box, hand, pen), *circle(rng, box, hand, pen)]


def ditto(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """Two short strokes side by side: the same as above."""
    gap, high, lean = rng.uniform(0.18, 0.4), rng.uniform(0.25, 0.55), rng.uniform(-0.1, 0.25)
    return [Part(drawn(rng, box, hand, [[(x - lean, -high), (x + lean, high)] for x in (-gap, gap)]), pen)]


def left_tick(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """The tick of a left hand: the long stroke leans the other way."""
    return [Part(drawn(rng, box, hand, [[(0.7, 0.1), (0.25, -0.65), (-0.85, rng.uniform(0.6, 1.1))]]), pen)]


def zigzag(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A stroke like a Z or an N, without lifting."""
    way = [(-0.7, 0.7), (0.7, 0.6), (-0.7, -0.6), (0.75, -0.75)]
    spots = way if rng.random() < 0.5 else [(y, x) for x, y in way]
    return [Part(drawn(rng, box, hand, [spots]), pen)]


def spiral(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A curl from the middle outwards."""
    turns = np.linspace(0, rng.uniform(1.5, 2.6) * 2 * np.pi, 28)
    r = rng.uniform(0.75, 1.0) / turns[-1]
    return [Part(drawn(rng, box, hand, [[(r * t * np.cos(t), r * t * np.sin(t)) for t in turns]], round_=True), pen)]


def hatch(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """Three or four slanted strokes side by side, each lifted."""
    lean = rng.choice([1.0, -1.0])
    ways = [[(x - 0.5, -0.75 * lean), (x + 0.5, 0.75 * lean)] for x in np.linspace(-0.5, 0.5, int(rng.integers(3, 5)))]
    return [Part(drawn(rng, box, hand, ways), pen)]


def letter_y(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """The letter Y, for yes."""
    ways = [[(-0.65, 0.75), (0.0, 0.0)], [(0.65, 0.75), (-0.35, rng.uniform(-1.1, -0.7))]]
    return [Part(drawn(rng, box, hand, ways), pen)]


def crossed_tick(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A tick whose tail is crossed once, in a hurry."""
    bar = [(0.1, rng.uniform(0.5, 0.9)), (0.8, rng.uniform(0.1, 0.5))]
    return [*tick(rng, box, hand, pen), Part(drawn(rng, box, hand, [bar]), pen)]


def corner_tick(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A small tick that sits in one corner of the box."""
    x, y = rng.choice([-0.35, 0.35], 2)
    spots = [(x - 0.3, y), (x - 0.1, y - 0.3), (x + 0.4, y + 0.45)]
    return [Part(drawn(rng, box, hand, [spots]), pen)]


def on_line(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A tick of one to two millimetres on the line of its frame, anywhere around it: a smaller one is a `hint`."""
    r, along, side = rng.uniform(0.22, 0.42), rng.uniform(-1, 1), int(rng.integers(4))
    x, y = [(along, 1.0), (along, -1.0), (1.0, along), (-1.0, along)][side]
    spots = [(x - r, y), (x - r / 3, y - r), (x + r * 1.2, y + r * 1.3)]
    return [Part(drawn(rng, box, hand, [spots]), pen)]


def wave(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """One lying wave through the box, drawn without lifting the pen."""
    high, wide = rng.uniform(0.4, 0.9), rng.uniform(0.8, 1.3)
    spots = [(wide * x, high * np.sin(x * np.pi)) for x in np.linspace(-1, 1, 9)]
    return [Part(drawn(rng, box, hand, [spots], round_=True), pen)]


def flag(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """An upright stroke with a short one down from its top, like a 1."""
    x, r = rng.uniform(-0.2, 0.4), rng.uniform(0.7, 1.2)
    return [Part(drawn(rng, box, hand, [[(x - 0.5, r - 0.6), (x, r), (x, -r)]]), pen)]


def two_slashes(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """Two slashes side by side, beyond the frame."""
    r, gap = rng.uniform(0.9, 1.4), rng.uniform(0.2, 0.45)
    return [Part(drawn(rng, box, hand, [[(x - r * 0.6, -r), (x + r * 0.6, r)] for x in (-gap, gap)]), pen)]


def word_ring(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A ring around the word to the right of the box instead of a mark in it."""
    wide, high, start = rng.uniform(4.0, 7.5), rng.uniform(1.2, 1.9), rng.uniform(0, 6.28)
    turns = np.linspace(start, start + 2 * np.pi * rng.uniform(0.95, 1.1), 22)
    spots = [(1.6 + wide * (1 + np.cos(t)), high * np.sin(t)) for t in turns]
    return [Part(drawn(rng, box, Hand(0.05, hand.shake), [spots], round_=True), pen)]


def arrow(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """An arrow from the left that points at the box and stops before it."""
    tip, tail = -rng.uniform(1.3, 1.7), -rng.uniform(4.0, 6.5)
    ways = [[(tail, rng.uniform(-1.0, 1.0)), (tip, 0.0)], [(tip - 0.7, 0.5), (tip, 0.0), (tip - 0.7, -0.5)]]
    return [Part(drawn(rng, box, Hand(0.05, hand.shake), ways), pen)]


def broken_tick(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A tick in two strokes that do not meet: the pen was lifted at the foot."""
    foot = (rng.uniform(-0.35, 0.0), rng.uniform(-0.8, -0.5))
    gap = rng.uniform(0.1, 0.35)
    ways = [[(-0.8, 0.15), foot], [(foot[0] + gap, foot[1] + gap), (rng.uniform(0.8, 1.5), rng.uniform(0.7, 1.5))]]
    return [Part(drawn(rng, box, hand, ways), pen)]


def bow(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """One bent stroke from edge to edge, like a bracket that fell over."""
    r, belly, turn = rng.uniform(0.8, 1.2), rng.uniform(0.35, 0.8), rng.uniform(0, 2 * np.pi)
    arc = [(-r, 0.0), (-r / 2, -belly * 0.75), (0.0, -belly), (r / 2, -belly * 0.75), (r, 0.0)]
    spots = [(x * np.cos(turn) - y * np.sin(turn), x * np.sin(turn) + y * np.cos(turn)) for x, y in arc]
    return [Part(drawn(rng, box, hand, [spots], round_=True), pen)]


def written_x(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """The x of a running hand: two bows back to back."""
    r, high, waist = rng.uniform(0.5, 0.8), rng.uniform(0.6, 1.0), rng.uniform(0.0, 0.12)
    ways = [
        [(-r, high), (-waist, 0.3), (-waist, -0.3), (-r, -high)],
        [(r, high), (waist, 0.3), (waist, -0.3), (r, -high)],
    ]
    return [Part(drawn(rng, box, hand, ways, round_=True), pen)]


def alpha(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A cross made without lifting the pen: both ends open to one side, like a fish."""
    r, side = rng.uniform(0.7, 1.15), rng.choice([-1.0, 1.0])
    spots = [(r * side, r), (0.0, 0.0), (-0.8 * r * side, -0.6 * r), (-r * side, 0.0), (-0.8 * r * side, 0.6 * r),
             (0.0, 0.0), (r * side, -r)]  # fmt: skip
    return [Part(drawn(rng, box, hand, [spots], round_=True), pen)]


def triangle(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A tick that was closed on the way back."""
    spots = [(-0.7, 0.35), (-0.1, -0.7), (0.75, rng.uniform(0.5, 0.9)), (-0.65, 0.4)]
    return [Part(drawn(rng, box, hand, [spots]), pen)]


def half_fill(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """Half of the box blackened in haste: one side, or one corner."""
    rows = int(np.ceil((box[3] - box[1]) / max(pen.width * 2.4, 0.9)))
    corner, up = rng.random() < 0.5, rng.choice([-1.0, 1.0])
    ends = [0.9 - (1.8 * i / rows if corner else 0.9) for i in range(rows)]
    spots = [
        (end if i % 2 else -0.9, y * up)
        for i, (y, end) in enumerate(zip(np.linspace(-0.9, 0.85, rows), ends, strict=True))
    ]
    return [Part(drawn(rng, box, hand, [spots]), pen)]


def from_below(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A tick that hangs: its foot lies below the box, its end inside or above."""
    foot = rng.uniform(-1.7, -1.2)
    spots = [(-0.7, rng.uniform(-0.5, 0.0)), (-0.2, foot), (rng.uniform(0.6, 1.0), rng.uniform(0.5, 1.1))]
    return [Part(drawn(rng, box, hand, [spots]), pen)]


def hash_sign(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """Two strokes across two others."""
    r, g, lean = rng.uniform(0.7, 1.1), rng.uniform(0.25, 0.4), rng.uniform(0.0, 0.25)
    ways = [[(x - lean, -r), (x + lean, r)] for x in (-g, g)] + [[(-r, y), (r, y)] for y in (g, -g)]
    return [Part(drawn(rng, box, hand, ways), pen)]


def thick_and_thin(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A tick pressed down hard at the foot, whose upstroke hardly touches the paper."""
    down, up = drawn(rng, box, Hand(hand.slack / 2, hand.shake, hand.slant),
                      [[(-0.6, 0.1), (-0.2, -0.6)], [(-0.2, -0.6), (0.3, 0.1), (1.0, 1.0)]])  # fmt: skip
    return [Part([Stroke(down.way, rng.uniform(1.2, 1.6)), Stroke(up.way, rng.uniform(0.45, 0.75))], pen)]


def capital_v(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A tick as wide on one side as on the other, whose ends stand above the box."""
    wide, up = rng.uniform(0.6, 1.0), rng.uniform(0.9, 1.5)
    spots = [(-wide, up), (rng.uniform(-0.15, 0.15), rng.uniform(-0.9, -0.4)), (wide, up * rng.uniform(0.9, 1.2))]
    return [Part(drawn(rng, box, hand, [spots]), pen)]


def comma(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """One short bent stroke, pressed down, somewhere in the box."""
    x, y, r = rng.uniform(-0.3, 0.3), rng.uniform(-0.3, 0.3), rng.uniform(0.35, 0.6)
    way = drawn(rng, box, hand, [[(x + 0.2 * r, y + r), (x + 0.4 * r, y), (x - 0.4 * r, y - r)]], round_=True)
    return [Part([Stroke(stroke.way, rng.uniform(1.1, 1.5)) for stroke in way], pen)]


def lazy_eight(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A figure of eight, standing or lying, drawn without lifting the pen."""
    r, t = rng.uniform(0.6, 1.0), np.linspace(0, 2 * np.pi * rng.uniform(1.0, 1.1), 22)
    spots = [(float(r * np.sin(a)), float(0.7 * r * np.sin(2 * a))) for a in t]
    spots = spots if rng.random() < 0.5 else [(y, x) for x, y in spots]
    return [Part(drawn(rng, box, hand, [spots], round_=True), pen)]


def round_tick(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A tick in one bend, without a corner."""
    right, top = rng.uniform(0.8, 1.4), rng.uniform(0.8, 1.3)
    spots = [(-0.8, 0.5), (-0.5, -0.4), (-0.1, -0.7), (0.3, -0.2), (right, top)]
    return [Part(drawn(rng, box, hand, [spots], round_=True), pen)]


def small_tick(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A careful tick of two thirds of the size, somewhere in the box."""
    x, y, k = rng.uniform(-0.25, 0.25), rng.uniform(-0.25, 0.25), rng.uniform(0.6, 0.8)
    spots = [(x - 0.7 * k, y), (x - 0.2 * k, y - 0.65 * k), (x + 0.8 * k, y + 0.85 * k)]
    return [Part(drawn(rng, box, hand, [spots]), pen)]


def tailed_cross(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A cross whose second stroke ends in a flick."""
    r, flick = rng.uniform(0.7, 1.1), rng.uniform(0.3, 0.7)
    second = [(r, r), (-r, -r), (-r - 0.1, -r + flick)]
    return [Part(drawn(rng, box, hand, [[(-r, r), (r, -r)], second]), pen)]


def word_line(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A line under the words to the right of the box instead of a mark in it."""
    y, long = rng.uniform(-1.5, -1.0), rng.uniform(6.0, 12.0)
    way = [(1.8, y), (1.8 + long / 2, y + rng.normal(0, 0.15)), (1.8 + long, y + rng.normal(0, 0.2))]
    return [Part(drawn(rng, box, Hand(0.05, hand.shake), [way], round_=True), pen)]


def word_tick(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A tick on the words to the right of the box."""
    x = rng.uniform(3.0, 6.0)
    spots = [(x - 0.8, 0.2), (x - 0.2, -0.8), (x + 1.1, 1.2)]
    return [Part(drawn(rng, box, Hand(0.1, hand.shake), [spots]), pen)]


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


def straddling(rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> list[Part]:
    """A mark as much outside as inside."""
    half = (box[3] - box[1]) / 2
    gap = rng.uniform(1.0, 1.4) * half * rng.choice([-1.0, 1.0])
    moved = (box[0] + gap, box[1], box[2] + gap, box[3])
    return [tick, cross, slash][int(rng.integers(0, 3))](rng, moved, Hand(0.05, hand.shake, hand.slant), pen)


YES: tuple[Draw, ...] = (
    tick, overshoot, cross, slash, fill, scribble, dot, circle, double_tick, plus, loop, hook, star, ringed_tick,
    long_tick, caret, beside, straddling, ditto, left_tick, zigzag, spiral, word_ring, arrow,
    hatch, letter_y, crossed_tick, corner_tick, two_slashes, on_line, wave, flag,
    broken_tick, bow, written_x, alpha, triangle, half_fill, from_below, hash_sign, thick_and_thin, word_line,
    word_tick, capital_v, comma, lazy_eight, round_tick, small_tick, tailed_cross,
)  # fmt: skip
