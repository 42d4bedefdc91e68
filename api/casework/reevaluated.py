"""Re-evaluations with the work they are about: what is being worked, and what of it the reports forbid now."""

from __future__ import annotations

import uuid

from pydantic import Field

from api.casework import assignments, reevaluations
from api.casework.act import Act
from api.casework.assignments import AssignmentShown
from api.casework.reevaluations import Closing, Opening, ReEvaluationShown
from api.casework.views import ReEvaluationNoted
from api.store.tables import Assignment
from cases.assignments import LIVE


class ReEvaluationOfWork(ReEvaluationShown):
    """A re-evaluation, and while it is open the work that is not over, with the pairs that forbid it: before anybody
    has confirmed the reading."""

    assignments: list[AssignmentShown] = Field(description="Empty once it is closed.")


Seen = ReEvaluationOfWork | ReEvaluationNoted


def list_reevaluations(act: Act, case: uuid.UUID) -> list[Seen]:
    """Every re-evaluation of a case, the newest first, as the role sees it."""
    return [_seen(act, each) for each in reevaluations.list_reevaluations(act, case)]


def open_by_hand(act: Act, case: uuid.UUID, why: Opening) -> Seen:
    """A person asks for a new look."""
    return _seen(act, reevaluations.open_by_hand(act, case, why))


def close_by_hand(act: Act, key: uuid.UUID, why: Closing) -> ReEvaluationOfWork:
    """A person settles it. Work that was held back stays so until somebody says that it goes on."""
    return _with_work(act, reevaluations.close_by_hand(act, key, why))


def _seen(act: Act, each: ReEvaluationShown | ReEvaluationNoted) -> Seen:
    return _with_work(act, each) if isinstance(each, ReEvaluationShown) else each


def _with_work(act: Act, shown: ReEvaluationShown) -> ReEvaluationOfWork:
    query = act.own(Assignment).where(Assignment.case_id == shown.case_id, Assignment.state.in_(LIVE))
    live = [] if shown.closed_at else list(act.session.scalars(query))
    return ReEvaluationOfWork(**shown.model_dump(), assignments=[assignments.show(act, row) for row in live])
