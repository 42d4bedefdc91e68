"""The sample programs as profiles: which clocks each has, with its own numbers (domain 9: they disagree on purpose).

What is law, what guards the worker and what keeps paper moving is in every one of them. An employer starts from one and
changes it.
"""

from __future__ import annotations

from typing import Final

from cases.clocks.profile import Profile, Setting
from cases.clocks.rules import RULES
from cases.programs.policies import Policies
from cases.restrictions import Model

ALWAYS: Final = frozenset(
    {
        "first-report", "osha-7d", "offer-24h", "offer-answer", "carrier-notice", "pain", "missed-visit", "tightened",
        "mmi-permanent", "second-request", "chase-call", "chase-escalate", "restrictions-end", "assignment-end",
        "release-end", "release-told",
    }
)  # fmt: skip


class Sample(Model):
    """A sample program: its clocks and its rules of assignment."""

    id: str
    title: str
    source: str
    profile: Profile
    policies: Policies = Policies()


def _with(*ids: str) -> Profile:
    """The clocks of every program, and these."""
    return Profile(rules={name: Setting(on=name in ids or name in ALWAYS) for name in RULES})


_ALL: Final = (
    Sample(id="house", title="Everything on which the programs do not contradict one another",
           source="all four programs", profile=Profile()),
    Sample(
        id="construction", title="Modified duty playbook: 30, 60 and 90 days", source="modified duty playbook",
        profile=_with("notify-2h", "contact-24h", "modified-30", "modified-60", "modified-90", "check-in-daily",
                      "review-weekly", "physician-biweekly", "watch-1w", "watch-2w"),
    ),
    Sample(
        id="new-york", title="New York model program: a plan usually no longer than 90 days",
        source="New York model program",
        profile=_with("call-45d", "plan-90", "check-in-daily"),
    ),
    Sample(
        id="restricted-description", title="A description of the job that HR authorizes every 90 days",
        source="sample return-to-work program and restricted duty job description",
        profile=_with("authorization-90"),
        policies=Policies(wage_kept=True, no_bidding=True, shown_restricted=True),
    ),
    Sample(
        id="four-weeks", title="Four weeks at the base rate, an examination every 30 days",
        source="modified duty policy",
        profile=_with("wage-4w", "non-work-4w", "reexam-30d", "contact-weekly"),
        policies=Policies(no_overtime=True, base_rate_weeks=4, non_work_weeks=4, work_related_first=True),
    ),
    Sample(
        id="120-days", title="120 days, then a review every 30", source="sample return-to-work program 3",
        profile=_with("program-120"),
    ),
    Sample(
        id="recovery-support", title="A committee that hears of the recovery every four weeks",
        source="recovery support process",
        profile=_with("committee-4w", "contact-24h"),
    ),
)  # fmt: skip
SAMPLES: Final[dict[str, Sample]] = {each.id: each for each in _ALL}
