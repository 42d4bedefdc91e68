"""An offer of modified duty: what it says, why it is refused, its clock, its answer (domain 5; 004 step 3).

terms.py    what an offer says                gate.py     every reason to refuse it
packs.py    what a state asks beside that     clock.py    24 hours from the restrictions to the offer
answers.py  accepted, declined, no answer
"""

from __future__ import annotations

from cases.offers.gate import refusals, require_offer
from cases.offers.terms import OfferTerms, assignment_of

__all__ = ["OfferTerms", "assignment_of", "refusals", "require_offer"]
