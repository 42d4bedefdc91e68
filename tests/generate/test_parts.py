"""Parts of a form that are filed apart: a PDF of their own, with nothing of the other part in it."""

from __future__ import annotations

import io

import page
import pikepdf
import pytest

from extract.pipeline import read_in_process
from forms.definitions import ALL
from forms.editions import Library
from generate.parts import personalise_part
from generate.samples import sample_values

EDITION = Library().current("individual-return-to-work-plan")
FORM = EDITION.map
PARTS = {p.id: p.pages for p in ALL[FORM.form].parts}
COPY = "QX7ABCDE23"


def values() -> dict[str, object]:
    """Every field of the form filled; every text says on which page it stands."""
    here = {p.field: p.page for p in FORM.places}
    texts = [f for f in FORM.fields if f.kind == "text"]
    return sample_values(FORM) | {f.name: f"CANARY{here[f.name]}" for f in texts}


def part(name: str) -> bytes:
    """A filled part."""
    return personalise_part(EDITION, values(), COPY, None, PARTS[name])


def everything_in(pdf: bytes) -> bytes:
    """All that stands in a file: every object, every stream unpacked, whatever points to it or not."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        found = [pdf]
        for each in document.objects:
            found.append(each.unparse(resolved=True))
            if isinstance(each, pikepdf.Stream):
                found.append(each.read_bytes())
        return b"\n".join(found)


@pytest.mark.parametrize(("name", "other"), [("medical", "plan"), ("plan", "medical")])
def test_nothing_of_the_other_part_is_in_the_file(name: str, other: str):
    """No value, no field's name, no tip and no printed title of the other part, in any object or stream."""
    inside = everything_in(part(name))
    fields = {f.name: f for f in FORM.fields}
    own = {p.field for p in FORM.places if p.page in PARTS[name]}
    for number in PARTS[other]:
        assert f"CANARY{number}".encode() not in inside
    for field in (fields[n] for n in fields.keys() - own):
        assert f"({field.name})".encode() not in inside
        tips = {fields[n].tip for n in own}
        assert field.tip in tips or f"({field.tip})".encode() not in inside
    assert f"CANARY{PARTS[name][0]}".encode() in inside


@pytest.mark.parametrize("name", PARTS)
def test_a_part_is_accessible_as_the_whole_form_is(name: str):
    """The PDF/UA-1 checks pass: what is left of the tags fits what is left of the pages."""
    report = page.validate_pdf_bytes(part(name), profile="ua1")
    assert report.is_compliant, [(f.rule_id, f.message) for f in report.failures]


@pytest.mark.parametrize("name", PARTS)
def test_a_part_has_the_same_bytes_and_its_own_fields(name: str):
    """Equal values, equal bytes; exactly the fields that stand on its pages, each with its widgets there."""
    assert part(name) == part(name)
    own = {p.field for p in FORM.places if p.page in PARTS[name]}
    with pikepdf.open(io.BytesIO(part(name))) as pdf:
        assert {str(f.T) for f in pdf.Root.AcroForm.Fields} == own
        assert len(pdf.pages) == len(PARTS[name])
        widgets = {a.objgen for p in pdf.pages for a in p.obj.Annots}
        for field in pdf.Root.AcroForm.Fields:
            assert {w.objgen for w in field.get("/Kids", [field])} <= widgets


@pytest.mark.integration
@pytest.mark.parametrize("name", PARTS)
def test_a_part_is_read_by_its_page_codes(name: str):
    """Each page says which page of the form it is: the part is read as those pages of its copy."""
    (document,) = read_in_process(part(name), "part.pdf", evidence=False).documents
    assert (document.form, document.edition, document.copy_id) == (FORM.form, FORM.edition, COPY)
    assert {r.page for r in document.fields.values() if r.status != "missing"} == set(PARTS[name])
    read = {n: r.value for n, r in document.fields.items() if FORM.field(n).kind == "text" and r.value}
    assert read
    assert all(value == values()[n] for n, value in read.items())
