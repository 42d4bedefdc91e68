"""Signed or not, by ink: whose name it is, no machine says."""

from __future__ import annotations

from typing import Final

from extract.marks import FieldInk
from forms.fields import Place
from forms.readings import Reading, ReadingStatus, Source

AREA: Final = 3.0  # square mm of strokes from which ink is a signature; initials have about 4
EXTENT: Final = 0.08  # and the part of the line that it spans


def read_signature(place: Place, ink: FieldInk) -> Reading:
    """True with plain ink, False with none on a page that would have shown it; anything between is a question."""
    if ink.present and ink.flowing and ink.area >= AREA and ink.extent >= EXTENT:
        return _reading(place, ReadingStatus.ACCEPTED, True, 0.99)
    if ink.bare:
        return _reading(place, ReadingStatus.ACCEPTED, False, 0.99)
    return _reading(place, ReadingStatus.REVIEW, None, 0.0, "signature_unclear")


def _reading(
    place: Place, status: ReadingStatus, value: bool | None, confidence: float, reason: str | None = None
) -> Reading:
    return Reading(
        value=value, status=status, confidence=confidence, source=Source.MARK, page=place.page, box=place.box,
        reason=reason,
    )  # fmt: skip
