"""Supplementary questions to the treating physician, when an answer left things open or recovery takes longer.

After "Recovery Support" step 8 (ask the treating physician for more) and the playbook's "what to ask": what the
patient can do, which limits apply, for how long, when to look again, what would help. Ours: what a medicine or a
device means for safe work (never its name), and "nothing to avoid here". The genetic-information paragraph stands
in the letter that goes with this page.
"""

from __future__ import annotations

from typing import Final

from cases.restrictions import Limit, Never, Required, Strength
from forms.definition import (
    REPLY,
    Definition,
    Facts,
    Line,
    Notes,
    Open,
    choices,
    field,
    printed,
    radio,
)
from forms.definitions.returned import LENGTH, WHO, approval, date_field
from forms.fields import Field
from forms.meaning import (
    Avoid,
    Comments,
    DateOf,
    NothingToAvoid,
    OtherToAvoid,
    Told,
)

EXPECTED: Final = {"yes": "As expected", "slower": "Slower", "unsure": "Cannot say yet"}


def effect(name: str, label: str, activity: str, limit: Limit, strength: Strength = Strength.LIMIT) -> Field:
    """A box: ticked means this has to be kept to at work."""
    return field("check", name, label, Avoid(activity=activity, limits=(limit,), strength=strength))


def words(name: str, label: str, meaning: Comments | OtherToAvoid, lines: int) -> Notes:
    """An answer in words, which a person reads."""
    return Notes(fields=(field("text", name, label, meaning, lines=lines),))


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
        (printed("open_question", "What your last report left open"),),
    ),
    shares=((6, 3, 4), (5, 5, 5, 3), (1,)),
)

CAN = words("can_do", "What can this patient do at work now, and for how long at a time?", Comments(), 2)

AVOID = Open(
    title="What to avoid",
    ask="which limits apply? in numbers where you can",
    nothing=field(
        "check", "nothing_avoid", "Nothing to avoid here", NothingToAvoid(), section="avoid", tip="nothing to avoid"
    ),
    field=field(
        "text",
        "must_avoid",
        "Positions, weights, hours at a time and a day",
        OtherToAvoid(),
        section="avoid",
        lines=2,
        tip="what must be avoided, in words",
    ),
)

EFFECTS = choices(
    "effects",
    "Medicine and devices",
    "check what applies; no names please",
    effect("drowsy", "Can dull attention: no safety-critical work", "safety_sensitive", Never(), Strength.AVOID),
    effect("device", "Has to wear a device at work", "device_at_work", Required(what="wearing the device at work")),
    effect("medicine", "Needs pauses for medicine", "medication_required", Required(what="pauses for medicine")),
    effect("dressing", "Dressing stays clean and dry", "dressing_change", Required(what="clean, dry dressing")),
    nothing=field("check", "nothing_effects", "Nothing to avoid here", NothingToAvoid()),
    other=field("text", "other_effects", "Other", OtherToAvoid(), tip="other effects on safe work, in words"),
).model_copy(update={"columns": 2})

COURSE = Line(
    title="Recovery",
    fields=(
        radio("course", "So far it goes", Told(what="course"), EXPECTED),
        date_field("full_duty_date", "Full duty expected on", DateOf(what="expected_full_duty")),
        date_field("next_visit", "Next visit", DateOf(what="next_visit")),
    ),
)

HELPS = words("would_help", "Which activities at work would help recovery?", Comments(), 2)

FORM = Definition(
    id="supplementary-questions",
    title="Questions to the treating physician",
    lead="We need a little more to find safe work for your patient. Please leave out diagnosis and treatment, use a "
    "dark pen, sign below, and fax this page back.",
    pages=((HEAD, CAN, AVOID, EFFECTS, LENGTH, COURSE, HELPS, WHO, approval("Physician's signature")),),
    reply=REPLY,
)
