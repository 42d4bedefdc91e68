"""Temporary assignment job description: the supervisor says what the job takes, the provider what the patient can do.

Rows after sample program appendix B, "Restricted duty Job Description 2". The two writers stay apart: the supervisor's
tick is ours and says nothing about the patient. Ours: boxes where the sample circles yes and no, weights that meet
without overlapping (the sample prints 15 and 45 lb twice), a next visit that ends the answer, and the birth date
written by the office. The two weight headings have no tick of their own: their rows say it.
"""

from __future__ import annotations

from typing import Final

from cases.restrictions import FreeText, Never
from forms.definition import (
    REPLY,
    Definition,
    Facts,
    Functions,
    Line,
    Notes,
    Prose,
    Requirement,
    Requirements,
    Sign,
    field,
    printed,
    radio,
)
from forms.definitions.returned import WHO, approval, date_field
from forms.fields import Field
from forms.meaning import (
    Allows,
    CanHandle,
    CanPerform,
    Countersignature,
    DateOf,
    JobAsks,
    Meaning,
    OtherToAvoid,
    Printed,
    Told,
)
from forms.wording import GENETIC_INFORMATION

SCALE: Final = "temporary-assignment"
YES_NO: Final = {"yes": "Yes", "no": "No"}


def requirement(name: str, label: str, meaning: Meaning, named: Field | None = None) -> Requirement:
    """A row: does the job take it (supervisor), can the patient do it (provider)."""
    tick = field(
        "check", f"job_{name}", label, JobAsks(row=name), tip=f"Supervisor: the job takes this. {label}", writer="us"
    )
    answer = radio(name, label, meaning, YES_NO, tip=f"Provider: can the patient do this? {label}")
    return Requirement(label=label, tick=tick, answer=answer, named=named)


def can(name: str, label: str, activity: str, qualifier: str | None = None) -> Requirement:
    """No means not at all; yes means as the job asks."""
    options = {"yes": (), "no": (Never(),)}
    return requirement(name, label, Allows(activity=activity, options=options, qualifier=qualifier))


def can_use(name: str, label: str, activity: str) -> Requirement:
    """A kind that the supervisor names: no forbids the activity, yes is about that kind alone."""
    which = f"{name}_kind"
    words = FreeText(text=f"cannot do what the supervisor named beside “{label.removesuffix(':')}”")
    options = {"yes": (), "no": (words,) if activity == "other" else (Never(),)}
    meaning = Allows(activity=activity, options=options, named_by=which)
    named = field("text", which, label, Printed(what=which), tip=f"{label} Which", writer="us")
    return requirement(name, label, meaning, named)


def weight(activity: str, name: str, label: str, low: float, high: float | None) -> Requirement:
    """A rung of the ladder of loads."""
    meaning = CanHandle(activity=activity, low=low, high=high, scale=SCALE)
    return requirement(f"{activity}_{name}", label, meaning)


def function_row(number: int) -> tuple[Field, Field]:
    """What the supervisor names and whether the patient can do it."""
    name = f"function_{number}"
    words = printed(name, f"Essential function {number}")
    tip = f"Provider: can the patient perform essential function {number}"
    return words, radio(f"can_perform_{number}", str(number), CanPerform(of=name), YES_NO, tip=tip)


HEAD = Facts(
    rows=(
        (
            printed("worker_name", "Employee"),
            printed("injury_date", "Date of injury"),
            printed("claim_number", "Claim number"),
        ),
        (
            printed("position_name", "Temporary position"),
            printed("hosting_department", "Hosting department and location"),
            printed("effective_date", "In effect from"),
        ),
        (
            printed("employer_name", "Employer"),
            printed("contact_name", "From: return-to-work contact"),
            printed("provider_name", "To: health care provider"),
        ),
    ),
    shares=((6, 3, 4), (5, 6, 3), (1, 1, 1)),
)

FUNCTIONS = Functions(
    title="Essential functions",
    ask="supervisor: name each function; provider: can the patient perform it?",
    rows=tuple(function_row(number) for number in range(1, 9)),
)

HOST = Prose(
    title="Approval of the hosting department",
    paragraphs=("The hosting department signs before this paper goes to the provider.",),
)
HOST_SIGNS = Sign(
    fields=(
        field(
            "signature",
            "host_signature",
            "For the hosting department",
            Countersignature(who="hosting_department"),
            writer="us",
        ),
        field("date", "host_date", "Date approved", Printed(what="host_date"), cells=8, writer="us"),
    )
)
GENETIC = Prose(title="Please leave out genetic information", paragraphs=(GENETIC_INFORMATION,))

LEFT = (
    weight("lift", "light", "Lift light: up to 15 lb", 0, 15),
    weight("lift", "moderate", "Lift moderate: over 15 to 45 lb", 15, 45),
    weight("carry", "light", "Carry light: up to 15 lb", 0, 15),
    weight("carry", "moderate", "Carry moderate: over 15 to 45 lb", 15, 45),
    weight("carry", "heavy", "Carry heavy: over 45 lb", 45, None),
    can("reach_above_shoulders", "Reach above the shoulders", "reach.overhead"),
    can("pull_straight", "Pull straight", "pull", "straight pulling"),
    can("pull_hand_over_hand", "Pull hand over hand", "pull.hand_over_hand"),
    can("grasp_with_both", "Grasp with both hands at once", "grasp", "both hands at once"),
    can("grasp_simple", "Simple grasp", "grasp.simple"),
    can_use("machinery", "Mechanical equipment:", "machinery"),
    can_use("office_equipment", "Office equipment:", "office_equipment"),
    can("drive", "Drive a motor vehicle", "drive"),
    can_use("other_requirement", "Other:", "other"),
)
RIGHT = (
    can("walk", "Walk", "walk"),
    can("stand", "Stand", "stand"),
    can("sit", "Sit", "sit"),
    can("crawl", "Crawl", "crawl"),
    can("twist", "Twist", "twist"),
    can("push", "Push", "push"),
    can("stoop", "Stoop", "bend"),
    can("repeated_bending", "Bend repeatedly", "bend", "repeated bending"),
    can("kneel", "Kneel", "kneel"),
    can("climb_stairs", "Climb stairs", "climb.stairs"),
    can("read", "Read", "read"),
    can("type", "Type", "keyboard"),
    can("write", "Write", "write"),
    can("hear", "Hear", "hear"),
    can("speak", "Speak", "speak"),
)

REQUIREMENTS = Requirements(
    title="Physical requirements",
    ask="supervisor: check “Job” where the job takes it; provider: answer those lines yes or no",
    heads=("Job", "Yes", "No"),
    columns=(LEFT, RIGHT),
)

MORE = Notes(
    fields=(
        field(
            "text",
            "additional_restrictions",
            "Provider: other recommendations or restrictions",
            OtherToAvoid(),
            tip="other recommendations or restrictions, in words",
            lines=4,
        ),
    )
)

NEXT = Line(
    fields=(
        field("text", "printed_name", "Provider's name in print", Told(what="provider_name")),
        date_field("next_visit", "Next visit", DateOf(what="next_visit")),
    )
)

FORM = Definition(
    id="temporary-assignment-job-description",
    title="Temporary assignment: job description",
    lead="The supervisor describes the job; the provider answers yes or no, signs page 2, and faxes both pages back. "
    "Please use a dark pen. We do not take an open line as permission.",
    pages=(
        (HEAD, FUNCTIONS, HOST, HOST_SIGNS, GENETIC),
        (REQUIREMENTS, MORE, NEXT, WHO, approval("Health care provider's signature")),
    ),
    reply=REPLY,
)
