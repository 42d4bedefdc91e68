"""Which reports govern a date: the newest exam of each role, and everything unconfirmed that might tighten it.

Running order of `in_force`: set rejected ones aside → split confirmed from pending → newest exam by role (domain 4
rule 15) → carry earlier limits over where the newest says nothing (domain 9).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import takewhile
from typing import Literal

from cases.cleared import clears
from cases.restrictions import Model, Report, Restriction, Review, Status


class Filed(Model):
    """A report as it lies in the case. `received` is the day it came; `confirmed` once a named person confirmed it.

    `rejected`: a person found that it does not count (another patient's, a duplicate); it stays on record.
    `doubtful`: names of readings that still need a person; a confirmed report has none.
    """

    report: Report
    received: date
    confirmed: bool = False
    rejected: bool = False
    doubtful: tuple[str, ...] = ()

    @property
    def exam(self) -> date:
        """The day the provider's view is from: exam, else signature, else the day it came (domain 4 rule 15)."""
        status = self.report.status
        return status.exam_date or status.signed_date or self.received


class Voice(Model):
    """What one report says today, with earlier limits of the same role where it is silent.

    `carried` are limits of earlier reports, each with the document it stands in; `hours_per_day` and `days_per_week`
    are the schedule's limits with theirs, None where no report names any.
    """

    report: Report
    carried: tuple[tuple[str, Restriction], ...] = ()
    hours_per_day: tuple[str, float] | None = None
    days_per_week: tuple[str, float] | None = None

    @property
    def restrictions(self) -> tuple[tuple[str, Restriction], ...]:
        """Document and restriction, all that count; a rejected one counts for nothing and stays on record."""
        own = tuple((self.report.document, each) for each in self.report.restrictions)
        return tuple((document, each) for document, each in (*own, *self.carried) if each.review is not Review.REJECTED)

    @property
    def role(self) -> str:
        """Whose view it is: treating, referral, designated, IME …"""
        return role_of(self.report)


class InForce(Model):
    """The restriction set in force on a day.

    `voices`: one for each role, the treating provider's first; two for one role only if two documents of the same
    exam differ. `pending`: reports
    nobody has confirmed; they can forbid, never permit (`cases.comparing.tightening` says which of them count).
    """

    as_of: date
    voices: tuple[Voice, ...] = ()
    pending: tuple[Filed, ...] = ()

    @property
    def documents(self) -> tuple[str, ...]:
        """Ids of the governing reports and of earlier ones whose limits still count."""
        ids = [voice.report.document for voice in self.voices]
        ids += [document for voice in self.voices for document, _ in voice.carried]
        schedules = [limit for voice in self.voices for limit in (voice.hours_per_day, voice.days_per_week)]
        ids += [limit[0] for limit in schedules if limit]
        return tuple(dict.fromkeys(ids))


Validity = Literal["in_force", "not_yet", "expired", "no_start", "no_end"]


def in_force(filed: Iterable[Filed], as_of: date) -> InForce:
    """Which reports govern `as_of`. An expired one still governs: it is undecided, never released (rule 14)."""
    counting = [each for each in filed if not each.rejected]
    # An exam in the future is a slip of the pen or of a reader: such a report forbids, but governs nothing yet.
    confirmed = [each for each in counting if each.confirmed and each.exam <= as_of]
    roles = sorted(dict.fromkeys(role_of(each.report) for each in confirmed), key=lambda role: role != "treating")
    voices = [voice for role in roles for voice in _voices([f for f in confirmed if role_of(f.report) == role])]
    pending = tuple(each for each in counting if each not in confirmed)
    return InForce(as_of=as_of, voices=tuple(voices), pending=pending)


def role_of(report: Report) -> str:
    """The provider's role, in one spelling."""
    return report.status.provider_role.strip().casefold()


def starts(report: Report) -> date | None:
    """The first day a report holds for: as written, else the exam, else the signature."""
    return report.status.effective_from or report.status.exam_date or report.status.signed_date


def ends(report: Report) -> date | None:
    """The last day a report holds for: its length as written, else the next visit; None if neither is written.

    An estimated return to full duty ends nothing: full duty takes an explicit release (rule 14).
    """
    return report.status.expected_through or report.status.next_visit


def validity(report: Report, first: date, last: date | None = None) -> Validity:
    """Whether a report holds for the days `first` to `last`, both included (rule 14).

    A full-duty release and a permanent report have no end.
    """
    begin, end = starts(report), ends(report)
    if begin is None:
        return "no_start"
    if first < begin:
        return "not_yet"
    if report.status.status is Status.FULL_DUTY or report.status.permanence == "permanent":
        return "in_force"
    if end is None:
        return "no_end"
    return "in_force" if (last or first) <= end else "expired"


def _voices(same_role: list[Filed]) -> list[Voice]:
    newest_exam = max(each.exam for each in same_role)
    newest = sorted((f for f in same_role if f.exam == newest_exam), key=lambda f: (f.received, f.report.document))
    older = sorted((f for f in same_role if f.exam < newest_exam), key=lambda f: (f.exam, f.received), reverse=True)
    distinct = [f for n, f in enumerate(newest) if not any(_alike(f.report, g.report) for g in newest[:n])]
    return [voice_of(each.report, [filed.report for filed in older]) for each in distinct]


def voice_of(report: Report, older: Sequence[Report] = ()) -> Voice:
    """What a report says today, with the limits of older ones of the same role, newest first, where it is silent."""
    spoken = () if _released(report) else tuple(takewhile(lambda each: not _released(each), older))
    hours = ((each.document, each.status.max_hours_per_day) for each in (report, *spoken))
    days = ((each.document, each.status.max_days_per_week) for each in (report, *spoken))
    return Voice(
        report=report,
        carried=_carried(report, spoken),
        hours_per_day=next(((document, most) for document, most in hours if most is not None), None),
        days_per_week=next(((document, most) for document, most in days if most is not None), None),
    )


def _alike(one: Report, other: Report) -> bool:
    """Whether two documents say the same, whatever fields and review they rest on."""
    return _said(one) == _said(other)


def _said(report: Report) -> tuple[object, ...]:
    restrictions = {_bare(each) for each in report.restrictions if each.review is not Review.REJECTED}
    cleared = {(each.activity, each.limits) for each in report.cleared}
    return report.status, restrictions, cleared, set(report.unclear)


def _bare(restriction: Restriction) -> Restriction:
    return restriction.model_copy(update={"from_": (), "review": Review.EXTRACTED})


def _released(report: Report) -> bool:
    """A signed release to full duty ends what was limited before it."""
    return report.status.status is Status.FULL_DUTY and report.status.signed is True and not report.restrictions


def _carried(newest: Report, older: Sequence[Report]) -> tuple[tuple[str, Restriction], ...]:
    """Earlier limits of the same role that the newest report neither restates nor clears (domain 9).

    Silence is not permission: a section marked last time and untouched now keeps its earlier limit. Of the older
    reports the newest one that speaks of an activity counts.
    """
    spoken = [newest]
    carried: list[tuple[str, Restriction]] = []
    for report in older:
        carried += [
            (report.document, each)
            for each in report.restrictions
            if each.review is not Review.REJECTED and not any(_speaks_of(newer, each) for newer in spoken)
        ]
        spoken.append(report)
    return tuple(carried)


def _speaks_of(report: Report, earlier: Restriction) -> bool:
    """Whether a newer report answers for everything an earlier limit held for: all of a limit that spans activities."""
    return all(_answers(report, activity, earlier) for activity in earlier.activities)


def _answers(report: Report, activity: str, earlier: Restriction) -> bool:
    restated = any(
        activity in each.activities
        and each.review is not Review.REJECTED
        and (each.side == earlier.side or each.side in ("both", "unstated"))
        for each in report.restrictions
    )
    return restated or bool(clears(report, activity))
