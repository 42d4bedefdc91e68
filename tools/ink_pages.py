"""Simulated pages for the ink study and for training, from the tuning world of the test fax only.

`TUNING` alone shows too little of the world: folds B and C widen its ranges and add marks of our own (free strokes,
lines that run through), so that limits are not fitted to a handful of styles. MEASURING is never used here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np

from extract.page import RasterPage, Registered
from forms.editions import Edition, Library
from tests.fax import marks, paper
from tests.fax.pens import Pen, Stroke, curve, straight, tremble
from tests.fax.profiles import TUNING, Profile
from tests.fax.replies import BoxTruth, Reply, simulate

Kind = Literal["fine", "standard", "scan"]


def free(rng: np.random.Generator, box: paper.Box, hand: marks.Hand, pen: Pen) -> list[marks.Part]:
    """One to three strokes of any shape whose middle is in the box: however else somebody may tick."""
    centre = np.array([(box[0] + box[2]) / 2, (box[1] + box[3]) / 2])
    half, strokes = (box[3] - box[1]) / 2, []
    for _ in range(int(rng.integers(1, 4))):
        spots = rng.uniform(-0.95, 0.95, (int(rng.integers(2, 6)), 2))
        spots = spots - (spots.max(axis=0) + spots.min(axis=0)) / 2
        spots *= rng.uniform(0.6, 1.15) / np.abs(spots).max()
        way = (curve if rng.random() < 0.5 else straight)(centre + spots * half)
        strokes.append(Stroke(tremble(rng, way, hand.shake), rng.uniform(0.85, 1.15)))
    return [marks.Part(strokes, pen)]


def through(rng: np.random.Generator, box: paper.Box, hand: marks.Hand, pen: Pen) -> list[marks.Part]:
    """A line or arc of any grey and width that crosses the box and goes on at both ends."""
    centre = np.array([(box[0] + box[2]) / 2, (box[1] + box[3]) / 2])
    half, angle = (box[3] - box[1]) / 2, rng.uniform(0, np.pi)
    along, across = np.array([np.cos(angle), np.sin(angle)]), np.array([-np.sin(angle), np.cos(angle)])
    bow, shift = rng.normal(0, 0.03), rng.uniform(-0.8, 0.8)
    ends = rng.uniform(2.0, 12.0, 2)
    spots = np.array([along * t + across * (shift + bow * t * t) for t in np.linspace(-ends[0], ends[1], 9)])
    line = Pen("line", rng.uniform(0.2, 1.0), rng.uniform(20, 170), rng.uniform(0, 0.3), rng.uniform(0, 0.2))
    return [marks.Part([Stroke(tremble(rng, curve(centre + spots * half), 0.1))], line)]


def cloud(rng: np.random.Generator, box: paper.Box, hand: marks.Hand, pen: Pen) -> list[marks.Part]:
    """A mark and, over it, tangled strokes beyond the box: taken back, whichever way somebody does it."""
    centre = np.array([(box[0] + box[2]) / 2, (box[1] + box[3]) / 2])
    half, reach = (box[3] - box[1]) / 2, np.array([rng.uniform(1.2, 2.2), rng.uniform(0.7, 1.6)])
    spots = rng.uniform(-1, 1, (int(rng.integers(8, 20)), 2)) * reach
    way = curve(centre + spots * half)
    first = marks.make(str(rng.choice(["tick", "cross", "slash"])), rng, box, hand, pen)
    return [
        *(marks.Part(p.strokes, p.pen, decides=False) for p in first.parts),
        marks.Part([Stroke(tremble(rng, way, hand.shake))], pen),
    ]


marks.STYLES.update({"free": ("yes", free), "through": ("no", through), "cloud": ("no", cloud)})

_OWN: dict[str, Any] = {
    "chosen": {**TUNING.chosen, "free": 30},
    "spoiled": {**TUNING.spoiled, "through": 30, "cloud": 30},
    "coarse": {"skip": 0.5, "mean": 0.35, "either": 0.15},
    "usual": (90, 168),
    "thin": (50, 98),
    "dark": (162, 210),
    "specks": (0.0002, 0.016),
    "blur": (0.7, 2.6),
}
FOLDS: dict[str, Profile] = {
    "a": TUNING,
    "b": replace(TUNING, seed=TUNING.seed + 1, **_OWN),
    "c": replace(TUNING, seed=TUNING.seed + 2, **_OWN, faulty=0.6, faults=(0.5, 6.0), garbled=2.0, slip=0.013),
    "d": replace(TUNING, seed=TUNING.seed + 3, **_OWN, exposure=(0.3, 0.55, 0.15), grain=(2, 16), dither=0.01),
}


@dataclass(frozen=True)
class Page:
    """One simulated page, lined up as the register stage would, and the truth of its boxes."""

    page: Registered
    truths: tuple[BoxTruth, ...]


def edition() -> Edition:
    """The form the study is made with."""
    return Library().current("transitional-assignment")


def pages(fold: str, kind: Kind, numbers: range, store: Path | None = None) -> Iterator[Page]:
    """Pages of a fold. Every other page is crowded with marks, spoiled ones above all; the rest is as offices write."""
    form = edition()
    for number in numbers:
        kept = store / f"{fold}-{kind}-{number}.npz" if store else None
        if kept and kept.exists():
            yield _load(kept, form)
            continue
        made = _make(form, FOLDS[fold], kind, number)
        if kept:
            _save(kept, made)
        yield made


def _make(form: Edition, profile: Profile, kind: Kind, number: int) -> Page:
    styles = _crowded(profile, form, number) if number % 2 else None
    reply = simulate(form.blank, profile, number, kind, styles=styles)
    return lined_up(reply, form)


def lined_up(reply: Reply, form: Edition) -> Page:
    """Through the four squares and the codes, with the register stage's usual error of half a pixel or so."""
    arrived, geometry = reply.pages[0].arrived, form.map.pages[0]
    boxes = np.array(geometry.squares + geometry.codes)
    corners = np.concatenate([boxes[:, [0, 1]], boxes[:, [2, 3]]])
    rng = np.random.default_rng([reply.number, 5])
    jitter = np.eye(3)
    jitter[:2, 2] = rng.normal(0, 0.7, 2) * (1, arrived.dpi[1] / arrived.dpi[0])
    raster = RasterPage(1, arrived.pixels, arrived.dpi, arrived.one_bit)
    page = Registered(raster, form, geometry, None, jitter @ arrived.passage.homography(corners), 0.3)
    return Page(page, reply.boxes)


def _crowded(profile: Profile, form: Edition, number: int) -> dict[tuple[str, str | None], str]:
    rng = np.random.default_rng([profile.seed, number, 3])
    share = rng.dirichlet([2.0, 1.5, 1.0, 0.6])  # nothing, chosen, spoiled, doubtful
    groups = [{"none": 1.0}, profile.chosen, profile.spoiled, profile.doubtful]
    found = {}
    for widget in paper.widgets(form.blank):
        if widget.kind in ("check", "radio"):
            group = groups[int(rng.choice(4, p=share))]
            weights = np.array(list(group.values()))
            found[widget.key] = str(rng.choice(list(group), p=weights / weights.sum()))
    return {key: style for key, style in found.items() if style != "none"}


def _save(path: Path, made: Page) -> None:
    raster = made.page.raster
    pixels = np.packbits(raster.pixels > 0, axis=1) if raster.one_bit else raster.pixels
    truths = np.array([t.__dict__ for t in made.truths], dtype=object)
    np.savez_compressed(path, pixels=pixels, columns=raster.pixels.shape[1], dpi=raster.dpi, one_bit=raster.one_bit,
                        to_pixels=made.page.to_pixels, truths=truths)  # fmt: skip


def _load(path: Path, form: Edition) -> Page:
    kept = np.load(path, allow_pickle=True)  # our own scratch file
    pixels = kept["pixels"]
    if kept["one_bit"]:
        pixels = np.unpackbits(pixels, axis=1)[:, : int(kept["columns"])] * np.uint8(255)
    raster = RasterPage(1, pixels, tuple(kept["dpi"]), bool(kept["one_bit"]))
    page = Registered(raster, form, form.map.pages[0], None, kept["to_pixels"], 0.3)
    return Page(page, tuple(BoxTruth(**t) for t in kept["truths"]))
