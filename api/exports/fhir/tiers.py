"""What only the medical tier sees (ADA 29 CFR 1630.14(c), domain 7): decided by a field's meaning, in one place.

Outside it a bundle holds no word that an office wrote: a comment can name a diagnosis as well as the line for one. That
something is written there stays visible: it is `masked`, never left out.
"""

from __future__ import annotations

from typing import Final

from cases.activities import TREATMENT
from cases.restrictions import FreeText, Required, Restriction
from forms.fields import Field
from forms.meaning import Comments, Conditions, Identity, Medical, NotAppropriate, OtherToAvoid, Printed, Told

WORDS: Final = (Medical, Identity, Comments, Conditions, NotAppropriate, OtherToAvoid, Printed, Told)


def is_medical(field: Field) -> bool:
    """Whether the answer is for the medical tier: words, whose birth date, a medicine, and what has no meaning yet."""
    if field.meaning is None or field.kind == "text" or isinstance(field.meaning, WORDS):
        return True
    return not TREATMENT.isdisjoint({getattr(field.meaning, "activity", None), *getattr(field.meaning, "also", ())})


def is_medical_restriction(restriction: Restriction) -> bool:
    """Whether it tells of a medicine or a treatment: outside the medical tier only that there is a limit is said."""
    return not TREATMENT.isdisjoint(restriction.activities)


def holds_words(limit: object) -> bool:
    """Whether a limit is somebody's own words, or holds such (what has to be there for a heavier load)."""
    return isinstance(limit, FreeText | Required) or getattr(limit, "unless", None) is not None
