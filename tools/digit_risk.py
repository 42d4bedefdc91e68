"""How much risk a limit leaves: `python -m tools.digit_risk --store DIR --replies 60`, in the training environment.

Whole replies of the tuning folds, written by hands that the networks never saw (`digit_hands`), go through the reader
until every comb is cut; combs are kept, so that networks and limits can be tried on them again. What is printed is the
risk that `extract/digits/gates.py` leaves; `--keep` writes the table of confidence and the picture of the curve beside
the networks. MEASURING is never used here.
"""

from __future__ import annotations

import argparse
import json
import os
import pickle
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

import cv2
import matplotlib.pyplot as plt
import numpy as np

from extract import reader
from extract.digits import Comb, Digits, cut, gates, look
from extract.digits.model import KEPT
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
from tools.lots import make

KINDS: tuple[Kind, ...] = ("fine", "standard", "scan", "copy", "faults")
FAXES = KINDS[:2]  # most replies are made for these
STEP = 10  # replies a file
KNOTS = (0.001, 0.003, 0.01, 0.02, 0.05, 0.1, 0.2)  # of doubt
SHARES = (0.25, 0.5, 1.0, 1.5, 2.0, 4.0)  # of the doubt that the gates allow
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
    return replace(FOLDS[fold], seed=FOLDS[fold].seed + 500, fonts=digit_hands.fonts("back"), hands=hands)


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
                      cut(sheet, place, shift, field.cells or 1), sheet.coarse,
                      gates.Page(told.writing_lost, told.thin or told.pen_lost, stroke), kind, odd)  # fmt: skip


def lot(asked: tuple[str, Kind, int, Path, bool]) -> int:
    """Some replies of one fold and kind."""
    fold, kind, first, store, odd = asked
    path = store / f"risk-{'odd' if odd else 'usual'}-{fold}-{kind}-{first:04d}.pickle"
    if path.exists():
        return 0
    cv2.setNumThreads(1)
    digit_hands.known_to_fax(Real(*digit_strokes.store(store / "real-back.npz", "back")))
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


Found = tuple[float, str]  # how much in doubt a reading is, 1 where a gate closes before; and what it would be
CLOSED = 1.0


def doubts(rows: Sequence[Row]) -> list[Found]:
    """What the reader finds in each comb."""
    return [_found(row, look(row.comb, row.coarse)) for row in rows]


def _found(row: Row, seen: Digits) -> Found:
    open_ = row.present and gates.readable(row.asked, seen, row.page) and gates.fits(row.asked, seen.text or "")
    return (gates.doubt(row.asked, seen) if open_ else CLOSED), seen.text or ""


Judged = tuple[float, float, bool]  # doubt as a share of what the gates allow, doubt, whether the reading is right
NEVER = 1e9


def judged(rows: Sequence[Row], found: Sequence[Found], odd: bool, channel: Kind, kind: str) -> list[Judged]:
    """The combs of one sort, least doubt first; those of which next to nothing arrived are left out."""
    own = [(_share(row, doubt), doubt, not odd and text == row.truth)
           for row, (doubt, text) in zip(rows, found, strict=True)
           if (row.odd, row.channel, row.asked.kind) == (odd, channel, kind) and row.survived >= GONE]  # fmt: skip
    return sorted(own)


def _share(row: Row, doubt: float) -> float:
    return NEVER if doubt >= CLOSED else doubt / gates.most_doubt(row.asked)


def table(rows: Sequence[Row], found: Sequence[Found]) -> str:
    """Accepted and wrong at shares of the limits, by channel and kind; all of an odd comb that is accepted is wrong."""
    lines = []
    for odd, kind, channel in product((False, True), ("date", "digits"), KINDS):
        own = judged(rows, found, odd, channel, kind)
        cells = []
        for most in SHARES:
            taken = [right for share, _, right in own if share <= most]
            cells.append(f"{most}: {len(taken)}/{len(taken) - sum(taken)}")
        lines.append(f"{'odd' if odd else 'usual':6}{channel:9}{kind:7}{len(own):5}  " + "  ".join(cells))
    return "\n".join(lines)


def confidence(rows: Sequence[Row], found: Sequence[Found]) -> list[list[float]]:
    """For a reading as little in doubt: share right among those, one error added; with less doubt at least as many."""
    own = [j for kind, channel in product(("date", "digits"), KINDS) for j in judged(rows, found, False, channel, kind)]
    shares = []
    for knot in KNOTS:
        taken = [right for _, doubt, right in own if doubt <= knot]
        shares.append((sum(taken) + 1) / (len(taken) + 2))
    return [list(KNOTS), [round(float(x), 4) for x in np.maximum.accumulate(shares[::-1])[::-1]]]


def picture(rows: Sequence[Row], found: Sequence[Found], path: Path) -> None:
    """Risk against coverage on the hands that were held back; a dot is where the limit stands."""
    figure, halves = plt.subplots(1, 2, figsize=(9, 3.4), sharey=True)
    for axes, kind in zip(halves, ("date", "digits"), strict=True):
        for channel in KINDS:
            own = judged(rows, found, False, channel, kind)
            taken = [right for share, _, right in own if share < NEVER]
            wrong = np.cumsum([not right for right in taken])
            share, risk = np.arange(1, len(taken) + 1) / len(own), wrong / np.arange(1, len(taken) + 1)
            (line,) = axes.plot(100 * share, 100 * risk, label=f"{channel}: {len(own):,} combs")
            at = sum(share <= 1 for share, *_ in own) - 1
            if at >= 0:
                axes.plot(100 * share[at], 100 * risk[at], "o", color=line.get_color())
        axes.axhline(100 / 300, color="grey", lw=0.8, ls=":")
        axes.set(title={"date": "dates", "digits": "numbers"}[kind], xlabel="accepted, % of combs", ylim=(0, 3))
        axes.legend(frameon=False, fontsize=8)
    halves[0].set_ylabel("wrong, % of accepted")
    figure.tight_layout()
    figure.savefig(path, dpi=110)


def main() -> None:
    """Make all files, on several processes; then print, and keep, what the networks' answers are worth."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--store", type=Path, required=True, help="the folder of tools.digit_combs")
    options.add_argument("--replies", type=int, default=60, help="replies of each fold and kind")
    options.add_argument("--workers", type=int, default=len(os.sched_getaffinity(0)))
    options.add_argument("--keep", action="store_true", help="write the table of confidence and the picture")
    asked = options.parse_args()
    asked.store.mkdir(parents=True, exist_ok=True)
    lots = product(range(0, asked.replies, STEP), (False, True), FOLDS, KINDS)
    work = [(fold, kind, first, asked.store, odd) for first, odd, fold, kind in lots
            if (kind in FAXES and not odd) or first < asked.replies // 3]  # fmt: skip
    digit_strokes.store(asked.store / "real-back.npz", "back")  # before the processes ask for it
    make(lot, work, asked.workers, "combs")
    rows = load(asked.store)
    found = doubts(rows)
    sys.stdout.write(table(rows, found) + "\n")
    if asked.keep:
        KEPT.write_text(json.dumps({"right": confidence(rows, found)}) + "\n")
        picture(rows, found, KEPT.with_name("curve.png"))


if __name__ == "__main__":
    main()
