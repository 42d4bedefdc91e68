"""What the form of a plan says, and the form of a plan that is on file: its fields by name, week by week.

    w2_hours_per_day · w2_duty1_title · w2_duty1_job · do1_what · step1_by_week …

A duty that keeps its place keeps the demands that were described for it. What the form does not ask (ways to
accommodate, an event at the end) stays as it is in the plan that is revised.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from api.web.desk.filling import Wrong, written, yes_or_no
from cases.plans.plan import Plan, Week

MOST_WEEKS: Final = 60
NEEDS: Final = ("duties_change", "training", "site_change")
WEEK: Final = ("hours_per_day", "days_per_week", "reason")
DUTY: Final = ("title", "job", "hours_per_day")
STEP: Final = ("what", "by_week", "hours_per_day")
DOES: Final = ("who", "what", "due", "review")
MARKED: Final = re.compile(r"^(w|step|do)(\d{1,2})_")


def said_of(plan: Plan) -> dict[str, str]:
    """The form of a plan on file."""
    said = {
        "start": _text(plan.start), "end": _text(plan.end), "objective": _text(plan.objective), "agreed": plan.agreed,
        "overtime": _choice(plan.overtime), "agreement_conflict": _choice(plan.agreement_conflict),
    }  # fmt: skip
    for name in NEEDS:
        need = getattr(plan, name)
        said |= {name: _choice(need.needed), f"{name}_which": need.which}
    for number, week in enumerate(plan.weeks, 1):
        said |= _row(f"w{number}", week, WEEK)
        for place, duty in enumerate(week.duties, 1):
            said |= _row(f"w{number}_duty{place}", duty, DUTY) | {f"w{number}_duty{place}_from": f"{number}.{place}"}
    for number, milestone in enumerate(plan.progress, 1):
        said |= _row(f"step{number}", milestone, STEP)
    for number, action in enumerate(plan.actions, 1):
        said |= _row(f"do{number}", action, DOES)
    return said | {"weeks": str(max(1, len(plan.weeks)))}


def another_week(said: Mapping[str, str]) -> dict[str, str]:
    """The same form with one more week, which begins as the last one was."""
    last, number = weeks_of(said), min(weeks_of(said) + 1, MOST_WEEKS)
    copied = {
        name.replace(f"w{last}_", f"w{number}_", 1): value
        for name, value in said.items()
        if name.startswith(f"w{last}_") and not name.endswith("_reason")
    }
    return {**said, **copied, "weeks": str(number)}


def weeks_of(said: Mapping[str, str]) -> int:
    """How many weeks the form has."""
    number = said.get("weeks", "1")
    return min(max(int(number), 1), MOST_WEEKS) if number.isascii() and number.isdigit() else 1


def duties_of(said: Mapping[str, str], week: int) -> int:
    """How many duties a week of the form has room for: one more than it names."""
    return 1 + sum(1 for place in range(1, 13) if said.get(f"w{week}_duty{place}_title"))


def rows_of(said: Mapping[str, str], what: str, least: int) -> int:
    """How many rows of progress ("step") or of who does what ("do") the form has: one more than it fills."""
    typed = [name for name, value in said.items() if value and not name.endswith("_who")]  # "who" is always chosen
    filled = [int(m[2]) for name in typed if (m := MARKED.match(name)) and m[1] == what]
    return max(least, 1 + max(filled, default=0))


def plan_of(said: Mapping[str, str], before: Plan) -> Plan:
    """The plan that a form describes, on the plan that it began from. Raises Wrong, naming the week."""
    kept = before.model_dump(mode="json")
    asked: dict[str, Any] = {name: said.get(name) or None for name in ("start", "end", "objective")} | {
        "agreed": said.get("agreed", "")
    }
    asked |= {name: yes_or_no(said.get(name)) for name in ("overtime", "agreement_conflict")}
    asked |= {name: {"needed": yes_or_no(said.get(name)), "which": said.get(f"{name}_which", "")} for name in NEEDS}
    lists = {
        "weeks": [_week(said, number, before) for number in _kept_weeks(said)],
        "progress": list(_rows(said, "step", STEP)),
        "actions": [each for each in _rows(said, "do", DOES) if each.get("what")],
    }
    return written(Plan, kept | asked | lists)


def _kept_weeks(said: Mapping[str, str]) -> list[int]:
    return [number for number in range(1, weeks_of(said) + 1) if said.get(f"w{number}_gone") != "yes"]


def _week(said: Mapping[str, str], number: int, before: Plan) -> dict[str, Any]:
    duties = [_duty(said, f"w{number}_duty{place}", before) for place in range(1, 13)]
    asked = _fields(said, f"w{number}", WEEK) | {"duties": [each for each in duties if each]}
    try:
        return written(Week, asked).model_dump(mode="json")
    except Wrong as no:
        raise Wrong({f"w{number}_{name}": f"Week {number}: {words}" for name, words in no.fields.items()}) from None


def _duty(said: Mapping[str, str], name: str, before: Plan) -> dict[str, Any]:
    """A duty with the demands it had; nothing where no work is named."""
    if not said.get(f"{name}_title"):
        return {}
    week, _, place = said.get(f"{name}_from", "").partition(".")
    known = {f"{w}.{p}": d for w, row in enumerate(before.weeks, 1) for p, d in enumerate(row.duties, 1)}
    old = known.get(f"{week}.{place}")
    return (old.model_dump(mode="json") if old else {}) | _fields(said, name, DUTY) | (
        {} if said.get(f"{name}_job") else {"job": None}
    )  # fmt: skip


def _rows(said: Mapping[str, str], what: str, names: tuple[str, ...]) -> Iterator[dict[str, str]]:
    numbers = sorted({int(m[2]) for name in said if (m := MARKED.match(name)) and m[1] == what})
    for number in numbers:
        if (row := _fields(said, f"{what}{number}", names)) and set(row) != {"who"}:
            yield row


def _fields(said: Mapping[str, str], prefix: str, names: tuple[str, ...]) -> dict[str, str]:
    return {name: said[f"{prefix}_{name}"] for name in names if said.get(f"{prefix}_{name}")}


def _row(prefix: str, of: object, names: tuple[str, ...]) -> dict[str, str]:
    return {f"{prefix}_{name}": _text(getattr(of, name)) for name in names}


def _text(value: object) -> str:
    if value is None:
        return ""
    return (
        f"{value:g}"
        if isinstance(value, float | int)
        else value.isoformat()
        if hasattr(value, "isoformat")
        else str(value)
    )


def _choice(value: bool | None) -> str:
    return "" if value is None else "yes" if value else "no"
