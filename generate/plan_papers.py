"""The two papers of an individual return-to-work plan, filled: the medical part, and the plan part that others read.

The plan part is made of a `Plan` alone, which holds nothing medical; nobody has to black anything out (domain 7).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final, Literal

from cases import words
from cases.errors import BadInput
from cases.plans.accommodations import WAYS
from cases.plans.plan import Action, MedicalPart, Need, Plan
from cases.restrictions import Model
from forms.codes import new_copy_id
from forms.definitions.individual_plan import FORM, WEEKS
from forms.editions import Library
from forms.values import Given
from generate.enclosing import PrintedCopy
from generate.parts import personalise_part

Part = Literal["medical", "plan"]
PAGES: Final = {part.id: part.pages for part in FORM.parts}
# Who acts -> the rows of the form for them.
ROWS: Final = {
    "worker": ("staff", 2),
    "supervisor": ("supervisor", 2),
    "co_worker": ("others", 1),
    "contact": ("contact", 1),
}


class PlanHead(Model):
    """What stands at the head of both parts: whose plan, which revision, where, under whom."""

    worker_name: str
    revision: int
    employer_name: str
    location: str = ""
    supervisor_name: str = ""


class MedicalHead(Model):
    """What only the head of the medical part says."""

    claim_number: str = ""
    worker_phone: str = ""
    birth_date: date
    injury_date: date


def plan_part(head: PlanHead, plan: Plan, key: bytes | None) -> PrintedCopy:
    """The plan part. BadInput where the form has no room: more weeks or actions than rows, or longer texts."""
    return _printed("plan", _plan_values(head, plan), key)


def medical_part(head: PlanHead, medical_head: MedicalHead, medical: MedicalPart, key: bytes | None) -> PrintedCopy:
    """The medical part, for the confidential medical file."""
    ways = "; ".join(WAYS[way].title for way in medical.treatment_ways)
    said: dict[str, Given] = {
        "worker_name": head.worker_name,
        "medical_revision": str(head.revision),
        **medical_head.model_dump(),
        **medical.model_dump(exclude={"treatment_ways", "limitations"}),
        "limitations": "\n".join(part for part in (medical.limitations, ways) if part),
    }
    return _printed("medical", said, key)


def _printed(part: Part, values: dict[str, Given], key: bytes | None) -> PrintedCopy:
    edition, copy_id = Library().current(FORM.id), new_copy_id()
    said = {name: value for name, value in values.items() if value not in (None, "")}
    return PrintedCopy(
        FORM.id, edition.map.edition, copy_id, personalise_part(edition, said, copy_id, key, PAGES[part])
    )


def _plan_values(head: PlanHead, plan: Plan) -> dict[str, Given]:
    if len(plan.weeks) > WEEKS:
        text = f"The form has {WEEKS} weekly rows and the plan more; print the plan of its first {WEEKS} weeks."
        raise BadInput(text, code="too_many_weeks")
    return {
        "plan_worker_name": head.worker_name,
        "weeks_worker_name": head.worker_name,
        "revision": str(head.revision),
        "weeks_revision": str(head.revision),
        **head.model_dump(include={"employer_name", "location", "supervisor_name"}),
        "plan_start": plan.start,
        "plan_finish": plan.end,
        "finish_event": plan.finish_event,
        "objective": plan.objective.value if plan.objective else None,
        "agreed_objective": plan.agreed,
        "progress": "; ".join(f"{each.what} by week {each.by_week}" for each in plan.progress),
        **dict(_actions(plan.actions)),
        **_need("duties_change", plan.duties_change),
        **_need("training", plan.training),
        **_need("site_change", plan.site_change),
        **dict(_weeks(plan)),
    }


def _actions(actions: tuple[Action, ...]) -> Iterator[tuple[str, Given]]:
    for who, (row, room) in ROWS.items():
        theirs = [each for each in actions if each.who == who]
        if len(theirs) > room:
            text = (
                f"The form has {room} row(s) for actions of the {who.replace('_', '-')}; the plan has more. Join them."
            )
            raise BadInput(text, code="too_many_actions")
        for number, each in enumerate(theirs, 1):
            name = f"{row}_action_{number}"
            yield from ((name, each.what), (f"{name}_due", each.due), (f"{name}_review", each.review))


def _need(name: str, need: Need) -> dict[str, Given]:
    answer = None if need.needed is None else "yes" if need.needed else "no"
    return {name: answer, f"{name}_which": need.which}


def _weeks(plan: Plan) -> Iterator[tuple[str, Given]]:
    for number, week in enumerate(plan.weeks, 1):
        yield f"week_{number}_hours", None if week.hours_per_day is None else words.number(week.hours_per_day)
        yield f"week_{number}_days", None if week.days_per_week is None else words.number(week.days_per_week)
        yield f"week_{number}_duties", "; ".join(duty.title for duty in week.duties)
