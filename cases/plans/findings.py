"""What the linter says: a named finding or question, a sentence each, and what it is about.

Sentences are made of our own words, week numbers and dates, and the employer's own names of tasks and cells; no word
of a report is in them. A finding's `pair` names the pair of the match for those who may see it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final, Literal

from cases.plans.policy import Party
from cases.restrictions import Model

# code -> finding or question. What a plan may stand with until its day is a question; what is wrong is a finding.
CODES: Final[dict[str, Literal["finding", "question"]]] = {
    "no_start": "finding",
    "no_end": "finding",
    "end_before_start": "finding",
    "too_long": "finding",
    "expired": "finding",
    "released": "finding",
    "weeks_missing": "finding",
    "weeks_beyond_end": "finding",
    "no_objective": "finding",
    "objective_unstated": "finding",
    "hours_missing": "finding",
    "no_duties": "finding",
    "step_falls": "finding",
    "week_conflict": "finding",
    "week_question": "question",
    "duty_unassessed": "question",
    "duty_longer": "question",
    "no_progress": "finding",
    "progress_beyond_plan": "finding",
    "progress_not_planned": "finding",
    "no_action": "finding",
    "action_undated": "finding",
    "need_unanswered": "question",
    "need_unstated": "finding",
    "agreement_unchecked": "question",
    "agreement_conflict": "finding",
    "not_approved": "finding",
    "started_unapproved": "finding",
}
# What is said of who agreed, not of the plan's content: a plan is approved while these still stand.
OF_APPROVAL: Final = frozenset({"not_approved", "started_unapproved", "agreement_conflict"})


class Finding(Model):
    """One thing to mend or to answer. `week` from 1; None: about the plan as a whole.

    `detail` is the code of the pair behind a week's finding, `pair` its key; `party` who has not approved.
    """

    code: str
    sentence: str
    week: int | None = None
    detail: str = ""
    pair: str = ""
    party: Party | None = None

    @property
    def kind(self) -> Literal["finding", "question"]:
        """A finding is wrong as it stands; a question waits for an answer, and is never a "fits"."""
        return CODES[self.code]


def start_blockers(findings: Iterable[Finding], week: int = 1) -> tuple[Finding, ...]:
    """What keeps a plan from starting in that week: every finding, and the questions about the plan and that week.

    A report seldom reaches to the last week, so later weeks may still have questions; each of them waits for its own
    answers, and is asked again by `week_blockers` before it begins.
    """
    return tuple(each for each in findings if each.kind == "finding" or each.week in (None, week))


def week_blockers(findings: Iterable[Finding], week: int) -> tuple[Finding, ...]:
    """What keeps one week of a running plan from being worked."""
    return tuple(each for each in findings if each.week == week and (each.code.startswith(("week_", "duty_"))))


def spelled(first: date, last: date) -> str:
    """Dates of a week, as in "2026-11-23 to 2026-11-29"."""
    return f"{first.isoformat()} to {last.isoformat()}"
