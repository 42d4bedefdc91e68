"""How states of the casework look and read on pages: the kind of mark (`parts.html`), and the word beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from cases.matching import Outcome

OUTCOMES: Final[Mapping[Outcome, tuple[str, str]]] = {
    Outcome.COMPATIBLE: ("ok", "Compatible"),
    Outcome.UNDECIDED: ("doubt", "Undecided"),
    Outcome.CONFLICT: ("stop", "Conflict"),
}
WORST: Final = (Outcome.CONFLICT, Outcome.UNDECIDED, Outcome.COMPATIBLE)
OFFER_STATES: Final[Mapping[str, tuple[str, str]]] = {
    "open": ("wait", "Waits for an answer"), "accepted": ("ok", "Accepted"), "declined": ("doubt", "Declined"),
    "no_answer": ("late", "No answer came"), "withdrawn": ("plainly", "Taken back"),
    "superseded": ("plainly", "A newer one stands"),
}  # fmt: skip
