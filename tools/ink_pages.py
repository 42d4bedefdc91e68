"""Simulated pages for the ink study and for training, from the tuning world of the test fax only.

`TUNING` alone shows too little of the world: folds B to D widen its ranges and add pens and marks of their own
(`ink_styles`), so that nothing is fitted to a handful of styles. MEASURING is never used here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal

import cv2
import numpy as np
from PIL import Image

from extract.flatten import flattened
from extract.page import RasterPage, Registered
from extract.pictures import grey_of
from forms.editions import Edition, Library
from tests.fax import paper
from tests.fax.profiles import TUNING, Profile
from tests.fax.replies import BoxTruth, Reply, simulate
from tools import ink_styles

Kind = Literal["fine", "standard", "scan", "photo", "copy", "faults"]
FORMS = ("transitional-assignment", "physical-demands-task-assessment")


_OWN: dict[str, Any] = {
    "pens": {**TUNING.pens, ink_styles.HIGHLIGHTER: 2, ink_styles.CRAYON: 4, ink_styles.FINE_LINER: 6,
             ink_styles.FADING: 10},
    "chosen": {**TUNING.chosen, "free": 30, "tick_of_any_shape": 30, "big": 14, "letter": 10, "swirl": 6, "hatched": 6},
    "spoiled": {**TUNING.spoiled, "through": 20, "cloud": 20, "crossed_out": 25, "graze": 25, "word_over": 20,
                "smudge": 12},
    "doubtful": {**TUNING.doubtful, "dash": 25, "near": 45, "question": 60, "ring": 25},
    "coarse": {"skip": 0.5, "mean": 0.35, "either": 0.15},
    "usual": (90, 168),
    "thin": (50, 98),
    "dark": (162, 210),
    "specks": (0.0002, 0.016),
    "blur": (0.7, 2.6),
    "slack": (0.05, 0.3),
    "shake": (0.03, 0.4),
}  # fmt: skip
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


@cache
def edition(form: str = FORMS[0]) -> Edition:
    """The forms the study is made with: few boxes with long captions, and a page full of boxes."""
    return Library().current(form)


def pages(fold: str, kind: Kind, numbers: range, form: str = FORMS[0]) -> Iterator[Page]:
    """Pages of a fold. Every other reply is crowded with marks, spoiled ones above all; the rest is as usual."""
    for number in numbers:
        yield from _make(edition(form), FOLDS[fold], kind, number)


def _make(form: Edition, profile: Profile, kind: Kind, number: int) -> Iterator[Page]:
    styles = _crowded(profile, form, number) if number % 2 else None
    yield from lined_up(simulate(form.blank, profile, number, kind, styles=styles), form)


def lined_up(reply: Reply, form: Edition) -> Iterator[Page]:
    """Through the four squares and the codes, with the register stage's usual error of half a pixel or so.

    What lies curled is laid flat; a page that the reader would refuse there is left out.
    """
    rng = np.random.default_rng([reply.number, 5])
    for page in reply.pages:
        geometry, arrived = form.map.pages[page.number - 1], page.arrived
        boxes = np.array(geometry.squares + geometry.codes)
        corners = np.concatenate([boxes[:, [0, 1]], boxes[:, [2, 3]]])
        jitter = np.eye(3)
        jitter[:2, 2] = rng.normal(0, 0.7, 2) * (1, arrived.dpi[1] / arrived.dpi[0])
        pixels = grey_of(Image.fromarray(arrived.pixels))[0]
        raster = RasterPage(1, pixels, arrived.dpi, arrived.one_bit)
        plane, _ = cv2.findHomography(corners, page.passage.pixels_of(corners))
        registered = flattened(Registered(raster, form, geometry, None, jitter @ plane, 0.3))
        if registered:
            yield Page(registered, tuple(t for t in reply.boxes if t.page == page.number))


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
