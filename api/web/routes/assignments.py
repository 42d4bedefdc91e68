"""What becomes of an offer: its answer, the notice to the carrier, the assignment; and whose law it has to meet."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from api.casework import answers, assignments, carrier_notices, jurisdictions, stop_notices
from api.casework.act import Act
from api.casework.answers import Answering
from api.casework.assignments import AssignmentShown, Deciding, Ending, StopShown
from api.casework.carrier_notices import NewNotice
from api.casework.cases import CaseShown
from api.casework.jurisdictions import Chosen, PackFilter, Packs
from api.casework.letters import LetterShown
from api.casework.offer_state import OfferShown
from api.casework.paging import Page, Window
from api.casework.stop_notices import StopNotice
from api.casework.views import AssignmentNoted
from api.identity.roles import Action
from api.web.asking import doing
from api.web.downloads import FILE, attachment
from api.web.problems import documented
from api.web.uploads import BODY, sending

router = APIRouter(tags=["assignments"])
See = Annotated[Act, doing(Action.SEE_ASSIGNMENT)]
SeeStops = Annotated[Act, doing(Action.SEE_STOPS)]
Offer = Annotated[Act, doing(Action.OFFER)]
Decide = Annotated[Act, doing(Action.DECIDE_WORK)]


@router.get("/jurisdictions")
def get_jurisdictions(act: Annotated[Act, doing(Action.SEE_HOUSE)], wanted: Annotated[PackFilter, Query()]) -> Packs:
    """What each state asks of an offer, with citations, and what a person has to confirm by hand."""
    return jurisdictions.get_jurisdictions(act, wanted)


@router.put("/cases/{case}/jurisdiction", responses=documented(404))
def choose_jurisdiction(case: UUID, chosen: Chosen, act: Offer) -> CaseShown:
    """Say whose law holds for a case: the worker's state; null is the employer's own."""
    return jurisdictions.choose_jurisdiction(act, case, chosen)


@router.post("/offers/{offer}/answers", responses=documented(404, 409))
def answer_offer(offer: UUID, said: Answering, act: Offer) -> OfferShown:
    """Record what the worker answered. An acceptance in time begins an assignment."""
    return answers.answer_offer(act, offer, said)


@router.put("/offers/{offer}/answer-paper", openapi_extra=BODY, responses=documented(404, 409, 415))
def file_answer(offer: UUID, scan: Annotated[bytes, sending(Action.OFFER)], act: Offer) -> OfferShown:
    """Put the signed answer on file: its scan as the body."""
    return answers.file_answer(act, offer, scan)


@router.get("/offers/{offer}/answer-paper", response_class=Response, responses=FILE | documented(404))
def get_answer_paper(offer: UUID, act: Annotated[Act, doing(Action.SEE_OFFER_LETTER)]) -> Response:
    """The scan of the signed answer."""
    return attachment(answers.answer_file(act, offer), "application/octet-stream", "answer")


@router.post("/offers/{offer}/carrier-notices", responses=documented(404, 409))
def tell_carrier(offer: UUID, new: NewNotice, act: Annotated[Act, doing(Action.WRITE_LETTER)]) -> LetterShown:
    """Write to the carrier where the offer stands: made, accepted, declined, not answered; each once."""
    return carrier_notices.tell_carrier(act, offer, new)


@router.get("/cases/{case}/assignments", responses=documented(404))
def list_assignments(case: UUID, act: See) -> list[AssignmentShown | AssignmentNoted]:
    """The modified work of a case; what is held back says why, with the pairs that forbid it."""
    return assignments.list_assignments(act, case)


@router.get("/stops")
def list_stops(act: SeeStops, window: Annotated[Window, Query()]) -> Page[StopShown]:
    """All work that is held back and waits for a person."""
    return assignments.list_stops(act, window)


@router.get("/assignments/{assignment}", responses=documented(404))
def get_assignment(assignment: UUID, act: See) -> AssignmentShown | AssignmentNoted:
    """One assignment."""
    return assignments.get_assignment(act, assignment)


@router.get("/assignments/{assignment}/stop-notice", responses=documented(404, 409))
def get_stop_notice(assignment: UUID, act: SeeStops) -> StopNotice:
    """What the supervisor is told of work that is held back: restrictions only."""
    return stop_notices.stop_notice(act, assignment)


@router.post("/assignments/{assignment}/seen", responses=documented(404, 409))
def see_stop(assignment: UUID, act: Annotated[Act, doing(Action.CONFIRM_STOP)]) -> AssignmentShown | AssignmentNoted:
    """Confirm that the work has stopped."""
    return assignments.see(act, assignment)


@router.post("/assignments/{assignment}/suspension", responses=documented(404, 409))
def hold_assignment(
    assignment: UUID, word: Deciding, act: Annotated[Act, doing(Action.HOLD_WORK)]
) -> AssignmentShown | AssignmentNoted:
    """Hold work back, with the reason."""
    return assignments.hold(act, assignment, word)


@router.post("/assignments/{assignment}/resumption", responses=documented(404, 409))
def resume_assignment(assignment: UUID, word: Deciding, act: Decide) -> AssignmentShown:
    """Let work go on, with the reason. Refused while anything forbids it or waits for a person."""
    return assignments.resume(act, assignment, word)


@router.post("/assignments/{assignment}/stop", responses=documented(404, 409))
def stop_assignment(assignment: UUID, word: Deciding, act: Decide) -> AssignmentShown:
    """Stop work that does not fit any more, with the reason."""
    return assignments.stop(act, assignment, word)


@router.post("/assignments/{assignment}/end", responses=documented(404, 409))
def end_assignment(assignment: UUID, word: Ending, act: Decide) -> AssignmentShown:
    """The work is over: full duty, its last day, another job."""
    return assignments.end(act, assignment, word)
