"""Rules of assignment of the sample programs, which disagree: each is an employer's to have or not (feature 38).

`policy_warnings` holds an offer against them. A warning refuses nothing: limits and law do that (`cases/offers.py`).
What nobody said is a warning too: a question costs twenty seconds.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final, Literal

from pydantic import Field

from cases.offers import OfferTerms
from cases.restrictions import Model

SOURCES: Final[dict[str, str]] = {
    "no_overtime": "modified duty policy, guideline 7",
    "base_rate_weeks": "modified duty policy, guidelines 1 and 2",
    "non_work_weeks": "modified duty policy, guideline 5",
    "work_related_first": "modified duty policy, guideline 3",
    "no_bidding": "sample return-to-work program, II.C.3",
    "shown_restricted": "sample return-to-work program, II.C.4",
    "wage_kept": "sample return-to-work program, II.C.1",
}


class Policies(Model):
    """Which of them an employer has; all off by default, since the programs contradict one another.

    `base_rate_weeks`: after so many weeks of modified duty HR decides the rate. `non_work_weeks`: so long at most when
    the cause is not the work.
    """

    no_overtime: bool = False
    base_rate_weeks: int | None = Field(default=None, ge=1, le=520)
    non_work_weeks: int | None = Field(default=None, ge=1, le=520)
    work_related_first: bool = False
    no_bidding: bool = False
    shown_restricted: bool = False
    wage_kept: bool = False


class Duty(Model):
    """What an offer's terms do not say, and the rules ask about. None: nobody said.

    `kind`: the own job with changes (restricted), or another one (alternate). `since` is the first day of modified duty
    in this case; None: the offer's own. `waiting`: somebody hurt at work waits for this job. `keeps_wage`: the wage
    before the injury with its general increases. `bidding`: the worker bids on a posted job.
    """

    kind: Literal["restricted", "alternate"] | None = None
    work_related: bool | None = None
    since: date | None = None
    wage_decided: bool = False
    waiting: bool | None = None
    keeps_wage: bool | None = None
    bidding: bool | None = None


class Warned(Model):
    """One rule that an offer may break: its code, a sentence, where the rule comes from."""

    code: str
    sentence: str
    source: str


def policy_warnings(policies: Policies, terms: OfferTerms, duty: Duty) -> tuple[Warned, ...]:
    """Every rule of the employer's that the offer breaks, or may break."""
    found = (*_hours(policies, terms, duty), *_pay(policies, terms, duty), *_place(policies, terms, duty))
    return tuple(Warned(code=code, sentence=sentence, source=SOURCES[code]) for code, sentence in found)


def _hours(policies: Policies, terms: OfferTerms, duty: Duty) -> Iterator[tuple[str, str]]:
    if policies.no_overtime and duty.kind != "restricted" and terms.overtime is not False:
        yield "no_overtime", "Alternate duty has no overtime; the offer has some, or does not say."
    if policies.shown_restricted and "restricted" not in terms.schedule.lower():
        yield "shown_restricted", "The weekly schedule shows the worker as restricted; the offer's schedule does not."


def _pay(policies: Policies, terms: OfferTerms, duty: Duty) -> Iterator[tuple[str, str]]:
    weeks = policies.base_rate_weeks
    if weeks is not None and not duty.wage_decided and _longer(terms, duty, weeks):
        yield (
            "base_rate_weeks",
            f"The offer goes beyond {weeks} weeks of modified duty; HR has to decide the rate then.",
        )
    if policies.wage_kept and duty.keeps_wage is not True:
        yield "wage_kept", "The wage before the injury, with general increases, is kept; nobody said that this one is."


def _place(policies: Policies, terms: OfferTerms, duty: Duty) -> Iterator[tuple[str, str]]:
    weeks = policies.non_work_weeks
    if weeks is not None and duty.work_related is not True and _longer(terms, duty, weeks):
        yield "non_work_weeks", f"Without a work-related cause, modified duty lasts {weeks} weeks at most."
    if policies.work_related_first and duty.work_related is not True and duty.waiting is not False:
        yield "work_related_first", "Who was hurt at work comes first; make sure that nobody waits for this job."
    if policies.no_bidding and duty.bidding is not False:
        yield "no_bidding", "A worker on modified duty does not bid on posted jobs; make sure that this is not a bid."


def _longer(terms: OfferTerms, duty: Duty, weeks: int) -> bool:
    """Whether the last day lies beyond so many weeks; an offer without dates may."""
    first = min((day for day in (duty.since, terms.start_date) if day is not None), default=None)
    return first is None or terms.end_date is None or terms.end_date >= first + timedelta(weeks=weeks)
