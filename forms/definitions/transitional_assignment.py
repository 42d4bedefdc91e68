"""Transitional assignment: what a patient should avoid for now, asked of the treating physician.

Items after the NYS DOL Return to Work model program, appendix C. Ours: "nothing to avoid here" in each section, hours
at a time beside the two *prolonged* boxes, and the patient's birth date, written by the office (never by us).
"""

from __future__ import annotations

from cases.restrictions import Limit, MaxWeight, Never, Prolonged
from forms.definition import (
    REPLY,
    Definition,
    Facts,
    Line,
    Notes,
    choices,
    field,
    printed,
)
from forms.definitions.returned import LENGTH, WHO, approval, date_field
from forms.fields import Field
from forms.meaning import (
    Avoid,
    Comments,
    DateOf,
    LimitOf,
    NotAppropriate,
    NothingToAvoid,
    OtherToAvoid,
    Schedule,
)


def avoid(name: str, label: str, activity: str, limit: Limit | None = None) -> Field:
    """A box: ticked means avoid this activity altogether, or beyond the limit."""
    return field("check", f"avoid_{name}", label, Avoid(activity=activity, limits=(limit or Never(),)))


def hours_at_a_time(name: str, of: str) -> Field:
    """The number that settles what *prolonged* means for this patient."""
    meaning = LimitOf(of=of, limit="max_continuous", unit="hours")
    what = of.removeprefix("avoid_").replace("_", " ")
    return field("digits", name, "hours at a time", meaning, cells=2, tip=f"avoid {what} of more than so many hours")


def other(section: str) -> Field:
    """The line for what the boxes do not name."""
    return field("text", f"other_{section}", "Other", OtherToAvoid(), tip="other things to avoid, in words")


def nothing(section: str) -> Field:
    """The box that makes silence an answer."""
    return field("check", f"nothing_{section}", "Nothing to avoid here", NothingToAvoid())


HEAD = Facts(
    rows=(
        (
            printed("worker_name", "Patient"),
            printed("injury_date", "Date of injury"),
            printed("claim_number", "Claim number"),
        ),
        (
            printed("provider_name", "To: physician"),
            printed("employer_name", "Employer"),
            printed("contact_name", "From: return-to-work contact"),
            printed("letter_date", "Date"),
        ),
    ),
    shares=((6, 3, 4), (5, 5, 5, 3)),
)

POSITIONING = choices(
    "positioning",
    "Positioning",
    "check what to avoid",
    avoid("prolonged_standing", "Prolonged standing", "stand", Prolonged()),
    hours_at_a_time("standing_hours_at_a_time", of="avoid_prolonged_standing"),
    avoid("prolonged_sitting", "Prolonged sitting", "sit", Prolonged()),
    hours_at_a_time("sitting_hours_at_a_time", of="avoid_prolonged_sitting"),
    avoid("walking", "Walking", "walk"),
    avoid("climbing", "Climbing", "climb"),
    avoid("bending", "Bending", "bend"),
    avoid("squatting", "Squatting", "squat"),
    avoid("twisting", "Twisting", "twist"),
    avoid("crawling", "Crawling", "crawl"),
    avoid("leaning_forward", "Leaning forward", "lean_forward"),
    avoid("reaching_overhead", "Reaching overhead", "reach.overhead"),
    nothing=nothing("positioning"),
    other=other("positioning"),
)

HANDLING = choices(
    "handling",
    "Material handling",
    "check what to avoid",
    avoid("lift_over_10", "Lifting over 10 lb", "lift", MaxWeight(value=10)),
    avoid("lift_over_25", "Lifting over 25 lb", "lift", MaxWeight(value=25)),
    avoid("lift_over_50", "Lifting over 50 lb", "lift", MaxWeight(value=50)),
    avoid("lift_off_floor", "Lifting off the floor", "lift.floor_waist"),
    avoid("carrying", "Carrying", "carry"),
    avoid("pushing", "Pushing", "push"),
    avoid("pulling", "Pulling", "pull"),
    avoid("lift_above_shoulders", "Lifting above shoulders", "lift.above_shoulder"),
    nothing=nothing("handling"),
    other=other("handling"),
)

REPETITIVE = choices(
    "repetitive",
    "Repetitive motion",
    "check what to avoid",
    avoid("keyboarding", "Keyboarding", "keyboard"),
    nothing=nothing("repetitive"),
    other=other("repetitive"),
)

LIMITS = Line(
    title="Time limits",
    fields=(
        field("digits", "hours_per_day", "Hours/day", Schedule(what="max_hours_per_day"), cells=2, tip="Hours per day"),
        field("digits", "days_per_week", "Days/week", Schedule(what="max_days_per_week"), cells=1, tip="Days per week"),
        date_field("begin_date", "Can begin on", DateOf(what="effective_from")),
        date_field("next_visit", "Next visit", DateOf(what="next_visit")),
        date_field("regular_date", "Regular activities (estimate)", DateOf(what="expected_full_duty")),
    ),
)

WORDS = Notes(
    fields=(
        field(
            "text", "not_appropriate_reason", "The program is not appropriate now, because", NotAppropriate(), lines=3
        ),
        field("text", "comments", "Other comments", Comments(), lines=3),
    )
)

FORM = Definition(
    id="transitional-assignment",
    title="Transitional assignment",
    lead="In each section check what this patient should avoid for now, or check “Nothing to avoid here”. "
    "Please use a dark pen, sign below, and fax this page back or give it to the patient.",
    pages=((HEAD, POSITIONING, HANDLING, REPETITIVE, LIMITS, LENGTH, WORDS, WHO, approval("Physician's signature")),),
    reply=REPLY,
)
