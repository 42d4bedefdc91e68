"""Two reports side by side, activity by activity: tighter, looser, same, new, gone, unclear (features 34; domain 9).

`compare` explains to a person; `may_tighten` is the alarm: an unconfirmed reading that could hide anything tighter
raises a re-evaluation and stops new offers at once. Nothing loosens without a person.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal

from cases import restrictions as r
from cases import words
from cases.activities import covers
from cases.cleared import clears
from cases.in_force import InForce, Voice, ends
from cases.limits import dimension, order, strictest
from cases.restrictions import Model, Report, Restriction, Review, Status

Kind = Literal["tighter", "looser", "same", "new", "gone", "unclear"]
Profile = dict[str, r.Limit]  # the strictest limit of each dimension

_STATUS_RANK = {
    Status.FULL_DUTY: 0,
    Status.RESTRICTED: 1,
    Status.PROGRAM_NOT_APPROPRIATE: 2,
    Status.OFF_WORK: 3,
}


class Change(Model):
    """One difference, or sameness. `subject`: an activity code, or one of `_CASE` for the report as a whole."""

    subject: str
    kind: Kind
    sentence: str


class Reason(Model):
    """Why a reading might tighten: a code without medical content, and the subject it concerns."""

    code: str
    subject: str = ""


def compare(old: Report, new: Report) -> tuple[Change, ...]:
    """How the new report stands to the old one. `gone` is restricted before and expressly not now; what the new one
    leaves open is `unclear`, and the earlier limit stays.
    """
    pairs = _subjects(old, new)
    activities = [change for subject in pairs for change in _activity(subject, old, new)]
    return (*_status(old, new), *activities, *_schedule(old, new))


def may_tighten(
    current: InForce | Report | None, unconfirmed: Report, doubtful: Iterable[str] = ()
) -> tuple[Reason, ...]:
    """Every reason why an unconfirmed report might be tighter than what is in force; empty only without any doubt.

    `doubtful` names readings that a person has to look at: a box nobody could read may be a tick, a number nobody
    could read may be lower. With nothing in force every report that is not a plain release tightens.
    """
    reasons = [Reason(code="doubtful_reading", subject=name) for name in doubtful]
    reasons += [Reason(code="unclear", subject=activity) for activity in unconfirmed.unclear]
    olds = _reports(current)
    if not olds:
        reasons += [Reason(code="first_report")]
    for old in olds:
        reasons += [
            Reason(code=change.kind, subject=change.subject)
            for change in compare(old, unconfirmed)
            if change.kind in ("tighter", "new", "unclear") and not _keeps(change, unconfirmed)
        ]
    return tuple(dict.fromkeys(reasons))


def tightening(reports: InForce) -> tuple[Report, ...]:
    """The unconfirmed reports that might tighten what is in force: they hold up every new offer."""
    return tuple(each.report for each in reports.pending if may_tighten(reports, each.report, each.doubtful))


def _keeps(change: Change, new: Report) -> bool:
    """A limit of before that the new report merely does not mention stays in force: nothing tightens by it."""
    if change.kind != "unclear" or change.subject in _CASE or change.subject in new.unclear:
        return False
    return not any(change.subject in each.activities for each in new.restrictions)


_CASE = frozenset({"status", "hours_per_day", "days_per_week", "overtime", "last_day"})


def _reports(current: InForce | Report | None) -> list[Report]:
    if current is None:
        return []
    if isinstance(current, Report):
        return [current]
    return [_spoken(voice) for voice in current.voices]


def _spoken(voice: Voice) -> Report:
    """The report of a voice with the earlier limits that stay in force."""
    hours, days = (limit and limit[1] for limit in (voice.hours_per_day, voice.days_per_week))
    status = voice.report.status.model_copy(update={"max_hours_per_day": hours, "max_days_per_week": days})
    restrictions = tuple(each for _, each in voice.restrictions)
    return voice.report.model_copy(update={"restrictions": restrictions, "status": status})


def _subjects(old: Report, new: Report) -> list[str]:
    counting = [each for each in (*old.restrictions, *new.restrictions) if each.review is not Review.REJECTED]
    codes = [activity for each in counting for activity in each.activities]
    return list(dict.fromkeys([*codes, *new.unclear]))


def _activity(subject: str, old: Report, new: Report) -> list[Change]:
    sides = dict.fromkeys(each.side for each in (*old.restrictions, *new.restrictions) if subject in each.activities)
    sides = sides or {"unstated": None}
    changes = [change for side in sides for change in _sided(subject, side, old, new)]
    if any(subject in each.activities for each in new.restrictions):
        return changes
    return [_only_by_parent(change) if change.kind == "looser" else change for change in changes]


def _only_by_parent(change: Change) -> Change:
    """A looser limit on the parent does not loosen a stricter one on its child; the earlier limit stays."""
    sentence = change.sentence.removesuffix(".") + "; it speaks of the whole only, so the earlier limit stays."
    return change.model_copy(update={"kind": "unclear", "sentence": sentence})


def _sided(subject: str, side: r.Side, old: Report, new: Report) -> list[Change]:
    before, after = _profile(old, subject, side), _profile(new, subject, side)
    what = words.sentence_case(words.activity(subject)) + ("" if side in ("unstated", "n/a") else f" ({side})")
    unread = any(covers(each, subject) for each in new.unclear)
    if not after:
        return [_silent(subject, what, before, new)]
    if unread:
        return [Change(subject=subject, kind="unclear", sentence=f"{what}: limited, but part of the answer is unread.")]
    if not before:
        return [Change(subject=subject, kind="new", sentence=f"{what}: not limited before; now {_say(after)}.")]
    if _never(before) or _never(after):
        kind: Kind = "same" if _never(before) and _never(after) else "tighter" if _never(after) else "looser"
        return [Change(subject=subject, kind=kind, sentence=_sentence(what, before, after, kind))]
    return _dimensions(subject, what, before, after)


def _silent(subject: str, what: str, before: Profile, new: Report) -> Change:
    full = new.status.status is Status.FULL_DUTY and new.status.signed is True and not new.restrictions
    if before and (full or clears(new, subject)):
        return Change(subject=subject, kind="gone", sentence=f"{what}: no longer limited; before {_say(before)}.")
    kept = f"the earlier limit stays: {_say(before)}" if before else "it was not limited before"
    return Change(subject=subject, kind="unclear", sentence=f"{what}: the new report does not answer; {kept}.")


def _dimensions(subject: str, what: str, before: Profile, after: Profile) -> list[Change]:
    """Limits of one dimension compare by number; "prolonged" against a number cannot be ordered (domain 9)."""
    shared = [key for key in before if key in after]
    changes = [_change(subject, what, before[key], after[key]) for key in shared]
    lost, won = [k for k in before if k not in after], [k for k in after if k not in before]
    if lost and won:
        sentence = _sentence(what, {k: before[k] for k in lost}, {k: after[k] for k in won}, "unclear")
        return [*changes, Change(subject=subject, kind="unclear", sentence=sentence)]
    for key in won:
        changes.append(Change(subject=subject, kind="tighter", sentence=f"{what}: also {words.limit(after[key])} now."))
    for key in lost:
        sentence = f"{what}: the new report does not repeat “{words.limit(before[key])}”; ask whether it still holds."
        changes.append(Change(subject=subject, kind="unclear", sentence=sentence))
    return changes


def _change(subject: str, what: str, before: r.Limit, after: r.Limit) -> Change:
    kind = order(before, after)
    return Change(subject=subject, kind=kind, sentence=_sentence(what, {"": before}, {"": after}, kind))


def _sentence(what: str, before: Profile, after: Profile, kind: Kind) -> str:
    if kind == "same":
        return f"{what}: as before, {_say(after)}."
    ending = "; these cannot be compared" if kind == "unclear" else ""
    return f"{what}: {kind}, {_say(after)} now, {_say(before)} before{ending}."


def _say(profile: Profile) -> str:
    return "; ".join(words.limit(each) for each in profile.values())


def _profile(report: Report, activity: str, side: r.Side) -> Profile:
    """Everything a report limits about an activity on a side, its parent's limits included."""
    limits: dict[str, list[r.Limit]] = {}
    for each in report.restrictions:
        covered = any(covers(code, activity) for code in each.activities)
        if each.review is not Review.REJECTED and covered and _same_side(each, side):
            for limit in each.limits:
                limits.setdefault(_qualified(each, dimension(limit)), []).append(limit)
    return {key: strictest(found) for key, found in limits.items()}


def _qualified(restriction: Restriction, key: str) -> str:
    """Limits compare only about the same part, and in a sum only with a sum over the same activities."""
    sums = " and ".join(sorted(restriction.activities)) if restriction.together and key != "never" else ""
    about = ", ".join(part for part in (restriction.qualifier, restriction.body_part, sums) if part)
    return f"{key} ({about})" if about else key


def _same_side(restriction: Restriction, side: r.Side) -> bool:
    return restriction.side == side or restriction.side in ("both", "unstated", "n/a")


def _never(profile: Profile) -> bool:
    return any(key == "never" for key in profile)


def _status(old: Report, new: Report) -> list[Change]:
    before, after = old.status.status, new.status.status
    said = f"{after.replace('_', ' ')} now, {before.replace('_', ' ')} before"
    if before == after:
        kind: Kind = "same"
    elif Status.UNKNOWN in (before, after):
        kind = "unclear"
    else:
        kind = "tighter" if _STATUS_RANK[after] > _STATUS_RANK[before] else "looser"
    return [Change(subject="status", kind=kind, sentence=f"Work status: {said}.")]


def _schedule(old: Report, new: Report) -> list[Change]:
    one, two = old.status, new.status
    return [
        *_numbers("hours_per_day", "Hours a day", one.max_hours_per_day, two.max_hours_per_day),
        *_numbers("days_per_week", "Days a week", one.max_days_per_week, two.max_days_per_week),
        *_overtime(one.overtime_ok, two.overtime_ok),
        *_last_day(ends(old), ends(new)),
    ]


def _numbers(subject: str, what: str, before: float | None, after: float | None) -> list[Change]:
    if before is None and after is None:
        return []
    if after is None or before is None:
        kind: Kind = "new" if before is None else "unclear"
    else:
        kind = "same" if before == after else "tighter" if after < before else "looser"
    said = f"{_figure(after)} now, {_figure(before)} before"
    return [Change(subject=subject, kind=kind, sentence=f"{what}: {said}.")]


def _figure(value: float | None) -> str:
    return "not stated" if value is None else f"at most {words.number(value)}"


def _overtime(before: bool | None, after: bool | None) -> list[Change]:
    if before == after:
        return []
    kind: Kind = "tighter" if after is False else "looser" if after else "unclear"
    return [Change(subject="overtime", kind=kind, sentence=f"Overtime: {_yes(after)} now, {_yes(before)} before.")]


def _yes(value: bool | None) -> str:
    return "not stated" if value is None else "allowed" if value else "not allowed"


def _last_day(before: date | None, after: date | None) -> list[Change]:
    """An earlier last day ends the permission earlier."""
    if before == after:
        return []
    if after is None or before is None:
        kind: Kind = "unclear" if after is None else "tighter"
    else:
        kind = "tighter" if after < before else "looser"
    said = f"{after or 'not stated'} now, {before or 'not stated'} before"
    return [Change(subject="last_day", kind=kind, sentence=f"Last day the report covers: {said}.")]
