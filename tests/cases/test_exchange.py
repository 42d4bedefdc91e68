"""The two documents and the answer: published schemas are current, the example works, other formats are refused."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema_rs
import pytest
from pydantic import ValidationError

from cases.exchange import DOCUMENTS, Demands, Restrictions, answer, schema_of
from cases.restrictions import Report

FOLDER = Path(__file__).parents[2] / "cases" / "schemas"
EXAMPLES = [json.loads(each) for each in re.findall(r"```json\n(.*?)```", (FOLDER / "README.md").read_text(), re.S)]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_published_schemas_are_current(name):
    """`workslip match --schema NAME > cases/schemas/NAME-1.json` after a change of the types."""
    assert json.loads((FOLDER / f"{name}-1.json").read_text()) == schema_of(name)


def test_the_example_on_the_page_matches_as_it_says():
    """The two documents of the page are valid, and so is the answer; it suggests what the page promises."""
    said, asked = EXAMPLES
    found = answer(Restrictions.model_validate(said), Demands.model_validate(asked))
    documents = {"restrictions": said, "demands": asked, "match": found.model_dump(mode="json", by_alias=True)}
    for name, document in documents.items():
        jsonschema_rs.validate(schema_of(name), document)
    assert found.outcome == "conflict"
    assert found.suggestions[0].sentence == "Fits if lifting 21–50 lb is given to someone else."


@pytest.mark.parametrize("wrong", [{"format": 2}, {"format": "1"}, {"unheard": 1}, {"reports": []}])
def test_another_format_or_key_is_refused(wrong):
    """Nobody guesses what a newer format means."""
    with pytest.raises(ValidationError):
        Restrictions.model_validate(EXAMPLES[0] | wrong)


def test_reports_stored_before_the_new_fields_load_and_write_the_same():
    """Old JSON reads, and what says nothing new is written as it was: keys and editions rest on it."""
    old = {
        "activity": "lift", "qualifier": None, "body_part": None, "side": "unstated", "strength": "avoid",
        "limits": [{"kind": "max_weight", "value": 10.0, "unit": "lb", "operator": "<=", "frequency": "any",
                    "scale": None, "lift_zone": None}],
        "effective_from": None, "effective_through": None, "from": [], "review": "extracted",
    }  # fmt: skip
    report = Report.model_validate({"document": "d", "status": {}, "restrictions": [old]})
    assert report.restrictions[0].model_dump(mode="json", by_alias=True) == old
