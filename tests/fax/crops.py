"""Crops to study ink with: boxes of every kind, each on a page that went through the channel, truth beside it.

    for crop in crops(pdf, TUNING, "standard", each=1000): ...

Pages are made one after another and dropped again; a crop keeps its own pixels, and while its page is alive, the page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tests.fax import marks, paper
from tests.fax.offices import Answers, Key
from tests.fax.paper import Box, Grey, Widget
from tests.fax.profiles import Profile
from tests.fax.replies import BoxTruth, How, Reply, ReplyPage, simulate

STYLES: dict[str, tuple[str, ...]] = {
    "filled": ("fill", "dot"),
    "scribbled": ("scribble",),
    "crossed": ("cross", "star", "plus"),
    "ticked": ("tick", "overshoot", "slash", "hook", "double_tick"),
    "corrected": ("corrected", "struck_out", "corrected_round"),
    "stray": ("stray", "letters", "stamp", "crease", "coffee"),
}
KINDS = (*STYLES, "faint", "empty")
FAINT = 0.5  # a mark of whose ink less than this arrived is counted as faint, whatever its style
AROUND = 24.0  # points of the page kept around a box


@dataclass(frozen=True)
class Crop:
    """One box as it arrived. `pixels` with `origin` (column, row) on its page; `to_pixels` is the 3x3 homography from
    points of the blank to pixels of the whole page that is true around this box."""

    kind: str
    truth: BoxTruth
    pixels: Grey
    origin: tuple[int, int]
    to_pixels: NDArray[np.float64]
    page: ReplyPage
    dpi: tuple[float, float]


def kind_of(truth: BoxTruth) -> str | None:
    """The study's name for a box; None for what it does not ask about."""
    if truth.style == "empty":
        return None if truth.touched else "empty"
    if truth.intended == "yes" and truth.survived < FAINT:
        return "faint"
    return next((kind for kind, styles in STYLES.items() if truth.style in styles), None)


def study_replies(pdf: bytes, profile: Profile, resolution: How, first: int = 500_000) -> Iterator[Reply]:
    """Replies whose boxes show every kind about equally often, without end. Their numbers are not used elsewhere."""
    boxes = [w for w in paper.widgets(pdf) if w.kind in ("check", "radio")]
    number = first
    while True:
        rng = profile.rng(number)
        styles = _dealt(rng, boxes, profile)
        chosen = frozenset(key for key, style in styles.items() if marks.STYLES[style][0] == "yes")
        yield simulate(pdf, profile, number, resolution, Answers(chosen), styles)
        number += 1


def _dealt(rng: np.random.Generator, boxes: list[Widget], profile: Profile) -> dict[Key, str]:
    """Half of the boxes get a style, dealt evenly over the study's kinds and what the profile knows."""
    known = {*profile.chosen, *profile.spoiled}
    kinds = [[s for s in group if s in known] for group in (*STYLES.values(), ("circle",))]
    return {box.key: str(rng.choice(kinds[int(rng.integers(0, len(kinds)))])) for box in boxes if rng.random() < 0.55}


def crops(pdf: bytes, profile: Profile, resolution: How, each: int = 1000) -> Iterator[Crop]:
    """`each` crops of every kind, in the order in which pages bring them."""
    have: Counter[str] = Counter()
    for reply in study_replies(pdf, profile, resolution):
        for truth in reply.boxes:
            kind = kind_of(truth)
            if kind and have[kind] < each:
                have[kind] += 1
                yield _crop(kind, truth, reply.pages[truth.page - 1])
        if all(have[k] >= each for k in KINDS):
            return


def _crop(kind: str, truth: BoxTruth, page: ReplyPage) -> Crop:
    x0, y0, x1, y1 = truth.box
    frame = np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)])
    wide = np.array(
        [(x0 - AROUND, y0 - AROUND), (x1 + AROUND, y0 - AROUND), (x1 + AROUND, y1 + AROUND), (x0 - AROUND, y1 + AROUND)]
    )
    pixels = page.arrived.pixels
    corners = page.passage.pixels_of(wide)
    low = np.maximum(np.floor(corners.min(axis=0)).astype(int), 0)
    high = np.minimum(np.ceil(corners.max(axis=0)).astype(int), pixels.shape[::-1])
    near = page.passage.homography(frame)
    cut = pixels[low[1] : high[1], low[0] : high[0]].copy()
    return Crop(kind, truth, cut, (int(low[0]), int(low[1])), near, page, page.arrived.dpi)


def box_pixels(crop: Crop, box: Box) -> NDArray[np.float64]:
    """Corners of a box in the crop's own pixels: top left, top right, bottom right, bottom left as printed."""
    x0, y0, x1, y1 = box
    corners = np.array([(x0, y1, 1.0), (x1, y1, 1.0), (x1, y0, 1.0), (x0, y0, 1.0)]) @ crop.to_pixels.T
    result: NDArray[np.float64] = corners[:, :2] / corners[:, 2:] - crop.origin
    return result
