"""One case for the log: from papers, records and decisions to ledger, counts, column, deadline and open questions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from cases.demands import Job
from cases.in_force import Filed
from cases.osha.advice import advice_of
from cases.osha.counts import Column, Counts, column, counts, entry_due, learned
from cases.osha.decisions import (
    Authority,
    Clarified,
    Decision,
    Estimate,
    Leaving,
    Permanent,
    PrivacyCase,
    Recordability,
    RoutineFunctions,
    Schedule,
    latest,
)
from cases.osha.history import History, Work
from cases.osha.ledger import LedgerDay, ledger, questions
from cases.restrictions import Model


class CaseFile(Model):
    """Everything the log takes from a case. `job` is the job that the newest `RoutineFunctions` decision names, or the
    case's own as long as there is none. `decisions` are oldest first."""

    injured: date
    filed: tuple[Filed, ...] = ()
    work: tuple[Work, ...] = ()
    job: Job | None = None
    decisions: tuple[Decision, ...] = ()


class Summary(Model):
    """A case as the log has it. `recordable` is None while it hangs on an open question alone.

    `days` is the ledger. `questions` maps a code of `QUESTIONS` to how many days hang on it (0: the whole case).
    """

    days: tuple[LedgerDay, ...]
    counts: Counts
    column: Column | None
    recordable: bool | None
    privacy: bool
    learned: date | None
    due: date | None
    questions: dict[str, int]


def history_of(case: CaseFile) -> History:
    """The history of a case, for the ledger."""
    schedule = latest(case.decisions, Schedule)
    permanent = latest(case.decisions, Permanent)
    contents = [each.content for each in case.decisions]
    answers = [each for each in contents if isinstance(each, Clarified)]
    routine = latest(case.decisions, RoutineFunctions)
    return History(
        injured=case.injured,
        advice=advice_of(case.filed, case.job, routine, answers),
        work=case.work,
        authorities=tuple(each for each in contents if isinstance(each, Authority)),
        permanent=permanent.on if permanent else None,
        leaving=latest(case.decisions, Leaving),
        estimate=latest(case.decisions, Estimate),
        **({"days_off": schedule.days_off, "holidays": schedule.holidays} if schedule else {}),
    )


def summary(case: CaseFile, as_of: date) -> Summary:
    """The case as the log has it on a day."""
    history = history_of(case)
    days = ledger(history, as_of)
    found = counts(days, history, as_of)
    decided = latest(case.decisions, Recordability)
    box = column(found, decided)
    known = learned(days, _decided_on(case.decisions))
    recordable = _recordable(box, decided)
    return Summary(
        days=days,
        counts=found,
        column=box if recordable else None,
        recordable=recordable,
        privacy=is_private(case.decisions),
        learned=known,
        due=entry_due(known) if known and recordable else None,
        questions=_questions(case, days, found, history, decided, box),
    )


def is_private(decisions: tuple[Decision, ...]) -> bool:
    """Whether the name stays off the log: 1904.29(b)(6)-(8)."""
    found = latest(decisions, PrivacyCase)
    return found is not None and found.because != "none"


def _recordable(box: Column | None, decided: Recordability | None) -> bool | None:
    """Work-related until somebody says otherwise: doubt goes toward recording. Without a day it hangs on treatment."""
    if decided and not (decided.work_related and decided.new_case):
        return False
    if box:
        return True
    return False if decided and decided.beyond_first_aid_denied else None


def _decided_on(decisions: Sequence[Decision]) -> date | None:
    """The day of the first decision that named a criterion, or a death."""
    named = [
        e.on for e in decisions if isinstance(e.content, Recordability) and (e.content.criteria or e.content.death)
    ]
    return min(named, default=None)


def _questions(
    case: CaseFile,
    days: tuple[LedgerDay, ...],
    found: Counts,
    history: History,
    decided: Recordability | None,
    box: Column | None,
) -> dict[str, int]:
    open_ = questions(days)
    if any(not each.confirmed and not each.rejected for each in case.filed):
        open_["pending_report"] = 0
    if decided is None:
        open_["work_related"] = 0
    if box is None and not (decided and decided.beyond_first_aid_denied):
        open_["treatment"] = 0
    if found.continuing and not found.estimated and not found.capped and history.estimate is None:
        open_["estimate"] = 0
    return open_
