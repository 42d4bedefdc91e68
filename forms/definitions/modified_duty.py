"""Modified duty assignment: what a worker does within the restrictions, and the answer to it, signed.

After step 3 of the return-to-work playbook 004. Ours: the report that the assignment rests on is named, hours and
days are numbers, and the answer is a slip of its own below, to be filed the same day.
"""

from __future__ import annotations

from forms.definition import Definition, Facts, Line, Prose, Row, Table, field, radio
from forms.definitions.house_paper import approval, day, ours, yes_no
from forms.meaning import Comments, OfferAnswer

HEAD = Facts(
    rows=(
        (ours("text", "worker_name", "Worker"), ours("text", "injury_date", "Date of injury")),
        (ours("text", "employer_name", "Employer"), ours("text", "claim_number", "Claim number")),
        (
            ours("text", "supervisor_name", "Supervisor"),
            ours("text", "supervisor_phone", "Supervisor's telephone"),
            ours("text", "location", "Place of work"),
        ),
    ),
    shares=((2, 1), (2, 1), (1, 1, 1)),
)

RESTRICTIONS = Line(
    title="Restrictions",
    ask="a copy of them, without anything else that is medical, is attached",
    fields=(
        yes_no("restrictions_attached", "Attached", tip="Copy of the restrictions attached"),
        ours("text", "restrictions_from", "Written by", tip="Restrictions written by"),
        day("restrictions_date", "On", tip="Restrictions written on"),
    ),
)


def task(number: int) -> Row:
    """A task and its time."""
    return Row(
        label=f"{number}",
        fields=(
            ours("text", f"task_{number}", "Task", tip=f"Task {number}: what is done"),
            ours("text", f"task_{number}_days", "Days", tip=f"Task {number}: on which days"),
            ours("text", f"task_{number}_hours", "Hours", tip=f"Task {number}: from when to when"),
        ),
    )


TASKS = Table(
    title="Tasks and schedule",
    ask="useful work, each task within every restriction",
    heads=("", "Task", "Days", "From – to"),
    shares=(1, 20, 7, 7),
    rows=tuple(task(n) for n in range(1, 6)),
)

WHEN = Line(
    fields=(
        day("start_date", "Starts on"),
        day("re_evaluation", "Re-evaluation expected on"),
        ours("digits", "hours_per_day", "Hours a day", cells=3),
        ours("digits", "days_per_week", "Days a week", cells=1),
    )
)

STOP = Prose(
    paragraphs=(
        "Do nothing that goes beyond the restrictions, whoever asks for it. If a task hurts or does not fit, stop and "
        "call the supervisor. When the provider changes the restrictions, this assignment is looked at again before "
        "the next shift.",
    )
)

ANSWER = Line(
    title="Answer",
    ask="by the worker, after it was gone through together",
    fields=(
        radio(
            "answer",
            "Check one",
            OfferAnswer(),
            {"accept": "I accept this assignment", "decline": "I decline it"},
            tip="The worker's answer",
        ),
        field("text", "answer_reason", "Reason, or what should be different", Comments()),
    ),
)

SIGNED = Table(
    heads=("", "Signature", "Date"),
    shares=(5, 12, 1),
    rows=(approval("employee", "Worker"), approval("supervisor", "Supervisor")),
)

FORM = Definition(
    id="modified-duty-assignment",
    title="Modified duty assignment",
    lead="Temporary work within your restrictions. Go through it with your supervisor and answer below; you both keep "
    "a copy.",
    pages=((HEAD, RESTRICTIONS, TASKS, WHEN, STOP, ANSWER, SIGNED),),
    patch=False,
    word=True,
)
