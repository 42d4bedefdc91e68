"""Demands that no restriction decides: cleared, unclear, or never asked (domain 4 rules 1 and 2).

One pair for each activity, not for each cell, and only for demands above zero.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Literal

from cases import words
from cases.activities import covers, related
from cases.cleared import clears, is_unclear
from cases.demands import Assignment
from cases.in_force import Voice
from cases.matching import zones
from cases.matching.drafts import Draft, Kind, job_cell, material, report_cell, topic
from cases.matching.limits import Work, cell_in_doubt
from cases.matching.lines import Line, load
from cases.matching.restricted import Found
from cases.matching.results import Cell
from cases.matching.verdicts import COMPATIBLE, CONFLICT, Verdict, undecided
from cases.restrictions import MaxContinuous, Prolonged, Restriction

State = Literal["answered", "listed", "cleared", "unclear", "silent", "unsettled"]
Aspect = tuple[str, Line]  # the activity asked about and the line: a merged row is about lifting and about carrying


def unasked(voice: Voice, found: list[Found], work: Work) -> list[Draft]:
    """The pairs of every demand that no restriction of this report decides."""
    aspects = [aspect for line in work.lines if line.present for aspect in _aspects(line)]
    groups: dict[tuple[State, str], list[Aspect]] = {}
    for aspect in aspects:
        groups.setdefault((state(voice, found, aspect), aspect[1].activity), []).append(aspect)
    makers: dict[State, Callable[[Voice, list[Found], list[Aspect], Work], Draft]] = {
        "cleared": _cleared, "unclear": _unclear, "silent": _silent, "unsettled": _unsettled,
    }  # fmt: skip
    return [makers[how](voice, found, group, work) for (how, _), group in groups.items() if how in makers]


def state(voice: Voice, found: list[Found], aspect: Aspect) -> State:
    """How one report stands to one demand. Anything unclear about an activity comes before what is permitted of it."""
    activity, line = aspect
    carried = activity not in line.activities  # the other half of a merged lifting/carrying row
    mine = [each for each in found if each.line is line and (each.relation == "carry") == carried]
    if any(each.verdict.outcome is CONFLICT for each in mine):
        return "listed"
    if is_unclear(voice.report, activity):
        return "unclear"
    if any(each.answers for each in mine):
        return "answered"
    if any(each.verdict.outcome is not COMPATIBLE and each.relation in ("covers", "carry") for each in mine):
        return "listed"
    if any(covers(code, activity) for _, each in voice.restrictions for code in each.activities):
        return "silent"  # restricted in another measure: what else was left unmarked cannot clear it
    if not clears(voice.report, activity, load(line)):
        return "silent"
    return "cleared" if line.standing == "present" else "unsettled"


def left_over(lines: Iterable[Line], found: list[Found], assignment: Assignment) -> list[Draft]:
    """Rows that say zero and rows left blank, where no restriction has a pair with them already: one pair each."""
    touched = {id(each.line) for each in found}
    rest = [line for line in lines if id(line) not in touched and not line.present]
    zero = [line for line in rest if line.standing == "absent"]
    blank = [line for line in rest if line.standing != "absent"]
    question = "How much of this does the job ask for? Fill in these rows; 0 where there is none."
    verdicts = (
        (zero, Verdict(COMPATIBLE, "absent", "the job says it is not part of the work")),
        (blank, undecided("blank", "the job leaves these rows blank", question, "employer")),
    )
    return [_left(verdict, group, assignment) for group, verdict in verdicts if group]


def _left(verdict: Verdict, group: list[Line], assignment: Assignment) -> Draft:
    return Draft(
        verdict=verdict,
        kind="absent" if verdict.outcome is COMPATIBLE else "other",
        report=lambda: Cell(says="no limit named"),
        demand=lambda: Cell(where=job_cell(group).where, says=_names(group)),
        topics=("left_over",),
        material=lambda: tuple(material(line, assignment) for line in group),
    )


def _names(lines: list[Line]) -> str:
    return ", ".join(dict.fromkeys(words.activity(line.activity) for line in lines))


def _aspects(line: Line) -> list[Aspect]:
    carries = line.merged and zones.carried(line) != "no"
    return [*((code, line) for code in line.activities), *([("carry", line)] if carries else [])]


def _asked(group: list[Aspect]) -> str:
    return " and ".join(dict.fromkeys(words.activity(activity) for activity, _ in group))


def _draft(verdict: Verdict, kind: Kind, report: Callable[[], Cell], group: list[Aspect], work: Work) -> Draft:
    lines = list({id(line): line for _, line in group}.values())
    return Draft(
        verdict=verdict,
        kind=kind,
        report=report,
        demand=lambda: job_cell(lines),
        topics=tuple(topic(line, activity) for activity, line in group),
        material=lambda: (
            report().model_dump_json(),
            *(activity for activity, _ in group),
            *(material(line, work.assignment) for line in lines),
        ),
    )


def _cleared(voice: Voice, found: list[Found], group: list[Aspect], work: Work) -> Draft:
    def report() -> Cell:
        items = [item for activity, line in group for item in clears(voice.report, activity, load(line))]
        where = tuple(dict.fromkeys(name for item in items for name in item.from_))
        return Cell(document=voice.report.document, where=where, says=f"{_asked(group)}: asked, left unmarked")

    why = "not restricted by this report, which is signed and answered this section"
    return _draft(Verdict(COMPATIBLE, "not_restricted", why), "cleared", report, group, work)


def _unsettled(voice: Voice, found: list[Found], group: list[Aspect], work: Work) -> Draft:
    """Cleared, but the job's own cell is partly blank, undefined or contradictory: nothing fits it (rule 1)."""
    cleared = _cleared(voice, found, group, work)
    return replace(cleared, verdict=cell_in_doubt(group[0][1]), kind="other")


def _unclear(voice: Voice, found: list[Found], group: list[Aspect], work: Work) -> Draft:
    what = _asked(group)

    def report() -> Cell:
        return Cell(document=voice.report.document, says=f"{what}: asked, no clear answer")

    question = f"Is there anything to avoid in {what}?"
    return _draft(undecided("unclear", "silence is not permission", question, "provider"), "other", report, group, work)


def _silent(voice: Voice, found: list[Found], group: list[Aspect], work: Work) -> Draft:
    """Never asked, or asked of a part or in another measure only; the part's own pair is folded into this one."""
    what, (activity, line) = _asked(group), group[0]
    near = [(doc, each) for doc, each in voice.restrictions if any(_near(code, activity) for code in each.activities)]
    if not near:
        question = f"May the worker do as much {what} as the job asks for?"
        verdict = undecided("not_asked", "the report neither restricts nor clears it", question, "provider")
        return _draft(verdict, "silent", lambda: _nothing_about(voice, what, activity), group, work)

    def report() -> Cell:
        cells = [report_cell(document, each) for document, each in near]
        where = tuple(name for cell in cells for name in cell.where)
        return Cell(document=cells[0].document, where=where, says="; ".join(cell.says for cell in cells))

    parts = [each for each in found if each.line is line and each.verdict.code == "narrower"]
    why, question = _what_is_left(line, [each for _, each in near])
    code, why = ("narrower", "the job does not divide it") if parts else ("partly_asked", why)
    question = " ".join([*(each.verdict.question for each in parts), question])
    return _draft(undecided(code, why, question, "provider"), "silent", report, group, work)


def _nothing_about(voice: Voice, what: str, activity: str) -> Cell:
    asked = [each for each in voice.report.cleared if _near(each.activity, activity)]
    only = "".join(f"{words.activity(each.activity)}: asked, left unmarked; " for each in asked)
    return Cell(document=voice.report.document, says=f"{only}nothing {'else ' if only else ''}about {what}")


def _what_is_left(line: Line, near: list[Restriction]) -> tuple[str, str]:
    """Why limits that are near a demand leave it open, and what to ask (rule 4: one time and the day are apart)."""
    what = words.activity(line.activity)
    covering = [each for each in near if any(covers(code, line.activity) for code in each.activities)]
    limits = [limit for each in covering for limit in each.limits]
    once = bool(limits) and all(isinstance(each, MaxContinuous | Prolonged) for each in limits)
    if once and line.measure == "share":
        return "a share of the day does not say how long at one time", f"How long at one time, at most, is {what}?"
    if once:
        return "a limit at one time leaves the whole day open", f"How many hours of {what} a day in all are allowed?"
    if limits and line.measure == "at_one_time":
        return "a limit for the day leaves one stretch open", f"For how long at one time is {what} allowed?"
    if limits and line.activity.split(".")[0] in ("lift", "carry"):
        return "hours leave the weight open", f"How much weight is allowed when {what}?"
    return "this does not settle it", f"How much {what} is allowed?"


def _near(asked: str, activity: str) -> bool:
    return covers(asked, activity) or covers(activity, asked) or related(asked, activity)
