"""Plan development worksheet: what the committee lays side by side before it writes a return-to-work plan.

After the NYS DOL Return to Work model program, appendix E. Ours: one line for each ability with its restriction and
the day that restriction ends, and a box that says whether an operation stays within all of them.
"""

from __future__ import annotations

from forms.definition import Definition, Facts, Notes, Row, Table
from forms.definitions.house_paper import day, ours, yes_no

HEAD = Facts(
    rows=(
        (
            ours("text", "worker_name", "Staff member"),
            ours("text", "staff_number", "Staff ID number"),
            ours("text", "worker_phone", "Telephone"),
        ),
        (
            ours("text", "shift_department_group", "Shift, department, group"),
            ours("text", "job_class", "Job class"),
            ours("text", "seniority", "Seniority"),
        ),
        (ours("text", "operation", "Operation"), ours("text", "supervisor_name", "Supervisor")),
    ),
    shares=((2, 1, 1), (2, 1, 1), (1, 1)),
)


def ability(number: int) -> Row:
    """A line: what the staff member can do, what restricts it, until when."""
    return Row(
        label=f"{number}",
        fields=(
            ours("text", f"ability_{number}", "Functional ability", tip=f"Line {number}: functional ability"),
            ours("text", f"restriction_{number}", "Restriction", tip=f"Line {number}: restriction"),
            day(f"restriction_{number}_ends", "Restriction ends", tip=f"Line {number}: restriction ends on"),
        ),
    )


ABILITIES = Table(
    title="Abilities and restrictions",
    ask="what the provider wrote; no diagnosis, no treatment",
    heads=("", "Functional ability: can do", "Restriction", "Ends: month, day, year"),
    shares=(1, 11, 11, 1),
    rows=tuple(ability(n) for n in range(1, 7)),
)

COMMENTS = Notes(
    fields=(
        ours("text", "committee_comments", "Comments and recommendations of the return-to-work committee", lines=4),
    )
)


def operation(number: int) -> Row:
    """A line: an operation that was looked at."""

    def text(name: str, label: str) -> tuple[str, str, str]:
        return f"operation_{number}_{name}", label, f"Operation {number}: {label.lower()}"

    parts = (text("shift", "Shift"), text("department", "Department"), text("group", "Group"), text("name", "Name"))
    return Row(
        label=f"{number}",
        fields=(
            *(ours("text", name, label, tip=tip) for name, label, tip in parts),
            yes_no(f"operation_{number}_fits", "Fits", tip=f"Operation {number}: within every restriction"),
        ),
    )


OPERATIONS = Table(
    title="Operations",
    ask="reviewed, and open to the staff member by seniority",
    heads=("", "Shift", "Department", "Group", "Name of operation", "Within every restriction"),
    shares=(1, 4, 6, 4, 9, 1),
    rows=tuple(operation(n) for n in range(1, 7)),
)

FORM = Definition(
    id="plan-development-worksheet",
    title="Plan development worksheet",
    lead="For the committee that writes the return-to-work plan. Keep it in the confidential medical file.",
    pages=((HEAD, ABILITIES, COMMENTS, OPERATIONS),),
    patch=False,
    word=True,
)
