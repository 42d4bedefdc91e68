"""`workslip osha` and `workslip metrics`: the same services, by a named user, from the command line."""

from __future__ import annotations

import csv

import pytest

from tests.api.cli.test_casework import case, files, workslip
from tests.api.web.scenario import day

pytestmark = pytest.mark.integration
__all__ = ["case", "files", "workslip"]
YEAR = int(day(-20)[:4])


def test_the_count_of_a_case_and_the_log_of_a_year(workslip, case, tmp_path) -> None:
    """Every run of days with its paragraph, what is open, and a sheet with the columns of the form."""
    shown = workslip("osha", "case", case["id"])
    assert "29 CFR 1904.7(b)(3)(i)" in shown
    assert "open: " in shown
    assert workslip("osha", "case", case["id"], "--json")["counts"]["away"] == 0

    assert f"nobody has decided: {case['id']}" in workslip("osha", "log", YEAR, "--csv", tmp_path / "log.csv")
    (head,) = csv.reader((tmp_path / "log.csv").read_text(encoding="utf-8").splitlines())
    assert len(head) == 18


def test_the_figures_and_the_evaluation(workslip, case) -> None:
    """Eighteen lines; nothing entered is no data, and one case is withheld or no data, never shown."""
    lines = workslip("metrics", YEAR).splitlines()
    assert len(lines) == 18
    assert all("no data" in line for line in lines)
    assert len(workslip("metrics", YEAR, "--quarter", 1, "--json")["figures"]) == 18
    evaluated = workslip("metrics", YEAR, "--evaluation", "--json")
    assert {each["status"] for each in evaluated["findings"]} == {"no_data"}
