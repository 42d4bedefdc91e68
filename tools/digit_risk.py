"""How much risk a limit leaves: `python -m tools.digit_risk --store DIR --replies 60`, in the training environment.

Whole replies of the tuning folds, written by hands that the networks never saw (`digit_hands`), go through the reader
until every comb is cut; combs are kept, so that networks and limits can be tried on them again. What is printed is the
risk that `extract/digits/gates.py` leaves; `--keep` writes the table of confidence beside the networks. MEASURING is
never used here.
"""

from __future__ import annotations

import argparse
import json
import os
import pickle
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from extract import reader
from extract.digits import Comb, Digits, cut, gates, look
from extract.digits.model import KEPT
from extract.formats import parse, plausible
from extract.marks import blank_of, read_sheet
from extract.marks.sheet import sheet_of
from forms.fields import Field
from tests.fax import offices, paper
from tests.fax.offices import Answers
from tests.fax.profiles import Profile
from tests.fax.replies import TextTruth, simulate
from tools import digit_hands, digit_strokes
from tools.digit_hands import Real
from tools.ink_pages import FOLDS, Kind, Page, edition, lined_up

KINDS: tuple[Kind, ...] = ("fine", "standard", "scan")
STEP = 10  # replies a file
KNOTS = (0.9, 0.95, 0.98, 0.99, 0.995, 0.998, 0.999)
GONE = 0.15  # share of a comb's ink below which nobody could have read it


@dataclass(frozen=True)
class Row:
    """One comb with ink in it, as the reader cut it, and its truth. `odd`: one of its cells holds no digit."""

    field: str
    truth: str
    survived: float
    pen: str
    present: bool
    comb: Comb
    coarse: bool
    page: gates.Page
    channel: Kind
    odd: bool

    @property
    def asked(self) -> Field:
        """The field of the form."""
        return edition().map.field(self.field)


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


def combs(made: Page, texts: dict[str, TextTruth], kind: Kind, odd: bool) -> Iterator[Row]:
    """Every comb of a page in which something stands, or seems to stand."""
    page = made.page
    sheet = sheet_of(page, blank_of(page.edition, page.geometry.number))
    _, exposure = read_sheet(sheet, page)
    inks, told = reader._inks(sheet, reader._written_places(page), exposure)
    stroke = reader.average_stroke(i for f, _, _, i in inks if f.kind != "signature") or 0.0
    for field, place, shift, ink in inks:
        truth = texts.get(field.name)
        if field.kind in ("date", "digits") and truth is not None and (truth.value is not None or ink.present):
            yield Row(field.name, truth.value or "", truth.survived, truth.pen, ink.present,
                      cut(sheet, place, shift, field.cells or 1), sheet.coarse, gates.Page(told.thin, stroke), kind,
                      odd)  # fmt: skip


def lot(asked: tuple[str, Kind, int, Path, bool]) -> int:
    """Some replies of one fold and kind."""
    fold, kind, first, store, odd = asked
    path = store / f"risk-{'odd' if odd else 'usual'}-{fold}-{kind}-{first:04d}.pickle"
    if path.exists():
        return 0
    cv2.setNumThreads(1)
    digit_hands.known_to_fax(Real(*digit_strokes.store(store / "real.npz"), back=True))
    world, rows = profile(fold, odd), []
    for number in range(first, first + STEP):
        reply = simulate(edition().blank, world, number, kind, answers=meant(world, number))
        texts = {t.field: t for t in reply.texts}
        rows += [row for made in lined_up(reply, edition()) for row in combs(made, texts, kind, odd)]
    path.write_bytes(pickle.dumps([vars(row) for row in rows]))
    return len(rows)


def load(store: Path) -> list[Row]:
    """All combs that were made."""
    paths = sorted(store.glob("risk-*.pickle"))
    return [Row(**row) for path in paths for row in pickle.loads(path.read_bytes())]  # noqa: S301 - our own files


def said(row: Row, seen: Digits) -> str | None:
    """The characters that the reader would accept in this comb; None for a question."""
    if not row.present or seen.text is None or not gates.believed(row.asked, seen, row.page):
        return None
    value, reason = parse(row.asked, seen.text)
    return None if reason or not plausible(row.asked, value) else seen.text


def table(rows: Sequence[Row], seen: Sequence[Digits]) -> str:
    """Accepted and wrong, by channel and kind of field; and of the combs in which one cell holds no digit."""
    lines = []
    for odd, channel, kind in product((False, True), KINDS, ("date", "digits")):
        own = [(r, said(r, s)) for r, s in zip(rows, seen, strict=True)
               if (r.odd, r.channel, r.asked.kind) == (odd, channel, kind) and r.survived >= GONE]  # fmt: skip
        taken = [(r, text) for r, text in own if text is not None]
        wrong = [(r, text) for r, text in taken if odd or text != r.truth]
        named = ", ".join(f"{r.truth}>{text}" for r, text in wrong[:8])
        lines.append(f"{'odd' if odd else 'usual':6}{channel:9}{kind:7} {len(taken):5} of {len(own):5} accepted,"
                     f" {len(wrong)} wrong {named}")  # fmt: skip
    return "\n".join(lines)


def sureness(rows: Sequence[Row], seen: Sequence[Digits]) -> list[list[float]]:
    """Confidence for a least chance: share right among what was accepted at least as surely, one error added."""
    taken = [(s.sure, text == r.truth) for r, s in zip(rows, seen, strict=True)
             if not r.odd and r.survived >= GONE and (text := said(r, s)) is not None]  # fmt: skip
    shares = []
    for knot in KNOTS:
        right = [ok for sure, ok in taken if sure >= knot]
        shares.append(1 - (len(right) - sum(right) + 1) / (len(right) + 2))
    return [list(KNOTS), [round(float(x), 4) for x in np.minimum.accumulate(shares[::-1])[::-1]]]


def curve(rows: Sequence[Row], seen: Sequence[Digits]) -> list[dict[str, Any]]:
    """Accepted and wrong combs at each least chance of their digits, all other gates as they are."""
    kept = gates.SURE_DATE, gates.SURE_LIMIT, gates.CLOSE_DATE, gates.CLOSE_LIMIT
    points = []
    for knot in KNOTS:
        gates.SURE_DATE = gates.SURE_LIMIT = knot
        gates.CLOSE_DATE = gates.CLOSE_LIMIT = (1 - knot) / 2
        for channel, kind in product(KINDS, ("date", "digits")):
            own = [(r.truth, said(r, s)) for r, s in zip(rows, seen, strict=True)
                   if (r.odd, r.channel, r.asked.kind) == (False, channel, kind) and r.survived >= GONE]  # fmt: skip
            wrong = sum(text is not None and text != truth for truth, text in own)
            points.append({"least": knot, "channel": channel, "kind": kind, "combs": len(own),
                           "accepted": sum(text is not None for _, text in own), "wrong": wrong})  # fmt: skip
    gates.SURE_DATE, gates.SURE_LIMIT, gates.CLOSE_DATE, gates.CLOSE_LIMIT = kept
    return points


def main() -> None:
    """Make all files, on several processes; then print, and keep, what the networks' answers are worth."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--store", type=Path, required=True, help="the folder of tools.digit_combs")
    options.add_argument("--replies", type=int, default=60, help="replies of each fold and kind")
    options.add_argument("--workers", type=int, default=len(os.sched_getaffinity(0)))
    options.add_argument("--keep", action="store_true", help="write the table of confidence beside the networks")
    asked = options.parse_args()
    lots = product(range(0, asked.replies, STEP), (False, True), FOLDS, KINDS)
    work = [(fold, kind, first, asked.store, odd) for first, odd, fold, kind in lots
            if not (kind == "scan" or odd) or first < asked.replies // 3]  # fmt: skip
    with ProcessPoolExecutor(asked.workers) as pool:
        for done, made in enumerate(pool.map(lot, work), 1):
            sys.stdout.write(f"{done} of {len(work)} files, {made} combs\n")
            sys.stdout.flush()
    rows = load(asked.store)
    seen = [look(row.comb, row.coarse) for row in rows]
    points = curve(rows, seen)
    sys.stdout.write(table(rows, seen) + "\n" + "\n".join(map(str, points)) + "\n")
    if asked.keep:
        told = json.loads(KEPT.read_text())
        KEPT.write_text(json.dumps(told | {"sure": sureness(rows, seen), "risk": points}, indent=1) + "\n")


if __name__ == "__main__":
    main()
