"""Handwritten dates of one page beside each other: years that lie far apart are one figure misread."""

from __future__ import annotations

from collections.abc import Mapping

from forms.fields import FormMap
from forms.meaning import DateOf
from forms.readings import Reading, ReadingStatus, Source

FARTHEST = 2  # years between the dates of one reply: what is decided in a visit lies ahead of it by months


def apart(form: FormMap, found: Mapping[str, Reading]) -> dict[str, Reading]:
    """The page's handwritten dates as questions, if they cannot all be right."""
    dated = {f.name for f in form.fields if isinstance(f.meaning, DateOf)}
    accepted = {name: r for name, r in found.items() if name in dated and r.status is ReadingStatus.ACCEPTED}
    years = [int(r.value[:4]) for r in accepted.values() if isinstance(r.value, str)]
    if not years or max(years) - min(years) <= FARTHEST:
        return {}
    asked = {"status": ReadingStatus.REVIEW, "value": None, "confidence": 0.0, "reason": "handwritten"}
    return {
        name: r.model_copy(update=asked) for name, r in accepted.items() if r.source is Source.HANDWRITING and r.value
    }
