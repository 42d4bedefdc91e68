"""/cases/{case}/…: what is in force, re-evaluations, the match with a job."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from api.casework import in_force, matches, ranking, reevaluations
from api.casework.act import Act
from api.casework.in_force import InForceShown
from api.casework.matches import MatchShown, Question, Settling
from api.casework.ranking import RankedTask, Ranking
from api.casework.reevaluations import Closing, Opening, ReEvaluationShown
from api.identity.roles import Action
from api.web.asking import doing
from api.web.problems import documented

router = APIRouter(tags=["casework"])
See = Annotated[Act, doing(Action.SEE_CASE)]
Reevaluate = Annotated[Act, doing(Action.REEVALUATE)]


@router.get("/cases/{case}/restrictions", responses=documented(404))
def get_restrictions(case: UUID, act: See, on: Annotated[date | None, Query()] = None) -> InForceShown:
    """What is in force on a day (today), each restriction with the page and the box it rests on."""
    return in_force.restrictions_in_force(act, case, on)


@router.get("/cases/{case}/re-evaluations", responses=documented(404))
def list_reevaluations(case: UUID, act: See) -> list[ReEvaluationShown]:
    """The re-evaluations of a case; an open one blocks new offers."""
    return reevaluations.list_reevaluations(act, case)


@router.post("/cases/{case}/re-evaluations", status_code=201, responses=documented(404))
def open_reevaluation(case: UUID, why: Opening, act: Reevaluate) -> ReEvaluationShown:
    """Ask for a new look at a case."""
    return reevaluations.open_by_hand(act, case, why)


@router.post("/re-evaluations/{reevaluation}/closing", responses=documented(404, 409))
def close_reevaluation(reevaluation: UUID, why: Closing, act: Reevaluate) -> ReEvaluationShown:
    """Settle a re-evaluation, with the reason."""
    return reevaluations.close_by_hand(act, reevaluation, why)


@router.post("/cases/{case}/match", responses=documented(404))
def match_job(case: UUID, asked: Question, act: Annotated[Act, doing(Action.MATCH)]) -> MatchShown:
    """Match a job against what is in force; changes nothing."""
    return matches.match_case(act, case, asked)


@router.post("/cases/{case}/tasks", responses=documented(404))
def rank_tasks(case: UUID, asked: Ranking, act: Annotated[Act, doing(Action.MATCH)]) -> list[RankedTask]:
    """Which tasks of the bank and of the jobs on file fit what is in force, best first; changes nothing."""
    return ranking.rank_tasks(act, case, asked)


@router.post("/cases/{case}/match/settlements", responses=documented(404, 409))
def settle_pair(case: UUID, word: Settling, act: Annotated[Act, doing(Action.RESOLVE)]) -> MatchShown:
    """Settle an undecided pair, with a reason. A conflict cannot be settled this way."""
    return matches.settle_pair(act, case, word)
