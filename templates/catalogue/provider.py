"""Letters to a doctor's office. Each asks for medical information, so each holds the GINA paragraph, word for word."""

from __future__ import annotations

from typing import Final

from templates.catalogue.entries import GINA, Letter, Reader, Variable
from templates.catalogue.names import SENDER, pick, restricted

_OFFICE: Final = pick("provider_name", "provider_address")
_ABOUT: Final = (
    "company_name",
    "company_address",
    "letter_date",
    "worker_name",
    "injury_date",
    "claim_number?",
    "contact_name",
    "contact_phone",
    "contact_fax?",
    "contact_email?",
    "signer_name",
    "signer_title",
    "provider_name",
    "provider_address",
)

TREATING_PHYSICIAN: Final = Letter(
    id="treating-physician",
    title="Letter to the treating physician",
    keeps=("worker_name", "enclosures"),
    verbatim=(GINA,),
    readers=(Reader.PROVIDER,),
    reader="The doctor's office: it explains the packet and asks for the Transitional Assignment form.",
    variables=(
        *SENDER,
        *_OFFICE,
        *pick("job_title"),
        Variable(
            name="enclosures",
            about="What is enclosed, a line each. A packet fills this in by itself, from what is there.",
            sample=[
                "Authority to Release Medical Information, signed",
                "Physical Demands Task Assessment: Receiving",
                "Physical Demands Task Assessment: Order picking",
                "Transitional Assignment form, to be completed",
            ],
        ),
    ),
)

RETURN_TO_WORK: Final = Letter(
    id="provider-return-to-work",
    title="Letter to the provider about return to work",
    keeps=("worker_name", "job_title", "enclosures"),
    verbatim=(GINA,),
    readers=(Reader.PROVIDER,),
    reader="The doctor's office: it asks which of three answers holds for the job described. Without a reply form a "
    "sheet for the answer follows the letter.",
    variables=(
        *pick(*_ABOUT, "job_title"),
        Variable(
            name="position",
            about="The temporary work proposed beside the regular job.",
            sample="Parts inspector (temporary)",
            optional=True,
        ),
        Variable(
            name="reply_form",
            about="The enclosed form for the answer; empty: a sheet after the letter asks for it.",
            sample="Provider Release form",
            optional=True,
        ),
        *pick(
            "enclosures",
            enclosures=[
                "Physical Demands Task Assessment: regular job",
                "Physical Demands Task Assessment: proposed temporary work",
                "Return to Work program, a summary",
                "Provider Release form, to be completed",
            ],
        ),
    ),
)

CLARIFICATION: Final = Letter(
    id="clarification-request",
    title="Request for clarification",
    keeps=("worker_name", "report_date", "questions"),
    verbatim=(GINA,),
    readers=(Reader.PROVIDER,),
    reader="The doctor's office that sent the report: only what is still open, with what the report says beside it.",
    variables=(
        *pick(*_ABOUT),
        Variable(name="report_title", about="What the report is.", sample="Transitional Assignment form"),
        Variable(name="report_date", about="The date of that report.", sample="November 19, 2026"),
        Variable(
            name="questions",
            about="The open points, a row each: `about`, what the report `says`, the `question`. The words of the "
            "report go back to its writer only.",
            sample=[
                {
                    "about": "Work allowed",
                    "says": "“Light duty”, without figures",
                    "question": "How many pounds may be lifted, and how often? Which positions are to be avoided?",
                },
                {
                    "about": "Standing",
                    "says": "6 hours of standing, in a day of 4 hours",
                    "question": "Which holds: 4 hours of work a day in all, or 6 hours of standing?",
                },
                {
                    "about": "How long",
                    "says": "No end date",
                    "question": "Until which day do the limits hold, or when do you see your patient again?",
                },
            ],
        ),
    ),
)

SECOND_REQUEST: Final = Letter(
    id="second-request",
    title="Second request, when no reply has come",
    keeps=("worker_name", "first_sent", "enclosures"),
    verbatim=(GINA,),
    readers=(Reader.PROVIDER,),
    reader="The doctor's office that has not answered: what was sent when, and the form once more.",
    variables=(
        *pick(*_ABOUT, "job_title", letter_date="November 27, 2026"),
        Variable(name="first_sent", about="When the first request was sent.", sample="November 20, 2026"),
        Variable(name="first_sent_to", about="How, and to which number or address.", sample="fax to 555-010-0170"),
        Variable(
            name="reply_form",
            about="The form that is to come back.",
            sample="Transitional Assignment form",
        ),
        *pick("enclosures", enclosures=["Transitional Assignment form, to be completed"]),
    ),
)

DAY_30: Final = Letter(
    id="day-30-physician",
    title="30-day letter to the physician",
    keeps=("worker_name", "assigned_since", "restrictions"),
    verbatim=(GINA,),
    readers=(Reader.PROVIDER,),
    by_hand=True,
    reader="The treating doctor, with the worker's consent: the work done so far, and what may change.",
    variables=(
        *pick(
            *_ABOUT,
            "position",
            "schedule",
            "assigned_since",
            "modified_days",
            "restrictions",
            letter_date="December 9, 2026",
            restrictions=restricted("November 9, 2026", "December 18, 2026"),
        ),
        Variable(
            name="reply_form",
            about="The enclosed form for the answer.",
            sample="Transitional Assignment form",
        ),
        *pick(
            "enclosures",
            enclosures=[
                "Authority to Release Medical Information, signed",
                "Physical Demands Task Assessment: parts inspection",
                "Transitional Assignment form, to be completed",
            ],
        ),
    ),
)

PROVIDER: Final = (TREATING_PHYSICIAN, RETURN_TO_WORK, CLARIFICATION, SECOND_REQUEST, DAY_30)
