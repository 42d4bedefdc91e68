"""What a worker is surely free to do: asked about, left unmarked by every report in force, nothing near it limited."""

from __future__ import annotations

from datetime import date

from cases.activities import TREATMENT, covers, implies, related
from cases.cleared import clears, is_unclear
from cases.comparing import tightening
from cases.in_force import InForce, Voice, validity
from cases.restrictions import Status


def free_activities(reports: InForce) -> tuple[str, ...]:
    """Codes of the activities that every report in force leaves unrestricted; none while anything newer is open."""
    asked = {each.activity: None for voice in reports.voices for each in voice.report.cleared}
    if tightening(reports):
        return ()
    free = [code for code in asked if all(_free(code, voice, reports.as_of) for voice in reports.voices)]
    return tuple(code for code in free if code not in TREATMENT)


def _free(code: str, voice: Voice, today: date) -> bool:
    """Whether this view sets an activity free: cleared, nothing near it limited, and the report holds today."""
    report = voice.report
    if report.status.signed is not True or validity(report, today) != "in_force":
        return False
    if report.status.status is Status.FULL_DUTY and not voice.restrictions:
        return True
    limited = [code for _, each in voice.restrictions for code in each.activities]
    near = any(covers(a, code) or covers(code, a) or implies(a, code) or related(a, code) for a in limited)
    return bool(clears(report, code)) and not near and not is_unclear(report, code)
