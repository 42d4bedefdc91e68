"""/metrics, /evaluations, /program-years, /satisfaction: the program's figures, and what they need."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.casework import inputs, metrics
from api.casework.act import Act
from api.casework.inputs import Satisfaction, SatisfactionShown, Year, YearShown
from api.casework.metrics import MetricsShown, Span
from api.identity.roles import Action
from api.web.asking import doing
from cases.metrics import Evaluation

router = APIRouter(tags=["metrics"])
Enter = Annotated[Act, doing(Action.ENTER_FIGURES)]
OfYear = Annotated[int, Path(ge=1970, le=2200)]


@router.get("/metrics")
def get_metrics(span: Annotated[Span, Query()], act: Annotated[Act, doing(Action.SEE_METRICS)]) -> MetricsShown:
    """The eighteen metrics of a year or a quarter, each with its formula; "no data" where there is none."""
    return metrics.metrics(act, span)


@router.get("/evaluations/{year}")
def get_evaluation(year: OfYear, act: Annotated[Act, doing(Action.SEE_EVALUATION)]) -> Evaluation:
    """The yearly evaluation for management and representatives; small groups are withheld."""
    return metrics.yearly_evaluation(act, year)


@router.put("/program-years/{year}")
def set_year(year: OfYear, said: Year, act: Enter) -> YearShown:
    """Enter premiums, EMR, employees and hours worked of a year."""
    return inputs.set_year(act, year, said)


@router.post("/satisfaction", status_code=201)
def add_satisfaction(new: Satisfaction, act: Enter) -> SatisfactionShown:
    """Put an answer about satisfaction on file; it names nobody."""
    return inputs.add_satisfaction(act, new)
