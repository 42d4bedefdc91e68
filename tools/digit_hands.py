"""Hands that fill combs, to train on: digits of fonts, of real hands and drawn by rule, and whatever is no digit.

Trained on are the tuning world's fonts and most of `digit_sources`; the fonts in `UNSEEN`, others and other people's
digits are held back, for the risk that the reader may take is set on hands that the networks never saw. MEASURING's
fonts are in neither.
"""

from __future__ import annotations

import string
from dataclasses import dataclass
from functools import partial
from typing import Literal

import cv2
import numpy as np

from tests.fax import marks, writing
from tests.fax.paper import Box, Points, Sheet
from tests.fax.pens import MM, Layer, Pen, Stroke, curve, ink, tremble
from tests.fax.profiles import TUNING
from tests.fax.strokes import Hand
from tests.fax.writing import Script
from tools import digit_sources, digit_strokes, ink_styles  # noqa: F401 - the styles name themselves
from tools.digit_sources import Part
from tools.digit_strokes import Ways

SEEN = TUNING.fonts
UNSEEN = ("fontpkg_indie_flower", "fontpkg_satisfy", "fontpkg_shadows_into_light", "fontpkg_zeyada")
NONE = 10
STEP = 0.9  # points from one turn of a drawn stroke to the next
LETTERS = (
    "".join(c for c in string.ascii_letters if c not in "OoIlLiSsZzBbgqGDQCtTyjUuVJ") + "?#&%+"
)  # others look alike
ODD = ("letter", "scribble", "mark", "dash", "dot", "struck", "struck", "overwritten", "two", "two", "with_dot")
SAFE = {1: (2, 3, 5, 6, 8, 0), 7: (2, 5, 6, 8, 0)}  # what is written over these is not simply the second digit

Kind = Literal["font", "real", "drawn"]


@dataclass(frozen=True)
class Writer:
    """Who fills a comb. `font` for kind "font"; `high` is the height of a digit in points, `lean` its slant."""

    kind: Kind
    pen: Pen
    hand: Hand
    high: float
    lean: float
    wide: float
    font: str = ""
    bold: int = 0


class Real:
    """Digits of real hands."""

    def __init__(self, ways: list[Ways], truth: np.ndarray) -> None:
        fit = np.array([_whole(w, int(t)) for w, t in zip(ways, truth, strict=True)])
        self._ways = {d: [ways[i] for i in np.flatnonzero((truth == d) & fit)] for d in range(10)}

    def one(self, rng: np.random.Generator, digit: int) -> Ways:
        """A digit of somebody's."""
        known = self._ways[digit]
        return known[int(rng.integers(0, len(known)))]


def _whole(ways: Ways, digit: int) -> bool:
    """Whether thinning kept the loops that make an 8: a blot closes them, and the rest would be a 9."""
    if not ways:
        return False
    if digit != 8:
        return True
    canvas = np.zeros((130, 130), np.uint8)
    for way in ways:
        cv2.polylines(canvas, [(way * 80 + 20).round().astype(np.int32)], False, 255, 2)
    _, levels = cv2.findContours(canvas, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    return levels is not None and int((levels[0, :, 3] >= 0).sum()) >= 2


def fonts(part: Part) -> tuple[str, ...]:
    """Fonts of a part."""
    return (UNSEEN if part == "back" else SEEN) + digit_sources.fonts(part)


def writer(rng: np.random.Generator, part: Part) -> Writer:
    """Somebody with a pen."""
    kind: Kind = ("font", "real", "drawn")[int(rng.choice(3, p=(0.42, 0.42, 0.16)))]
    known = fonts(part)
    return Writer(
        kind, TUNING.pen(rng), TUNING.hand(rng), high=rng.uniform(2.5, 5.4) * MM, lean=rng.normal(0.08, 0.16),
        wide=rng.uniform(0.85, 1.25), font=known[int(rng.integers(0, len(known)))],
        bold=int(rng.choice([0, 0, 1, 2, 3])),
    )  # fmt: skip


def known_to_fax(real: Real) -> None:
    """Let simulated offices fill their combs with these hands: "real", "drawn", and "odd" ones that err in a cell."""
    for name in ("real", "drawn", "odd"):
        writing.HANDS[name] = partial(_comb, name, real)


def _comb(name: str, real: Real, rng: np.random.Generator, text: str, box: Box, cells: int, script: Script, pen: Pen,
          sheet: Sheet) -> list[Layer]:  # fmt: skip
    """A comb filled from the left; an odd hand puts something that is no digit into one cell."""
    kind: Kind = "drawn" if name == "drawn" else "real"
    who = Writer(kind, pen, Hand(0.1, rng.uniform(0.05, 0.3)), rng.uniform(2.7, 5.2) * MM, rng.normal(0.08, 0.16),
                 rng.uniform(0.85, 1.2), script.font)  # fmt: skip
    wrong = int(rng.integers(0, len(text))) if name == "odd" else -1
    wide = (box[2] - box[0]) / cells
    layers: list[Layer] = []
    for i, character in enumerate(text[:cells]):
        cell = (box[0] + i * wide, box[1], box[0] + (i + 1) * wide, box[3])
        layers += (
            odd(rng, who, cell, sheet, real)[1] if i == wrong else digit(rng, who, int(character), cell, sheet, real)
        )
    return layers


def digit(rng: np.random.Generator, who: Writer, value: int, cell: Box, sheet: Sheet, real: Real) -> list[Layer]:
    """One digit about in the middle of its cell."""
    if who.kind == "font":
        return [_of_font(rng, who, str(value), cell, sheet)]
    ways = real.one(rng, value) if who.kind == "real" else digit_strokes.drawn(rng, value)
    return _inked(rng, who, _placed(rng, who, ways, cell), sheet)


def _placed(rng: np.random.Generator, who: Writer, ways: Ways, cell: Box, most: float = 1.05) -> list[Points]:
    """Ways of a box one high, in the cell, as points of the page."""
    wide, high = cell[2] - cell[0], who.high * float(np.clip(rng.normal(1, 0.07), 0.8, 1.2))
    turn = np.array([[1.0, who.lean + rng.normal(0, 0.05)], [0.0, 1.0]])
    shaped = [w * [who.wide * rng.normal(1, 0.04), 1.0] @ turn.T for w in ways]
    every = np.vstack(shaped)
    middle, width = (every.max(axis=0) + every.min(axis=0)) / 2, float(np.ptp(every[:, 0]))
    high = min(high, most * wide / max(width, 0.05))
    at = np.array([(cell[0] + cell[2]) / 2, (cell[1] + cell[3]) / 2]) + rng.normal(0, (0.06 * wide, 0.05 * wide))
    return [(w - middle) * high + at for w in shaped]


def _inked(rng: np.random.Generator, who: Writer, ways: list[Points], sheet: Sheet) -> list[Layer]:
    strokes = [Stroke(tremble(rng, _dense(w), who.hand.shake * 0.7), rng.uniform(0.85, 1.15)) for w in ways]
    layer = ink(rng, strokes, who.pen, sheet)
    return [layer] if layer is not None else []


def _dense(way: Points) -> Points:
    """Points at even steps: a pen's swell and tremble have something to hold on to."""
    gone = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(way, axis=0).T))])
    at = np.linspace(0, max(gone[-1], 0.05), max(2, int(gone[-1] / STEP) + 1))
    return np.column_stack([np.interp(at, gone, way[:, 0]), np.interp(at, gone, way[:, 1])])


def _of_font(rng: np.random.Generator, who: Writer, text: str, cell: Box, sheet: Sheet) -> Layer:
    """Letters of a font, at the writer's height, slant and boldness."""
    size = who.high * 1.55
    script = Script(who.font, size, rng.uniform(0.6, 1.6))
    letters = writing.typeface(who.font, round(size * writing.PX))
    half = letters.getlength(text) / writing.PX / 2
    wide = cell[2] - cell[0]
    at = ((cell[0] + cell[2]) / 2 - half + rng.normal(0, 0.06) * wide,
          (cell[1] + cell[3]) / 2 - who.high * 0.5 + rng.normal(0, 0.05) * wide)  # fmt: skip
    made = writing.words(rng, text, at, script, who.pen, sheet)
    return Layer(made.top, made.left, _reshaped(made.cover, who), made.grey)


def _reshaped(cover: np.ndarray, who: Writer) -> np.ndarray:
    """The writer's slant beyond the font's own, and a broader pen."""
    rows, columns = cover.shape
    lean = who.lean - 0.08
    turn = np.array([[who.wide, -lean, columns / 2 * (1 - who.wide) + lean * rows / 2], [0, 1, 0]], np.float32)
    moved = cv2.warpAffine(cover, turn, (columns, rows))
    if who.bold:
        moved = cv2.dilate(moved, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * who.bold + 1,) * 2))
    return np.asarray(moved, np.float32)


# --- what is no digit -------------------------------------------------------------------------------------------------


def odd(rng: np.random.Generator, who: Writer, cell: Box, sheet: Sheet, real: Real) -> tuple[str, list[Layer]]:
    """Something in a cell that a person has to look at."""
    style = str(rng.choice(ODD))
    draw = {"letter": _letter, "scribble": _scribble, "mark": _mark, "dash": _dash, "dot": _dot, "struck": _struck,
            "overwritten": _overwritten, "two": _two, "with_dot": _with_dot}[style]  # fmt: skip
    return style, draw(rng, who, cell, sheet, real)


def _square(cell: Box, who: Writer) -> Box:
    x, y, half = (cell[0] + cell[2]) / 2, (cell[1] + cell[3]) / 2, who.high / 2
    return (x - half, y - half, x + half, y + half)


def _letter(rng: np.random.Generator, who: Writer, cell: Box, sheet: Sheet, real: Real) -> list[Layer]:
    return [_of_font(rng, who, str(rng.choice(list(LETTERS))), cell, sheet)]


def _styled(rng: np.random.Generator, style: str, who: Writer, cell: Box, sheet: Sheet) -> list[Layer]:
    parts = marks.make(style, rng, _square(cell, who), who.hand, who.pen).parts
    made = (ink(rng, p.strokes, p.pen, sheet) for p in parts)
    return [layer for layer in made if layer is not None]


def _scribble(rng: np.random.Generator, who: Writer, cell: Box, sheet: Sheet, real: Real) -> list[Layer]:
    return _styled(rng, str(rng.choice(["scribble", "swirl", "hatched", "fill", "cloud"])), who, cell, sheet)


def _mark(rng: np.random.Generator, who: Writer, cell: Box, sheet: Sheet, real: Real) -> list[Layer]:
    return _styled(rng, str(rng.choice(["cross", "tick", "plus", "star"])), who, cell, sheet)


def _dash(rng: np.random.Generator, who: Writer, cell: Box, sheet: Sheet, real: Real) -> list[Layer]:
    return _inked(rng, who, _placed(rng, who, [np.array([[0.0, 0.0], [rng.uniform(0.3, 0.9), rng.normal(0, 0.05)]])],
                                    cell), sheet)  # fmt: skip


def _dot(rng: np.random.Generator, who: Writer, cell: Box, sheet: Sheet, real: Real) -> list[Layer]:
    spots = np.array([[0.0, 0.0], [0.03, 0.05], [-0.02, -rng.uniform(0.0, 0.2)]])
    return _inked(rng, who, _placed(rng, who, [spots], cell), sheet)


def _struck(rng: np.random.Generator, who: Writer, cell: Box, sheet: Sheet, real: Real) -> list[Layer]:
    """A digit with a line or three through it; one short bar through a 7, or one slant through a 0, is a habit."""
    value = int(rng.integers(0, 10))
    angle = rng.normal(0, 0.25) if rng.random() < 0.5 else rng.choice([0.8, -0.8]) + rng.normal(0, 0.2)
    many = int(rng.integers(2 if value in (0, 1, 7) else 1, 4))
    along, across = np.array([np.cos(angle), np.sin(angle)]), np.array([-np.sin(angle), np.cos(angle)])
    centre, half = np.array(_square(cell, who)).reshape(2, 2).mean(axis=0), who.high / 2
    ways = [np.array([centre + along * -half * rng.uniform(0.75, 1.3) + across * y,
                      centre + along * half * rng.uniform(0.75, 1.3) + across * (y + rng.normal(0, 0.1 * half))])
            for y in rng.uniform(-0.4, 0.4, many) * half]  # fmt: skip
    return [*digit(rng, who, value, cell, sheet, real), *_inked(rng, who, ways, sheet)]


def _overwritten(rng: np.random.Generator, who: Writer, cell: Box, sheet: Sheet, real: Real) -> list[Layer]:
    """One digit over another, to correct it; not where only the second one is to be seen."""
    second = int(rng.choice(list(SAFE)))
    first = int(rng.choice(SAFE[second]))
    return [*digit(rng, who, first, cell, sheet, real), *digit(rng, who, second, cell, sheet, real)]


def _two(rng: np.random.Generator, who: Writer, cell: Box, sheet: Sheet, real: Real) -> list[Layer]:
    """Two digits squeezed into one cell."""
    middle = (cell[0] + cell[2]) / 2
    apart = rng.uniform(0.02, 0.1) * (cell[2] - cell[0])
    halves = (cell[0] + apart, cell[1], middle, cell[3]), (middle, cell[1], cell[2] - apart, cell[3])
    narrow = Writer(who.kind, who.pen, who.hand, who.high * 0.8, who.lean, who.wide * 0.7, who.font, 0)
    return [layer for half in halves for layer in digit(rng, narrow, int(rng.integers(0, 10)), half, sheet, real)]


def _with_dot(rng: np.random.Generator, who: Writer, cell: Box, sheet: Sheet, real: Real) -> list[Layer]:
    """A digit and a point, comma or half behind it."""
    x = cell[2] - (cell[2] - cell[0]) * rng.uniform(0.06, 0.16)
    y = (cell[1] + cell[3]) / 2 - who.high * 0.48
    spots = np.array([[x, y], [x + 0.2, y + 0.3], [x - 0.3, y - rng.uniform(0, 2.0)]])
    left = (cell[0], cell[1], cell[2] - (cell[2] - cell[0]) * 0.2, cell[3])
    return [*digit(rng, who, int(rng.integers(0, 10)), left, sheet, real), *_inked(rng, who, [curve(spots)], sheet)]
