"""From figures to a decision: gates first, each with its unit and its reason. What overlaps is always review."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from extract.marks.blank import PX_PER_PT
from extract.marks.reading import BoxReading, Exposure, Key
from extract.marks.sheet import Sheet
from extract.marks.snap import Snapped
from forms.fields import Place

Figures = dict[str, NDArray[np.float64]]

WEAK_MATCH = 0.45  # correlation of box and caption with the blank under which the box was not found for sure
FEW_EDGES = 2  # frame edges that must be found
BARE_INSIDE, BARE_STROKE = 0.012, 0.2  # share of the inside; of a straight piece of stroke: nothing was written
SURE_STROKE, SURE_INSIDE = 0.75, 0.08  # likewise: this is a stroke of a pen
OUTSIDE = 0.35  # less of a mark than this inside the box: it runs through
CROWDED = 0.12  # share of ink in the near ring that calls for a person
DENSE_INSIDE, WIDE = 0.6, 0.6  # share of the inside and mm beyond both sides: a correction, perhaps


def decide(
    places: list[Place], snapped: Snapped, found: Figures, frames: NDArray[np.float64], exposure: Exposure, sheet: Sheet
) -> dict[Key, BoxReading]:
    """A reading for each box."""
    readings: dict[Key, BoxReading] = {}
    for i, place in enumerate(places):
        own = {name: float(values[i]) for name, values in found.items()}
        own |= {"match": float(snapped.match[i]), "edges": float(snapped.edges[i]), "strain": float(snapped.strain[i])}
        own |= {"own_frame": float(np.median(frames[i]))}
        state, reason = _judge(own, exposure)
        dx, dy = snapped.shift[i] / PX_PER_PT
        common: dict[str, Any] = {"shift": (float(dx), float(-dy)), "figures": own}
        leaning = own["stroke"] > 0.5
        readings[place.field, place.option] = BoxReading(state, 0.99, leaning, reason, **common)
    return readings


def _judge(own: dict[str, float], exposure: Exposure) -> tuple[Any, str | None]:
    if own["match"] < WEAK_MATCH or own["edges"] < FEW_EDGES:
        return "doubtful", "weak_registration"
    if own["inside"] < BARE_INSIDE and own["stroke"] < BARE_STROKE:
        if exposure.thin:
            return "doubtful", "thin_page"
        return ("doubtful", "beside_box") if own["near_ring"] > CROWDED else ("empty", None)
    if own["stroke"] < SURE_STROKE or own["inside"] < SURE_INSIDE:
        return "doubtful", "doubtful_mark"
    if own["piece_share"] < OUTSIDE:
        return "doubtful", "stray_ink"
    if own["inside"] > DENSE_INSIDE or (own["reach_left"] > WIDE and own["reach_right"] > WIDE):
        return "doubtful", "corrected_mark"
    return "marked", None
