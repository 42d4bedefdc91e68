"""The letters we send: what each is for, who reads it, and what its Word file may ask for.

A letter is a `.docx` in `templates/letters/` that a coordinator may edit in Word; the names in double braces are the
variables listed here. Adding a letter: a Word file, an entry here, and whoever fills it in `generate/`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from cases.errors import NotFound
from cases.restrictions import Model

HOME: Final = Path(__file__).parent / "letters"

# 29 CFR 1635.8(b)(1)(i)(B), word for word: the safe harbour holds for this text.
GINA: Final = (
    "The Genetic Information Nondiscrimination Act of 2008 (GINA) prohibits employers and other entities covered by "
    "GINA Title II from requesting or requiring genetic information of an individual or family member of the "
    "individual, except as specifically allowed by this law. To comply with this law, we are asking that you not "
    "provide any genetic information when responding to this request for medical information. 'Genetic information,' "
    "as defined by GINA, includes an individual's family medical history, the results of an individual's or family "
    "member's genetic tests, the fact that an individual or an individual's family member sought or received genetic "
    "services, and genetic information of a fetus carried by an individual or an individual's family member or an "
    "embryo lawfully held by an individual or family member receiving assistive reproductive services."
)

Row = dict[str, str]
Value = str | list[str] | list[Row]


class Variable(Model):
    """A name that a letter's Word file may use. An optional one may stay empty; its paragraph then leaves no gap.

    `sample` fills a trial letter, and shows the shape: text, a list of lines, or a list of rows with named cells.
    """

    name: str
    about: str
    sample: str | list[str] | list[dict[str, str]]
    optional: bool = False

    @property
    def empty(self) -> Value:
        """What an optional variable is when nobody gives it."""
        return "" if isinstance(self.sample, str) else []


class Letter(Model):
    """One letter of the catalogue.

    An edited copy has to ask for the variables that it `keeps` and to say what is `verbatim`, word for word: what a
    rule asks of the letter is not lost by editing.
    """

    id: str
    title: str
    reader: str
    variables: tuple[Variable, ...]
    keeps: tuple[str, ...]
    verbatim: tuple[str, ...] = ()

    @property
    def docx(self) -> bytes:
        """Our Word file of this letter."""
        return (HOME / f"{self.id}.docx").read_bytes()

    @property
    def samples(self) -> dict[str, Value]:
        """A value for every variable: a trial letter."""
        return {v.name: v.sample for v in self.variables}


def letter(letter_id: str) -> Letter:
    """The letter of that id; NotFound if the catalogue has none."""
    if letter_id not in LETTERS:
        raise NotFound("There is no such letter; `workslip letters` lists what there is.", code="unknown_letter")
    return LETTERS[letter_id]


_SENDER: Final = (
    Variable(name="company_name", about="The employer's name.", sample="Northfield Fabrication, Inc."),
    Variable(
        name="company_address",
        about="The employer's postal address, with line breaks.",
        sample="1450 Foundry Road\nNorthfield, NY 13000",
    ),
    Variable(name="letter_date", about="The date of the letter, written out.", sample="November 20, 2026"),
    Variable(name="worker_name", about="The worker's full name.", sample="Jordan Sample"),
    Variable(name="injury_date", about="The date of the injury, written out.", sample="November 2, 2026"),
    Variable(name="claim_number", about="The carrier's claim number.", sample="WC-000-123", optional=True),
    Variable(name="contact_name", about="The Return to Work Program Contact.", sample="Casey Example"),
    Variable(name="contact_phone", about="The contact's telephone number.", sample="555-010-0140"),
    Variable(name="contact_fax", about="The fax number for replies.", sample="555-010-0141", optional=True),
    Variable(name="contact_email", about="The contact's e-mail address.", sample="rtw@example.com", optional=True),
    Variable(name="carrier_name", about="The workers' compensation carrier.", sample="Sample Mutual Insurance"),
    Variable(
        name="carrier_address",
        about="The carrier's postal address, with line breaks.",
        sample="P.O. Box 900\nAlbany, NY 12200",
        optional=True,
    ),
    Variable(name="signer_name", about="Who signs for the company.", sample="Casey Example"),
    Variable(name="signer_title", about="The signer's title.", sample="Return to Work Program Contact"),
)

_TREATING_PHYSICIAN: Final = Letter(
    id="treating-physician",
    title="Letter to the treating physician",
    keeps=("worker_name", "enclosures"),
    verbatim=(GINA,),
    reader="The doctor's office: it explains the packet and asks for the Transitional Assignment form.",
    variables=(
        *_SENDER,
        Variable(name="provider_name", about="The doctor's name as addressed.", sample="Dr. Alex Sampleton"),
        Variable(
            name="provider_address",
            about="The office's postal address, with line breaks.",
            sample="Example Orthopedics\n22 Clinic Street\nNorthfield, NY 13000",
        ),
        Variable(name="job_title", about="The worker's regular job.", sample="Warehouse associate"),
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

# What every checklist of a modified-duty offer asks for; claim number and copies may be missing.
_CHECKLIST: Final = (
    "worker_name", "letter_date", "sent_by", "position", "duties", "requirements", "location", "schedule", "wage",
    "start_date", "end_date", "supervisor_name", "report_provider", "report_date", "matches", "training",
    "stop_work_contact", "answer_by", "answer_how", "refusal", "accommodation",
)  # fmt: skip

_OFFER: Final = Letter(
    id="offer-modified-duty",
    title="Offer of temporary modified work",
    keeps=_CHECKLIST,
    reader="The worker, with copies to supervisor and carrier: the work, and how it fits the restrictions.",
    variables=(
        *_SENDER,
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
            sample=["Supervisor (without the report)", "Workers' compensation carrier"],
            optional=True,
        ),
    ),
)

LETTERS: Final[dict[str, Letter]] = {item.id: item for item in (_TREATING_PHYSICIAN, _OFFER)}
