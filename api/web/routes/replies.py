"""/reviews and /replies: what needs a person, and what the person decides."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response

from api.casework import attaching, confirming, decisions, pictures, replies, reviews
from api.casework.act import Act
from api.casework.attaching import Attaching
from api.casework.confirming import Confirmation, Rejection, Reopening
from api.casework.decisions import Decision
from api.casework.paging import Page
from api.casework.replies import ReplyFilter, ReplyInList, ReplyShown
from api.casework.reviews import Queue, QueueWindow
from api.identity.roles import Action
from api.web.asking import doing
from api.web.downloads import PICTURE, picture
from api.web.problems import documented

router = APIRouter(tags=["reviews"])
See = Annotated[Act, doing(Action.SEE_DOCUMENT)]
Decide = Annotated[Act, doing(Action.REVIEW)]
Name = Annotated[str, Path(max_length=100, pattern=r"^[a-z0-9_.-]+$")]
REFUSALS = documented(404, 409)


@router.get("/reviews")
def list_reviews(act: See, wanted: Annotated[QueueWindow, Query()]) -> Queue:
    """What needs a person, worst first, each with its doubtful fields and why they are doubtful."""
    return reviews.list_reviews(act, wanted)


@router.get("/replies")
def list_replies(act: See, wanted: Annotated[ReplyFilter, Query()]) -> Page[ReplyInList]:
    """Replies, newest first."""
    return replies.list_replies(act, wanted)


@router.get("/replies/{reply}", responses=documented(404))
def get_reply(reply: UUID, act: See) -> ReplyShown:
    """A reply: every field with value, status, confidence, source, page and box, and what it says about working."""
    return replies.get_reply(act, reply)


@router.get("/replies/{reply}/evidence/{name}", response_class=Response, responses=PICTURE | documented(404))
def get_evidence(reply: UUID, name: Name, act: See) -> Response:
    """The picture behind a reading."""
    return picture(pictures.evidence(act, reply, name))


@router.put("/replies/{reply}/fields/{field}", responses=REFUSALS)
def decide_field(reply: UUID, field: Name, decision: Decision, act: Decide) -> ReplyShown:
    """Decide what stands in a field. Until a person confirms the reply, nothing comes in force by it."""
    return decisions.decide(act, reply, field, decision)


@router.post("/replies/{reply}/attachment", responses=REFUSALS)
def attach_reply(reply: UUID, to: Attaching, act: Annotated[Act, doing(Action.ATTACH)]) -> ReplyShown:
    """Attach a reply to a case; the birth date that the office wrote must be that of the case's worker."""
    return attaching.attach(act, reply, to)


@router.post("/replies/{reply}/confirmation", responses=REFUSALS)
def confirm_reply(reply: UUID, word: Confirmation, act: Decide) -> ReplyShown:
    """Confirm a reply as a whole, once nothing in it is in doubt: its restrictions are in force from then on."""
    return confirming.confirm(act, reply, word)


@router.post("/replies/{reply}/rejection", responses=REFUSALS)
def reject_reply(reply: UUID, why: Rejection, act: Decide) -> ReplyShown:
    """Reject a reply: it stays on record and counts for nothing."""
    return confirming.reject(act, reply, why)


@router.post("/replies/{reply}/reopening", responses=REFUSALS)
def reopen_reply(reply: UUID, why: Reopening, act: Decide) -> ReplyShown:
    """Take a confirmation back to correct it; until then its restrictions forbid and permit nothing."""
    return confirming.reopen(act, reply, why)
