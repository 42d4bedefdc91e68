"""How much paper a picture beside an answer shows, and how large it is: known before it is cut, and without it."""

from __future__ import annotations

from typing import Final

from forms.fields import Box

DPI: Final = 150.0  # of a crop: enough to judge a tick, small enough to keep fifty of them
AROUND: Final = 10.0  # points of paper shown around a field
CAPTION: Final = 60.0  # points shown to the right of a small box, where its caption stands


def shown(width: float, height: float, box: Box) -> Box:
    """The field with some of its surroundings, within the paper: a page of this width and height, in points."""
    x0, y0, x1, y1 = box
    right = CAPTION if x1 - x0 < 20 else AROUND
    return max(0.0, x0 - AROUND), max(0.0, y0 - AROUND), min(width, x1 + right), min(height, y1 + AROUND)


def pixels(place: Box) -> tuple[int, int]:
    """Width and height of the picture of a place."""
    x0, y0, x1, y1 = place
    return max(8, round((x1 - x0) * DPI / 72)), max(8, round((y1 - y0) * DPI / 72))
