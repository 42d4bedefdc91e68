"""Letters to the workers' compensation carrier: facts of the work, no medical content, no opinion on benefits."""

from __future__ import annotations

from typing import Final

from templates.catalogue.entries import Letter, Reader, Variable
from templates.catalogue.names import HEAD, pick, restricted

ANSWER_NOTICE: Final = Letter(
    id="carrier-answer-notice",
    title="Notice to the carrier: answer to an offer of modified work",
    keeps=("worker_name", "offer_date", "position", "answer"),
    readers=(Reader.CARRIER,),
    reader="The carrier, on the day of the answer: what was offered, and whether it was accepted or declined.",
    variables=(
        *pick(*HEAD, letter_date="November 24, 2026"),
        Variable(name="offer_date", about="The date of the offer.", sample="November 20, 2026"),
        Variable(name="sent_by", about="How the offer was sent.", sample="first-class mail and e-mail"),
        *pick("position", "schedule"),
        Variable(name="location", about="Where the work is.", sample="1450 Foundry Road, Building B"),
        Variable(name="wage", about="The wage and how it compares.", sample="$21.40 an hour, the regular rate"),
        Variable(name="start_date", about="The first day of the work.", sample="November 30, 2026"),
        Variable(name="end_date", about="When it ends or is reviewed.", sample="Reviewed on December 18, 2026"),
        Variable(
            name="answer",
            about="“Accepted on” or “declined on” with the date, or “not answered by”; never a reason.",
            sample="Declined on November 24, 2026",
        ),
        Variable(
            name="open_through",
            about="Until when the work stays open, if it was not accepted.",
            sample="December 4, 2026",
            optional=True,
        ),
        *pick(
            "enclosures?",
            "copies?",
            enclosures=["Offer of November 20, 2026, with the signed answer"],
            copies=["Jordan Sample"],
        ),
    ),
)

DAY_60: Final = Letter(
    id="day-60-carrier",
    title="60-day letter to the carrier",
    keeps=("worker_name", "assigned_since", "restrictions", "alternatives"),
    readers=(Reader.CARRIER,),
    by_hand=True,
    reader="The carrier's case manager: where the work stands, whether to evaluate capacity, what other work there is.",
    variables=(
        *pick(
            *HEAD,
            "job_title",
            "position",
            "schedule",
            "assigned_since",
            "modified_days",
            "restrictions",
            "next_update_date",
            letter_date="January 8, 2027",
            modified_days="60",
            next_update_date="January 15, 2027",
            restrictions=restricted("December 9, 2026", "January 15, 2027"),
        ),
        Variable(
            name="alternatives",
            about="Other work looked at, a row each: `work` and what was `found`.",
            sample=[
                {"work": "Regular job with lifting by a second person", "found": "Possible from mid-January"},
                {"work": "Receiving desk", "found": "Open; demands assessed on January 6, 2027"},
            ],
        ),
        Variable(
            name="talk_date",
            about="When you propose to talk.",
            sample="January 12, 2027, 10:00 a.m.",
            optional=True,
        ),
        *pick("copies?"),
    ),
)

CARRIER: Final = (ANSWER_NOTICE, DAY_60)
