"""The published schemas are those of today's types, and nothing that read yesterday's breaks."""

from __future__ import annotations

import copy
import json

import jsonschema_rs
import pytest

from api.exports import publish, schemas
from api.exports.compatible import breaks
from api.exports.fhir import code_systems
from cases.activities import CODES
from cases.errors import NotFound, Refused
from tests.api.exports import r4

NAMES = sorted(schemas.MODELS)
CASE = schemas.schema("case")


def committed(name):
    """A published file."""
    return (schemas.FOLDER / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_todays_schema_breaks_nobody(name) -> None:
    """Compatible changes only; a rename takes a new version."""
    assert breaks(json.loads(committed(f"{name}.schema.json")), schemas.schema(name)) == []


def test_what_is_published_is_current() -> None:
    """If this fails: `python -m api.exports.publish`, and look at the difference."""
    files = schemas.published()

    assert {path.name for path in schemas.FOLDER.iterdir()} == set(files)
    assert [name for name, text in files.items() if committed(name) != text] == []


@pytest.mark.parametrize("name", NAMES)
def test_each_is_a_schema_and_open(name) -> None:
    """By its own meta-schema; and a key that a reader does not know is no error."""
    made = schemas.schema(name)

    assert jsonschema_rs.meta.is_valid(made)
    assert '"additionalProperties": false' not in json.dumps(made)


def test_a_schema_that_is_not_there_names_those_that_are() -> None:
    """A sentence, not a stack trace."""
    with pytest.raises(NotFound, match="restriction-set"):
        schemas.schema("nothing")


def in_defs(path, do):
    """A change to one definition."""
    return lambda made: do(made["$defs"][path])


BREAKING = {
    "renamed": in_defs("Worker", lambda w: w["properties"].update(born=w["properties"].pop("birth_date"))),
    "removed": lambda made: made["properties"].pop("offers"),
    "retyped": in_defs("MaxWeight", lambda m: m["properties"].update(value={"type": "string"})),
    "optional": in_defs("Report", lambda r: r["required"].remove("status")),
    "code gone": in_defs("Strength", lambda s: s["enum"].remove("avoid")),
    "kind gone": in_defs("Restriction", lambda r: r["properties"]["limits"]["items"]["oneOf"].pop()),
    "version": lambda made: made["properties"]["version"].update(const=2),
}


@pytest.mark.parametrize("change", BREAKING.values(), ids=BREAKING)
def test_a_breaking_change_is_found(change, tmp_path, monkeypatch) -> None:
    """Each kind of break is named, and `publish` writes nothing."""
    before = copy.deepcopy(CASE)
    changed = copy.deepcopy(CASE)
    change(changed)
    (tmp_path / "case.schema.json").write_text(json.dumps(before))
    monkeypatch.setattr(publish, "FOLDER", tmp_path)
    monkeypatch.setattr(publish, "published", lambda: {"case.schema.json": json.dumps(changed)})

    assert breaks(before, changed)
    with pytest.raises(Refused):
        publish.publish()
    assert json.loads((tmp_path / "case.schema.json").read_text()) == before


def test_an_addition_is_none() -> None:
    """A key more, a code more, a kind of limit more: who read the old shape reads the new one."""
    changed = copy.deepcopy(CASE)
    changed["properties"]["plans"] = {"type": "array"}
    changed["required"].append("plans")
    changed["$defs"]["Strength"]["enum"].append("advise")
    kinds = changed["$defs"]["Restriction"]["properties"]["limits"]["items"]["oneOf"]
    kinds.append({"type": "object", "properties": {"kind": {"const": "max_noise", "type": "string"}}})

    assert breaks(CASE, changed) == []


def test_the_code_systems_are_r4_and_hold_every_code() -> None:
    """Each activity once, a child under its parent; each kind of limit; each strength and side."""
    made = [code_systems.activities(), code_systems.limits(), code_systems.strengths(), code_systems.sides()]
    tree = made[0]["concept"]
    codes = [each["code"] for top in tree for each in (top, *top.get("concept", ()))]

    assert [r4.problems(each) for each in made] == [[], [], [], []]
    assert sorted(codes) == sorted(CODES)
    assert code_systems.kinds() == set(code_systems.LIMITS)
