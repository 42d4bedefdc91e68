"""How right the reader is on every form that a provider returns: the accuracy run, form by form.

What we print ourselves and what a hosting department signs is no answer of the office; the reader does not read it
from paper, so it is not judged here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from forms.definitions import RETURNED
from tests.benchmarks import accuracy
from tests.benchmarks.accuracy import Result, figures
from tests.benchmarks.judging import WRONG, Answer, Judged
from tests.benchmarks.specimens import edition
from tests.fax.replies import How

FILES, FIRST = 100, 30_000
FORMS = tuple(module.FORM.id for module in RETURNED)
RESOLUTIONS: tuple[How, ...] = ("fine", "standard")
COLUMNS = (
    "files", "answers", "accepted_share_marked", "accepted_share_empty", "missed", "invented", "other", "wrong_texts",
    "wrong_apart", "dropped",
)  # fmt: skip


def run(form: str, numbers: Sequence[int], profile: str, workers: int = 1) -> list[Result]:
    """One form at each resolution, its office's answers only."""
    ran = [accuracy.run(r, numbers, profile, workers, form) for r in RESOLUTIONS]
    return [Result(r.resolution, tuple(asked(j, form) for j in r.judged)) for r in ran]


def asked(judged: Judged, form: str) -> Judged:
    """Without what the office was not asked."""
    office = {f.name for f in edition(form).map.fields if f.writer == "office"}
    return replace(judged, answers=tuple(a for a in judged.answers if a.field in office))


def report(form: str, results: Sequence[Result]) -> str:
    """One form in words and numbers."""
    parts = [accuracy.report(r) + "\n" + "\n".join(_named(r)) for r in results]
    return "\n\n".join([f"# {form}", *(part.rstrip() for part in parts)])


def _named(result: Result) -> list[str]:
    return [
        f"  APART {a.specimen} {a.field}: {a.outcome}, {a.apart}, {a.style}, {a.pen or 'no pen'},"
        f" survived {a.survived:.2f}"
        for a in wrong_apart(result)
    ]


def wrong_apart(result: Result) -> list[Answer]:
    """Accepted wrong values whose ink did not arrive, or that nobody could decide: in no share, but not in the dark."""
    return [a for a in result.answers if a.apart and a.outcome in WRONG]


def table(results: dict[str, list[Result]]) -> str:
    """The main numbers of all forms, a line each."""
    lines = ["form | resolution | " + " | ".join(c.replace("_", " ") for c in COLUMNS)]
    for form, ran in results.items():
        for result in ran:
            numbers = {**figures(result), "wrong_apart": len(wrong_apart(result))}
            cells = (f"{v:.1%}" if "share" in c else f"{v:,}" for c, v in ((c, numbers[c]) for c in COLUMNS))
            lines.append(" | ".join([form, result.resolution, *cells]))
    return "\n".join(lines)
