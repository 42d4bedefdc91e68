"""How much risk a limit leaves: `python -m tools.digit_risk --store DIR --replies 150`, in the training environment.

Whole replies of the tuning folds, written by hands that the networks never saw (`digit_hands`), go through the reader;
each comb is kept with what was read and what was written. The limits of `extract/digits/gates.py` were set on these, and
`--keep` writes the table of confidence beside the networks. MEASURING is never used here.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from extract import reader
from extract.digits import cut, gates, look
from extract.digits.model import KEPT
from extract.marks import blank_of, read_sheet
from extract.marks.sheet import sheet_of
from tests.fax import offices, paper
from tests.fax.offices import Answers
from tests.fax.profiles import Profile
from tests.fax.replies import simulate
from tools import digit_hands, digit_strokes
from tools.digit_hands import Real
from tools.ink_pages import FOLDS, Kind, Page, edition, lined_up

KINDS: tuple[Kind, ...] = ("fine", "standard", "scan")
STEP = 10  # replies a file
KNOTS = (0.9, 0.95, 0.98, 0.99, 0.995, 0.998, 0.999, 1.0)
GONE = 0.15


def profile(fold: str, odd: bool) -> Profile:
    """A tuning fold with a seed of its own and the hands that were held back."""
    hands = ("odd",) if odd else ("", "real", "drawn")
    return replace(FOLDS[fold], seed=FOLDS[fold].seed + 500, fonts=digit_hands.UNSEEN, hands=hands)


def meant(world: Profile, number: int) -> Answers:
    """What an office means; days of other years too, and numbers of hours with two figures."""
    rng = np.random.default_rng([world.seed, number, 22])
    answers = offices.answers(rng, paper.widgets(edition().blank))
    words = dict(answers.words)
    year = str(rng.integers(2024, 2036))
    for name, text in answers.words.items():
        if len(text) == 8 and text.isdigit() and "birth" not in name:
            words[name] = text[:4] + year
        elif "hours" in name:
            words[name] = str(rng.integers(1, 13))
    return Answers(answers.chosen, words, answers.signed)


def fields(made: Page, texts: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every comb of a page with ink in it, as the reader saw it."""
    page = made.page
    sheet = sheet_of(page, blank_of(page.edition, page.geometry.number))
    _, exposure = read_sheet(sheet, page)
    inks, told = reader._inks(sheet, reader._written_places(page), exposure)
    stroke = reader.average_stroke(i for f, _, _, i in inks if f.kind != "signature") or 0.0
    for field, place, shift, ink in inks:
        truth = texts.get(field.name)
        if field.kind not in ("date", "digits") or truth is None or (truth.value is None and not ink.present):
            continue
        seen = look(cut(sheet, place, shift, field.cells or 1), sheet.coarse)
        comb = seen.comb
        written = [c for c in comb.cells if c is not None]
        yield {
            "field": field.name, "kind": field.kind, "truth": truth.value or "", "survived": truth.survived,
            "pen": truth.pen, "text": seen.text or "", "sure": seen.sure, "close": seen.close, "thin": told.thin,
            "thin_marks": exposure.thin, "stroke": stroke, "shared": bool(comb.shared), "around": comb.around,
            "pieces": max((c.pieces for c in written), default=0), "present": ink.present,
            "dust": max((d for d, c in zip(comb.dust, comb.cells, strict=True) if c is not None), default=0.0),
            "dust_empty": max((d for d, c in zip(comb.dust, comb.cells, strict=True) if c is None), default=0.0),
            "cells": len(written), "coarse": sheet.coarse, "specks": exposure.specks,
            "believed": ink.present and gates.believed(field, seen, gates.Page(told.thin, stroke)),
        }  # fmt: skip


def lot(asked: tuple[str, Kind, int, Path, bool]) -> int:
    """Some replies of one fold and kind."""
    fold, kind, first, store, odd = asked
    path = store / f"risk-{'odd' if odd else 'usual'}-{fold}-{kind}-{first:04d}.json"
    if path.exists():
        return 0
    cv2.setNumThreads(1)
    digit_hands.known_to_fax(Real(*digit_strokes.store(store / "real.npz"), back=True))
    world, rows = profile(fold, odd), []
    for number in range(first, first + STEP):
        reply = simulate(edition().blank, world, number, kind, answers=meant(world, number))
        texts = {t.field: t for t in reply.texts}
        script = _hand(world, number, meant(world, number))
        for made in lined_up(reply, edition()):
            rows += [r | {"fold": fold, "page": f"{fold}{kind}{number}{odd}", "channel": kind, "odd": odd, "hand": script}
                     for r in fields(made, texts)]  # fmt: skip
    path.write_text(json.dumps(rows, default=float))
    return len(rows)


def _hand(world: Profile, number: int, answers: Answers) -> str:
    """Which hand `simulate` draws for this reply."""
    rng = world.rng(number)
    from tests.fax.replies import _styles

    _styles(rng, world, paper.widgets(edition().blank), answers)
    world.hand(rng)
    script = world.script(rng)
    return script.digits or script.font


def load(store: Path) -> list[dict[str, Any]]:
    """All combs."""
    return [row for path in sorted(store.glob("risk-*.json")) for row in json.loads(path.read_text())]


def main() -> None:
    """Make all files, on several processes."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--store", type=Path, required=True, help="the folder of tools.digit_combs")
    options.add_argument("--replies", type=int, default=60, help="replies of each fold and kind")
    options.add_argument("--workers", type=int, default=len(os.sched_getaffinity(0)))
    asked = options.parse_args()
    work = [(fold, kind, first, asked.store, odd) for first in range(0, asked.replies, STEP) for odd in (False, True)
            for fold, kind in product(FOLDS, KINDS) if not (kind == "scan" or odd) or first < asked.replies // 3]  # fmt: skip
    with ProcessPoolExecutor(asked.workers) as pool:
        for done, rows in enumerate(pool.map(lot, work), 1):
            sys.stdout.write(f"{done} of {len(work)} files, {rows} combs\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
