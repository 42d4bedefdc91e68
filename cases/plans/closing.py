"""The end of a plan: a final meeting says how it ended, and what has to be done then (003 IV.F, IV.G; 001 II.B.5; 004
step 6).

Recovered is what a signed release says, never what a calendar or a meeting says (domain 4 rule 14).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum
from typing import Final

from pydantic import Field

from cases.errors import Refused
from cases.in_force import InForce
from cases.plans.accommodations import WAYS
from cases.plans.against import released_on
from cases.plans.plan import Accommodated
from cases.plans.policy import NAMES, Party
from cases.releases import Refusal
from cases.restrictions import Model


class Outcome(StrEnum):
    """How a plan ended."""

    RECOVERED = "recovered"  # back in the pre-injury job, without restrictions
    IMPROVED_FULLY = "maximum_medical_improvement"  # back in it; the report says no more is to be expected
    PERMANENT_ACCOMMODATION = "permanent_accommodation"  # back in it, changed for good
    ALTERNATE_JOB = "alternate_job"  # a job alike in nature and earnings
    VOCATIONAL_REFERRAL = "vocational_referral"  # no job found: assessment and services


class Closing(Model):
    """What the final meeting found. `present` are the parties that were there.

    `accommodations` for a permanent accommodation; `position`, and whether it is alike in nature and earnings, for an
    alternate job; `referred_to` for a referral, with whether the employer's own jobs, and those of companies it has
    ties with, were looked through first. `accommodation_looked_at`: whether lasting limits can be accommodated in any
    position was answered (004, triggers).
    """

    held_on: date
    present: frozenset[Party]
    outcome: Outcome
    accommodations: tuple[Accommodated, ...] = Field(default=(), max_length=20)
    accommodation_looked_at: bool = False
    position: str = Field(default="", max_length=200)
    similar: bool | None = None
    own_jobs_looked_at: bool = False
    others_asked: bool = False
    referred_to: tuple[str, ...] = Field(default=(), max_length=20)


class Task(Model):
    """Something to be done because the plan has ended: a stable code, a sentence, and whom it concerns."""

    code: str
    sentence: str
    party: Party | None = None


ALL: Final = (
    Party.WORKER, Party.SUPERVISOR, Party.MANAGER, Party.REPRESENTATIVE, Party.HUMAN_RESOURCES, Party.CARRIER,
)  # fmt: skip
_OF_COMMITTEE: Final = (Party.WORKER, Party.REPRESENTATIVE)


def closing_refusals(closing: Closing, reports: InForce, today: date) -> tuple[Refusal, ...]:
    """Why the plan cannot be closed like this; empty if it can. `reports` are those in force on the meeting's day."""
    rules: Iterable[tuple[bool, str, str]] = (
        (closing.held_on > today, "meeting_to_come", "The final meeting lies in the future."),
        *(
            (party not in closing.present, f"absent_{party}", f"{NAMES[party].capitalize()} was not at the meeting.")
            for party in _absent(closing)
        ),
        *_OUTCOMES[closing.outcome](closing, reports),
    )
    return tuple(Refusal(code=code, sentence=sentence) for broken, code, sentence in rules if broken)


def require_closing(closing: Closing, reports: InForce, today: date) -> None:
    """Raise Refused, with every reason's code, if the plan cannot be closed like this."""
    reasons = closing_refusals(closing, reports, today)
    if reasons:
        text = "The plan was not closed. " + " ".join(each.sentence for each in reasons)
        raise Refused(text, code="closing_refused", reasons=tuple(each.code for each in reasons))


def tasks(closing: Closing) -> tuple[Task, ...]:
    """What is to be done now; after a full release everybody is told (001 II.B.5)."""
    return tuple(_tasks(closing))


def _tasks(closing: Closing) -> Iterator[Task]:
    if closing.outcome is Outcome.RECOVERED:
        for party in ALL:
            yield Task(code="notify", sentence=f"Tell {NAMES[party]} about the full release.", party=party)
        text = "Watch for one to two weeks whether the injury comes back or the worker holds back."
        yield Task(code="watch", sentence=text, party=Party.SUPERVISOR)
    elif closing.outcome is Outcome.VOCATIONAL_REFERRAL:
        yield Task(code="refer", sentence="Make the referral, and keep the list of services up to date.")
    else:
        for party in (Party.WORKER, Party.SUPERVISOR, Party.HUMAN_RESOURCES):
            text = f"Give {NAMES[party]} what was agreed in writing."
            yield Task(code="hand_out", sentence=text, party=party)
    if closing.outcome in (Outcome.PERMANENT_ACCOMMODATION, Outcome.ALTERNATE_JOB):
        yield Task(code="match", sentence="Match the job against the lasting restrictions, and offer it in writing.")
    yield Task(code="osha_log", sentence="Bring the OSHA log up to date: last day of restriction, both counts.")
    yield Task(code="close_file", sentence="Close the file of modified duty.")


def _absent(closing: Closing) -> Iterator[Party]:
    """The committee meets with worker and representative (003 IV.A, IV.F); the union may stand for the latter."""
    for party in _OF_COMMITTEE:
        if not (party is Party.REPRESENTATIVE and Party.UNION in closing.present):
            yield party


Rules = Iterator[tuple[bool, str, str]]


def _recovered(closing: Closing, reports: InForce) -> Rules:
    text = "No signed and dated release to full duty is in force, or something newer is still open."
    yield not released_on(reports, closing.held_on), "not_released", text


def _improved(closing: Closing, reports: InForce) -> Rules:
    reached = any(voice.report.status.mmi_reached for voice in reports.voices)
    yield (
        not reached,
        "improvement_not_reported",
        "No report in force says that maximum medical improvement is reached.",
    )
    lasting = not released_on(reports, closing.held_on) and not closing.accommodation_looked_at
    text = "Limits are still in force: say whether they can be accommodated in any position."
    yield lasting, "accommodation_not_looked_at", text


def _accommodated(closing: Closing, reports: InForce) -> Rules:
    yield (
        _temporary(reports),
        "not_permanent",
        "No report in force says that the limits are permanent or improvement over.",
    )
    lasting = [each for each in closing.accommodations if WAYS[each.way].lasts == "permanent" and each.how.strip()]
    yield not lasting, "no_accommodation", "No lasting accommodation is named, with how it is done."


def _alternate(closing: Closing, reports: InForce) -> Rules:
    yield not closing.own_jobs_looked_at, "jobs_not_looked_at", "Nobody went through the open positions."
    yield not closing.position.strip(), "no_position", "The other job is not named."
    text = "The other job is not said to be alike in nature and earnings to the one before."
    yield closing.similar is not True, "not_similar", text


def _referred(closing: Closing, reports: InForce) -> Rules:
    yield not closing.own_jobs_looked_at, "jobs_not_looked_at", "Nobody went through the open positions."
    yield not closing.others_asked, "others_not_asked", "Companies with ties to this one were not asked."
    yield not any(map(str.strip, closing.referred_to)), "no_service", "No vocational service is named."


def _temporary(reports: InForce) -> bool:
    said = [voice.report.status for voice in reports.voices]
    return not any(each.mmi_reached or each.permanence == "permanent" for each in said)


_OUTCOMES: Final = {
    Outcome.RECOVERED: _recovered,
    Outcome.IMPROVED_FULLY: _improved,
    Outcome.PERMANENT_ACCOMMODATION: _accommodated,
    Outcome.ALTERNATE_JOB: _alternate,
    Outcome.VOCATIONAL_REFERRAL: _referred,
}
