"""From the reports on file to recommendations: one for each stretch of days over which a report's limits stay the same.

Only confirmed reports count here. One that waits is a question of the log: it may be another worker's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from cases.demands import Job
from cases.in_force import Filed, role_of, starts, voice_of
from cases.osha.decisions import Clarified, RoutineFunctions
from cases.osha.functions import on_day, touched
from cases.osha.history import ONE, Advice, Says, Touches, after
from cases.restrictions import FreeText, Report, Restriction, Status
from cases.vague import names_level_alone


def advice_of(
    filed: Iterable[Filed],
    job: Job | None = None,
    decided: RoutineFunctions | None = None,
    answers: Sequence[Clarified] = (),
) -> tuple[Advice, ...]:
    """What each professional recommended, stretch by stretch. `job` is the regular job, as `decided` names it."""
    counting = [each for each in filed if each.confirmed and not each.rejected]
    answered = {each.report: each for each in answers}
    found = []
    for role in dict.fromkeys(role_of(each.report) for each in counting):
        own = [each for each in counting if role_of(each.report) == role]
        for each, first, last in _stretches(own):
            older = [o.report for o in sorted(own, key=_exam, reverse=True) if o.exam < each.exam]
            found.append(_advice(each, older, first, last, job, decided, answered))
    return tuple(found)


def begins(filed: Filed) -> date:
    """The first day a report speaks of: as written, else its exam or signature, else the day it came."""
    return starts(filed.report) or filed.received


def _exam(filed: Filed) -> date:
    return filed.exam


def _stretches(own: list[Filed]) -> Iterable[tuple[Filed, date, date | None]]:
    """The newest exam's report from its first day on, cut where a limit begins or ends. Its written end is the end.

    Days before its own exam a report speaks of beside the one that governed them; the stricter will count.

    A next visit ends nothing here: the recommendation goes on until somebody says otherwise.
    """
    edges = sorted({edge for each in own for edge in _edges(each)})
    for first, following in zip(edges, [*edges[1:], None], strict=True):
        begun = [each for each in own if begins(each) <= first]
        newest = max((each.exam for each in begun if each.exam <= first), default=None)
        for each in (one for one in begun if one.exam == newest or one.exam > first):
            ends = [day for day in (_end(each.report), following - ONE if following else None) if day is not None]
            last = min(ends, default=None)
            if last is None or first <= last:
                yield each, first, last


def _end(report: Report) -> date | None:
    """The written end; a release and a permanent limit have none."""
    status = report.status
    endless = status.status is Status.FULL_DUTY or status.permanence == "permanent"
    return None if endless else status.expected_through


def _edges(filed: Filed) -> Iterable[date]:
    begin = begins(filed)
    yield from (begin, max(begin, filed.exam))
    for each in filed.report.restrictions:
        yield from (day for day in (each.effective_from,) if day and day > begin)
        yield from (after(day) for day in (each.effective_through,) if day and day >= begin)


def _advice(
    filed: Filed,
    older: list[Report],
    first: date,
    last: date | None,
    job: Job | None,
    decided: RoutineFunctions | None,
    answered: dict[str, Clarified],
) -> Advice:
    voice = on_day(voice_of(filed.report, older), first)
    says = _says(filed.report, [each for _, each in voice.restrictions])
    answer = answered.get(filed.report.document)
    if answer and says in (Says.RESTRICTED, Says.VAGUE):
        free = answer.all_functions and answer.full_shift
        says, touches = Says.RESTRICTED, Touches.NOTHING if free else Touches.ROUTINE
    else:
        touches = touched(voice, first, job, decided) if says is Says.RESTRICTED else Touches.UNDECIDED
    return Advice(
        first=first,
        last=last,
        source=filed.report.document,
        professional=role_of(filed.report),
        given=filed.exam,
        received=filed.received,
        says=says,
        touches=touches,
    )


def _says(report: Report, restrictions: list[Restriction]) -> Says:
    """The status of a report as a recommendation; what is not plain is vague, never nothing.

    "Program not appropriate" refuses one description and says nothing about the rest (domain 9).
    """
    status = report.status
    if status.status is Status.OFF_WORK:
        return Says.AWAY
    if status.status is Status.FULL_DUTY and status.signed is True and not restrictions:
        return Says.FULL_DUTY  # unsigned it releases nobody (domain 4 rule 14)
    limited = status.max_hours_per_day is not None or status.max_days_per_week is not None
    named = [each for each in restrictions if not _level_alone(each)]
    return Says.RESTRICTED if named or limited else Says.VAGUE


def _level_alone(restriction: Restriction) -> bool:
    return all(isinstance(limit, FreeText) and names_level_alone(limit.text) for limit in restriction.limits)
