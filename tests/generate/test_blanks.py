from __future__ import annotations

import io

import numpy as np
import page
import pikepdf
import pypdfium2
import pytest

from cases.errors import BadInput, Conflict, Unavailable
from forms.definitions import ALL
from forms.editions import Library
from generate import blanks
from generate.blanks import Blank, compile_blank
from generate.printing import keep

FORMS = sorted(ALL)


@pytest.fixture(scope="module")
def fresh() -> dict[str, Blank]:
    """Every form, compiled now."""
    return {name: compile_blank(form) for name, form in ALL.items()}


@pytest.mark.parametrize("name", FORMS)
def test_a_fresh_compile_gives_the_committed_edition(fresh: dict[str, Blank], name: str):
    """The definition, template and fonts of today give byte for byte the edition that is printed now."""
    current = Library().current(name)
    assert fresh[name].map == current.map
    assert fresh[name].pdf == current.blank


@pytest.mark.parametrize("name", FORMS)
def test_a_blank_is_accessible(fresh: dict[str, Blank], name: str):
    """Every blank passes the PDF/UA-1 checks: tagged, titled, each widget in the structure with a tip."""
    report = page.validate_pdf_bytes(fresh[name].pdf, profile="ua1")
    assert report.is_compliant, [(f.rule_id, f.message) for f in report.failures]


@pytest.mark.parametrize("name", FORMS)
def test_the_map_lies_on_the_ink(fresh: dict[str, Blank], name: str):
    """Each printed box begins and ends where the map says, within a fifth of a point, and is empty inside."""
    blank, scale = fresh[name], 10.0
    document = pypdfium2.PdfDocument(blank.pdf)
    for number, geometry in enumerate(blank.map.pages, start=1):
        ink = document[number - 1].render(scale=scale, grayscale=True).to_numpy().squeeze() < 128
        ticks = [
            p for p in blank.map.places if p.page == number and blank.map.field(p.field).kind in ("check", "radio")
        ]
        for place in ticks:
            x0, y0, x1, y1 = place.box
            rows = slice(round((geometry.height - y1 - 1.5) * scale), round((geometry.height - y0 + 1.5) * scale))
            cut = ink[rows, round((x0 - 1.5) * scale) : round((x1 + 1.5) * scale)]
            across, down = np.flatnonzero(cut.any(axis=0)), np.flatnonzero(cut.any(axis=1))
            edges = np.array([across[0], across[-1] + 1, down[0], down[-1] + 1]) / scale - 1.5
            assert np.abs(edges - [0, x1 - x0, 0, y1 - y0]).max() < 0.2, place
            assert not cut[30:-30, 30:-30].any()
        for square in geometry.squares:
            x0, y0, x1, y1 = square
            rows = slice(round((geometry.height - y1) * scale) + 1, round((geometry.height - y0) * scale) - 1)
            assert ink[rows, round(x0 * scale) + 1 : round(x1 * scale) - 1].all()


@pytest.mark.parametrize("name", FORMS)
def test_text_fields_never_share_an_appearance(fresh: dict[str, Blank], name: str):
    """pypdf writes into appearance streams in place: a shared one would show one value in many fields."""
    with pikepdf.open(io.BytesIO(fresh[name].pdf)) as pdf:
        looks = [f.AP.N.objgen for f in pdf.Root.AcroForm.Fields if f.get("/FT") in ("/Tx", "/Sig")]
    assert len(looks) == len(set(looks)) > 0


def test_a_form_that_is_too_long_is_refused():
    """A page that runs over is an error of the definition, not a silent extra page."""
    form = ALL["transitional-assignment"]
    longer = form.model_copy(update={"pages": ((*form.pages[0], *form.pages[0][1:3]),)})
    with pytest.raises(BadInput, match="pages"):
        compile_blank(longer)


def test_a_missing_font_is_an_error(tmp_path, monkeypatch):
    """No other font takes the place of a missing one, be it on the system or not."""
    monkeypatch.setattr(blanks, "FONTS", tmp_path)
    with pytest.raises(Unavailable, match="font"):
        compile_blank(ALL["transitional-assignment"])


def test_a_kept_edition_is_never_overwritten(tmp_path):
    """Keeping an edition twice changes nothing; other bytes under the same digest are refused."""
    edition = Library().current("transitional-assignment")
    blank = Blank(edition.blank, edition.map)
    assert keep(blank, tmp_path)
    assert not keep(blank, tmp_path)
    assert Library(tmp_path).current("transitional-assignment").blank == blank.pdf
    with pytest.raises(Conflict):
        keep(Blank(blank.pdf + b"\n", blank.map), tmp_path)
