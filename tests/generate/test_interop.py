"""What other programs find in our forms: names to hear, an order to tab in, ticks that look like ticks everywhere."""

from __future__ import annotations

import io
from collections import Counter

import page
import pikepdf
import pytest

from forms.definitions import ALL
from forms.editions import Library
from tests.generate.drawn import by_pdfium, by_poppler, ink
from tests.generate.sampled import SEEDS, sample

FORMS = sorted(ALL)


def terminal(field: pikepdf.Object) -> list[pikepdf.Object]:
    """The widgets of a field: its kids, or itself."""
    return list(field.get("/Kids", [field]))


@pytest.mark.parametrize("name", FORMS)
def test_every_field_has_a_tooltip(name: str):
    """A screen reader says the field's tip: in the field, and for each option of a group which one it is."""
    edition = Library().current(name)
    with pikepdf.open(io.BytesIO(edition.blank)) as pdf:
        for field in pdf.Root.AcroForm.Fields:
            asked = edition.map.field(str(field.T))
            assert str(field.TU).startswith(asked.tip)  # a date adds how to write it
            if asked.kind == "radio":
                spoken = [str(kid.TU) for kid in field.Kids]
                assert len(spoken) == len(set(spoken)) == len(asked.options)
                assert all(option.label.split(",")[0] in tip for option, tip in zip(asked.options, spoken, strict=True))


@pytest.mark.parametrize("name", FORMS)
def test_the_document_says_what_it_is(name: str):
    """Title shown in the window, language, tags; the tab key follows the structure."""
    edition = Library().current(name)
    with pikepdf.open(io.BytesIO(edition.blank)) as pdf:
        assert edition.map.title in str(pdf.open_metadata()["dc:title"])
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert str(pdf.Root.Lang) == edition.map.language
        assert pdf.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in pdf.Root
        assert all(p.obj.Tabs == "/S" for p in pdf.pages)


@pytest.mark.parametrize("name", FORMS)
def test_the_tab_key_goes_in_reading_order(name: str):
    """The structure names every widget once, in the order in which the definition asks, the reply's at the foot."""
    edition = Library().current(name)
    with pikepdf.open(io.BytesIO(edition.blank)) as pdf:
        owners = {kid.objgen: str(f.T) for f in pdf.Root.AcroForm.Fields for kid in terminal(f)}
        order = [owners[o] for o in widgets_in(pdf.Root.StructTreeRoot) if o in owners]
    assert Counter(order) == Counter(p.field for p in edition.map.places)
    reply = [f.name for f in ALL[name].reply]
    body = [f.name for f in edition.map.fields if f.name not in reply]
    assert [n for n in dict.fromkeys(order) if n not in reply] == body
    assert [n for n in order if n in reply] == reply


def widgets_in(node: pikepdf.Object) -> list[tuple[int, int]]:
    """The objects that a structure element refers to, in its order."""
    kids = node.get("/K", pikepdf.Array())
    found: list[tuple[int, int]] = []
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary):
            found += [kid.Obj.objgen] if kid.get("/Type") == "/OBJR" else widgets_in(kid)
    return found


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", FORMS)
def test_a_tick_is_value_state_and_look(name: str, seed: int):
    """The widget that is on is the field's value, has a look for it and one for off; the others are off."""
    with pikepdf.open(io.BytesIO(sample(name, seed).pdf)) as pdf:
        for field in (f for f in pdf.Root.AcroForm.Fields if f.FT == "/Btn"):
            value = str(field.get("/V", "/Off"))
            on = [str(w.AS) for w in terminal(field) if w.AS != "/Off"]
            assert on == ([] if value == "/Off" else [value]), str(field.T)
            assert all({"/Off", str(w.AS)} <= set(w.AP.N.keys()) for w in terminal(field))
            assert all(isinstance(w.AP.N[str(w.AS)], pikepdf.Stream) for w in terminal(field))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", FORMS)
def test_a_filled_form_stays_accessible(name: str, seed: int):
    """A filled sample passes the PDF/UA-1 checks that its blank passes."""
    report = page.validate_pdf_bytes(sample(name, seed).pdf, profile="ua1")
    assert report.is_compliant, [(f.rule_id, f.message) for f in report.failures]


@pytest.mark.integration
@pytest.mark.parametrize("name", [n for n in FORMS if sample(n).boxes])
def test_pdfium_and_poppler_draw_the_same_ticks(name: str):
    """Each ticked box is dark inside in both, each other one is white in both, and they agree on how dark."""
    made = sample(name)
    one, other = (ink(made.edition.map, made.boxes, by(made.pdf)) for by in (by_pdfium, by_poppler))
    for place, ticked in made.boxes.items():
        assert (one[place] > 0.15) == (other[place] > 0.15) == ticked, (place, one[place], other[place])
        assert ticked or max(one[place], other[place]) < 0.02, (place, one[place], other[place])
        assert abs(one[place] - other[place]) < 0.08, (place, one[place], other[place])
