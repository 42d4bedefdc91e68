"""The offer of temporary modified work, as every state's checklist wants it (domain 5)."""

from __future__ import annotations

from typing import Final

from templates.catalogue.entries import Letter, Reader, Variable
from templates.catalogue.names import SENDER

# What every checklist of a modified-duty offer asks for; claim number and copies may be missing.
_CHECKLIST: Final = (
    "worker_name", "letter_date", "sent_by", "position", "duties", "requirements", "location", "schedule", "wage",
    "start_date", "end_date", "supervisor_name", "report_provider", "report_date", "matches", "training",
    "stop_work_contact", "answer_by", "answer_how", "refusal", "accommodation",
)  # fmt: skip

OFFER: Final = Letter(
    id="offer-modified-duty",
    title="Offer of temporary modified work",
    keeps=_CHECKLIST,
    readers=(Reader.WORKER, Reader.CARRIER),
    reader="The worker, with a copy to the carrier: the work, and how it fits the restrictions. A supervisor gets the "
    "supervisor's notice instead.",
    variables=(
        *SENDER,
        Variable(name="sent_by", about="What follows “sent by”.", sample="first-class mail and e-mail"),
        Variable(
            name="worker_address",
            about="The worker's postal address, with line breaks.",
            sample="7 Maple Lane\nNorthfield, NY 13000",
            optional=True,
        ),
        Variable(name="position", about="The title of the position offered.", sample="Parts inspector (temporary)"),
        Variable(name="duties", about="The duties, a line each.", sample=["Inspect finished parts at a bench"]),
        Variable(
            name="requirements",
            about="Physical and time requirements of each task, a line each.",
            sample=["Bench inspection (6 hours a day): sitting, often; lifting 1–10 lb, sometimes"],
        ),
        Variable(name="location", about="Where the work is.", sample="1450 Foundry Road, Building B"),
        Variable(
            name="schedule",
            about="Days, hours and shift.",
            sample="Monday to Friday, 8:00 a.m. to 2:30 p.m. (6 hours a day, 5 days a week, no overtime)",
        ),
        Variable(name="wage", about="The wage and how it compares.", sample="$21.40 an hour, your regular rate"),
        Variable(name="start_date", about="The first day of the work.", sample="November 30, 2026"),
        Variable(name="end_date", about="When it ends or is reviewed.", sample="Reviewed on December 18, 2026"),
        Variable(name="supervisor_name", about="Who supervises the work.", sample="Morgan Placeholder"),
        Variable(name="supervisor_phone", about="The supervisor's number.", sample="555-010-0150", optional=True),
        Variable(name="report_provider", about="Whose report the offer rests on.", sample="Dr. Alex Sampleton"),
        Variable(name="report_date", about="The date of that report.", sample="November 19, 2026"),
        Variable(name="report_title", about="What the report is.", sample="Transitional Assignment form"),
        Variable(
            name="restrictions_through",
            about="Until when the restrictions are in force, or the next visit.",
            sample="December 18, 2026",
            optional=True,
        ),
        Variable(
            name="matches",
            about="The match table: `restriction`, `demand`, `result` and who it was `settled_by`; `source` (document, "
            "page and box) in the first row of a restriction, empty in the others.",
            sample=[
                {
                    "restriction": "Lifting: at most 10 lb",
                    "source": "Page 1, “Lifting over 10 lb” (306, 402)",
                    "demand": "Lifting 1–10 lb: sometimes (heaviest 8 lb) [Bench inspection]",
                    "result": "Fits",
                    "settled_by": "Comparison",
                },
                {
                    "restriction": "Lifting: at most 10 lb",
                    "source": "",
                    "demand": "Lifting 11–20 lb: not present [Bench inspection]",
                    "result": "Fits",
                    "settled_by": "Comparison",
                },
                {
                    "restriction": "Standing: not for prolonged periods",
                    "source": "Page 1, “Prolonged standing” (54, 640)",
                    "demand": "Standing: sometimes [Bench inspection]",
                    "result": "Fits",
                    "settled_by": "Riley Coordinator, 11/20/2026",
                },
            ],
        ),
        Variable(
            name="training",
            about="The statement that only suitable tasks are assigned and training is given.",
            sample="You will be given only tasks that stay within the restrictions in this report and within your "
            "knowledge and skills. Training will be given for any task that needs it.",
        ),
        Variable(
            name="refusal",
            about="What declining may mean, put neutrally.",
            sample="You are free to accept or to decline. Declining work that fits your restrictions may affect "
            "workers’ compensation benefits; the carrier or the compensation board can tell you how.",
        ),
        Variable(
            name="accommodation",
            about="That rights to accommodation and leave stay as they are.",
            sample="This offer does not take away rights under the Americans with Disabilities Act or the Family and "
            "Medical Leave Act. If you need another accommodation, or leave instead, please tell us.",
        ),
        Variable(
            name="answer_how",
            about="How to accept or decline, as a sentence.",
            sample="Check one, sign below, and return this page as named below, by mail or in person.",
        ),
        Variable(name="answer_by", about="Until when to accept or decline.", sample="November 27, 2026"),
        Variable(
            name="stop_work_contact",
            about="Whom to tell when a task goes beyond the restrictions.",
            sample="Morgan Placeholder, 555-010-0150",
        ),
        Variable(
            name="enclosures",
            about="What is enclosed, a line each.",
            sample=["Transitional Assignment form of November 19, 2026"],
            optional=True,
        ),
        Variable(
            name="copies",
            about="Who gets a copy, a line each.",
            sample=["Workers' compensation carrier"],
            optional=True,
        ),
    ),
)
