"""Boxes to train on: `.venv/bin/python -m tools.ink_windows --store DIR --replies 400 --workers 2`

Pages of the tuning folds are simulated, every box is found and cut by the reader's own stages, and each window is kept
with its figures and its truth, one file a fold, kind and hundred replies. Seeds are fixed. DIR is not the repository.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from extract import marks as reader
from extract.marks.captions import caption_ink
from extract.marks.sheet import sheet_of
from tests.fax.replies import BoxTruth
from tools.ink_pages import FOLDS, FORMS, Kind, Page, pages
from tools.lots import make

KINDS: tuple[Kind, ...] = ("fine", "standard", "scan", "photo", "copy", "faults")
TRUTHS = (
    "fold",
    "kind",
    "form",
    "number",
    "page",
    "field",
    "option",
    "style",
    "intended",
    "pen",
    "survived",
    "touched",
)
STEP = 20  # replies a file
SHARES = {"fine": 1.0, "standard": 1.0, "scan": 0.4, "photo": 0.24, "copy": 0.24, "faults": 0.24}  # grey is easier

Lot = tuple[str, Kind, str, int]


def cut(made: Page) -> Iterator[tuple[BoxTruth, dict[str, float], np.ndarray, np.ndarray]]:
    """Truth, figures, ink and the blank's print (0..255) of every box of a page, as `read_boxes` would see them."""
    page = made.page
    sheet = sheet_of(page, reader.blank_of(page.edition, page.geometry.number))
    truths = {(t.field, t.option): t for t in made.truths}
    groups, exposure = reader.described(sheet, page)
    for places, snapped, strips, told in groups:
        every = np.ones(len(places), bool)
        marks = np.where(told["piece"] > 0, np.maximum(told["reach_right"], 0.0), np.nan)
        table = told | caption_ink(sheet, places, snapped.shift, exposure.specks, every, marks)
        for i, place in enumerate(places):
            figures = {name: float(values[i]) for name, values in table.items()}
            yield truths[place.field, place.option], figures, strips.ink[i], strips.print[i]


def lot(which: Lot, store: Path) -> int:
    """Make one file, unless it is there already; answers how many boxes it holds."""
    fold, kind, form, first = which
    kept = store / f"{fold}-{kind}-{form}-{first}.npz"
    if kept.exists():
        return 0
    cv2.setNumThreads(1)  # files are made beside each other
    facts: list[tuple[Any, ...]] = []
    figures: list[list[float]] = []
    inks, prints, names = [], [], []
    for number in range(first, first + STEP):
        for made in pages(fold, kind, range(number, number + 1), form):
            for truth, found, ink, known in cut(made):
                names = list(found)
                facts.append((fold, kind, form, number, truth.page, truth.field, truth.option or "", truth.style,
                              truth.intended, truth.pen, truth.survived, truth.touched))  # fmt: skip
                figures.append(list(found.values()))
                inks.append(np.round(ink * 255).astype(np.uint8))
                prints.append(np.round(known * 255).astype(np.uint8))
    columns = {name: np.array([f[i] for f in facts]) for i, name in enumerate(TRUTHS)}
    np.savez_compressed(kept, ink=np.stack(inks), print=np.stack(prints), names=np.array(names),
                        figures=np.array(figures, np.float32), **columns)  # fmt: skip
    return len(facts)


def lots(replies: int, start: int = 0) -> list[Lot]:
    """What there is to make, spread so that half a run is half of everything."""
    found = []
    for first in range(start, replies, STEP):
        for fold, kind, form in product(FOLDS, KINDS, FORMS):
            many = replies * SHARES[kind] * (1 if form == FORMS[0] else 0.1)  # it has eight times as many boxes
            if first < many:
                found.append((fold, kind, form, first))
    return found


def _lot(asked: tuple[Lot, Path]) -> int:
    return lot(*asked)


def main() -> None:
    """Make all files, on several processes."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--store", type=Path, required=True, help="folder for the windows (large)")
    options.add_argument("--replies", type=int, default=400, help="replies of each fold and kind")
    options.add_argument("--start", type=int, default=0, help="first reply")
    options.add_argument("--workers", type=int, default=len(os.sched_getaffinity(0)))
    asked = options.parse_args()
    asked.store.mkdir(parents=True, exist_ok=True)
    work = [(one, asked.store) for one in lots(asked.replies, asked.start)]
    make(_lot, work, asked.workers, "boxes")


if __name__ == "__main__":
    main()
