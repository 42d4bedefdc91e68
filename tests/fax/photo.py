"""A page photographed with a phone: what the light, the desk, the hand and the sensor make of a written sheet.

Greys are shares of full light (0..1) until the sensor. The same chance falls on the page with and without pen ink, so
that what differs is the ink that survived: visibly (a tenth) darker than the same place without it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from tests.fax.camera import Range, View
from tests.fax.feed import scan_labels, turned
from tests.fax.paper import DPI, Grey, Sheet

Light = NDArray[np.float32]  # rows x columns, 1 is white paper in full light
Desk = Literal["plain", "grain", "boards", "speckled"]
DESKS: tuple[Desk, ...] = ("plain", "grain", "boards", "speckled")
VISIBLE = 0.9  # of the light without a mark's ink: darker than this, the ink is there to be seen
TAGGED = (72.0, 72.0)  # dots an inch that phones write into their files


@dataclass(frozen=True)
class Shot:
    """One exposure. Blurs in pixels (of the picture), lights as shares, `cast` the gain of red, green and blue."""

    view: View
    defocus: float
    motion: tuple[float, float]  # pixels across and down that the hand moved
    exposure: float
    uneven: tuple[float, float]  # how much the light rises across and down the picture
    vignette: float
    shadows: tuple[tuple[float, float, float, float, float], ...]  # x, y, turn, softness, depth
    desk: Desk
    desk_light: float
    grain: float
    cast: tuple[float, float, float]
    quality: int


@dataclass(frozen=True)
class Shots:
    """Ranges to draw exposures from."""

    defocus: Range = (0.5, 1.3)
    motion: float = 1.0  # deviation, pixels at 200 dots an inch
    exposure: Range = (0.72, 0.97)
    uneven: float = 0.08
    vignette: Range = (0.0, 0.15)
    shadow: float = 0.5  # share of pictures with the shadow of a hand or phone
    soft: Range = (0.02, 0.15)  # of the picture's width
    depth: Range = (0.1, 0.4)
    grain: Range = (0.006, 0.02)
    cast: float = 0.035
    quality: tuple[int, int] = (65, 95)

    def draw(self, call: np.random.Generator, rng: np.random.Generator, view: View) -> Shot:
        """One picture: the phone and the room (`call`), and how this one was taken (`rng`)."""
        fine = dots_an_inch(view) / 200
        cast = 1 + np.clip(call.normal(0, self.cast, 3), -0.2, 0.2)
        count = int(call.random() < self.shadow) * int(rng.integers(1, 3))
        shadows = tuple(
            (rng.uniform(0.1, 0.9), rng.uniform(0.1, 0.9), rng.uniform(0, 2 * np.pi), rng.uniform(*self.soft),
             rng.uniform(*self.depth)) for _ in range(count)
        )  # fmt: skip
        return Shot(
            view, rng.uniform(*self.defocus) * max(0.7, fine) ** 0.5, tuple(rng.normal(0, self.motion * fine, 2)),
            call.uniform(*self.exposure), tuple(call.normal(0, self.uneven, 2)), call.uniform(*self.vignette), shadows,
            DESKS[int(call.integers(0, len(DESKS)))], call.uniform(0.05, 0.95), call.uniform(*self.grain),
            tuple(cast / cast.max()), int(call.integers(*self.quality)),
        )  # fmt: skip


def dots_an_inch(view: View) -> float:
    """Of the paper in the picture, on average."""
    corners = np.array([(0, 0), (view.width, 0), (view.width, view.height), (0, view.height)], dtype=np.float64)
    area = cv2.contourArea(view.pixels_of(corners).astype(np.float32))
    return float(np.sqrt(area / (view.width * view.height))) * 72


@dataclass(frozen=True)
class Exposed:
    """The finished picture (rows x columns x 3), and on the unturned picture: marks' ink, and where it is visible."""

    picture: Grey
    ink: NDArray[np.uint16]
    seen: NDArray[np.bool_]


def expose(sheet: Sheet, written: Grey, labels: NDArray[np.uint16], shot: Shot, rng: np.random.Generator) -> Exposed:
    """Take the picture."""
    maps = shot.view.sheet_map()
    soft = DPI / dots_an_inch(shot.view) * 0.4
    cover = cv2.remap(np.full(written.shape, 255, np.uint8), *maps, cv2.INTER_LINEAR).astype(np.float32) / 255
    light = _light(shot, rng) * _lean(shot.view, maps)
    desk = _desk(shot, rng)
    noise = rng.standard_normal((*shot.view.shape, 3), dtype=np.float32)
    noise = cv2.GaussianBlur(noise, (0, 0), 0.6) * np.float32(shot.grain * 1.6)
    with_ink, without = (_blurred(_lit(p, maps, soft, cover, light, desk), shot) for p in (written, sheet.pixels))
    seen = (with_ink < without * VISIBLE) & (cover > 0.5)
    colour = with_ink[..., None] * np.array(shot.cast, np.float32) + noise
    picture = np.round(np.clip(colour, 0, 1) * 255).astype(np.uint8)
    return Exposed(turned(jpeg(picture, shot.quality), shot.view.quarter_turns), scan_labels(labels, maps), seen)


def _lit(page: Grey, maps: tuple[Light, Light], soft: float, cover: Light, light: Light, desk: Light) -> Light:
    smooth = cv2.GaussianBlur(page, (0, 0), soft) if soft > 0.3 else page
    paper = cv2.remap(smooth, *maps, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=255)
    # Ink is never quite black, and paper never quite white
    seen = 0.06 + paper.astype(np.float32) / 255 * 0.9
    result: Light = (seen * cover + desk * (1 - cover)) * light
    return result


def _light(shot: Shot, rng: np.random.Generator) -> Light:
    """Light over the picture: the lamp's side, the lens' corners, and shadows with their soft edges."""
    rows, columns = shot.view.shape
    small = (rows // 8 + 1, columns // 8 + 1)
    y, x = (v.astype(np.float32) for v in np.mgrid[: small[0], : small[1]])
    x, y = x / small[1], y / small[0]
    light = 1 + shot.uneven[0] * (x - 0.5) * 2 + shot.uneven[1] * (y - 0.5) * 2
    light *= 1 - shot.vignette * ((x - 0.5) ** 2 + (y - 0.5) ** 2) * 2
    for left, top, turn, soft, depth in shot.shadows:
        off = (x - left) * np.cos(turn) + (y - top) * np.sin(turn)
        wave = 0.04 * np.sin(rng.uniform(5, 12) * ((y - top) * np.cos(turn) - (x - left) * np.sin(turn)) + turn)
        light *= 1 - depth / (1 + np.exp(-(off + wave) / soft * 4))
    result: Light = cv2.resize(
        (light * shot.exposure).astype(np.float32), (columns, rows), interpolation=cv2.INTER_CUBIC
    )
    return result


def _lean(view: View, maps: tuple[Light, Light]) -> Light:
    """A bent sheet is lighter where it faces the lamp, which hangs a little aside."""
    way = np.cos(view.bend.along), np.sin(view.bend.along)
    s = (maps[0] / DPI - view.width / 144) * np.float32(way[0]) + (maps[1] / DPI - view.height / 144) * np.float32(
        way[1]
    )
    at = np.clip((s + 8) * (399 / 16), 0, 399).astype(np.int16)
    shade = (np.cos(view.slopes() - 0.25) / np.cos(0.25)).astype(np.float32)
    return np.clip(shade[at], 0.5, 1.2)


def _desk(shot: Shot, rng: np.random.Generator) -> Light:
    """The table around the paper, and the paper's own shadow on it is part of its edge."""
    rows, columns = shot.view.shape
    base = shot.desk_light
    if shot.desk == "plain":
        return np.full((rows, columns), base, np.float32)
    shape = {"grain": (rows // 3 + 2, columns // 90 + 2), "boards": (rows // 3 + 2, columns // 90 + 2),
             "speckled": (rows // 4 + 2, columns // 4 + 2)}[shot.desk]  # fmt: skip
    rough = cv2.resize(rng.standard_normal(shape).astype(np.float32), (columns, rows), interpolation=cv2.INTER_LINEAR)
    desk = base * (1 + 0.12 * rough)
    if shot.desk == "boards":
        desk[:, (np.arange(columns) % (columns // 5)) < max(2, columns // 300)] *= 0.4
    result: Light = np.clip(desk, 0.02, 1.0)
    return result


def _blurred(picture: Light, shot: Shot) -> Light:
    """Out of focus, and moved in a straight line while the shutter was open."""
    soft = cv2.GaussianBlur(picture, (0, 0), shot.defocus)
    length = int(np.ceil(np.hypot(*shot.motion)))
    if length < 1:
        return np.asarray(soft, np.float32)
    side = 2 * (length // 2 + 1) + 1
    kernel = np.zeros((side * 8, side * 8), np.float32)
    middle, half = side * 4, np.array(shot.motion) * 4
    ends = [tuple(round(middle + sign * v) for v in half) for sign in (-1, 1)]
    cv2.line(kernel, ends[0], ends[1], 1.0, 8)
    kernel = cv2.resize(kernel, (side, side), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.filter2D(soft, -1, kernel / kernel.sum()), np.float32)


def jpeg(picture: Grey, quality: int) -> Grey:
    """What JPEG leaves of a grey picture, or of a coloured one (red, green, blue)."""
    grey = picture.ndim == 2
    packed = cv2.imencode(".jpg", picture if grey else picture[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    if grey:
        return np.asarray(cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE), dtype=np.uint8)
    return np.ascontiguousarray(cv2.imdecode(packed, cv2.IMREAD_COLOR)[..., ::-1])
