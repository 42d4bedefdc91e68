"""From looks to a decision: the network proposes, the gates dispose, and what overlaps is a person's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import takewhile

import numpy as np
from numpy.typing import NDArray

from extract.marks import gates
from extract.marks.blank import PX_PER_MM, PX_PER_PT
from extract.marks.features import Figures
from extract.marks.model import MARKED, looks
from extract.marks.reading import BoxReading, Exposure, Key
from extract.marks.snap import Snapped
from forms.fields import Place

WORDS = "label_ink"
SAME_PLACE = 7.0  # points: nearer than this two boxes are one; printed ones are twice as far apart
NO_BLOT = 99.0  # mm, what stands for ink that is no blot
HATCHED = 0.48  # share of the rectangle around the ink in a box above which its strokes lie side by side
SWOLLEN_GREY, SWOLLEN_FINE, SWOLLEN_COARSE = 0.18, 0.26, 0.30  # square mm too many on a line, by how rasters fray it
CORNERED_GREY, CORNERED_FAX = 0.06, 0.15  # square mm beyond three corners: a fax's large crosses have that often
# What a pen's line has at least, in mm: its width on a fax, its width in grey, which blurs it, and the width times the
# darkness there, which blur hardly changes.
THREAD_FAX, THREAD_GREY, THREAD_INK = 0.33, 0.42, 0.2
FAINT_STROKE, GRAINS = 0.013, 6.0  # darkness of a stroke beyond any halo of print, and times that of the paper's grain
BLOT = 0.45  # share of the rectangle around the ink in a box: strokes leave more of it free
ALONE = 0.8  # share of a box's ink in one piece from which the rest of it is specks
LOST, UNPRINTED = 1.0, 0.35  # what stands for "all pale lines lost", and for the finest line, where no patch is printed


def decide(
    places: list[Place], snapped: Snapped, table: Figures, likely: NDArray[np.float64], thin: bool
) -> dict[Key, BoxReading]:
    """A reading for each box; `table` as `completed` gives it, `likely` as `Looks.of`.

    `thin`: on this page a mark, or what takes one back, may have left nothing: no box is empty or marked for sure.
    """
    readings: dict[Key, BoxReading] = {}
    rows = np.stack(list(table.values()), axis=1).tolist()
    for i, place in enumerate(places):
        own = dict(zip(table, rows[i], strict=True)) | {"page_thin": float(thin)}
        shift = snapped.shift[i] * [1, -1] / PX_PER_PT
        readings[place.field, place.option] = judge(likely[i], own, (float(shift[0]), float(shift[1])))
    return _one_box_each(places, readings)


def _one_box_each(places: list[Place], readings: dict[Key, BoxReading]) -> dict[Key, BoxReading]:
    """Two boxes that were found in one place: lost lines moved the page by half a row, and one of them is not there."""
    found = np.array([(p.box[0] + readings[p.field, p.option].shift[0], p.box[1] + readings[p.field, p.option].shift[1])
                      for p in places])  # fmt: skip
    near = np.abs(found[:, None] - found[None]).max(axis=2) < SAME_PLACE
    for i in np.flatnonzero(near.sum(axis=1) > 1):
        key = places[i].field, places[i].option
        readings[key] = replace(readings[key], state="doubtful", reason="weak_registration", confidence=0.5)
    return readings


def completed(
    found: Figures, snapped: Snapped, frames: NDArray[np.float64], exposure: Exposure, one_bit: bool, lost: float
) -> Figures:
    """The ink's figures together with those of the box's place and of its page; `lost` as from `lost_share`."""
    n = len(snapped.match)
    ends = {side: found[f"reach_{side}"] for side in ("left", "right", "up", "down")}
    extent = np.maximum(found["piece_width"], found["piece_height"])
    rising = np.minimum(ends["left"], ends["right"]) + np.minimum(ends["up"], ends["down"])
    pale, fine = exposure.palest_line, exposure.finest_line
    return found | {
        "match": snapped.match,
        "edges": snapped.edges.astype(np.float64),
        "strain": snapped.strain,
        "squeeze": np.abs(snapped.scale - 1).max(axis=1),
        "own_frame": np.median(frames, axis=1),
        "least_edge": frames.min(axis=1),
        "across": np.minimum(ends["left"], ends["right"]),
        "upright": np.minimum(ends["up"], ends["down"]),
        "above_and_below": np.minimum(found["above"], found["below"]),
        "diagonal": rising,
        "extent": extent,
        "thread": _pen_width(found, one_bit),
        "blot": np.minimum(
            np.where(found["dense"] > BLOT, found["spread"], NO_BLOT),
            np.where(_blot_among_specks(found), extent, NO_BLOT),
        ),
        "hatched": np.where(found["dense"] > HATCHED, found["outline"], 0.0),
        "swollen": found["bulge"] / _frayed(exposure.coarse, one_bit),
        "cornered": found["cornered"] / (CORNERED_FAX if one_bit else CORNERED_GREY),
        "copied": found["copied"] * one_bit,  # a scanner sends no line twice
        "loose": np.where(np.max(list(ends.values()), axis=0) < 0, found["beside"], 0.0),
        "faint_inside": found["core"] * (not one_bit),
        "faint_stroke": found["faint_stroke"] / (FAINT_STROKE + GRAINS * exposure.grain),
        "faint_beside": found["near_over"] * (not one_bit),
        "page_lost": np.full(n, lost),
        "page_frame": np.full(n, exposure.frame_darkness or 0.0),
        "page_fine": np.full(n, UNPRINTED if fine is None else fine),
        "page_pale": np.full(n, LOST if pale is None else pale),
        "page_specks": np.full(n, exposure.specks),
        "page_grain": np.full(n, exposure.grain),
        "coarse": np.full(n, float(exposure.coarse)),
        "bleached": np.full(n, float(exposure.bleached)),
        "one_bit": np.full(n, float(one_bit)),
    }


def _pen_width(found: Figures, one_bit: bool) -> NDArray[np.float64]:
    """Width of the ink inside, in parts of the least a pen has: a hair on the glass is thinner, or paler."""
    width = found["inked"] / np.maximum(found["spread"], 1 / PX_PER_MM)
    if one_bit:
        return np.asarray(width / THREAD_FAX)
    return np.minimum(width / THREAD_GREY, width * found["darkness"] / THREAD_INK)


def _blot_among_specks(found: Figures) -> NDArray[np.bool_]:
    """Whether one dense piece holds nearly all ink of a box: specks beside it widen the whole."""
    dense = found["piece"] > BLOT * found["piece_width"] * found["piece_height"]
    return np.asarray(dense & (found["piece"] >= ALONE * found["inked"]))


def _frayed(coarse: bool, one_bit: bool) -> float:
    """How much ink (square mm) may lie on one spot of an untouched frame."""
    if not one_bit:
        return SWOLLEN_GREY
    return SWOLLEN_COARSE if coarse else SWOLLEN_FINE


def judge(likely: NDArray[np.float64], own: dict[str, float], shift: tuple[float, float]) -> BoxReading:
    """One box: what it looks like (`Looks.of`, one row), and whether that may be believed."""
    empty, marked, _, arrived = (float(p) for p in likely)
    own = own | {"arrived": arrived if own["one_bit"] else 1.0}
    if _failed(gates.RINGED, own) is None:
        return BoxReading("marked", gates.RINGED_SURE, True, None, shift, own)
    leaning = marked > empty
    failed, needed = _as_marked(own) if leaning else _as_empty(own)
    state, sure = "marked" if leaning else "empty", max(empty, marked)
    if failed is None and sure >= needed:
        most = 1.0 if leaning or not own["one_bit"] else gates.EMPTY_ONE_BIT
        confidence = min(most, looks().confidence(state, sure))
        return BoxReading("marked" if leaning else "empty", confidence, leaning, None, shift, own)
    if sure < needed and failed == "thin_page":  # which says: it looks clear, but the page may hide something
        failed = None
    return BoxReading("doubtful", min(sure, 0.5), leaning, failed or _why(own), shift, own)


def _as_marked(own: dict[str, float]) -> tuple[str | None, float]:
    """Why the ink of a box may not be believed to be a mark, if so, and how surely it must look like one."""
    failed, unusual = _failed(gates.MARKED, own), _failed(gates.PLAIN, own)
    if unusual and not failed and _failed(gates.STILL_MARKED, own):
        failed = unusual
    return failed, _needed(own, unusual is not None)


def _as_empty(own: dict[str, float]) -> tuple[str | None, float]:
    """Why a box may not be believed to be empty, if so, and how surely it must look like that."""
    return _failed(gates.EMPTY, own), gates.SURE_EMPTY if own["one_bit"] else gates.SURE_EMPTY_GREY


def _needed(own: dict[str, float], unusual: bool) -> float:
    """How surely a box must look marked."""
    usual, more = (
        (gates.SURE_MARKED, gates.SURE_MARKED_UNUSUAL)
        if own["one_bit"]
        else (gates.SURE_MARKED_GREY, gates.SURE_MARKED_GREY_UNUSUAL)
    )
    return more if unusual else usual


def open_to_words(table: Figures, likely: NDArray[np.float64]) -> NDArray[np.bool_]:
    """The boxes whose reading may rest on ink on the words beside them: those that nothing before it settles."""
    leaning_empty = likely[:, 0] >= likely[:, MARKED]
    empty = _hold(takewhile(lambda gate: gate.figure != WORDS, gates.EMPTY), table) & leaning_empty
    ringed, marked = (
        _hold((gate for gate in asked if gate.figure in table), table) for asked in (gates.RINGED, gates.MARKED)
    )
    return empty | ringed | (marked & ~leaning_empty)


def reaches_of_marks(table: Figures, likely: NDArray[np.float64]) -> NDArray[np.float64]:
    """How far (mm) to the right of its box each mark reaches; NaN for a box that looks empty."""
    leaning_empty = likely[:, 0] >= likely[:, MARKED]
    return np.where(leaning_empty, np.nan, np.maximum(table["reach_right"], 0.0))


def _hold(asked: Iterable[gates.Gate], table: Figures) -> NDArray[np.bool_]:
    """Whether every one of these gates holds, box by box."""
    holding = [(gate.least <= table[gate.figure]) & (table[gate.figure] <= gate.most) for gate in asked]
    return np.asarray(np.logical_and.reduce(holding), bool)


def _failed(asked: tuple[gates.Gate, ...], own: dict[str, float]) -> str | None:
    return next((gate.reason for gate in asked if not gate.holds(own)), None)


def _why(own: dict[str, float]) -> str:
    """The likeliest reason for doubt where no gate names one."""
    if own["stray"] > 0 or own["piece_share"] < 0.4:
        return "stray_ink"
    if own["across"] > 0.6 or own["inside"] > 0.4:
        return "corrected_mark"
    return "doubtful_mark"
