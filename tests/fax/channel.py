"""From a written sheet to what arrives: the running order of one fax or office scan, with the truth it leaves.

Simplifications, on purpose: 408 sheet samples an inch stand for the paper; a coarse line is made of two fine ones
and its true position is their middle, also where the machine drops every other line (0.2 points off).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from tests.fax import scanner, wire
from tests.fax.feed import Feed, Maps, Passage, scan, scan_labels, turned
from tests.fax.paper import DPI, Grey, Sheet
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
    """A grey scan. `gamma` bends greys, `quality` is JPEG's (None: no JPEG), `turns` quarter turns of the picture."""

    feed: Feed
    optics: Optics
    gamma: float = 1.0
    quality: int | None = 75
    turns: int = 0


@dataclass(frozen=True)
class Arrived:
    """A page as it arrived: its picture, the passage (truth of geometry), and the share of each label's ink left."""

    pixels: Grey
    dpi: tuple[float, float]  # as the file's tags say
    one_bit: bool
    passage: Passage
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
    pixels = turned(with_ink, machine.turns)
    dpi = machine.feed.dpi
    return Arrived(_jpeg(pixels, machine.quality), dpi, False, passage, survived)


def _grey(seen: scanner.Seen, machine: OfficeScanner, sky: scanner.Weather) -> Grey:
    light = np.clip((seen + sky.greys) / 255.0, 0.0, 1.0) ** machine.gamma
    light[sky.black] = 0.1
    result: Grey = np.round(light * 255).astype(np.uint8)
    return result


def _jpeg(pixels: Grey, quality: int | None) -> Grey:
    if quality is None:
        return pixels
    _, packed = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE), dtype=np.uint8)
