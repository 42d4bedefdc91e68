"""Whether confidence means what it says, and where to accept for a stated risk. On simulated pages only.

Both are counted on a set apart (profile `calibration`), neither tuned on nor measured on. Undecidable answers are left
out; a mark that the channel took away counts here, as it would count for the person who relies on the value.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from tests.benchmarks.accuracy import Result
from tests.benchmarks.bounds import clopper_pearson
from tests.benchmarks.curve import Drawn, operating_point, points
from tests.benchmarks.judging import WRONG, Answer
from tests.benchmarks.tally import aligned

PROFILE, FIRST, FILES = "calibration", 50_000, 400
RISK = 1 / 1000  # of the accepted answers may be wrong, at 95 % confidence, marks that arrived
BANDS = (0.0, 0.98, 0.99, 0.998, 0.999, 1.0)  # of claimed confidence; "empty" claims .984 or .9993, marks lie between


@dataclass(frozen=True)
class Band:
    """Accepted answers of one side that claim about the same. `claimed`: their mean confidence."""

    side: str
    claimed: float
    answers: int
    right: int

    @property
    def bounds(self) -> tuple[float, float]:
        """Exact 95 % bounds of the share that is right."""
        return clopper_pearson(self.right, self.answers)

    @property
    def cautious(self) -> float:
        """The share that is right with one error added: the rule by which the reader's own table was made."""
        return 1 - (self.answers - self.right + 1) / (self.answers + 2)

    @property
    def claims_too_much(self) -> bool:
        """Whether even the upper bound of what is so lies below the claim."""
        return self.claimed > self.bounds[1]


@dataclass(frozen=True)
class Threshold:
    """The lowest confidence from which on the stated risk holds, and what was counted from there on."""

    confidence: float
    covered: float  # share of all answers
    answers: int
    wrong: int


def bands(answers: Iterable[Answer]) -> list[Band]:
    """Accepted boxes and groups by what was said of them and how surely."""
    mine = [a for a in answers if a.kind in ("box", "group") and a.apart != "undecidable"]
    taken = [a for a in mine if a.outcome == "right" or a.outcome in WRONG]
    found = []
    for side in ("marked", "empty"):
        own = [a for a in taken if _said_marked(a) == (side == "marked")]
        for low, high in pairwise(BANDS):
            inside = [a for a in own if low < a.confidence <= high]
            if inside:
                mean = sum(a.confidence for a in inside) / len(inside)
                found.append(Band(side, mean, len(inside), sum(a.outcome == "right" for a in inside)))
    return found


def _said_marked(answer: Answer) -> bool:
    """Whether the reader said that something is marked."""
    if answer.outcome == "right":
        return answer.marked
    return answer.outcome != "missed"


def threshold(answers: Iterable[Answer], risk: float = RISK) -> Threshold | None:
    """Where to accept: surest answers first, as long as the upper bound of the wrong share keeps the risk.

    None where too few answers were read to show it of any. Answers counted apart do not count.
    """
    mine = [a for a in answers if a.kind in ("box", "group") and not a.apart]
    said = sorted((a for a in mine if a.guess_right is not None), key=lambda a: -a.confidence)
    chosen, wrong = None, 0
    for taken, answer in enumerate(said, 1):
        wrong += not answer.guess_right
        last_of_its_kind = taken == len(said) or said[taken].confidence < answer.confidence
        if last_of_its_kind and clopper_pearson(wrong, taken)[1] <= risk:
            chosen = Threshold(answer.confidence, taken / len(mine), taken, wrong)
    return chosen


def above(answers: Iterable[Answer], confidence: float) -> tuple[int, int]:
    """Answers at least this sure, and the wrong ones among them: the threshold held against other pages."""
    mine = [a for a in answers if a.kind in ("box", "group") and not a.apart and a.guess_right is not None]
    sure = [a for a in mine if a.confidence >= confidence]
    return len(sure), sum(not a.guess_right for a in sure)


def drawn(result: Result, confidence: float | None) -> Drawn:
    """A channel's risk over coverage, with the threshold that was chosen elsewhere."""
    answers = result.answers
    at = None
    if confidence is not None:
        taken, wrong = above(answers, confidence)
        at = (taken / max(1, len(result.boxes)), wrong / max(1, taken))
    return Drawn(points(answers), operating_point(answers), at)


def report(result: Result) -> list[str]:
    """What one channel claims, what is so, and where to accept."""
    rows = [["says", "claims", "answers", "right", "share", "95 % bounds", "verdict"]]
    for band in bands(result.answers):
        low, high = band.bounds
        verdict = f"too much: say {min(band.cautious, band.claimed):.4f}" if band.claims_too_much else "holds"
        rows.append([band.side, f"{band.claimed:.4f}", f"{band.answers:,}", f"{band.right:,}",
                     f"{band.right / band.answers:.4f}", f"{low:.4f}–{high:.4f}", verdict])  # fmt: skip
    at = threshold(result.answers)
    chosen = (
        "no threshold: too few answers to show it"
        if at is None
        else f"accept from {at.confidence:.4f} on: {at.covered:.1%} of the answers, {at.wrong} of {at.answers:,} wrong"
    )
    head = f"{result.resolution}: {len(result.judged)} files"
    return [head, *aligned(rows), f"for at most {RISK:.1%} wrong (upper 95 % bound): {chosen}"]


def figures(result: Result) -> dict[str, Any]:
    """The same for a machine."""
    at = threshold(result.answers)
    told = [{"says": b.side, "claimed": b.claimed, "answers": b.answers, "right": b.right, "low": b.bounds[0],
             "high": b.bounds[1], "claims_too_much": b.claims_too_much} for b in bands(result.answers)]  # fmt: skip
    return {"risk": RISK, "threshold": None if at is None else at.__dict__, "bands": told}


def newest(results: Path) -> dict[str, float]:
    """The thresholds that the newest calibration run in this folder chose, by channel."""
    runs = sorted(results.glob("*-calibration.json"))
    told = json.loads(runs[-1].read_text()) if runs else {}
    return {channel: f["threshold"]["confidence"] for channel, f in told.items() if f["threshold"]}


def picture(results: Sequence[Result], title: str, path: Path) -> None:
    """Claimed against observed error with bounds, a panel a channel; both scales are logarithmic."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    figure, panels = pyplot.subplots(1, len(results), figsize=(3.6 * len(results), 4), dpi=120, squeeze=False)
    for axes, result in zip(panels[0], results, strict=True):
        for side, colour in (("marked", "tab:blue"), ("empty", "tab:orange")):
            own = [b for b in bands(result.answers) if b.side == side]
            claimed, seen = [1 - b.claimed for b in own], [1 - b.right / b.answers for b in own]
            low = [s - (1 - b.bounds[1]) for s, b in zip(seen, own, strict=True)]
            high = [(1 - b.bounds[0]) - s for s, b in zip(seen, own, strict=True)]
            axes.errorbar(claimed, [max(s, FLOOR) for s in seen], yerr=[low, high], fmt="o", color=colour, capsize=3,
                          label=f"said {side}")  # fmt: skip
        axes.plot([FLOOR, 0.1], [FLOOR, 0.1], color="gray", linewidth=1, label="as claimed")
        axes.set(xscale="log", yscale="log", xlim=(FLOOR, 0.1), ylim=(FLOOR, 0.1), title=result.resolution,
                 xlabel="claimed to be wrong", ylabel="wrong")  # fmt: skip
        axes.grid(alpha=0.3)
    panels[0][0].legend(fontsize=8)
    figure.suptitle(title, fontsize=10)
    figure.tight_layout()
    figure.savefig(path)
    pyplot.close(figure)


FLOOR = 1e-4  # of the scales: a share of nothing has no logarithm
