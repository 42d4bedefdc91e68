"""/cases/{case}/…: what is in force, re-evaluations, the match with a job."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query

from api.casework import in_force, matches, ranking, reevaluated, wording
from api.casework.act import Act
from api.casework.in_force import InForceShown
from api.casework.matches import MatchShown, Question, Settling
from api.casework.ranking import RankedTask, Ranking
from api.casework.reevaluated import ReEvaluationOfWork
from api.casework.reevaluations import Closing, Opening
from api.casework.views import LimitsShown, MatchNoted, OutlookShown, ReEvaluationNoted
from api.casework.wording import Wording
from api.identity.roles import Action
from api.store.tables import Case
from api.web.asking import doing
from api.web.problems import documented

router = APIRouter(tags=["casework"])
Key = Annotated[str, Path(max_length=24, pattern=r"^[0-9a-f]+$")]


@router.get("/cases/{case}/restrictions", responses=documented(404))
def get_restrictions(
    case: UUID, act: Annotated[Act, doing(Action.SEE_RESTRICTIONS)], on: Annotated[date | None, Query()] = None
) -> InForceShown | OutlookShown | LimitsShown:
    """What is in force on a day (today), as the role sees it; whole, with the page and box of each restriction."""
    return in_force.restrictions_in_force(act, case, on)


@router.put("/cases/{case}/restrictions/{limit}/wording", responses=documented(404, 409))
def share_wording(
    case: UUID, limit: Key, words: Wording, act: Annotated[Act, doing(Action.SHARE_WORDING)]
) -> InForceShown:
    """Tell a limit in words that supervisors and the Committee may read, or (no words) take them back."""
    wording.share(act, case, limit, words)
    return in_force.shown_whole(act, act.find(Case, case), act.today)


@router.get("/cases/{case}/re-evaluations", responses=documented(404))
def list_reevaluations(
    case: UUID, act: Annotated[Act, doing(Action.SEE_REEVALUATIONS)]
) -> list[ReEvaluationOfWork | ReEvaluationNoted]:
    """The re-evaluations of a case; an open one blocks new offers and names the work it is about."""
    return reevaluated.list_reevaluations(act, case)


@router.post("/cases/{case}/re-evaluations", status_code=201, responses=documented(404))
def open_reevaluation(
    case: UUID, why: Opening, act: Annotated[Act, doing(Action.OPEN_REEVALUATION)]
) -> ReEvaluationOfWork | ReEvaluationNoted:
    """Ask for a new look at a case."""
    return reevaluated.open_by_hand(act, case, why)


@router.post("/re-evaluations/{reevaluation}/closing", responses=documented(404, 409))
def close_reevaluation(
    reevaluation: UUID, why: Closing, act: Annotated[Act, doing(Action.CLOSE_REEVALUATION)]
) -> ReEvaluationOfWork:
    """Settle a re-evaluation, with the reason. Work that was held back stays so until it is let go on."""
    return reevaluated.close_by_hand(act, reevaluation, why)


@router.post("/cases/{case}/match", responses=documented(404))
def match_job(case: UUID, asked: Question, act: Annotated[Act, doing(Action.MATCH)]) -> MatchShown | MatchNoted:
    """Match a job against what is in force; changes nothing."""
    return matches.match_case(act, case, asked)


@router.post("/cases/{case}/tasks", responses=documented(404))
def rank_tasks(case: UUID, asked: Ranking, act: Annotated[Act, doing(Action.RANK_TASKS)]) -> list[RankedTask]:
    """Which tasks of the bank and of the jobs on file fit what is in force, best first; changes nothing."""
    return ranking.rank_tasks(act, case, asked)


@router.post("/cases/{case}/match/settlements", responses=documented(404, 409))
def settle_pair(case: UUID, word: Settling, act: Annotated[Act, doing(Action.RESOLVE)]) -> MatchShown:
    """Settle an undecided pair, with a reason. A conflict cannot be settled this way."""
    return matches.settle_pair(act, case, word)
