"""A plan with which nothing is wrong, and how a table's words change it.

Four weeks from Monday, 23 November 2026: 4, 5, 6, 8 hours a day at a bench that was assessed for 8 hours. The report in
force allows 8 hours, 5 days, lifting up to 10 lb, and holds through 2026-12-18, the plan's last day.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from cases.demands import Demand
from cases.in_force import Filed
from cases.plans.against import KnownJob
from cases.plans.linting import Around
from cases.plans.plan import Action, Duty, Milestone, Need, Objective, Plan, Week
from cases.plans.policy import FOUR, PROFILES, USUAL, Authorisation, Party, PlanPolicy
from cases.restrictions import MaxDaily, MaxWeight, Report
from tests.cases.samples import BANDS, cleared, job, load, report, restriction, row

TODAY = date(2026, 11, 21)
START, END = date(2026, 11, 23), date(2026, 12, 18)
NO_LOADS = tuple(load(low, high, "not_present") for low, high in BANDS[1:])
BENCH = job(row("sit", "often"), load(0, 10), *NO_LOADS)
DUTIES: dict[str, dict[str, Any]] = {
    "bench": {"job": "bench"},
    "filing": {"demands": (row("sit", "sometimes"), load(0, 10), *NO_LOADS)},
    "stacking": {
        "demands": (row("sit", "sometimes"), load(10, 20), load(0, 10, "not_present"), *NO_LOADS[1:])
    },  # beyond the report's 10 lb
    "errands": {},  # nobody has assessed it
    "standing watch": {"demands": (Demand(activity="sit", value="4", scale="hours", measure="per_day", cell="sit"),)},
    "half day": {
        "demands": (Demand(activity="sit", value="4", scale="hours", measure="per_day", cell="sit"), *NO_LOADS),
        "hours_per_day": 4,
    },
}
DUTIES["other half"] = DUTIES["half day"]
STEP = re.compile(r"(?:([\d.]+) h, ([\d.]+) d)?: ?(.*?)(?: \[(.*)\])?")


def step(said: str) -> Week:
    """ "4 h, 5 d: bench, filing [why]" as a week."""
    hours, days, duties, reason = STEP.fullmatch(said).groups()
    return Week(
        hours_per_day=float(hours) if hours else None,
        days_per_week=float(days) if days else None,
        duties=tuple(Duty(title=name, **DUTIES[name]) for name in duties.split(", ") if name),
        reason=reason or "",
    )


def steps(*said: str) -> tuple[Week, ...]:
    """Weeks as a table writes them; "x 13" at the end repeats."""
    found: list[Week] = []
    for each in said:
        words, _, times = each.partition(" x ")
        found += [step(words)] * int(times or 1)
    return tuple(found)


def plan(**more: Any) -> Plan:
    """The plan, changed."""
    clean: dict[str, Any] = {
        "start": START,
        "end": END,
        "objective": Objective.PRE_INJURY_JOB,
        "progress": (Milestone(what="6 hours a day", by_week=3, hours_per_day=6),),
        "actions": tuple(
            Action(who=who, what="talks about the week", due=date(2026, 11, 27), review=date(2026, 12, 4))
            for who in ("worker", "supervisor")
        ),
        "duties_change": Need(needed=False),
        "training": Need(needed=False),
        "site_change": Need(needed=False),
        "weeks": steps("4 h, 5 d: bench", "5 h, 5 d: bench", "6 h, 5 d: bench", "8 h, 5 d: bench"),
        "overtime": False,
        "agreement_conflict": False,
    }
    return Plan(**(clean | more))


def the_report(**status: Any) -> Report:
    """The report in force."""
    lifting = restriction("lift", MaxWeight(value=10))
    sitting = restriction("sit", MaxDaily(hours=8))
    return report(lifting, sitting, cleared("sit"), **status)


def release(day: date, document: str = "doc-2") -> Report:
    """A signed release to full duty from that day on."""
    free = {"max_hours_per_day": None, "max_days_per_week": None, "expected_through": None}
    dated = {"exam_date": day, "signed_date": day, "effective_from": day}
    return report(document=document, status="full_duty", **free, **dated)


def filed(*reports: Report) -> tuple[Filed, ...]:
    """Reports, confirmed."""
    return tuple(Filed(report=each, received=TODAY, confirmed=True) for each in reports)


def around(**more: Any) -> Around:
    """What the plan is held against: one confirmed report, the bench on file, all four approvals."""
    clean: dict[str, Any] = {
        "today": TODAY,
        "filed": filed(the_report()),
        "jobs": {"bench": KnownJob(job=BENCH)},
        "approved": frozenset(FOUR),
    }
    return Around(**(clean | more))


def from_table(case: dict[str, Any]) -> tuple[Plan, Around, PlanPolicy]:
    """What a case of `lint.toml` says."""
    said = dict(case.get("plan", {}))
    if "weeks" in said:
        said["weeks"] = steps(*said["weeks"])
    for name in said.pop("without", ()):
        said[name] = None if name in ("start", "end", "objective", "agreement_conflict") else ()
    for name in ("duties_change", "training", "site_change"):
        if name in said:
            said[name] = Need(**said[name])
    beside = dict(case.get("around", {}))
    if "report" in case:
        beside["filed"] = filed(the_report(**case["report"]))
    if "released" in case:
        beside["filed"] = filed(the_report(), release(case["released"]))
    if "approved" in beside:
        beside["approved"] = frozenset(map(Party, beside["approved"]))
    if "authorised" in beside:
        given = beside.pop("authorised")
        beside["authorisations"] = tuple(Authorisation(person="H. R.", reason="still improving", **a) for a in given)
    return plan(**said), around(**beside), PROFILES[case["policy"]] if "policy" in case else USUAL
