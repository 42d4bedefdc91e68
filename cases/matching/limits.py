"""One restriction against one line of demands: the limits, then everything that softens or hardens the verdict.

Running order of `judge`: relation → zero → limits → blank or contradictory cells → zone, carrying, part → side → dates.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from cases import restrictions as r
from cases.activities import covers, implies
from cases.demands import Assignment
from cases.matching import counts, exposure, hours, weight, zones
from cases.matching.lines import Line
from cases.matching.verdicts import COMPATIBLE, CONFLICT, UNDECIDED, Verdict, undecided, worst
from cases.words import activity, whole

Relation = Literal["covers", "zone", "part", "carry", "implies"]


@dataclass(frozen=True)
class Work:
    """The job as it would be worked: its lines, and the assignment with the job's schedule where it has none."""

    lines: tuple[Line, ...]
    assignment: Assignment


def relation(restriction: r.Restriction, line: Line) -> Relation | None:
    """How the restriction touches the line (rules 8 and 9); None if it does not, or is merely related."""
    covered = [covers(restriction.activity, each) for each in line.activities]
    if all(covered):
        return "covers"
    if any(covered):
        return "part"  # the row names something else too, undivided (domain 1)
    if any(covers(each, restriction.activity) for each in line.activities):
        return "part" if zones.in_zone(restriction.activity, line) is None else "zone"
    if line.merged and restriction.activity == "carry":
        return "carry"
    return "implies" if _implied(restriction, line) else None


def judge(restriction: r.Restriction, line: Line, work: Work, how: Relation) -> Verdict | None:
    """The verdict, or None where this restriction says nothing about this measure of this line."""
    if how == "implies":
        return _candidate(restriction, line, work)
    if line.standing == "absent" or (how == "carry" and zones.carried(line) == "no" and line.standing == "present"):
        return _absent(restriction, line)
    found = _limits(restriction, line, work) if line.present else None
    found = _cells(found, line)
    if found is None:
        return None
    found = _place(found, how, restriction, line)
    return _dates(_side(found, restriction, line), restriction, work.assignment)


def _candidate(restriction: r.Restriction, line: Line, work: Work) -> Verdict | None:
    """An implied restriction can make a conflict, or a question about one; it never makes anything fit (domain 9)."""
    found = _limits(restriction, line, work) if line.present else None
    if found is None or found.outcome is not CONFLICT:
        return None
    found = _cells(replace(found, code="implied"), line) or found
    found = _dates(_side(found, restriction, line), restriction, work.assignment)
    return None if found.outcome is COMPATIBLE else found


def _implied(restriction: r.Restriction, line: Line) -> bool:
    """Domain 9; `weight_bearing` implies only where it is forbidden altogether."""
    if restriction.activity == "weight_bearing" and not any(isinstance(each, r.Never) for each in restriction.limits):
        return False
    return any(implies(restriction.activity, each) for each in line.activities)


def _absent(restriction: r.Restriction, line: Line) -> Verdict:
    """Zero fits everything but words, which may hold a limit on something else (rules 1 and 5)."""
    if any(isinstance(each, r.FreeText) for each in restriction.limits):
        return free_words()
    if line.standing == "present":
        return Verdict(COMPATIBLE, "absent", "the job says that nothing is carried")
    return Verdict(COMPATIBLE, "absent", "the job says it is not part of the work")


def _limits(restriction: r.Restriction, line: Line, work: Work) -> Verdict | None:
    """Every limit of the restriction has to hold; the worst verdict counts."""
    heaviest = [each for each in restriction.limits if isinstance(each, r.MaxWeight | r.MaxForce)]
    verdicts = [weight.weight(heaviest, line, work.assignment)] if heaviest else []
    numbered = any(isinstance(each, r.MaxContinuous | r.MaxDaily) for each in restriction.limits)
    others = [each for each in restriction.limits if not isinstance(each, r.MaxWeight | r.MaxForce | r.Required)]
    for limit in others:
        found = None if isinstance(limit, r.Prolonged) and numbered else _limit(limit, restriction, line, work)
        verdicts += [found] if found else []
    return worst(verdicts)


def _limit(limit: r.Limit, restriction: r.Restriction, line: Line, work: Work) -> Verdict | None:
    siblings, day = hours.covered_siblings(restriction, line, work.lines), work.assignment.hours_per_day
    match limit:
        case r.Never():
            return Verdict(CONFLICT, "never", "the report forbids it and the job asks for it")
        case r.MaxContinuous():
            return hours.at_one_time(limit, line, siblings)
        case r.MaxHourly():
            return hours.an_hour(limit, line, siblings, day)
        case r.MaxDaily():
            return hours.a_day(limit, line, siblings, day)
        case r.MaxBand():
            return hours.band(limit, line, siblings, day)
        case r.MaxReps():
            return counts.repetitions(limit, line, siblings, day)
        case r.Prolonged():
            return hours.prolonged(line)
        case r.MaxDistance():
            return zones.distance(limit, line)
        case r.Environment():
            return exposure.exposed(limit, line)
        case r.FreeText():
            return free_words()
        case _:
            return counts.uncounted(line)


def free_words() -> Verdict:
    """Free text is never decided by machine (domain 1)."""
    return undecided(
        "free_text", "words are never compared by machine", "Does this job stay within these words?", "provider"
    )


def _cells(found: Verdict | None, line: Line) -> Verdict | None:
    """A conflict stands on what is written; nothing fits a cell that is blank, undefined or contradictory (rule 1)."""
    if found and (found.code == "same_class" or (found.outcome is CONFLICT and line.standing != "undefined")):
        return found
    return found if line.standing in ("present", "absent") else cell_in_doubt(line)


def cell_in_doubt(line: Line) -> Verdict:
    """What is wrong with a cell of the job that is neither zero nor plainly more."""
    question = f"How much {activity(line.activity)} does the job ask for, in every task?"
    if line.standing == "undefined":
        return undecided("undefined_class", "nothing defines the class written in this row", question, "employer")
    if line.standing == "disagree":
        why = "the job's hours at one time and in all contradict each other"
        return undecided("rows_disagree", why, question, "employer")
    return undecided("blank", "the job leaves this row blank", question, "employer")


def _place(found: Verdict, how: Relation, restriction: r.Restriction, line: Line) -> Verdict:
    """A restriction on part of what the line names decides only where the paper says which part it is (rules 8, 9)."""
    if found.outcome is COMPATIBLE:
        return found
    if how == "zone":
        inside = zones.in_zone(restriction.activity, line)
        if inside == "out":
            return Verdict(COMPATIBLE, "outside_zone", "the recorded heights stay outside this zone")
        return found if inside == "in" else zones.zone_missing(restriction.activity, line)
    if how == "carry" and zones.carried(line) == "unknown":
        question = "How far is the load carried? 0 if it is not."
        return undecided("distance_missing", "the row does not say whether the load is carried", question, "employer")
    if found.outcome is CONFLICT and (how == "part" or restriction.qualifier):
        part = restriction.qualifier or activity(restriction.activity)
        why = f"the job speaks of {whole(line.activity)} undivided"
        return undecided("narrower", why, f"Does the job include {part}?", "employer")
    return found


def _side(found: Verdict, restriction: r.Restriction, line: Line) -> Verdict:
    """A demand on the other side fits; a demand that names no side is not decided by a one-sided conflict (rule 10)."""
    if restriction.side not in ("left", "right"):
        return found
    if line.side in ("left", "right") and line.side != restriction.side and line.standing == "present":
        return Verdict(COMPATIBLE, "other_side", "the job asks for the other side only")
    if found.outcome is CONFLICT and line.side not in ("both", restriction.side):
        question = f"Can the work be done without the {restriction.side} side?"
        return undecided("side_unstated", "the job does not say which side is used", question, "employer")
    return found


def _dates(found: Verdict, restriction: r.Restriction, assignment: Assignment) -> Verdict:
    """An expired restriction is undecided, never released (rule 14)."""
    through = restriction.effective_through
    if found.outcome is not UNDECIDED and through is not None and through < assignment.start:
        question = "Does this limit still hold?"
        return undecided("restriction_expired", "the limit ended before the assignment starts", question, "provider")
    return found
