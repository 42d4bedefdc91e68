"""Reports: the metrics of a period as a table, by quarter as charts and a table, and both to take along.

    filters in the address → casework.reporting → tables (report_tables.py) → page, CSV and XLSX: the same cells
                                                → charts (charts.py), drawn here

Who may not see single cases gets the yearly evaluation instead, in which small groups are withheld (003 VI).
"""

from __future__ import annotations

from typing import Annotated, Final, Literal

from fastapi import APIRouter, Query, Response
from pydantic import Field

from api.casework import metrics, reporting
from api.casework.metrics import Span
from api.casework.reporting import Report
from api.identity.roles import Action
from api.web.desk import charts, report_tables
from api.web.desk.asking import Desk, doing
from api.web.desk.rendering import shown
from api.web.downloads import attachment
from generate.report_sheets import Table, csv_sheet, workbook

router = APIRouter(prefix="/reports", include_in_schema=False)
See = Annotated[Desk, doing(Action.SEE_EVALUATION)]
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BACK: Final = 6  # years that can be chosen


class Asked(Span):
    """The filters, as they stand in the address. Without a year it is this one."""

    year: int | None = Field(default=None, ge=1970, le=2200)  # type: ignore[assignment]
    show: Literal["", "target", "missed", "no_data"] = ""
    table: Literal["figures", "quarters", "projects"] = "figures"  # which one, as CSV


@router.get("")
def report_page(asked: Annotated[Asked, Query()], at: See) -> Response:
    """The figures of a period, or the evaluation of a year."""
    if not at.may(Action.SEE_METRICS):
        return _evaluation(asked, at)
    found = reporting.report(at.act, _span(asked, at))
    tables = report_tables.of(found, asked.show)
    return shown(
        at, "reports.html", asked=asked, span=_span(asked, at), years=_years(at), found=found, tables=tables,
        charts=charts.by_quarter(found), query=_query(asked, at), columns=report_tables.COLUMNS,
    )  # fmt: skip


@router.get("/evaluation")
def evaluation_page(asked: Annotated[Asked, Query()], at: See) -> Response:
    """The yearly evaluation: for everybody, as nobody's case shows in it."""
    return _evaluation(asked, at)


@router.get("/evaluation.csv")
def evaluation_csv(asked: Annotated[Asked, Query()], at: See) -> Response:
    """The evaluation as CSV."""
    return _csv([_findings(asked, at)], f"evaluation-{_span(asked, at).year}")


@router.get("/evaluation.xlsx")
def evaluation_xlsx(asked: Annotated[Asked, Query()], at: See) -> Response:
    """The evaluation as a workbook."""
    return attachment(workbook([_findings(asked, at)]), XLSX, f"evaluation-{_span(asked, at).year}.xlsx")


@router.get("/report.xlsx")
def report_xlsx(asked: Annotated[Asked, Query()], at: Annotated[Desk, doing(Action.SEE_METRICS)]) -> Response:
    """All tables of the page as a workbook."""
    return attachment(workbook(_tables(asked, at)), XLSX, f"{_name(asked, at)}.xlsx")


@router.get("/report.csv")
def report_csv(asked: Annotated[Asked, Query()], at: Annotated[Desk, doing(Action.SEE_METRICS)]) -> Response:
    """One table of the page as CSV."""
    wanted = [each for each in _tables(asked, at) if each.name == report_tables.NAMES[asked.table]]
    return _csv(wanted, f"{_name(asked, at)}-{asked.table}")


def _tables(asked: Asked, at: Desk) -> list[Table]:
    return report_tables.of(_found(asked, at), asked.show)


def _found(asked: Asked, at: Desk) -> Report:
    return reporting.report(at.act, _span(asked, at))


def _csv(tables: list[Table], name: str) -> Response:
    content = csv_sheet(tables[0]) if tables else b""
    return attachment(content, "text/csv; charset=utf-8", f"{name}.csv")


def _evaluation(asked: Asked, at: Desk) -> Response:
    year = _span(asked, at).year
    found = metrics.yearly_evaluation(at.act, year)
    return shown(
        at, "evaluation.html", year=year, years=_years(at), found=found, table=report_tables.of_evaluation(found),
        whole=at.may(Action.SEE_METRICS), columns=report_tables.EVALUATION_COLUMNS,
    )  # fmt: skip


def _findings(asked: Asked, at: Desk) -> Table:
    return report_tables.of_evaluation(metrics.yearly_evaluation(at.act, _span(asked, at).year))


def _span(asked: Asked, at: Desk) -> Span:
    return Span(year=asked.year or _this_year(at), quarter=asked.quarter)


def _this_year(at: Desk) -> int:
    return at.act.moment.astimezone(at.zone).year


def _years(at: Desk) -> list[int]:
    return [_this_year(at) - back for back in range(BACK)]


def _query(asked: Asked, at: Desk) -> str:
    said = {"year": _span(asked, at).year, "quarter": asked.quarter, "show": asked.show}
    return "&".join(f"{name}={value}" for name, value in said.items() if value)


def _name(asked: Asked, at: Desk) -> str:
    span = _span(asked, at)
    return f"report-{span.year}" + (f"-q{span.quarter}" if span.quarter else "")
