"""What the readings of a form say, worked out again after a person's decision: the reader's own last two stages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from cases.errors import Unavailable
from cases.restrictions import Report
from forms.fields import FormMap
from forms.readings import Reading

CURABLE: Final = frozenset({"fields_in_review"})


@dataclass(frozen=True)
class Said:
    """A report, and the reasons for a look that its readings give."""

    report: Report
    reasons: tuple[str, ...]


def reread(form: FormMap, readings: Mapping[str, Reading], document: str) -> Said:
    """Check the readings and turn them into a report, as `extract/` does for a page."""
    raise Unavailable("not yet")
