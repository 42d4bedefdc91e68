"""Reports: what the page shows is what the files hold, and each role finds its own."""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from xml.etree import ElementTree as ET

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.casework.reporting import Report
from api.identity.roles import Role
from api.store.tables.base import now
from api.web.desk import charts, report_tables
from api.web.desk.report_tables import FORMS, MEANS, amount
from cases.metrics.definitions import METRICS
from generate.sheets import safe
from tests.api.web.scenario import day, open_case

YEAR = now().year
TABLE = re.compile(r'<table[^>]*data-sheet="([^"]+)".*?</table>', re.S)
ROW, CELL, TAG = (
    re.compile(r"<tr>(.*?)</tr>", re.S),
    re.compile(r"<t[hd][^>]*>(.*?)</t[hd]>", re.S),
    re.compile("<[^>]+>"),
)


@pytest.fixture
def figures(ours):
    """A case that somebody came back from, with hours on a project whose name is a formula, and figures of a year."""
    case = open_case(ours)["id"]
    for method, path, body in (
        ("PUT", f"/program-years/{YEAR}", {"emr": 0.93, "premium_cents": 18_250_000}),
        ("PUT", f"/program-years/{YEAR - 1}", {"emr": 0.98}),
        ("PUT", f"/cases/{case}/outcome", {"returned_on": day(0), "accommodated": True, "employed": True}),
        ("POST", f"/cases/{case}/modified-hours",
         {"project": "=HYPERLINK(1) & <b>", "day": day(0), "hours": 6, "cents": 15_000}),
        ("POST", "/satisfaction", {"day": day(0), "score": 4}),
    ):  # fmt: skip
        answer = ours.request(method, path, json=body)
        assert answer.status_code < 300, answer.text
    return case


def tables_of(page: str) -> dict[str, list[list[str]]]:
    """The cells of the tables of a page, as they are read."""
    found = {}
    for table in TABLE.finditer(page):
        rows = ROW.findall(table[0])
        found[table[1]] = [[unescape(TAG.sub("", cell)).strip() for cell in CELL.findall(row)] for row in rows]
    return found


def told(value: object, form: str) -> str:
    """A number as a spreadsheet shows it in one of our formats."""
    if not isinstance(value, int | float):
        return str(value or "")
    above, *more = form.split(";")
    chosen = above if value > 0 or not more else more[0] if value < 0 else more[1]
    number = re.search(r"#,##0(\.0+)?|0(\.0+)?", re.sub(r'"[^"]*"', lambda quoted: " " * len(quoted[0]), chosen))
    if number is None:
        return chosen.replace('"', "")
    digits = len((number[1] or number[2] or ".")[1:])
    shown = f"{abs(value):{',' if '#' in number[0] else ''}.{digits}f}"
    return (chosen[: number.start()] + shown + chosen[number.end() :]).replace('"', "")


@pytest.mark.integration
@pytest.mark.parametrize("query", [f"year={YEAR}", f"year={YEAR}&show=target", f"year={YEAR - 1}&show=no_data"])
def test_the_files_are_what_the_page_shows_cell_by_cell(seat, figures, query: str) -> None:
    """In the same order, with the same filters; in the CSV a formula is disarmed, in the workbook it is text."""
    here = seat()
    seen = tables_of(here.see(f"/reports?{query}"))
    book = openpyxl.load_workbook(io.BytesIO(here.get(f"/reports/report.xlsx?{query}").content))
    sheets = {
        sheet.title: [[told(cell.value, cell.number_format) for cell in row] for row in sheet.iter_rows()]
        for sheet in book.worksheets
    }
    files = {
        name: list(csv.reader(io.StringIO(here.get(f"/reports/report.csv?{query}&table={key}").text, newline="")))
        for key, name in report_tables.NAMES.items() if name in seen
    }  # fmt: skip

    assert {name: rows for name, rows in sheets.items() if name in seen} == seen
    assert files == {name: [[safe(cell) for cell in row] for row in rows] for name, rows in seen.items()}
    assert "Figures" in seen


@given(st.sampled_from(sorted(FORMS)), st.floats(-1e7, 1e7))
def test_a_figure_reads_the_same_as_text_and_as_a_number_in_its_format(unit: str, value: float) -> None:
    """Rounded once; a figure below zero exists only as a change, which says its direction in a word."""
    cell = amount(unit, value if unit == "points" else abs(value))

    assert told(cell.number, cell.form) == cell.text
    assert safe(cell.text) == cell.text


@pytest.mark.integration
def test_a_report_says_what_each_figure_means_and_whence(seat, figures) -> None:
    """One sentence and the source, a figure without data as such, and a miss in words."""
    here = seat()
    rows = {row[0]: row for row in tables_of(here.see(f"/reports?year={YEAR}"))["Figures"]}

    assert set(MEANS) == set(METRICS)
    assert all(says.endswith(".") and says.count(". ") == 0 for says in MEANS.values())
    assert rows["Change of the experience modification rate"][1:4] == ["0.05 lower", "lower than before", "Reached"]
    assert rows["Modified duty accepted"][1:4] == ["No data", "at least 95 %", "No data"]
    assert rows["Satisfaction with the program"][8] == "New York model program, VI"


@pytest.mark.integration
def test_charts_are_pictures_with_words(seat, figures) -> None:
    """Each has a title and a description that names every quarter with its figure, and the table has the same."""
    page = seat().see(f"/reports?year={YEAR}")
    drawn = [ET.fromstring(svg) for svg in re.findall(r'<svg viewBox="0 0 360 150".*?</svg>', page, re.S)]

    assert drawn
    for svg in drawn:
        assert svg.attrib["aria-labelledby"].split() == [svg.find("title").get("id"), svg.find("desc").get("id")]
        quarters = re.findall(r"Q\d ’\d\d", svg.findtext("desc"))
        assert len(quarters) == len(svg.findall("rect")) >= 5


@pytest.mark.integration
def test_who_may_not_see_cases_gets_the_evaluation_with_small_groups_withheld(seat, figures) -> None:
    """The committee finds no figure of one person, on the page and in its files; the supervisor finds no report."""
    committee, supervisor = seat(Role.COMMITTEE), seat(Role.SUPERVISOR)
    rows = {row[0]: row for row in tables_of(committee.see(f"/reports?year={YEAR}"))["Evaluation"]}

    assert rows["Workers accommodated"][1] == "Withheld: fewer than 5 people"
    assert "HYPERLINK" not in committee.see("/reports")
    assert committee.get("/reports/report.csv").status_code == 403
    assert committee.get("/reports/report.xlsx").status_code == 403
    assert "fewer than 5" in committee.get("/reports/evaluation.csv").text
    assert supervisor.get("/reports").status_code == supervisor.get("/reports/evaluation.csv").status_code == 403
    assert "/reports" not in supervisor.see("/")


@given(st.dictionaries(st.sampled_from(charts.SHOWN), st.none() | st.floats(0, 1e6), min_size=6))
def test_a_column_is_never_outside_its_chart_and_its_look_tells_its_result(values) -> None:
    """Whatever the figures: within the frame, hatched exactly if missed, dashed exactly without data."""
    quarter = {"year": 2026, "quarter": 3, "values": values}
    found = Report.model_construct(quarters=[charts.Quarter(**quarter)] * 8)
    for chart in charts.by_quarter(found):
        target = METRICS[chart.id].target
        for column in chart.columns:
            value = values[chart.id]
            missed = target is not None and value is not None and not target.met(value)
            assert charts.TOP - 0.1 <= column.y <= charts.FLOOR
            assert column.x + column.width <= charts.WIDE
            assert (column.kind == "none") == (value is None)
            assert (column.kind == "missed") == missed
