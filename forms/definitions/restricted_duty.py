"""Restricted duty job description: the work a restricted employee is given, acknowledged by four.

After the first restricted duty job description of the sample programs 001. Ours: the employee's name, the day from
which the paper counts, and a date in cells beside every signature.
"""

from __future__ import annotations

from forms.definition import Definition, Facts, Line, Notes, Prose, Row, Table
from forms.definitions.house_paper import approval, day, ours

HEAD = Facts(
    rows=(
        (ours("text", "worker_name", "Employee"), ours("text", "department", "Department")),
        (ours("text", "position", "Position: modified duty as"), ours("text", "supervisor_name", "Supervisor")),
    ),
    shares=((1, 1), (1, 1)),
)

WORK = Notes(fields=(ours("text", "responsibilities", "Responsibilities, with examples of the work", lines=3),))

RESTRICTIONS = Prose(
    title="Specific restrictions",
    paragraphs=(
        "The provider's release is attached and is part of this description. Going beyond it breaks the work rules "
        "and can have disciplinary consequences. Whoever doubts that a task fits asks Human Resources first.",
    ),
)

WEIGHT = Line(
    fields=(
        ours("digits", "lift_limit", "1  Lifting restriction, lb", cells=3, tip="1. Lifting restriction, pounds"),
        ours("text", "lift_limit_note", "How often, from where to where", tip="1. Lifting: how often, from where"),
    ),
)

OTHERS = Table(
    heads=("", ""),
    shares=(1, 40),
    rows=tuple(
        Row(
            label=f"{number}",
            fields=(ours("text", f"restriction_{number}", "Restriction", tip=f"Specific restriction {number}"),),
        )
        for number in (2, 3, 4)
    ),
)

TIME = Prose(
    title="How long it counts",
    paragraphs=(
        "Until the employee's next visit to the provider. What the provider reports then can extend it, but without "
        "authorization by Human Resources for no more than 90 days in all.",
    ),
)

VISIT = Line(
    fields=(
        day("effective_from", "In force from"),
        day("next_visit", "Next doctor's appointment"),
        ours("text", "next_visit_with", "With", tip="Next doctor's appointment: with whom"),
    )
)

AGREED = Prose(
    paragraphs=("I have read and understood this. Questions go to the supervisor, disagreements to Human Resources.",),
)

APPROVALS = Table(
    heads=("", "Signature", "Date"),
    shares=(5, 9, 1),
    rows=(
        approval("employee", "Employee"),
        approval("supervisor", "Supervisor"),
        approval("representative", "Union"),
        approval("human_resources", "Human Resources"),
    ),
)

FORM = Definition(
    id="restricted-duty-job-description",
    title="Restricted duty job description",
    lead="Temporary work within the limits that a health care provider has set, for an employee who is entitled to "
    "workers' compensation and released to restricted duty.",
    pages=((HEAD, WORK, RESTRICTIONS, WEIGHT, OTHERS, TIME, VISIT, AGREED, APPROVALS),),
    patch=False,
    word=True,
)
