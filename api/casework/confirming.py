"""Confirm a reply: one word of a named person, and its restrictions are in force.

Nothing may be in doubt any more. What cannot be cured (no signature, a page that did not arrive) has to be named in the
confirmation, so that nobody confirms it unseen. What would loosen takes a sure sender and a sure patient.
"""

from __future__ import annotations

import uuid

from pydantic import Field

from api.casework import two_persons
from api.casework.act import Act
from api.casework.decisions import open_reply
from api.casework.readings import Standing, form_of, standing
from api.casework.reevaluations import close_for, raise_if_tighter
from api.casework.replies import ReplyShown, show
from api.casework.saying import asking, doubtful, report_of, settle_state
from api.casework.words import Reason, Text, Written
from api.store.filed import filed
from api.store.tables import Reply, ReplyState, RestrictionSet
from api.webhooks.events import Event
from cases.comparing import compare
from cases.errors import Conflict, Refused
from cases.in_force import InForce, ends, in_force, starts
from cases.restrictions import Report, Restriction, Review, Status
from extract.check import is_report


class Confirmation(Written):
    """`acknowledged` names every reason that stays ("unsigned", "page_missing"); `note` is for the file.

    `agreed`, where two persons confirm: every answer of somebody else's that the acting person agrees to.
    """

    acknowledged: list[str] = Field(default_factory=list, max_length=50)
    agreed: list[str] = Field(default_factory=list, max_length=1000)
    note: Text = ""


class Rejection(Written):
    """Why a reply does not count: another patient's, a form sent by mistake."""

    reason: Reason


class Reopening(Written):
    """Why a confirmed reply is looked at again."""

    reason: Reason


def confirm(act: Act, key: uuid.UUID, word: Confirmation) -> ReplyShown:
    """Put a reply's restrictions in force. Refused, with every reason, while something is open.

    Where the employer asks for two persons, the first word is kept, and the second puts them in force.
    """
    reply = open_reply(act, key)
    _require_report(reply)
    fields = standing(act, reply)
    _require_settled(act, reply, fields, word)
    report = _reviewed(report_of(act, reply), fields)
    _require_sure_identity(act, reply, report)
    two = two_persons.asked_for(act)
    if two and two_persons.is_first(act, reply, fields, word.agreed):
        return show(act, reply)
    held = act.add(
        RestrictionSet(
            case_id=reply.case_id,
            reply_id=reply.id,
            report=report,
            confirmed_by=act.who.user,
            first_by=reply.first_word_by if two else None,
            effective_from=starts(report),
            effective_through=ends(report),
            reason=word.note,
        )
    )
    reply.state = ReplyState.CONFIRMED
    two_persons.forget(reply)
    act.record("reply.confirmed", reply, set=str(held.id), acknowledged=len(word.acknowledged))
    close_for(act, reply, "confirmed")
    act.announce(Event.RESTRICTIONS_CONFIRMED, case=reply.case_id, reply=reply.id, restriction_set=held.id)
    return show(act, reply)


def reject(act: Act, key: uuid.UUID, why: Rejection) -> ReplyShown:
    """A reply that does not count; it stays on record and is never used."""
    reply = open_reply(act, key)
    reply.state, reply.rejected_by, reply.rejection_note = ReplyState.REJECTED, act.who.user, why.reason
    act.record("reply.rejected", reply)
    close_for(act, reply, why.reason)
    return show(act, reply)


def reopen(act: Act, key: uuid.UUID, why: Reopening) -> ReplyShown:
    """Take a confirmation back to correct it; until it is confirmed again it can forbid, and permits nothing."""
    reply = act.find(Reply, key, locked=True)
    query = act.own(RestrictionSet).where(RestrictionSet.reply_id == reply.id, RestrictionSet.superseded_at.is_(None))
    held = act.session.scalar(query.with_for_update())
    if reply.state is not ReplyState.CONFIRMED or held is None:
        raise Conflict("Only a confirmed reply can be taken back.", code="not_confirmed")
    held.superseded_at, held.superseded_by, held.reason = act.moment, act.who.user, why.reason
    reply.state = ReplyState.REVIEW
    two_persons.forget(reply)
    act.record("reply.reopened", reply, set=str(held.id))
    act.announce(Event.RESTRICTIONS_REOPENED, case=reply.case_id, reply=reply.id, restriction_set=held.id)
    act.session.flush()
    settle_state(act, reply)
    raise_if_tighter(act, reply)
    return show(act, reply)


def _require_report(reply: Reply) -> None:
    """A house paper, a job's demands, a release: no word of a provider, whoever confirms it."""
    form = form_of(reply)
    if form is not None and not is_report(form):
        raise Refused(
            "This is no provider's report: nothing can be put in force by it. Reject the reply with a note of what "
            "became of the paper.",
            code="no_report",
        )


def _require_settled(act: Act, reply: Reply, fields: dict[str, Standing], word: Confirmation) -> None:
    if reply.case_id is None:
        raise Refused("This reply is not attached to a case; attach it first.", code="not_attached")
    open_fields = doubtful(fields)
    if open_fields:
        raise Refused(
            f"{len(open_fields)} answers are in doubt; decide each beside its picture, then confirm.",
            code="fields_in_review",
            reasons=tuple(open_fields),
        )
    stays = [code for code in asking(reply) if code not in word.acknowledged]
    if stays:
        raise Refused(
            "Some things about this reply stay as they are. If it is to count all the same, name them in "
            "`acknowledged`.",
            code="not_acknowledged",
            reasons=tuple(stays),
        )


def _require_sure_identity(act: Act, reply: Reply, report: Report) -> None:
    """What would loosen takes a verified code and an agreeing birth date, or a note of how both were checked."""
    assert reply.case_id is not None
    others = [each for each in filed(act.session, reply.case_id) if each.report.document != str(reply.id)]
    sure = reply.code == "verified" and reply.identity == "agree"
    if not sure and not reply.identity_note and _loosens(report, in_force(others, act.today)):
        raise Refused(
            "This reply would loosen what is in force, and its sender is not certain. Attach it again with a note of "
            "how sender and patient were checked, for instance a call to the number on file.",
            code="identity_note_needed",
        )


def _loosens(report: Report, held: InForce) -> bool:
    """Whether a limit in force would go or grow; a release to full duty always counts."""
    if report.status.status is Status.FULL_DUTY:
        return True
    before = (
        voice.report.model_copy(update={"restrictions": tuple(each for _, each in voice.restrictions)})
        for voice in held.voices
    )
    return any(change.kind in ("looser", "gone") for old in before for change in compare(old, report))


def _reviewed(report: Report, fields: dict[str, Standing]) -> Report:
    """The report with each restriction confirmed, or corrected where a person decided one of its fields."""
    return report.model_copy(update={"restrictions": tuple(_one(each, fields) for each in report.restrictions)})


def _one(restriction: Restriction, fields: dict[str, Standing]) -> Restriction:
    decided = any(name in fields and fields[name].decided_by for name in restriction.from_)
    return restriction.model_copy(update={"review": Review.CORRECTED if decided else Review.CONFIRMED})
