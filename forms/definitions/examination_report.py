"""Provider examination report: history and findings on one page, what the patient can do on another.

Items after sample program appendix C ("Provider Examination Report"), with the numbers that form prints. Ours: the
medical page and the work page can be filed apart; "how much of the day may the patient …" with the thirds of the
Dictionary of Occupational Titles, where the sample circles an undefined "None" (none of it, or no limitation?);
"no lifting" and "no limit" beside the five levels; "nothing to avoid here"; the birth date written by the office.
"""

from __future__ import annotations

from typing import Final

from cases.restrictions import Limit, MaxBand, MaxWeight, Never, Status, Strength
from forms.definition import (
    REPLY,
    Definition,
    Facts,
    Levels,
    Line,
    Notes,
    Prose,
    Row,
    Shares,
    choices,
    field,
    printed,
    radio,
)
from forms.definitions.returned import WHO, approval, date_field
from forms.fields import Field
from forms.meaning import (
    Allows,
    Avoid,
    DateOf,
    Medical,
    NothingToAvoid,
    OtherToAvoid,
    Printed,
    StatusOf,
    Told,
)
from forms.wording import GENETIC_INFORMATION

SCALE: Final = "provider-examination-report"
CONSISTENT: Final = {"yes": "Yes", "no": "No", "unsure": "Unsure"}
SHARES: Final = {
    "not_at_all": "Not at all, none of it",
    "occasional": "Occasional, up to 1/3",
    "frequent": "Frequent, 1/3 to 2/3",
    "constant": "Constant, 2/3 or more",
}
BANDS: Final[dict[str, tuple[Limit, ...]]] = {
    "not_at_all": (Never(),),
    "occasional": (MaxBand(band="occasional", scale="dot"),),
    "frequent": (MaxBand(band="frequent", scale="dot"),),
    "constant": (),
}


def medical(name: str, label: str, lines: int) -> Notes:
    """Lines whose words stay in the medical tier."""
    return Notes(fields=(field("text", name, label, Medical(what=name), lines=lines),))


def finding(name: str, label: str) -> Field:
    """A question about the injury: yes, no or unsure."""
    return radio(name, label, Medical(what=name), CONSISTENT)


def share_row(activity: str, label: str) -> Row:
    """How much of the day."""
    meaning = Allows(activity=activity, options=BANDS)
    tip = f"How much of the day may the patient {label.lower()}"
    return Row(label=label, fields=(radio(activity, label, meaning, SHARES, tip=tip),))


def weights(occasional: float, frequent: float, operator: str = "<=") -> tuple[Limit, ...]:
    """A level as this form prints it, its maxima only."""
    often = MaxWeight(value=frequent, frequency="frequent", scale=SCALE)
    seldom = {"value": occasional, "operator": operator, "frequency": "occasional", "scale": SCALE}
    return MaxWeight.model_validate(seldom), often


def never(name: str, label: str, activity: str, side: str = "unstated", also: tuple[str, ...] = ()) -> Field:
    """A box: ticked means not at all, or not with this side."""
    meaning = {"activity": activity, "also": also, "side": side, "strength": Strength.PROHIBITED, "limits": (Never(),)}
    return field("check", f"not_{name}", label, Avoid.model_validate(meaning))


HEAD = Facts(
    rows=(
        (
            printed("worker_name", "Patient"),
            printed("injury_date", "Date of injury"),
            printed("claim_number", "Claim number"),
        ),
        (
            printed("employer_name", "Employer"),
            printed("job_title", "Occupation"),
            printed("contact_name", "From: return-to-work contact"),
            printed("letter_date", "Date"),
        ),
    ),
    shares=((6, 3, 4), (5, 5, 5, 3)),
)

EXAM = Line(
    title="Examination",
    ask="pages 1 and 2 are filed apart; this page goes to the confidential medical file only",
    fields=(
        date_field("exam_date", "Date of this examination", DateOf(what="exam_date")),
        field("text", "examiner", "Examined by", Told(what="provider_name")),
    ),
)

HISTORY = medical("history", "History, as the patient tells it", 2)
FINDINGS = Line(
    title="Findings",
    ask="check one box for each question",
    fields=(
        finding("consistent", "Do they fit history and injury?"),
        finding("work_related", "Did the injury arise from work?"),
        finding("affects_recovery", "Could a condition slow recovery?"),
    ),
)
EXPLANATION = medical("explanation", "Please explain", 2)
DIAGNOSIS = medical("diagnosis", "Diagnosis", 1)
TREATMENT = medical("treatment_plan", "Treatment plan", 2)

GENETIC = Prose(title="Please leave out genetic information", paragraphs=(GENETIC_INFORMATION,))

AGAIN = Line(
    fields=(
        field("text", "page_2_worker_name", "Patient", Printed(what="worker_name"), writer="us"),
        field("text", "page_2_injury_date", "Date of injury", Printed(what="injury_date"), writer="us"),
    )
)

STATUS = Line(
    title="Work status",
    ask="check one",
    fields=(
        radio(
            "status",
            "The patient may return to work",
            StatusOf(
                options={
                    "with_restrictions": Status.RESTRICTED,
                    "full_duty": Status.FULL_DUTY,
                    "unable": Status.OFF_WORK,
                }
            ),
            {"with_restrictions": "Within the limits below", "full_duty": "To full duty", "unable": "Not yet"},
        ),
        date_field("full_duty_date", "Full duty expected on", DateOf(what="expected_full_duty")),
    ),
)

LIFTING = Levels(
    title="Lifting",
    ask="how much may the patient lift? check one",
    field=radio(
        "lifting",
        "Lifting",
        Allows(
            activity="lift",
            options={
                "no_lifting": (Never(),),
                "sedentary": weights(10, 5, "<"),
                "light": weights(20, 10),
                "medium": weights(50, 20),
                "heavy": weights(100, 50),
                # over 100 lb now and then: no most is printed for that, and none is made up
                "very_heavy": (MaxWeight(value=100, frequency="frequent", scale=SCALE),),
                "no_limit": (),
            },
        ),
        {
            "no_lifting": "None",
            "sedentary": "Sedentary",
            "light": "Light",
            "medium": "Medium",
            "heavy": "Heavy",
            "very_heavy": "Very heavy",
            "no_limit": "No limit",
        },
        tip="How much may the patient lift",
    ),
    figures=(
        ("occasionally, lb", ("0", "under 10", "10–20", "20–50", "50–100", "over 100", "any")),
        ("frequently, lb", ("0", "to 5", "to 10", "to 20", "to 50", "to 100", "any")),
    ),
)

DAY = Shares(
    title="How much of the day may the patient …",
    ask="check one box in each line",
    rows=tuple(
        share_row(activity, label)
        for activity, label in (
            ("bend", "Bend"),
            ("squat", "Squat"),
            ("kneel", "Kneel"),
            ("sit", "Sit"),
            ("stand", "Stand"),
            ("walk", "Walk"),
            ("drive", "Drive"),
        )
    ),
    beside=field(
        "text",
        "other_limits",
        "Other limits: hours, tools, places, anything to avoid",
        OtherToAvoid(),
        lines=6,
        tip="other limits, in words",
    ),
)

HANDS = choices(
    "hands",
    "Climbing, arms and hands",
    "check what to avoid",
    never("fixed_stairs", "Fixed stairs", "climb.stairs"),
    never("reach_right", "Reach, right", "reach", "right"),
    never("grasp_right", "Grasp, right", "grasp", "right"),
    never("push_pull_right", "Push/pull, right", "push", "right", ("pull",)),
    never("ladders", "Ladders", "climb.ladder"),
    never("reach_left", "Reach, left", "reach", "left"),
    never("grasp_left", "Grasp, left", "grasp", "left"),
    never("push_pull_left", "Push/pull, left", "push", "left", ("pull",)),
    nothing=field("check", "nothing_hands", "Nothing to avoid here", NothingToAvoid()),
)

NEXT = Line(
    fields=(
        date_field("next_visit", "Next appointment", DateOf(what="next_visit")),
        field("text", "next_visit_time", "at what time", Told(what="next_visit_time"), tip="Time of next appointment"),
    )
)

FORM = Definition(
    id="provider-examination-report",
    title="Provider examination report",
    lead="Page 1 is medical; page 2 says which work is safe. A line left open stays open: we will not take it as "
    "permission. Please use a dark pen, sign page 2, and fax both pages back.",
    pages=(
        (HEAD, EXAM, HISTORY, FINDINGS, EXPLANATION, DIAGNOSIS, TREATMENT, GENETIC),
        (AGAIN, STATUS, LIFTING, DAY, HANDS, NEXT, WHO, approval("Health care provider's signature")),
    ),
    reply=REPLY,
)
