"""What providers expect of a recovery: when and to what a return, and when the next medical update comes.

One rule for all who hear of it (the Committee's update, its view, the letters): an estimate releases nothing.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from cases.comparing import tightening
from cases.in_force import InForce, ends
from cases.restrictions import Model, Status


class Outlook(Model):
    """When and to what a return is expected. `open`: nobody has named a day, or something newer is looked at."""

    expects: Literal["full_duty", "open"] = "open"
    about: date | None = None
    looked_at: bool = False


def outlook_of(reports: InForce, *, again: bool = False) -> Outlook:
    """The latest day, if every provider in force names one for full duty that has not passed.

    `again`: a re-evaluation is open. A report without a clear status names no day that counts.
    """
    if again or tightening(reports):
        return Outlook(looked_at=True)
    said = [voice.report.status for voice in reports.voices]
    days = [each.expected_full_duty for each in said if each.expected_full_duty]
    known = bool(days) and len(days) == len(said) and all(day >= reports.as_of for day in days)
    clear = all(each.status is not Status.UNKNOWN for each in said)
    return Outlook(expects="full_duty", about=max(days)) if known and clear else Outlook()


def next_update(reports: InForce) -> date | None:
    """The next visit that a report in force names, else the day it ends; the earliest that has not passed."""
    named = [voice.report.status.next_visit or ends(voice.report) for voice in reports.voices]
    return min((day for day in named if day and day >= reports.as_of), default=None)
