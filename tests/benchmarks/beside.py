"""Other people's readers beside ours, on the same pages in the same run, judged by the same judge.

Each is a file of `peers/` that reads a public set in a process of its own and writes answers; `make bench-peers` sets
their environment up. What cannot be run fairly is left out: README.md says what and why.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cases.errors import NotFound
from tests.benchmarks.accuracy import Result, every_figure
from tests.benchmarks.judging import WRONG, Answer
from tests.benchmarks.score import Scored, score
from tests.benchmarks.tally import aligned, tally

THEIRS = Path(".venv-bench/bin/python")
PEERS = {  # reader -> whether it runs in the project's own environment
    "workslip": True,
    "naive": True,
    "boxdetect": False,
    "marksense": False,
    "omrchecker": False,
    "tesseract": False,
}
COLUMNS = ("reader", "pages used", "answers", "accepted", "missed", "invented", "other", "typed", "wrong",
           "of nothing", "ms a page")  # fmt: skip


def beside(folder: Path, readers: Sequence[str]) -> list[Scored]:
    """Some readers on one set."""
    theirs()
    return [_read(folder, name, PEERS[name]) for name in readers]


def theirs() -> Path:
    """The Python of the other readers' environment."""
    if not THEIRS.exists():
        raise NotFound("The other readers are not set up; `make bench-peers` does it.", code="no_peers")
    return THEIRS.absolute()


def _read(folder: Path, name: str, ours: bool) -> Scored:
    sys.stderr.write(f"  {folder.name}: {name}\n")
    answers = folder / f"{name}.json"
    python = sys.executable if ours else str(theirs())
    command = [python, "-W", "ignore", "-m", f"tests.benchmarks.peers.{name}", str(folder), str(answers)]
    subprocess.run(command, check=True)
    return score(folder, answers)


def table(scored: Sequence[Scored]) -> list[str]:
    """A line a reader. `typed`: values that were printed, taken as read, and wrong among them; `of nothing`: words read
    in a line where nothing was written."""
    return aligned([COLUMNS, *(_row(s) for s in scored)])


def _row(scored: Scored) -> list[str]:
    result = scored.result
    boxes = tally(a for a in result.answers if a.kind in ("box", "group"))
    typed = tally(_typed(result))
    nothing = sum(a.kind in ("text", "date") and not a.marked and a.outcome in WRONG for a in result.answers)
    counts = (boxes.answers, boxes.accepted, *(boxes.outcomes[o] for o in ("missed", "invented", "other")),
              typed.accepted, typed.wrong, nothing)  # fmt: skip
    used = sum(j.read_pages for j in result.judged)
    return [
        scored.reader, f"{used:,} of {sum(j.reply_pages for j in result.judged):,}", *(f"{n:,}" for n in counts),
        "" if scored.ms is None else f"{scored.ms:,.0f}",
    ]  # fmt: skip


def _typed(result: Result) -> list[Answer]:
    return [a for a in result.answers if a.kind in ("text", "date") and a.marked and a.pen in ("typed", "ours")]


def figures(scored: Sequence[Scored]) -> dict[str, Any]:
    """Every figure of every reader."""
    return {s.reader: {"settings": s.settings, "ms": s.ms, **every_figure(s.result)} for s in scored}
