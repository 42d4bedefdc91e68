"""Cells to train on: `python -m tools.digit_combs --store DIR --sheets 60 --workers 2`, in the training environment.

Whole sheets of combs as our forms print them are filled by `digit_hands`, sent through the test fax with the tuning
folds' machines, found and cut by the reader's own stages; each cell is kept with its truth. Seeds are fixed. DIR is
not the repository.
"""

from __future__ import annotations

import argparse
import io
import os
from collections.abc import Iterator
from functools import lru_cache
from itertools import product
from pathlib import Path

import cv2
import numpy as np
import pikepdf

from extract.digits.cells import cut
from extract.digits.model import measures, picture
from extract.marks.blank import Blank, render_blank
from extract.marks.sheet import sheet_of
from extract.marks.snap import snap
from extract.page import RasterPage, Registered
from forms.editions import Library
from forms.fields import Box, Place
from tests.fax import paper
from tests.fax.pens import MM
from tests.fax.profiles import Profile
from tests.fax.replies import Desk, How, desk, sent
from tools import digit_hands, digit_strokes
from tools.digit_hands import NONE, Real
from tools.digit_sources import Part
from tools.ink_pages import FOLDS, Kind
from tools.lots import make

CELL, HIGH, FOOT, RULE = 5.2 * MM, 7 * MM, 2.2 * MM, 0.75  # points, as in templates/forms/house.typ
ROWS, GROUPS = 19, ((2, 2, 4), (2, 2, 4), (2, 2, 4), (2,), (1,))
KINDS: tuple[Kind, ...] = ("fine", "fine", "standard", "standard", "scan")
ODD_SHARE = 0.16
FADED = 0.4  # a digit of whose ink less than this arrived is nobody's to read


def places() -> list[tuple[Place, tuple[int, ...]]]:
    """The combs of the sheet."""
    found = []
    for row in range(ROWS):
        x, top = 40.0, 740.0 - row * 36
        for n, groups in enumerate(GROUPS):
            width = sum(groups) * CELL
            found.append((Place(field=f"{row}-{n}", page=1, box=(x, top - HIGH, x + width, top)), groups))
            x += width + 24
    return found


@lru_cache(maxsize=1)
def blank_sheet() -> bytes:
    """A PDF of combs, drawn as the house style draws them."""
    ops = [f"{RULE} w"]
    for row, (place, groups) in enumerate(places()):
        x0, y0, x1, y1 = place.box
        ops.append(f"{x0:.2f} {y0:.2f} {x1 - x0:.2f} {y1 - y0:.2f} re S")
        starts = np.cumsum((0, *groups))
        for i in range(1, sum(groups)):
            top = y1 if i in starts else y0 + FOOT
            ops.append(f"{x0 + i * CELL:.2f} {y0:.2f} m {x0 + i * CELL:.2f} {top:.2f} l S")
        if sum(groups) == 8:
            word = ("Date of the next visit", "Signed on", "Born", "Until")[row % 4]
            ops.append(f"BT /F 8.5 Tf {x0:.2f} {y1 + 3:.2f} Td ({word}) Tj ET")
            ops.append(f"BT /F 7 Tf {x0 + 6:.2f} {y0 - 8:.2f} Td (month       day            year) Tj ET")
    pdf = pikepdf.new()
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    page = pikepdf.Dictionary(Type=pikepdf.Name.Page, MediaBox=[0, 0, 612, 792], Contents=pdf.make_stream(
        " ".join(ops).encode()), Resources=pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font)))  # fmt: skip
    pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


@lru_cache(maxsize=1)
def known() -> Blank:
    """The same as the reader knows it."""
    return render_blank(blank_sheet(), 1)


def cell_boxes(place: Place, count: int) -> Iterator[Box]:
    """The cells of a comb, in points."""
    x0, y0, _, y1 = place.box
    yield from ((x0 + i * CELL, y0, x0 + (i + 1) * CELL, y1) for i in range(count))


def write(rng: np.random.Generator, work: Desk, real: Real, part: Part) -> list[tuple[int, str, str]]:
    """Fill every comb; (truth, what was drawn, pen) of each cell, in order. Labels count from 1."""
    facts = []
    for place, groups in places():
        who = digit_hands.writer(rng, part)
        name = Path(who.font).stem if who.kind == "font" else who.kind
        for cell in cell_boxes(place, sum(groups)):
            if rng.random() < ODD_SHARE:
                style, layers = digit_hands.odd(rng, who, cell, work.sheet, real)
                truth = NONE
            else:
                truth, style = int(rng.integers(0, 10)), name
                layers = digit_hands.digit(rng, who, truth, cell, work.sheet, real)
            facts.append((truth, style, who.pen.name))
            for layer in layers:
                work.put(layer, len(facts))
    return facts


Cut = tuple[list[object], np.ndarray, np.ndarray]


def sheet(profile: Profile, number: int, kind: How, real: Real, part: Part) -> Iterator[Cut]:
    """One sheet's cells: (truth, style, pen, survived, dust), picture, measures."""
    rng = np.random.default_rng([profile.seed, number, 21])
    work = desk(paper.sheets(blank_sheet())[0])
    facts = write(rng, work, real, part)
    arrived = sent(work, profile, number, 1, kind)
    edition = Library().current("transitional-assignment")
    corners = np.array([(40.0, 40.0), (572, 40), (572, 752), (40, 752)])
    moved = np.eye(3)
    moved[:2, 2] = rng.normal(0, 0.7, 2) * (1, arrived.dpi[1] / arrived.dpi[0])
    raster = RasterPage(1, arrived.pixels, arrived.dpi, arrived.one_bit)
    plane, _ = cv2.findHomography(corners, arrived.passage.pixels_of(corners))
    page = Registered(raster, edition, edition.map.pages[0], None, moved @ plane, 0.3)
    seen = sheet_of(page, known())
    index = 0
    for size in sorted({sum(g) for _, g in places()}):
        same = [(n, p) for n, (p, g) in enumerate(places()) if sum(g) == size]
        snapped = snap(seen, [p for _, p in same])
        starts = np.cumsum([0, *(sum(g) for _, g in places())])
        for (n, place), shift in zip(same, snapped.shift, strict=True):
            comb = cut(seen, place, shift, size)
            for i, cell in enumerate(comb.cells):
                index = int(starts[n]) + i
                truth, style, pen = facts[index]
                survived = arrived.survived.get(index + 1, 0.0)
                if cell is not None and i not in comb.shared:
                    yield ([truth, style, pen, survived, comb.dust[i]],
                           picture(cell), measures(cell, seen.coarse))  # fmt: skip


def lot(asked: tuple[str, int, int, Path, Part]) -> int:
    """Make one file: some sheets of one fold."""
    fold, first, count, store, part = asked
    path = store / f"{part}-{fold}-{first:04d}.npz"
    if path.exists():
        return 0
    cv2.setNumThreads(1)
    real = Real(*digit_strokes.store(store / f"real-{part}.npz", part))
    rows, pictures, told, kinds = [], [], [], []
    for number in range(first, first + count):
        kind = KINDS[number % len(KINDS)]
        for facts, seen, figures in sheet(FOLDS[fold], 700_000 + number + 50_000 * (part == "back"), kind, real, part):
            rows.append(facts)
            kinds.append(kind)
            pictures.append(np.round(seen * 255).astype(np.uint8))
            told.append(figures)
    names = ("truth", "style", "pen", "survived", "dust")
    columns = {name: np.array([r[i] for r in rows]) for i, name in enumerate(names)}
    np.savez_compressed(path, pictures=np.stack(pictures), told=np.stack(told), kind=np.array(kinds), **columns)
    return len(rows)


def main() -> None:
    """Make all files, on several processes."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--store", type=Path, required=True)
    options.add_argument("--sheets", type=int, default=60, help="sheets of each fold")
    options.add_argument("--back", type=int, default=15, help="sheets of each fold by hands that are held back")
    options.add_argument("--workers", type=int, default=len(os.sched_getaffinity(0)))
    asked = options.parse_args()
    asked.store.mkdir(parents=True, exist_ok=True)
    parts: tuple[tuple[Part, int], ...] = (("seen", asked.sheets), ("back", asked.back))
    for part, _ in parts:
        digit_strokes.store(asked.store / f"real-{part}.npz", part)
    work = [(fold, first, 5, asked.store, part) for first, fold, (part, many) in product(
            range(0, max(asked.sheets, asked.back), 5), FOLDS, parts) if first < many]  # fmt: skip
    make(lot, work, asked.workers, "cells")


if __name__ == "__main__":
    main()
