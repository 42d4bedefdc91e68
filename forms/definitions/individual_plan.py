"""Individual return-to-work plan: a medical part and a plan part, on pages of their own, to be filed apart.

After the NYS DOL Return to Work model program, appendix F and section IV.E. Ours: what is medical stands on page 1
only (the sample sends all of it to the personnel file); 13 weeks, because the limit is 90 days and 12 weeks are 84;
four approvals, as the program's text asks and its form does not; what counts as progress; a number for each revision.
"""

from __future__ import annotations

from forms.definition import Definition, Facts, Grid, Line, Notes, Part, PickOne, Prose, Row, Table, radio
from forms.definitions.house_paper import again, approval, day, ours
from forms.meaning import Printed

WEEKS = 13

MEDICAL_HEAD = Facts(
    rows=(
        (ours("text", "worker_name", "Staff member, full name"), ours("text", "claim_number", "Claim number")),
        (ours("text", "job_injury", "Job injury"), ours("text", "worker_phone", "Telephone")),
        (
            ours("text", "provider_name", "Physician"),
            ours("text", "provider_phone", "Physician's telephone"),
            again("medical_revision", "Revision of the plan", "revision"),
        ),
    ),
    shares=((2, 1), (2, 1), (4, 3, 2)),
)

MEDICAL_DATES = Line(
    fields=(
        day("birth_date", "Date of birth"),
        day("injury_date", "Date of the injury"),
        day("provider_contacted", "Physician contacted on"),
    )
)

LIMITATIONS = Notes(
    fields=(ours("text", "limitations", "Limitations, and until when: as the physician wrote them", lines=7),)
)

ABILITIES = Notes(fields=(ours("text", "abilities", "Functional abilities: what the staff member can do", lines=7),))

PLAN_HEAD = Facts(
    rows=(
        (again("plan_worker_name", "Staff member", "worker_name"), ours("text", "revision", "Revision")),
        (
            ours("text", "employer_name", "Workplace"),
            ours("text", "location", "Location"),
            ours("text", "supervisor_name", "Supervisor"),
        ),
    ),
    shares=((3, 1), (1, 1, 1)),
)

TIME = Line(
    fields=(
        day("plan_start", "Plan starts on"),
        day("plan_finish", "Plan finishes on"),
        ours("text", "finish_event", "or when this has happened", tip="Plan finishes when this has happened"),
    )
)

OBJECTIVE = PickOne(
    field=radio(
        "objective",
        "Return-to-work objective: check one",
        Printed(what="objective"),
        {
            "pre_injury_job": "A  Pre-injury job",
            "with_accommodations": "B  The same, with accommodations",
            "alternate_job": "C  Alternate job",
            "other": "D  Other",
        },
        writer="us",
    )
)

AGREED = Notes(
    fields=(
        ours("text", "agreed_objective", "Agreed objective in words (for D: which)", lines=2),
        ours("text", "progress", "What counts as progress (“5 hours a day by week 3”)", lines=2),
    )
)


def action(who: str, label: str, number: int) -> Row:
    """What somebody does, until when, and when it is looked at again."""
    what = f"{label}, action {number}"
    return Row(
        label=label,
        fields=(
            ours("text", f"{who}_action_{number}", "Action", tip=what),
            day(f"{who}_action_{number}_due", "Due", tip=f"{what}: due"),
            day(f"{who}_action_{number}_review", "Review", tip=f"{what}: review"),
        ),
    )


ACTIONS = Table(
    title="Actions",
    ask="who does what, by when, and when it is looked at again",
    heads=("", "What is done", "Due: month, day, year", "Review: month, day, year"),
    shares=(10, 23, 1, 1),
    rows=(
        action("staff", "Staff member", 1),
        action("staff", "Staff member", 2),
        action("supervisor", "Supervisor", 1),
        action("supervisor", "Supervisor", 2),
        action("others", "Co-worker", 1),
        action("contact", "Program contact", 1),
    ),
)


def change(name: str, label: str, asked: str) -> Row:
    """A question answered with yes or no, and what is needed."""
    return Row(
        label=label,
        fields=(
            radio(name, label, Printed(what=name), {"yes": "Yes", "no": "No"}, tip=asked, writer="us"),
            ours("text", f"{name}_which", label, tip=f"{asked} Specify"),
        ),
    )


CHANGES = Grid(
    title="Needed for this",
    ask="check yes or no in each line",
    rows=(
        change("duties_change", "Change of duties", "Changes to the work duties needed?"),
        change("training", "Training", "Training needed?"),
        change("site_change", "Change of work site", "Changes to the work site needed?"),
    ),
    notes=("Specify",),
)


def week(number: int) -> Row:
    """A week of the graduated plan."""
    return Row(
        label=f"{number}",
        fields=(
            ours("digits", f"week_{number}_hours", "Hours a day", cells=3, tip=f"Week {number}: hours a day"),
            ours("digits", f"week_{number}_days", "Days a week", cells=1, tip=f"Week {number}: days a week"),
            ours("text", f"week_{number}_duties", "Duties", tip=f"Week {number}: duties"),
        ),
    )


WHOSE = Facts(
    rows=(
        (
            again("weeks_worker_name", "Staff member", "worker_name", tip="Staff member, on this page too"),
            again("weeks_revision", "Revision", "revision", tip="Revision, on this page too"),
        ),
    ),
    shares=((3, 1),),
)

GRADUATED = Table(
    title="Graduated work plan",
    ask="hours and duties never go beyond the restrictions in force that week",
    heads=("Week", "Hours/day", "Days", "Duties"),
    shares=(2, 1, 1, 25),
    rows=tuple(week(n) for n in range(1, WEEKS + 1)),
)

BEFORE = Prose(
    title="Approvals",
    paragraphs=(
        "The plan begins when all four have signed. A change is a new revision, agreed by all four; the supervisor "
        "alone does not change it. More than 90 days need the authorization of Human Resources.",
    ),
)

APPROVALS = Table(
    heads=("", "Signature", "Date"),
    shares=(17, 16, 1),
    rows=(
        approval("employee", "Staff member: I agree to this plan"),
        approval("supervisor", "Supervisor: I have read it and agree"),
        approval("manager", "Manager: I approve it"),
        approval("representative", "Employees' representative: I approve it"),
    ),
)

FORM = Definition(
    id="individual-return-to-work-plan",
    title="Individual return-to-work plan",
    lead="A medical part and a plan part, each on pages of its own, to be filed apart.",
    pages=(
        (MEDICAL_HEAD, MEDICAL_DATES, LIMITATIONS, ABILITIES),
        (PLAN_HEAD, TIME, OBJECTIVE, AGREED, ACTIONS, CHANGES),
        (WHOSE, GRADUATED, BEFORE, APPROVALS),
    ),
    patch=False,
    word=True,
    parts=(
        Part(
            id="medical",
            title="Medical part",
            keep="For the confidential medical file only: never in the personnel file, never to the supervisor.",
            pages=(1,),
        ),
        Part(
            id="plan",
            title="Plan part",
            keep="For staff member, supervisor, manager, representative of employees and the personnel file. Nothing "
            "medical is written here.",
            pages=(2, 3),
        ),
    ),
)
