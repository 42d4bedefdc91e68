"""Pen marks as people make them: every style by its name, with what the writer meant by it.

`yes` the writer chose the box (`chosen`); `no` there is ink, but the box is not chosen (a correction, a line running
through); `unclear` no person could decide it from the paper (both in `taken_back`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from tests.fax.chosen import YES
from tests.fax.paper import Box
from tests.fax.pens import Pen
from tests.fax.strokes import Draw, Hand, Part
from tests.fax.taken_back import NO, UNCLEAR

Truth = Literal["yes", "no", "unclear"]


@dataclass(frozen=True)
class Mark:
    """A finished mark on one box: its style, what was meant, its ink."""

    style: str
    truth: Truth
    parts: list[Part] = field(default_factory=list)


STYLES: dict[str, tuple[Truth, Draw]] = {
    **{f.__name__: ("yes", f) for f in YES},
    **{f.__name__: ("no", f) for f in NO},
    **{f.__name__: ("unclear", f) for f in UNCLEAR},
}


def make(style: str, rng: np.random.Generator, box: Box, hand: Hand, pen: Pen) -> Mark:
    """One mark of a style on a box."""
    truth, draw = STYLES[style]
    return Mark(style, truth, draw(rng, box, hand, pen))
