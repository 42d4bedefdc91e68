"""`workslip metrics`: the program's figures of a year or a quarter, or the yearly evaluation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.acting import As, Json, Of, acting_as, body, show
from api.identity.roles import Action

if TYPE_CHECKING:
    from cases.metrics import Figure, Finding


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("metrics")(metrics)


def metrics(
    year: int,
    as_: As,
    quarter: Annotated[int | None, typer.Option(min=1, max=4, help="Only that quarter.")] = None,
    evaluation: Annotated[bool, typer.Option("--evaluation", help="For handing out: small groups withheld.")] = False,
    of: Of = None,
    as_json: Json = False,
) -> None:
    """Each metric with its target; "no data" where nobody has entered any."""
    from api.casework.metrics import Span, yearly_evaluation
    from api.casework.metrics import metrics as figures_of

    span = body(Span, {"year": year, "quarter": quarter})
    with acting_as(as_, of, Action.SEE_EVALUATION if evaluation else Action.SEE_METRICS) as act:
        if evaluation:
            made = yearly_evaluation(act, span.year)
            show(made, [_finding(each) for each in made.findings], as_json)
        else:
            found = figures_of(act, span)
            show(found, [_figure(each) for each in found.figures], as_json)


def _figure(each: Figure) -> str:
    value = "no data" if each.value is None else f"{each.value:.1f} {each.metric.unit}"
    target = f"  target {each.metric.target.how} {each.metric.target.value:g}" if each.metric.target else ""
    missing = f"  ({each.missing} not known)" if each.missing else ""
    return f"{each.metric.name}: {value}{target}  {each.status}{missing}"


def _finding(each: Finding) -> str:
    value = f"{each.value:.1f} {each.unit}" if each.value is not None else each.status.replace("_", " ")
    return f"{each.name}: {value}"
