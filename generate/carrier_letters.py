"""Letters to the workers' compensation carrier: the answer to an offer, the 60th day. Facts, and no opinion."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

from pydantic import model_validator

from cases.in_force import InForce
from cases.offers import OfferTerms
from cases.restrictions import Model
from generate.filling import Assigned, Row, Values, headed
from generate.headings import Heading, spelled
from generate.offers import in_letter
from generate.own_words import SEE_REPORT
from generate.restricted_rows import rows


class Answer(Model):
    """What the worker answered, and on which day; never why.

    `none`: nothing came by the day the offer named; `open`: the offer was made, and that day has not come yet.
    """

    kind: Literal["accepted", "declined", "none", "open"]
    day: date

    @property
    def said(self) -> str:
        """“Accepted on November 24, 2026”."""
        opening = {
            "accepted": "Accepted on",
            "declined": "Declined on",
            "none": "Not answered by",
            "open": "Offered; an answer is asked for by",
        }[self.kind]
        return f"{opening} {spelled(self.day)}"


class Alternative(Model):
    """Other work that was looked at, and what was found."""

    work: str
    found: str


class Sixty(Model):
    """What a 60-day letter says beside the work and its limits. `talk` is when to talk, in words."""

    next_update: date
    alternatives: tuple[Alternative, ...]
    talk: str = ""

    @model_validator(mode="after")
    def _looked(self) -> Sixty:
        if not self.alternatives:
            raise ValueError("the letter lists other work that was looked at, and what was found")
        return self


def answer_notice(
    heading: Heading,
    terms: OfferTerms,
    answer: Answer,
    *,
    open_through: date | None = None,
    enclosures: Sequence[str] = (),
    copies: Sequence[str] = (),
) -> Values:
    """What was offered and what was answered. Work that was accepted is not open any more, whatever is given."""
    offered = in_letter(terms)
    kept = ("sent_by", "position", "schedule", "location", "wage", "start_date", "end_date")
    still_open = open_through if answer.kind != "accepted" else None
    return (
        headed("carrier-answer-notice", heading)
        | {name: offered[name] for name in kept}
        | {"offer_date": offered["letter_date"], "answer": answer.said}
        | {"open_through": spelled(still_open) if still_open else ""}
        | {"enclosures": list(enclosures), "copies": list(copies)}
    )


def day_60(
    heading: Heading, work: Assigned, reports: InForce, sixty: Sixty, copies: Sequence[str] = (), *, again: bool = False
) -> Values:
    """Where the work stands, whether to evaluate capacity, what other work there is."""
    found: list[Row] = [{"work": each.work, "found": each.found} for each in sixty.alternatives]
    return (
        headed("day-60-carrier", heading)
        | {"position": work.position, "schedule": work.schedule, "assigned_since": spelled(work.since)}
        | {"modified_days": str(work.days), "restrictions": rows(reports, SEE_REPORT, looked_at_again=again)}
        | {"next_update_date": spelled(sixty.next_update), "alternatives": found, "talk_date": sixty.talk}
        | {"copies": list(copies)}
    )
