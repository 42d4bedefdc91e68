"""From a written sheet to what arrives: the running order of one fax or office scan, with the truth it leaves.

Simplifications, on purpose: 408 sheet samples an inch stand for the paper; a coarse line is made of two fine ones
and its true position is their middle, also where the machine drops every other line (0.2 points off).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from tests.fax import copier, photo, scanner, wire
from tests.fax.copier import Copier, Recopied
from tests.fax.feed import Feed, Geometry, Maps, Passage, scan, scan_labels, turned
from tests.fax.paper import DPI, Grey, Sheet
from tests.fax.photo import Shot
from tests.fax.scanner import Bits, Dirt, Optics
from tests.fax.wire import Wire

Resolution = Literal["fine", "standard"]
Labels = NDArray[np.uint16]  # on the sheet: which mark's ink, 0 none

ACROSS, LINES = 204.2, {"fine": 195.6, "standard": 97.8}  # ITU-T T.4: 8.04 pixels, 7.7 or 3.85 lines a millimetre
WIDTH = 1728
TAGS: dict[Resolution, tuple[float, float]] = {"fine": (204.0, 196.0), "standard": (204.0, 98.0)}


@dataclass(frozen=True)
class FaxMachine:
    """Everything one fax transmission does to a page."""

    resolution: Resolution
    feed: Feed
    optics: Optics
    dirt: Dirt = field(default_factory=Dirt)
    wire: Wire = field(default_factory=Wire)
    coarse: scanner.Coarse = "skip"


@dataclass(frozen=True)
class OfficeScanner:
    """A scan. `gamma` bends greys, `quality` is JPEG's (None: no JPEG), `turns` quarter turns of the picture.

    `tint` is the lamp's share of red, green and blue; a scan without one is grey.
    """

    feed: Feed
    optics: Optics
    gamma: float = 1.0
    quality: int | None = 75
    turns: int = 0
    tint: tuple[float, float, float] | None = None


@dataclass(frozen=True)
class Arrived:
    """A page as it arrived: its picture, the passage (truth of geometry), and the share of each label's ink left.

    `pixels` are rows x columns, of a coloured picture x 3 (red, green, blue).
    """

    pixels: Grey
    dpi: tuple[float, float]  # as the file's tags say
    one_bit: bool
    passage: Geometry
    survived: dict[int, float]


def fax_feed(resolution: Resolution, sheet: Sheet, **kind: object) -> Feed:
    """A feed on a fax's grid: 1728 pixels across, lines by resolution."""
    lines = LINES[resolution]
    return Feed(dpi=(ACROSS, lines), shape=(round(sheet.height / 72 * lines), WIDTH), **kind)  # type: ignore[arg-type]


def scan_feed(dpi: float, sheet: Sheet, **kind: object) -> Feed:
    """A feed on an office scanner's grid."""
    shape = (round(sheet.height / 72 * dpi), round(sheet.width / 72 * dpi))
    return Feed(dpi=(dpi, dpi), shape=shape, **kind)  # type: ignore[arg-type]


def fax(sheet: Sheet, written: Grey, labels: Labels, machine: FaxMachine, seed: list[int]) -> Arrived:
    """Send a written sheet through a fax machine. The same chance falls on the page with and without pen ink."""
    rng = np.random.default_rng([*seed, 1])
    scanned = _fine_passage(sheet, machine)
    sky = scanner.weather(rng, scanned.feed.shape, machine.optics, machine.dirt)
    maps = scanned.sheet_map()
    with_ink, without = (_decide(page, maps, machine, sky) for page in (written, sheet.pixels))
    kept = wire.kept_rows(rng, len(with_ink), machine.wire)
    ink = _labels_seen(labels, maps, machine)
    survived = survival(ink, with_ink, without, kept)
    room = wire.header_rows(with_ink, machine.wire, machine.feed.dpi[1])
    kept = np.concatenate([np.full(room, -1), kept]) if machine.wire.header_pushes else kept
    bits = wire.stamp_header(
        wire.garble(rng, np.where(kept[:, None] >= 0, with_ink[kept], False), machine.wire), machine.wire, room
    )
    pixels = np.where(bits, 0, 255).astype(np.uint8)
    passage = Passage(machine.feed, sheet.width, sheet.height, kept)
    return Arrived(pixels, TAGS[machine.resolution], True, passage, survived)


def _fine_passage(sheet: Sheet, machine: FaxMachine) -> Passage:
    """The scan itself, always at fine resolution: coarse lines are made of its lines."""
    feed = machine.feed
    if machine.resolution == "standard":
        rows, columns = feed.shape
        feed = Feed(**{**feed.__dict__, "dpi": (feed.dpi[0], feed.dpi[1] * 2), "shape": (rows * 2, columns)})
    return Passage(feed, sheet.width, sheet.height, np.arange(feed.shape[0]))


def _decide(page: Grey, maps: Maps, machine: FaxMachine, sky: scanner.Weather) -> Bits:
    seen = scan(page, maps, machine.optics.blur)
    fine = scanner.one_bit(seen, machine.optics, sky)
    if machine.resolution == "fine":
        return fine
    return scanner.coarse_of(fine, machine.coarse, seen, machine.optics, sky)


def _labels_seen(labels: Labels, maps: Maps, machine: FaxMachine) -> Labels:
    seen = scan_labels(labels, maps)
    if machine.resolution == "standard":
        return seen[0::2] if machine.coarse == "skip" else np.maximum(seen[0::2], seen[1::2])
    return seen


def survival(ink: Labels, with_ink: Bits, without: Bits, kept: NDArray[np.int64]) -> dict[int, float]:
    """Of the pixels where a mark's ink lay (and print did not), the share that arrived black because of it."""
    arrived = np.zeros(len(ink), dtype=bool)
    arrived[kept] = True
    free = (ink > 0) & ~without
    laid = np.bincount(ink[free])
    left = np.bincount(ink[free & with_ink & arrived[:, None]], minlength=len(laid))
    present = np.flatnonzero(np.bincount(ink.ravel()))
    return {int(k): float(left[k] / laid[k]) if k < len(laid) and laid[k] else 0.0 for k in present if k}


def office_scan(sheet: Sheet, written: Grey, labels: Labels, machine: OfficeScanner, seed: list[int]) -> Arrived:
    """A grey scan of a written sheet. Ink survived where it is visibly darker (10 %) than the page without it."""
    rng = np.random.default_rng([*seed, 2])
    passage = Passage(machine.feed, sheet.width, sheet.height, np.arange(machine.feed.shape[0]), machine.turns)
    dirt = Dirt(specks=0.00002, pinholes=0.0, blobs=4)
    sky = scanner.weather(rng, machine.feed.shape, machine.optics, dirt)
    blur = max(machine.optics.blur, DPI / machine.feed.dpi[0] * 0.45)
    maps = passage.sheet_map()
    with_ink, without = (_grey(scan(p, maps, blur), machine, sky) for p in (written, sheet.pixels))
    ink = scan_labels(labels, maps)
    seen = with_ink.astype(np.int16) < without.astype(np.int16) - 25
    survived = survival(ink, seen, without < 110, np.arange(len(ink)))
    pixels = turned(_coloured(with_ink, machine.tint, rng), machine.turns)
    dpi = machine.feed.dpi
    return Arrived(_jpeg(pixels, machine.quality), dpi, False, passage, survived)


def _coloured(grey: Grey, tint: tuple[float, float, float] | None, rng: np.random.Generator) -> Grey:
    """The picture in a lamp's colour, with the speckle of a colour sensor; grey as it is without one."""
    if tint is None:
        return grey
    speckle = cv2.GaussianBlur(rng.normal(0, 6, (*grey.shape, 3)).astype(np.float32), (0, 0), 0.8)
    result: Grey = np.clip(np.round(grey[..., None] * np.array(tint, np.float32) + speckle), 0, 255).astype(np.uint8)
    return result


def _grey(seen: scanner.Seen, machine: OfficeScanner, sky: scanner.Weather) -> Grey:
    light = np.clip((seen + sky.greys) / 255.0, 0.0, 1.0) ** machine.gamma
    light[sky.black] = 0.1
    result: Grey = np.round(light * 255).astype(np.uint8)
    return result


def _jpeg(pixels: Grey, quality: int | None) -> Grey:
    if quality is None:
        return pixels
    return photo.jpeg(pixels, quality)


def photograph(sheet: Sheet, written: Grey, labels: Labels, shot: Shot, seed: list[int]) -> Arrived:
    """A written sheet through a phone's camera."""
    taken = photo.expose(sheet, written, labels, shot, np.random.default_rng([*seed, 3]))
    rows = np.arange(len(taken.ink))
    survived = survival(taken.ink, taken.seen, np.zeros_like(taken.seen), rows)
    return Arrived(taken.picture, photo.TAGGED, False, shot.view, survived)


def recopied_fax(
    sheet: Sheet, written: Grey, labels: Labels, copiers: Sequence[Copier], machine: FaxMachine, seed: list[int]
) -> Arrived:
    """A sheet that was photocopied, perhaps several times, and the last copy faxed."""
    blank = sheet.pixels
    for turn, one in enumerate(copiers):
        blank, written, labels = copier.copied(blank, written, labels, one, np.random.default_rng([*seed, 4, turn]))
    arrived = fax(Sheet(blank, sheet.width, sheet.height), written, labels, machine, seed)
    passage = arrived.passage
    assert isinstance(passage, Passage)
    return replace(arrived, passage=Recopied(passage, tuple(c.moves for c in copiers)))
