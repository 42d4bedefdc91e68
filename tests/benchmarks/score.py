"""Judging anybody's answers to a public set with the judge of our own runs.

    {"format": 1, "reader": "name and version", "settings": "a sentence",
     "pages": {"50000-1": {"ms": 12.5, "fields": {"avoid_bending": {"value": true, "confidence": 0.98}}}}}

A field that is not answered counts as absent, `"status": "review"` as left to a person; without a status the answer is
taken as accepted, and can be wrong.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from forms.readings import Reading
from tests.benchmarks.accuracy import Result
from tests.benchmarks.judging import Judged, judge_reply
from tests.benchmarks.sets import FORMAT, PublicSet, load, page_name
from tests.fax.replies import Reply

NOWHERE = (0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True)
class Scored:
    """Somebody's answers, judged. `ms`: processor time of the median page, None where it was not told."""

    reader: str
    settings: str
    result: Result
    ms: float | None


def score(folder: Path, answers: Path) -> Scored:
    """Judge a file of answers to the set in a folder."""
    known, said = load(folder), json.loads(answers.read_text())
    if said["format"] != FORMAT:
        raise ValueError(f"answers of format {said['format']}; this judge reads format {FORMAT}")
    strange = sorted(set(said["pages"]) - set(_names(known)))
    if strange:
        raise ValueError(f"answers to pages that the set does not hold: {', '.join(strange[:5])}")
    judged = tuple(_judged(r, known.about["pages"], said["pages"]) for r in known.replies)
    took = [p["ms"] for p in said["pages"].values() if p.get("ms") is not None]
    result = Result(known.about["channel"], judged)
    return Scored(said["reader"], said.get("settings", ""), result, median(took) if took else None)


def _names(known: PublicSet) -> list[str]:
    return [page_name(r.number, p) for r in known.replies for p in range(1, len(known.about["pages"]) + 1)]


def _judged(reply: Reply, sizes: list[Any], said: dict[str, Any]) -> Judged:
    own = [said.get(page_name(reply.number, n), {}).get("fields", {}) for n in range(1, len(sizes) + 1)]
    fields = {name: _reading(answer) for page in own for name, answer in page.items()}
    used = sum(bool(page) for page in own)
    return Judged(
        str(reply.number), tuple(judge_reply(str(reply.number), reply, fields)), len(own), used, 0, len(own), (), ()
    )


def _reading(answer: dict[str, Any]) -> Reading:
    """An answer as our own reader would have given it; where it stood is not judged."""
    told = {"status": "accepted", "confidence": 1.0} | answer
    return Reading(source="mark", page=1, box=NOWHERE, **told)
