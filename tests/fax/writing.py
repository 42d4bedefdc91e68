"""Handwriting and typing: words and digits in a hand's font, letter by letter and never twice alike; signatures.

Font files come from font packages on the development list (SIL Open Font License); none is kept here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from tests.fax.paper import DPI, Box, Sheet
from tests.fax.pens import Layer, Pen, Stroke, curve

PX = DPI / 72.0  # sheet pixels a point


@dataclass(frozen=True)
class Script:
    """How words come onto paper. `font` is a font package's module name; `size` in points of letter height (x 1.6).

    `digits` names a hand of `HANDS` that fills combs; without one, the font does.
    """

    font: str
    size: float
    unrest: float = 1.0  # 0 is typing: every letter alike and straight
    digits: str = ""


Comb = Callable[[np.random.Generator, str, Box, int, "Script", Pen, Sheet], list[Layer]]
HANDS: dict[str, Comb] = {}  # hands that no font has; who simulates with them puts them here


@lru_cache(maxsize=64)
def typeface(module: str, pixels: int) -> ImageFont.FreeTypeFont:
    """The font of a package, or a file's, or (for "mono" and "sans") the ones matplotlib brings."""
    if module.endswith(".woff2"):
        return ImageFont.truetype(module, pixels)
    plain = {"mono": "DejaVuSansMono.ttf", "sans": "DejaVuSans.ttf"}
    spec = find_spec("matplotlib" if module in plain else module)
    assert spec is not None
    assert spec.origin is not None
    root = Path(spec.origin).parent
    path = root / "mpl-data/fonts/ttf" / plain[module] if module in plain else sorted((root / "files").glob("*.ttf"))[0]
    return ImageFont.truetype(str(path), pixels)


def words(
    rng: np.random.Generator, text: str, at: tuple[float, float], script: Script, pen: Pen, sheet: Sheet
) -> Layer:
    """A line of text whose baseline starts at `at` (points of the page)."""
    font = typeface(script.font, round(script.size * PX))
    pad = round(script.size * PX)
    width = int(font.getlength(text) * 1.25) + 3 * pad
    canvas = np.zeros((3 * pad, width), dtype=np.float32)
    x, lift = float(pad), 0.0
    for letter in text:
        lift = 0.7 * lift + rng.normal(0, 0.025) * pad * script.unrest
        _put(canvas, _glyph(rng, letter, font, script.unrest), x, 1.9 * pad + lift)
        x += font.getlength(letter) * (1 + rng.normal(0.02, 0.04) * script.unrest)
    left, base = sheet.pixels_of(np.array([at]))[0]
    return _clipped(canvas, round(base - 1.9 * pad), round(left - pad), pen, sheet)


def _glyph(rng: np.random.Generator, letter: str, font: ImageFont.FreeTypeFont, unrest: float) -> NDArray[np.float32]:
    """One letter on a square of two sizes, its origin in the middle: turned, slanted and resized a little."""
    size = int(font.size)
    picture = Image.new("L", (4 * size, 4 * size), 0)
    ImageDraw.Draw(picture).text((2 * size, 2 * size), letter, font=font, fill=255, anchor="ls")
    angle, grow = rng.normal(0, 2.5) * unrest, 1 + rng.normal(0, 0.06) * unrest
    turn = cv2.getRotationMatrix2D((2 * size, 2 * size), angle, grow)
    turn[0, 1] += rng.normal(0, 0.05) * unrest
    turn[0, 2] -= turn[0, 1] * 0
    result: NDArray[np.float32] = cv2.warpAffine(np.asarray(picture, dtype=np.float32) / 255, turn, picture.size)
    return result


def _put(canvas: NDArray[np.float32], glyph: NDArray[np.float32], x: float, y: float) -> None:
    """Lay a letter's square with its middle on (x, y), as far as it fits."""
    half = len(glyph) // 2
    top, left = round(y) - half, round(x) - half
    rows = slice(max(0, top), min(canvas.shape[0], top + len(glyph)))
    columns = slice(max(0, left), min(canvas.shape[1], left + len(glyph)))
    part = glyph[rows.start - top : rows.stop - top, columns.start - left : columns.stop - left]
    canvas[rows, columns] = np.maximum(canvas[rows, columns], part)


def _clipped(cover: NDArray[np.float32], top: int, left: int, pen: Pen, sheet: Sheet) -> Layer:
    """The cover as a layer, cut where the sheet ends."""
    rows, columns = sheet.pixels.shape
    cut = cover[max(0, -top) : max(0, rows - top), max(0, -left) : max(0, columns - left)]
    return Layer(max(0, top), max(0, left), np.ascontiguousarray(cut), pen.grey, pen.opaque)


def comb(
    rng: np.random.Generator, text: str, box: Box, cells: int, script: Script, pen: Pen, sheet: Sheet
) -> list[Layer]:
    """One character a cell, from the left, each about in the middle of its cell."""
    if script.digits:
        return HANDS[script.digits](rng, text, box, cells, script, pen, sheet)
    wide, high = (box[2] - box[0]) / cells, box[3] - box[1]
    letters = typeface(script.font, round(script.size * PX))
    layers = []
    for i, character in enumerate(text[:cells]):
        half = letters.getlength(character) / PX / 2
        x = box[0] + wide * (i + 0.5) - half + rng.normal(0, 0.06) * wide * script.unrest
        y = box[1] + high * 0.26 + rng.normal(0, 0.05) * high * script.unrest
        layers.append(words(rng, character, (x, y), script, pen, sheet))
    return layers


def paragraph(
    rng: np.random.Generator, text: str, box: Box, pitch: float, script: Script, pen: Pen, sheet: Sheet
) -> list[Layer]:
    """Words on lines `pitch` points apart, the first line at the top of the box."""
    font = typeface(script.font, round(script.size * PX))
    lines: list[str] = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if font.getlength(longer) / PX > box[2] - box[0] - 6 and lines[-1]:
            lines.append(word)
        else:
            lines[-1] = longer
    rows = max(1, round((box[3] - box[1]) / pitch))
    pitch = (box[3] - box[1]) / rows
    starts = [
        (box[0] + 3 + rng.uniform(0, 3), box[3] - pitch * (i + 1) + 2.5 + rng.normal(0, 0.5)) for i in range(len(lines))
    ]
    return [words(rng, line, at, script, pen, sheet) for line, at in zip(lines[:rows], starts, strict=False)]


def signature(rng: np.random.Generator, box: Box, hurry: float = 1.0) -> list[Stroke]:
    """A signature: a big first letter, then loops that flatten out; sometimes a stroke below."""
    high = box[3] - box[1]
    x, base = box[0] + rng.uniform(0.03, 0.2) * (box[2] - box[0]), box[1] + high * rng.uniform(0.25, 0.45)
    spots, size = [(x, base)], rng.uniform(0.45, 0.75) * high
    for i in range(int(rng.integers(9, 18))):
        peak = size * (1.0 if i == 0 else rng.uniform(0.15, 0.6)) * (0.94**i)
        back = rng.uniform(-0.15, 0.35) * size
        spots += [(x + rng.uniform(0.0, 0.25) * size, base + peak), (x + back, base - rng.uniform(-0.05, 0.25) * peak)]
        x += rng.uniform(0.18, 0.5) * size * hurry
    strokes = [Stroke(curve(np.array(spots)))]
    if rng.random() < 0.35:
        strokes.append(Stroke(curve(np.array([(box[0] + 10, base - 3), (x * 0.6, base - 5), (x, base - 1)]))))
    return strokes
