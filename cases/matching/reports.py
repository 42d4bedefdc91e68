"""All pairs of one report: a confirmed one may permit, an unconfirmed one can only forbid."""

from __future__ import annotations

from collections.abc import Callable

from cases.in_force import Voice, voice_of
from cases.matching.drafts import Draft
from cases.matching.limits import Work
from cases.matching.restricted import Found, each_part, findings, restricted, row_drafts
from cases.matching.results import Cell
from cases.matching.standing import (
    date_drafts,
    pending_draft,
    releases_fully,
    schedule_conflicts,
    schedule_drafts,
    status_drafts,
    trusted,
)
from cases.matching.steps import Sourced, in_step
from cases.matching.unasked import unasked
from cases.matching.verdicts import COMPATIBLE, CONFLICT, Verdict
from cases.restrictions import Report, Status

Drafting = Callable[[Sourced, list[Found], Work], list[Draft]]
_NO_WORK = (Status.OFF_WORK, Status.PROGRAM_NOT_APPROPRIATE)


def confirmed_report(voice: Voice, work: Work) -> tuple[list[Draft], list[Found]]:
    """The pairs of one governing report, and its verdicts line by line.

    Status first: a report that allows no work has one pair. What an unsigned or contradictory report permits does not
    count; its one status pair stands for all of that, its conflicts stay.
    """
    report = voice.report
    drafts = status_drafts(report)
    if report.status.status in _NO_WORK:
        return drafts, []
    drafts += date_drafts(report, work.assignment)
    if releases_fully(report):
        return [*drafts, _full_duty(report)], []
    schedule = schedule_drafts(voice, work.assignment)
    rows, found = _rows(voice, work, restricted)
    return [*drafts, *_counting(report, schedule), *rows], found


def rows_of(voice: Voice, work: Work) -> tuple[list[Draft], list[Found]]:
    """Only what one governing report says of the rows; its schedule, dates, status and requirements left aside."""
    if voice.report.status.status in _NO_WORK:
        return [], []
    if releases_fully(voice.report):
        return [_full_duty(voice.report)], []
    return _rows(voice, work, row_drafts)


def _rows(voice: Voice, work: Work, drafting: Drafting) -> tuple[list[Draft], list[Found]]:
    limited, found = _limits(voice.restrictions, work, drafting)
    return _counting(voice.report, _fold(limited, unasked(voice, found, work))), found


def _counting(report: Report, drafts: list[Draft]) -> list[Draft]:
    return drafts if trusted(report) else [each for each in drafts if _counts_untrusted(each)]


def unconfirmed_rows(report: Report, work: Work) -> tuple[list[Draft], list[Found]]:
    """What a report nobody has confirmed forbids of the rows of the job."""
    limited, found = _limits(voice_of(report).restrictions, work, row_drafts)
    return [each for each in limited if each.verdict.outcome is CONFLICT], found


def unconfirmed_report(report: Report, work: Work) -> tuple[list[Draft], list[Found]]:
    """What a report nobody has confirmed forbids already, and the pair that holds everything until somebody has."""
    voice = voice_of(report)
    limited, found = _limits(voice.restrictions, work, restricted)
    drafts = [*status_drafts(report), *schedule_conflicts(voice, work.assignment), *limited]
    return [pending_draft(report), *(each for each in drafts if each.verdict.outcome is CONFLICT)], found


def _limits(sources: tuple[Sourced, ...], work: Work, drafting: Drafting) -> tuple[list[Draft], list[Found]]:
    drafts: list[Draft] = []
    every: list[Found] = []
    for source in in_step(sources, work.assignment):
        found = findings(source[1], work)
        drafts += drafting(source, found, work)
        every += found
    return [*drafts, *each_part(every, work)], every


def _fold(limited: list[Draft], asked: list[Draft]) -> list[Draft]:
    """A pair about part of an undivided row goes into the pair about the whole row, where there is one."""
    whole = {topic for each in asked if each.verdict.code == "narrower" for topic in each.topics}
    kept = [each for each in limited if each.verdict.code != "narrower" or not set(each.topics) <= whole]
    return kept + asked


def _counts_untrusted(draft: Draft) -> bool:
    return draft.verdict.outcome is CONFLICT or draft.kind == "absent" or draft.verdict.code == "free_text"


def _full_duty(report: Report) -> Draft:
    verdict = Verdict(COMPATIBLE, "full_duty", "the report releases the worker without restriction")
    return Draft(
        verdict=verdict,
        kind="limit",
        report=lambda: Cell(document=report.document, says="full duty"),
        demand=lambda: Cell(says="the job"),
        topics=("job",),
        material=lambda: (report.document,),
    )
