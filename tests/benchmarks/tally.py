"""Counting judged answers: all of them, by mark style, by pen; every share with its exact bounds.

Answers that are counted apart (ink that did not arrive, or that nobody could decide) stand in two columns of their own
and in no share.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from tests.benchmarks.bounds import clopper_pearson
from tests.benchmarks.judging import WRONG, Answer

COLUMNS = ("answers", "accepted", "right", "missed", "invented", "other", "review", "absent", "apart", "wrong apart")


@dataclass(frozen=True)
class Tally:
    """Outcomes of some answers, and of those among them that are counted apart."""

    outcomes: Counter[str]
    apart: Counter[str]

    @property
    def answers(self) -> int:
        """How many count."""
        return self.outcomes.total()

    @property
    def wrong(self) -> int:
        """Accepted, and not what was meant."""
        return sum(self.outcomes[o] for o in WRONG)

    @property
    def accepted(self) -> int:
        """Taken without a person."""
        return self.outcomes["right"] + self.wrong

    @property
    def wrong_apart(self) -> int:
        """Accepted wrong among those that are counted apart."""
        return sum(self.apart[o] for o in WRONG)

    def row(self) -> list[int]:
        """The counts in the order of `COLUMNS`."""
        own = {"answers": self.answers, "accepted": self.accepted, "apart": self.apart.total()}
        own |= {"wrong apart": self.wrong_apart}
        return [own.get(c, self.outcomes[c]) for c in COLUMNS]

    def figures(self) -> dict[str, Any]:
        """Every count, and the two shares with their 95 % bounds."""
        return {
            **{c.replace(" ", "_"): n for c, n in zip(COLUMNS, self.row(), strict=True)},
            "accepted_share": share(self.accepted, self.answers),
            "wrong_share": share(self.wrong, self.accepted),
        }


def tally(answers: Iterable[Answer]) -> Tally:
    """Some answers, counted."""
    mine = list(answers)
    return Tally(Counter(a.outcome for a in mine if not a.apart), Counter(a.outcome for a in mine if a.apart))


def share(events: int, trials: int) -> dict[str, float]:
    """A share and its exact 95 % bounds; of nothing the share is 0 and the bounds say nothing."""
    low, high = clopper_pearson(events, trials)
    return {"share": events / trials if trials else 0.0, "low": low, "high": high}


def style_of(answer: Answer) -> str:
    """How the box was marked; a group in which several boxes were treated is one of its own."""
    return "several boxes of a group" if "+" in answer.style else answer.style


def pen_of(answer: Answer) -> str:
    """What marked the box."""
    return answer.pen or "no pen"


def by(answers: Iterable[Answer], name: Callable[[Answer], str]) -> dict[str, Tally]:
    """Boxes and groups under a name each, the most frequent first."""
    named: dict[str, list[Answer]] = {}
    for answer in answers:
        if answer.kind in ("box", "group"):
            named.setdefault(name(answer), []).append(answer)
    return {n: tally(named[n]) for n in sorted(named, key=lambda n: (-len(named[n]), n))}


def table(title: str, rows: dict[str, Tally]) -> list[str]:
    """Lines of text, one a name."""
    cells = [[title, *COLUMNS], *([n, *(f"{v:,}" for v in t.row())] for n, t in rows.items())]
    return aligned(cells)


def aligned(cells: Sequence[Sequence[str]]) -> list[str]:
    """Rows of text in columns: the first to the left, the others to the right."""
    wide = [max(len(row[i]) for row in cells) for i in range(len(cells[0]))]
    return [
        "  ".join([row[0].ljust(wide[0]), *(c.rjust(w) for c, w in zip(row[1:], wide[1:], strict=True))]).rstrip()
        for row in cells
    ]
