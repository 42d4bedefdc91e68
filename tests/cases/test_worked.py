"""The worked cases of tests/cases/worked, derived by hand from the rules they cite, against the matcher."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from cases.comparing import compare
from cases.demands import Demand, Job, Task
from cases.in_force import Filed, in_force
from cases.matching import match
from cases.restrictions import Cleared, Report, Restriction
from tests.cases.samples import ASSIGNMENT, TODAY, report

FOLDER = Path(__file__).parent / "worked"
NOTES = yaml.safe_load((FOLDER / "notes.yml").read_text())
CASES = [case for file in sorted(FOLDER.glob("*.yaml")) for case in yaml.safe_load(file.read_text())]
# The field that a limit's figure belongs to: {max_weight: 10} is {kind: max_weight, value: 10}.
FIGURE = {
    "max_weight": "value", "max_force": "value", "max_continuous": "minutes", "max_hourly": "minutes",
    "max_daily": "hours", "max_band": "band", "max_reps": "count", "max_distance": "metres", "required": "what",
    "free_text": "text",
}  # fmt: skip
ROW = {
    "over": "weight_low", "up_to": "weight_high", "heaviest": "actual_weight", "from": "start_height",
    "to": "lift_height", "carried": "carry_distance", "at_once": "together",
}  # fmt: skip
MEASURES = {"a day": "per_day", "at once": "at_one_time"}


def limit_of(said: Any) -> dict[str, Any]:
    """`never`, or {kind: figure, more…}."""
    if isinstance(said, str):
        return {"kind": said}
    (kind, figure), *more = said.items()
    if kind == "environment":
        return {"kind": kind, "prohibited": figure == "prohibited", **dict(more)}
    return {"kind": kind, FIGURE[kind]: figure, **dict(more)}


def restriction_of(said: dict[str, Any]) -> Restriction:
    """{activity: limit or limits, more…}; confirmed unless it says otherwise."""
    (activity, limits), *more = said.items()
    limits = [limit_of(each) for each in (limits if isinstance(limits, list) else [limits])]
    return Restriction.model_validate({"activity": activity, "limits": limits, "review": "confirmed", **dict(more)})


def cleared_of(said: Any) -> Cleared:
    """An activity, or {activity: limit that was asked about}."""
    activity, asked = (said, "never") if isinstance(said, str) else next(iter(said.items()))
    return Cleared.model_validate({"activity": activity, "limits": [limit_of(asked)]})


def row_of(said: dict[str, Any], number: int) -> Demand:
    """{activity: class or hours, more…}."""
    (activity, value), *more = said.items()
    keys = {ROW.get(key, key): each for key, each in more}
    if activity == "lift":
        keys.setdefault("carry_distance", 0)
    if keys.get("carry_distance") == "blank":
        keys["carry_distance"] = None
    if "measured" in keys:
        low, high, unit = keys.pop("measured")
        keys |= {"measured_low": low, "measured_high": high, "measured_unit": unit}
    for words, measure in MEASURES.items():
        if value.endswith(words):
            value, keys = value.removesuffix(words).removesuffix(" h ").strip(), keys | {"measure": measure}
            keys["scale"] = "hours"
    return Demand(activity=activity, value=None if value == "blank" else value, cell=f"row {number}", **keys)


def job_of(case: dict[str, Any]) -> Job:
    """The job of a case; its length of the day is `day`."""
    said = case.get("tasks") or [{"rows": case["job"]}]
    tasks = tuple(
        Task(
            title=f"Task {n}",
            hours_per_day=task.get("hours"),
            demands=tuple(row_of(row, k) for k, row in enumerate(task["rows"])),
        )
        for n, task in enumerate(said)
    )
    day = case.get("day", 8)
    hours = None if day == "unknown" else day
    return Job(title="Job", hours_per_day=hours, days_per_week=5, overtime=False, tasks=tasks)


def filed_of(said: dict[str, Any], number: int) -> Filed:
    """One report; `exam`, `role` and `confirmed` tell it from others."""
    exam = said.get("exam", date(2026, 11, 19))
    status = {"max_hours_per_day": 24, "exam_date": exam, "signed_date": exam} | said.get("status", {})
    if "role" in said:
        status["provider_role"] = said["role"]
    parts = [restriction_of(each) for each in said.get("report", [])]
    parts += [cleared_of(each) for each in said.get("cleared", [])]
    whole: Report = report(*parts, document=f"report {number}", unclear=tuple(said.get("unclear", ())), **status)
    return Filed(report=whole, received=TODAY, confirmed=said.get("confirmed", True))


def outcome_of(case: dict[str, Any]) -> str:
    """What the matcher says. A day whose length nobody recorded is open by itself and is left out here."""
    reports = case.get("reports", [case])
    filed = [filed_of(each, n) for n, each in enumerate(reports)]
    assignment = type(ASSIGNMENT).model_validate({**ASSIGNMENT.model_dump(), **case.get("assignment", {})})
    found = match(in_force(filed, TODAY), job_of(case), assignment)
    pairs = tuple(pair for pair in found.pairs if pair.code != "schedule_missing")
    return str(found.model_copy(update={"pairs": pairs}).outcome)


@pytest.mark.parametrize("case", [pytest.param(each, id=f"{each['id']} {each['limit']}") for each in CASES])
def test_worked_case(case):
    """The matcher comes to what the rule says."""
    assert outcome_of(case) == case["is"], f"rule {case['rule']}: {case['why']}"


@pytest.mark.parametrize("pair", [pytest.param(each, id=each["pair"]) for each in NOTES])
def test_pair_of_notes(pair):
    """Activity by activity the two notes differ as the pair says; what it leaves out is the same."""
    old, new = (filed_of({"status": {}} | pair[side], n).report for n, side in enumerate(("old", "new")))
    found: dict[str, list[str]] = {}
    for change in compare(old, new):
        found.setdefault(change.subject, []).append(change.kind)
    case = {"status", "hours_per_day", "days_per_week", "overtime", "last_day"}
    changed = {subject: kinds for subject, kinds in found.items() if subject not in case or kinds != ["same"]}
    assert changed == pair["changes"], pair["why"]


def test_the_table_is_whole():
    """At least 120 cases, each once, every rule of section 4 at least five times by file or by citation."""
    assert len(CASES) >= 120
    assert len({case["id"] for case in CASES}) == len(CASES)
    cited = Counter(case["rule"] for case in CASES)
    filed = Counter(case["id"].split(".")[0] for case in CASES)
    assert all(max(cited[f"4.{n}"], filed[str(n)]) >= 5 for n in range(1, 16))
    assert len(NOTES) >= 20
    assert all(case[key] for case in CASES for key in ("rule", "limit", "asks", "is", "why"))
