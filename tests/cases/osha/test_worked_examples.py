"""The counts that were worked by hand, in worked_examples.toml, each with the paragraph it follows."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest

from cases.osha import Advice, History, Says, Work, Worked, counts, ledger
from cases.osha.counts import column
from cases.osha.decisions import Authority, Estimate, Leaving

EXAMPLES = tomllib.loads((Path(__file__).parent / "worked_examples.toml").read_text())["example"]


def history(example: dict) -> History:
    """The example as the ledger wants it."""
    asked = [
        {"source": f"report-{n}", "professional": "treating"} | each for n, each in enumerate(example.get("advice", ()))
    ]
    worked = [
        {"source": f"record-{n}", "reported": each["first"]} | each for n, each in enumerate(example.get("work", ()))
    ]
    authority = example.get("authority")
    return History(
        injured=example["injured"],
        advice=tuple(Advice(**each | {"says": Says(each["says"]), "received": each["given"]}) for each in asked),
        work=tuple(Work(**each | {"worked": Worked(each["worked"])}) for each in worked),
        authorities=(Authority(**authority),) if authority else (),
        permanent=example.get("permanent"),
        leaving=Leaving(**example["leaving"]) if "leaving" in example else None,
        estimate=Estimate(**example["estimate"]) if "estimate" in example else None,
        days_off=tuple(example.get("days_off", (5, 6))),
    )


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: each["name"])
def test_the_count_is_the_one_worked_by_hand(example: dict):
    """Both columns, the box, and where given the split over years and the estimated days."""
    told, as_of = history(example), example.get("as_of", date(2026, 12, 31))
    found = counts(ledger(told, as_of), told, as_of)

    assert (found.away, found.restricted) == (example["away"], example["restricted"]), example["because"]
    assert (column(found, None) or "") == example["column"]
    if "by_year" in example:
        assert {str(each.year): [each.away, each.restricted] for each in found.by_year} == example["by_year"]
    assert found.estimated == example.get("estimated", 0)


def test_there_are_at_least_twelve_and_each_cites_its_paragraph():
    """A number without its paragraph teaches nobody anything."""
    assert len(EXAMPLES) >= 12
    assert all(each["cites"].startswith("29 CFR 1904.7(b)") and len(each["because"]) > 30 for each in EXAMPLES)
