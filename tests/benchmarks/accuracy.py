"""How right the reader is on simulated faxes that nobody tuned on.

    specimens -> read through the public door -> judged -> counted

The full run reads the same files on each channel, on all cores; the acceptance tier runs the same on a dozen.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

from tests.benchmarks.bounds import rate
from tests.benchmarks.judging import WRONG, Answer, Judged, judge
from tests.benchmarks.reader import read
from tests.benchmarks.specimens import FORM, specimen
from tests.benchmarks.tally import aligned, by, pen_of, share, style_of, table, tally
from tests.fax.profiles import PROFILES
from tests.fax.replies import How

FILES = 310  # on each channel: with six channels 2,046 replies, 59,000 boxes
SUMMARY = ("channel", "replies", "boxes", "answers", "accepted", "of marked", "of empty", "wrong", "missed", "invented",
           "other", "bound", "documents wrong", "bound")  # fmt: skip
Side = Literal["marked", "empty"]


@dataclass(frozen=True)
class Result:
    """One run at one resolution."""

    resolution: How
    judged: tuple[Judged, ...]

    @property
    def answers(self) -> list[Answer]:
        """All answers of the run."""
        return [a for j in self.judged for a in j.answers]

    @property
    def boxes(self) -> list[Answer]:
        """Boxes and pick-one groups that count."""
        return [a for a in self.answers if a.kind in ("box", "group") and not a.apart]

    @property
    def wrong(self) -> list[Answer]:
        """Accepted wrong values of every kind, none of them counted apart."""
        return [a for a in self.answers if a.outcome in WRONG and not a.apart]

    @property
    def dropped(self) -> list[str]:
        """Pages that the reader did not mention, and documents that claim pages of others."""
        lost = [f"{j.specimen}: page {p}" for j in self.judged for p in j.dropped]
        return lost + [m for j in self.judged for m in j.misplaced]


def one(number: int, profile: str, resolution: How, form: str = FORM) -> Judged:
    """Make, read and judge one file."""
    made = specimen(PROFILES[profile], number, resolution, form)
    return judge(made, read(made.envelope.data, made.name))


def run(
    resolution: How, numbers: Sequence[int], profile: str = "measuring", workers: int = 1, form: str = FORM
) -> Result:
    """All files of a run, on this process or on several; says how far it is."""
    work = partial(one, profile=profile, resolution=resolution, form=form)
    if workers == 1:
        return Result(resolution, tuple(_counted(map(work, numbers), len(numbers), resolution)))
    with ProcessPoolExecutor(workers) as pool:
        return Result(resolution, tuple(_counted(pool.map(work, numbers, chunksize=4), len(numbers), resolution)))


def _counted(judged: Iterable[Judged], total: int, name: str) -> Iterator[Judged]:
    wrong = 0
    for done, each in enumerate(judged, 1):
        wrong += sum(a.outcome in WRONG and not a.apart for a in each.answers)
        if done % 20 == 0 or done == total:
            sys.stderr.write(f"\r  {name}: {done} of {total} files, {wrong} accepted wrong")
            sys.stderr.flush()
        yield each
    sys.stderr.write("\n")


def cores() -> int:
    """How many processes a full run uses."""
    return len(os.sched_getaffinity(0))


def report(result: Result) -> str:
    """The run in words and numbers."""
    parts = (_pages, _boxes, _apart, _styles, _texts, _combs, _why, _named)
    head = [f"## {result.resolution}: {len(result.judged)} files"]
    return "\n\n".join("\n".join(lines) for lines in [head, *(part(result) for part in parts)])


def summary(results: Sequence[Result]) -> list[str]:
    """A line a channel, and how much was read in all."""
    every = [every_figure(r) for r in results]
    pages, boxes = (sum(f[k] for f in every) for k in ("reply_pages", "boxes"))
    head = f"{pages:,} pages of replies and {boxes:,} boxes in all; bounds are upper 95 % ones"
    return [head, "", *aligned([SUMMARY, *(_in_short(f) for f in every)])]


def _in_short(f: dict[str, Any]) -> list[str]:
    boxes, bad = f["all"], f["documents"]
    counts = (bad["all"], f["boxes"], boxes["answers"], boxes["accepted"])
    wrong = tuple(boxes[o] for o in ("missed", "invented", "other"))
    return [
        f["channel"], *(f"{n:,}" for n in counts),
        *(f"{f[side]['accepted_share']['share']:.1%}" for side in ("marked", "empty")),
        *(str(n) for n in (sum(wrong), *wrong)), f"{boxes['wrong_share']['high']:.2%}",
        str(bad["wrong"]), f"{bad['wrong_share']['high']:.2%}",
    ]  # fmt: skip


def _pages(result: Result) -> list[str]:
    total, of_replies = (sum(getattr(j, n) for j in result.judged) for n in ("pages", "reply_pages"))
    read_pages, unplaced = (sum(getattr(j, n) for j in result.judged) for n in ("read_pages", "unplaced_pages"))
    return [
        f"pages: {total:,} in files; of {of_replies:,} reply pages {read_pages:,} were read in their document;"
        f" {unplaced:,} pages listed as unplaced; {len(result.dropped)} dropped or misplaced",
    ]


def _boxes(result: Result) -> list[str]:
    boxes = result.boxes
    accepted = [a for a in boxes if a.outcome == "right" or a.outcome in WRONG]
    wrong = Counter(a.outcome for a in accepted if a.outcome in WRONG)
    documents = {(a.specimen, a.reply) for a in boxes}
    bad = {(a.specimen, a.reply) for a in boxes if a.outcome in WRONG}
    return [
        f"answers (boxes, and pick-one groups as one): {len(boxes):,}, accepted {rate(len(accepted), len(boxes))}",
        *(f"  accepted of {side}: {_accepted(boxes, side)}" for side in ("marked", "empty")),
        f"accepted wrong, per answer: {rate(sum(wrong.values()), len(accepted))}",
        f"  missed {wrong['missed']}, invented {wrong['invented']}, other option {wrong['other']}",
        f"documents with an accepted wrong answer: {rate(len(bad), len(documents))}",
    ]


def _accepted(boxes: list[Answer], side: Side) -> str:
    mine = [a for a in boxes if a.marked == (side == "marked")]
    return rate(sum(a.outcome == "right" or a.outcome in WRONG for a in mine), len(mine))


def _apart(result: Result) -> list[str]:
    """Answers that are counted apart: whose ink did not arrive, or that nobody could decide on paper."""
    lines = []
    for why, words in (("gone", "less than 15 % of the ink arrived"), ("undecidable", "undecidable on paper")):
        mine = [a for a in result.answers if a.apart == why and a.kind in ("box", "group")]
        seen = Counter(a.outcome for a in mine)
        wrong = sum(seen[o] for o in WRONG)
        lines.append(
            f"apart, {words}: {len(mine):,}; review {seen['review']}, right {seen['right']}, accepted wrong {wrong}"
        )
    return lines


def _styles(result: Result) -> list[str]:
    """By mark style and by pen."""
    return [
        *table("mark style", by(result.answers, style_of)), "",
        *table("pen", by(result.answers, pen_of)),
    ]  # fmt: skip


def _texts(result: Result) -> list[str]:
    typed = typed_values(result)
    wrong_typed = sum(a.outcome in WRONG for a in typed)
    lines = [f"typed values accepted: {len(typed):,}; wrong {rate(wrong_typed, len(typed))}"]
    for kind in ("date", "text", "signature"):
        mine = [a for a in result.answers if a.kind == kind and not a.apart]
        accepted = [a for a in mine if a.outcome == "right" or a.outcome in WRONG]
        wrong = Counter(a.outcome for a in accepted if a.outcome in WRONG)
        lines.append(
            f"{kind}: {len(mine):,}; accepted {len(accepted):,}; wrong {rate(sum(wrong.values()), len(accepted))}"
        )
        lines.append(f"  missed {wrong['missed']}, invented {wrong['invented']}, other {wrong['other']}")
    return lines


def typed_values(result: Result) -> list[Answer]:
    """Accepted values where something was typed, or where a typed value was seen that is not there."""
    texts = (a for a in result.answers if a.kind in ("date", "text") and not a.apart)
    accepted = (a for a in texts if a.outcome == "right" or a.outcome in WRONG)
    return [a for a in accepted if (a.marked and a.pen == "typed") or a.outcome == "invented"]


def _combs(result: Result) -> list[str]:
    """What was handwritten in each comb, field by field."""
    combs = [a for a in result.answers if a.kind == "date" and a.marked and not a.apart and a.pen != "typed"]
    lines = ["written in combs:"]
    for name in sorted({a.field for a in combs}):
        mine = [a for a in combs if a.field == name]
        accepted = [a for a in mine if a.outcome == "right" or a.outcome in WRONG]
        bad = sum(a.outcome in WRONG for a in accepted)
        lines.append(f"  {name}: {len(mine):,}; accepted {len(accepted):,}; wrong {rate(bad, len(accepted))}")
    return lines


def _why(result: Result) -> list[str]:
    """What sent answers to a person, most frequent first."""
    reasons = Counter((a.reason or "none", a.marked) for a in result.boxes if a.outcome in ("review", "absent"))
    return ["review reasons (marked / empty):"] + [
        f"  {reason}: {reasons[reason, True]} / {reasons[reason, False]}"
        for reason in sorted({r for r, _ in reasons}, key=lambda r: -(reasons[r, True] + reasons[r, False]))
    ]


def _named(result: Result) -> list[str]:
    """Every accepted wrong value by name, so that it can be looked at."""
    return [
        f"  WRONG {a.specimen} {a.field}: {a.outcome}, {a.style}, {a.pen or 'no pen'}, survived {a.survived:.2f},"
        f" confidence {a.confidence:.4f}"
        for a in result.wrong
    ] + [f"  LOST {name}" for name in result.dropped]


def figures(result: Result) -> dict[str, float]:
    """The run's main numbers, for a table or a badge."""
    boxes = result.boxes
    sides = {s: [a for a in boxes if a.marked == (s == "marked")] for s in ("marked", "empty")}
    taken = {s: sum(a.outcome == "right" or a.outcome in WRONG for a in mine) for s, mine in sides.items()}
    wrong = Counter(a.outcome for a in result.wrong if a.kind in ("box", "group"))
    return {
        "files": len(result.judged), "answers": len(boxes), "accepted": sum(taken.values()),
        "accepted_share_marked": taken["marked"] / max(1, len(sides["marked"])),
        "accepted_share_empty": taken["empty"] / max(1, len(sides["empty"])),
        "missed": wrong["missed"], "invented": wrong["invented"], "other": wrong["other"],
        "wrong_texts": len(result.wrong) - sum(wrong.values()), "dropped": len(result.dropped),
    }  # fmt: skip


def every_figure(result: Result) -> dict[str, Any]:
    """All that the run counted, for a machine to read."""
    boxes, typed = result.boxes, typed_values(result)
    documents = {(a.specimen, a.reply) for a in boxes}
    bad = {(a.specimen, a.reply) for a in boxes if a.outcome in WRONG}
    mine = [a for a in result.answers if a.kind in ("box", "group")]
    wrong_typed = sum(a.outcome in WRONG for a in typed)
    return {
        **figures(result),
        "channel": result.resolution,
        "boxes": sum(a.boxes for a in mine),
        "pages": sum(j.pages for j in result.judged),
        "reply_pages": sum(j.reply_pages for j in result.judged),
        "all": tally(mine).figures(),
        "marked": tally(a for a in mine if a.marked).figures(),
        "empty": tally(a for a in mine if not a.marked).figures(),
        "documents": {"all": len(documents), "wrong": len(bad), "wrong_share": share(len(bad), len(documents))},
        "apart": {why: Counter(a.outcome for a in mine if a.apart == why) for why in ("gone", "undecidable")},
        "style": {n: t.figures() for n, t in by(mine, style_of).items()},
        "pen": {n: t.figures() for n, t in by(mine, pen_of).items()},
        "texts": {k: tally(a for a in result.answers if a.kind == k).figures() for k in ("date", "text", "signature")},
        "typed": {"accepted": len(typed), "wrong": wrong_typed, "wrong_share": share(wrong_typed, len(typed))},
    }
