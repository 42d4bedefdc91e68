"""The sensor and its threshold: from what the glass shows to one bit a pixel, as a fax machine decides it.

Everything random is drawn once (`Weather`) and can be applied to a page with and without pen ink: what differs
between the two pictures is the ink that survived.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

Seen = NDArray[np.float32]  # 0 black .. 255 white, before any decision
Bits = NDArray[np.bool_]  # True is black
Coarse = Literal["skip", "mean", "either"]


@dataclass(frozen=True)
class Optics:
    """How one machine sees. Greys 0..255, lengths in scanned pixels unless said otherwise.

    `threshold`: darker than this is black; low thins a page, high fills it. `sharpen` is the edge boost many machines
    apply before deciding. `falloff` is how much dimmer the ends of the lamp are. `grain` is noise of the sensor,
    `ripple` slow unevenness of paper and lamp. `lid` is a dark lid behind skewed paper, `wedge` the shadow of a
    book-like edge, in inches. `drift` moves the threshold from top to bottom.
    """

    threshold: float = 128.0
    drift: float = 0.0
    sharpen: float = 0.0
    blur: float = 1.2  # sigma in sheet pixels
    paper: float = 250.0
    falloff: float = 0.0
    grain: float = 5.0
    ripple: float = 2.0
    wedge: float = 0.0
    wedge_side: int = 0
    dither: bool = False  # "photo" mode: error diffusion instead of a threshold


@dataclass(frozen=True)
class Weather:
    """What chance adds to one scan: added greys, and pixels forced black or white afterwards."""

    greys: Seen
    black: Bits
    white: Bits


@dataclass(frozen=True)
class Dirt:
    """Rates of faults. Shares of pixels, counts a page."""

    specks: float = 0.002  # share of pixels that start a black speck
    pinholes: float = 0.002  # share of pixels that start a white one
    run: float = 1.6  # mean length of a speck along the line
    blobs: int = 3
    streaks: int = 0  # vertical, black
    scratches: int = 0  # vertical, white


def weather(rng: np.random.Generator, shape: tuple[int, int], optics: Optics, dirt: Dirt) -> Weather:
    """All chance of one scan, for a picture of `shape`."""
    greys = rng.standard_normal(shape, dtype=np.float32)
    greys = cv2.GaussianBlur(greys, (0, 0), 0.6) * np.float32(optics.grain * 1.6)  # neighbours share light
    slow = rng.standard_normal((shape[0] // 48 + 2, shape[1] // 48 + 2)).astype(np.float32) * optics.ripple
    greys += cv2.resize(slow, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC)
    greys += _lamp(shape, optics)
    black = _specks(rng, shape, dirt.specks, dirt.run) | _blobs(rng, shape, dirt.blobs)
    black |= _columns(rng, shape, dirt.streaks)
    white = _specks(rng, shape, dirt.pinholes, dirt.run) | _columns(rng, shape, dirt.scratches)
    return Weather(greys, black, white)


def _lamp(shape: tuple[int, int], optics: Optics) -> Seen:
    across = np.linspace(-1.0, 1.0, shape[1], dtype=np.float32)
    light = -optics.falloff * across**2 - (255.0 - optics.paper)
    field = np.broadcast_to(light, shape).copy()
    if optics.wedge:
        reach = max(2, int(optics.wedge * 204))
        shadow = -170.0 * np.exp(-np.arange(reach * 3, dtype=np.float32) / reach)
        turned = np.rot90(field, optics.wedge_side)
        turned[:, : len(shadow)] += shadow
    result: Seen = field
    return result


def _specks(rng: np.random.Generator, shape: tuple[int, int], share: float, run: float) -> Bits:
    """Specks come in short runs along the line, denser in some bands of the page than in others."""
    bits = np.zeros(shape, dtype=bool)
    count = rng.poisson(share * bits.size)
    bands = np.interp(np.linspace(0, 11, 200), np.arange(12), rng.gamma(1.5, 1.0, 12))
    rows = np.interp(rng.random(count), np.cumsum(bands) / bands.sum(), np.linspace(0, shape[0] - 1, 200))
    columns = rng.integers(0, shape[1], count)
    lengths = rng.geometric(1.0 / run, count)
    for step in range(int(lengths.max(initial=0))):
        on = lengths > step
        bits[rows[on].astype(int), np.minimum(columns[on] + step, shape[1] - 1)] = True
    return bits


def _blobs(rng: np.random.Generator, shape: tuple[int, int], count: int) -> Bits:
    canvas = np.zeros(shape, dtype=np.uint8)
    for _ in range(count):
        centre = (int(rng.integers(0, shape[1])), int(rng.integers(0, shape[0])))
        axes = (int(rng.integers(1, 5)), int(rng.integers(1, 4)))
        cv2.ellipse(canvas, centre, axes, float(rng.uniform(0, 180)), 0, 360, 1, -1)
    return canvas.astype(bool)


def _columns(rng: np.random.Generator, shape: tuple[int, int], count: int) -> Bits:
    """Dirt on one sensor element: a line down the page, over all of it or a part, sometimes broken."""
    bits = np.zeros(shape, dtype=bool)
    for _ in range(count):
        column, width = int(rng.integers(0, shape[1] - 2)), int(rng.choice([1, 1, 1, 2]))
        top, bottom = (0, shape[0]) if rng.random() < 0.6 else sorted(rng.integers(0, shape[0], 2))
        lit = rng.random(shape[0]) < rng.choice([1.0, 1.0, 0.7])
        lit[:top] = lit[bottom:] = False
        bits[:, column : column + width] |= lit[:, None]
    return bits


def one_bit(seen: Seen, optics: Optics, sky: Weather) -> Bits:
    """The machine's decision, pixel by pixel, with this scan's chance."""
    greys = seen + sky.greys
    if optics.sharpen:
        greys += optics.sharpen * (seen - cv2.GaussianBlur(seen, (0, 0), 1.4))
    if optics.dither:
        bits = _diffused(greys)
    else:
        levels = optics.threshold + optics.drift * np.linspace(-0.5, 0.5, len(greys), dtype=np.float32)
        bits = greys < levels[:, None]
    return (bits & ~sky.white) | sky.black


def _diffused(greys: Seen) -> Bits:
    """Ordered dither of 8 x 8, as "photo" and "halftone" buttons do it."""
    order = np.array([[0]])
    for _ in range(3):
        order = np.block([[4 * order, 4 * order + 2], [4 * order + 3, 4 * order + 1]])
    levels = (order + 0.5) * 4.0
    tiles = (greys.shape[0] // 8 + 1, greys.shape[1] // 8 + 1)
    result: Bits = greys < np.tile(levels, tiles)[: greys.shape[0], : greys.shape[1]]
    return result


def coarse_of(fine: Bits, how: Coarse, seen: Seen, decide: Optics, sky: Weather) -> Bits:
    """Standard resolution out of a fine scan of twice as many lines: drop every other, mix greys, or join bits."""
    if how == "skip":
        return fine[0::2]
    if how == "either":
        return fine[0::2] | fine[1::2]
    pairs = (seen[0::2] + seen[1::2]) / 2
    half = Weather((sky.greys[0::2] + sky.greys[1::2]) / 2, sky.black[0::2], sky.white[0::2])
    return one_bit(pairs, decide, half)
