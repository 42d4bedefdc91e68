"""What a reply says about working, now that persons have looked at it, and why it still waits."""

from __future__ import annotations

from typing import Final

from api.casework.act import Act
from api.casework.readings import Standing, form_of, readings_of, standing
from api.store.tables import Reply, ReplyReport, ReplyState
from cases.restrictions import Report
from extract.check import FOUND_ANEW, INFORMING, check
from extract.restrictions import derive

ENTERED: Final = "entered"  # by a person, from a page of no form
PERSON: Final = "person"  # the `reader` of what was worked out from persons' decisions
# Whose it is: settled by attaching the reply, whatever the machine could not tell.
IDENTITY: Final = frozenset({"no_identity", "identity_unread", "identity_mismatch", "unknown_copy", "code_unverified"})


def report_of(act: Act, reply: Reply) -> Report:
    """What the reply says, as it was last worked out."""
    query = act.own(ReplyReport).where(ReplyReport.reply_id == reply.id).order_by(ReplyReport.created_at.desc())
    return act.session.scalars(query.limit(1)).one().report


def settle_state(act: Act, reply: Reply) -> None:
    """After a decision: work out anew what the reply says and why it waits, and whether one confirmation is enough."""
    fields = standing(act, reply)
    form = form_of(reply)
    if form is not None:
        readings = readings_of(fields.values())
        reply.reasons = [code for code in reply.reasons if code not in FOUND_ANEW] + list(check(form, readings))
        _keep(act, reply, derive(form, readings, str(reply.id)).report)
    if reply.case_id is not None:
        reply.reasons = [code for code in reply.reasons if code not in IDENTITY]
        reply.state = ReplyState.REVIEW if asking(reply) or doubtful(fields) else ReplyState.READY


def asking(reply: Reply) -> list[str]:
    """The reasons for which a person has to look; the others only tell something."""
    return [code for code in reply.reasons if code not in INFORMING | {ENTERED}]


def doubtful(fields: dict[str, Standing]) -> list[str]:
    """The names of the fields that a person has to decide."""
    return [name for name, each in fields.items() if each.doubtful]


def _keep(act: Act, reply: Reply, report: Report) -> None:
    query = act.own(ReplyReport).where(ReplyReport.reply_id == reply.id, ReplyReport.reader == PERSON)
    row = act.session.scalar(query) or ReplyReport(reply_id=reply.id, reader=PERSON)
    row.report, row.created_at = report, act.moment
    act.add(row)
