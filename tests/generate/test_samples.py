"""Filled samples of every form, and their values read back three ways."""

from __future__ import annotations

import io
import json

import jsonschema_rs
import pikepdf
import pypdf
import pytest

from extract.acroform import cross_checked, other_view, stored_fields
from forms.definitions import ALL
from forms.meaning import Conditions, LimitOf, NothingToAvoid
from forms.values import values_schema
from generate.samples import sample_values
from tests.generate.sampled import SEEDS, sample

FORMS = sorted(ALL)


def plain(kind: str, value: object) -> object:
    """A field's stored value in the words of `written`: a tick, a state without its slash, a text; None if empty."""
    text = "" if value is None else str(value).removeprefix("/")
    if kind == "check":
        return text == "Yes"
    return None if text == "" or (kind == "radio" and text == "Off") else text


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", FORMS)
def test_a_sample_says_something_and_nothing_twice(name: str, seed: int):
    """Every radio group is answered, "nothing to avoid" stands alone, a limit beside its tick; no signature."""
    form, values = sample(name, seed).edition.map, sample(name, seed).values
    assert all(f.name in values for f in form.fields if f.kind == "radio")
    assert not [f.name for f in form.fields if f.kind == "signature" and f.name in values]
    for section in {f.section for f in form.fields if f.section}:
        said = [f for f in form.fields if f.section == section and f.name in values]
        assert said
        assert len(said) == 1 or not any(isinstance(f.meaning, NothingToAvoid) for f in said)
    for field in (form.field(n) for n in values):
        if isinstance(field.meaning, LimitOf):
            assert values[field.meaning.of] is True
        if isinstance(field.meaning, Conditions):
            assert values[field.meaning.of] == field.meaning.option


@pytest.mark.parametrize("name", FORMS)
def test_a_sample_fills_nearly_all_that_is_written(name: str):
    """Over the seeds, every date, number and text is filled but the one that says the program does not fit."""
    form = sample(name).edition.map
    filled = {n for seed in range(40) for n in sample_values(form, seed)}
    empty = [f for f in form.fields if f.kind != "signature" and f.name not in filled]
    assert [f.name for f in empty if f.meaning.kind not in ("not_appropriate", "conditions")] == []


@pytest.mark.parametrize("name", FORMS)
def test_the_same_seed_gives_the_same_values_and_they_fit_the_schema(name: str):
    """Samples are seeded, are JSON, and keep the schema that `--schema` prints."""
    form, values = sample(name).edition.map, sample(name).values
    assert sample_values(form) == values != sample_values(form, 1)
    jsonschema_rs.validate(values_schema(form), json.loads(json.dumps(values)))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", FORMS)
def test_pypdf_and_pikepdf_read_a_sample_back(name: str, seed: int):
    """Two libraries find in the file what was written, and nothing more."""
    made = sample(name, seed)
    kinds = {f.name: f.kind for f in made.edition.map.fields}
    by_pypdf = pypdf.PdfReader(io.BytesIO(made.pdf), strict=True).get_fields()
    assert {n: plain(kinds[n], f.value) for n, f in by_pypdf.items()} == made.written
    with pikepdf.open(io.BytesIO(made.pdf)) as pdf:
        by_pikepdf = {str(f.T): plain(kinds[str(f.T)], f.get("/V")) for f in pdf.Root.AcroForm.Fields}
        assert pdf.check_pdf_syntax() == []
    assert by_pikepdf == made.written


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", FORMS)
def test_the_reader_reads_a_sample_back(name: str, seed: int):
    """The reader's own view of the form fields is what was written; it agrees with itself and with pypdf."""
    made = sample(name, seed)
    with pikepdf.open(io.BytesIO(made.pdf)) as pdf:
        stored = {n: s for page in range(len(pdf.pages)) for n, s in stored_fields(pdf, page + 1).items()}
    signatures = {f.name for f in made.edition.map.fields if f.kind == "signature"}
    assert {n: None if n in signatures else s.value for n, s in stored.items()} == made.written
    other = other_view(made.pdf)
    assert all(s.agrees and not s.hidden and cross_checked(s, other) for s in stored.values())
    assert not any(stored[n].value for n in signatures)
