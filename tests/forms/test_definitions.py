from __future__ import annotations

import re

import pytest

from cases.restrictions import MaxWeight, Never, Prolonged
from forms.codes import ALPHABET
from forms.definitions import ALL
from forms.editions import Library
from forms.fields import FormMap
from forms.meaning import Avoid, DemandOf, Identity, LimitOf

MAPS = [Library().current(form).map for form in ALL]
TRANSITIONAL = Library().current("transitional-assignment").map


@pytest.mark.parametrize("form", MAPS, ids=lambda m: m.form)
def test_every_field_has_a_place_on_the_page_and_every_place_a_field(form: FormMap):
    """The map and the definition speak of the same fields, and a radio group has a place for each option."""
    for field in form.fields:
        options = [p.option for p in form.places_of(field.name)]
        assert options == ([o.value for o in field.options] if field.kind == "radio" else [None])
    assert {p.field for p in form.places} == {f.name for f in form.fields}
    assert [f.name for f in form.fields] == [f.name for f in ALL[form.form].fields]


@pytest.mark.parametrize("form", MAPS, ids=lambda m: m.form)
def test_boxes_keep_their_distance(form: FormMap):
    """No box to tick comes nearer than 2.4 mm to another place: hasty ink must not reach the neighbour."""
    ticks = [p for p in form.places if form.field(p.field).kind in ("check", "radio")]
    air = 2.4 / 25.4 * 72
    for tick in ticks:
        x0, y0, x1, y1 = tick.box
        for other in form.places:
            if other is not tick and other.page == tick.page:
                a0, b0, a1, b1 = other.box
                apart = max(a0 - x1, x0 - a1, b0 - y1, y0 - b1)
                assert apart >= air, (tick.field, tick.option, other.field, other.option)


@pytest.mark.parametrize("form", MAPS, ids=lambda m: m.form)
def test_every_page_carries_what_the_reader_needs(form: FormMap):
    """Each page has four squares, two codes in opposite corners and a line to type, inside the safe area of a fax."""
    for page in form.pages:
        assert len(page.squares) == 4
        top_right, bottom_left = page.codes
        assert top_right[0] > page.width / 2
        assert top_right[1] > page.height / 2
        assert bottom_left[2] < page.width / 2
        assert bottom_left[3] < page.height / 2
        assert page.typed_code
        for x0, y0, x1, y1 in (*page.squares, *page.codes, page.typed_code, *(c.box for c in page.patch)):
            assert x0 >= 36
            assert y0 >= 31
            assert x1 <= page.width - 36
            assert y1 <= page.height - 31


@pytest.mark.parametrize("form", MAPS, ids=lambda m: m.form)
def test_names_are_safe_in_a_pdf_and_a_url(form: FormMap):
    """Field names and export values need no escaping anywhere, and none is used twice."""
    names = [f.name for f in form.fields]
    assert len(names) == len(set(names))
    for word in (*names, *(o.value for f in form.fields for o in f.options)):
        assert re.fullmatch(r"[a-z0-9_.]+", word)


@pytest.mark.parametrize("form", MAPS, ids=lambda m: m.form)
def test_lists_what_the_office_must_read_aloud(form: FormMap):
    """Every field has a label for eyes and a tip for ears."""
    assert all(f.label.strip() and f.tip.strip() for f in form.fields)


def test_edition_codes_differ():
    """No two kept editions share the four characters of the page code."""
    codes = [e.map.code for e in Library().all]
    assert len(codes) == len(set(codes))
    assert all(set(c) <= set(ALPHABET) and len(c) == 4 for c in codes)


def test_a_limit_names_a_box_of_its_own_section():
    """ "More than __ hours at a time" refines a tick that exists, in the same section."""
    limits = [f for f in TRANSITIONAL.fields if isinstance(f.meaning, LimitOf)]
    assert len(limits) == 2
    for field in limits:
        assert TRANSITIONAL.field(field.meaning.of).section == field.section


def test_transitional_assignment_asks_all_of_the_model_programs_items():
    """Ten positions, eight kinds of handling and keyboarding, each in the section that the model program prints."""
    found = {
        section: sum(isinstance(f.meaning, Avoid) for f in TRANSITIONAL.fields if f.section == section)
        for section in ("positioning", "handling", "repetitive")
    }
    assert found == {"positioning": 10, "handling": 8, "repetitive": 1}
    assert len(TRANSITIONAL.field("duration").options) == 7


def test_weights_mean_what_is_still_allowed():
    """ "Lifting over 25 lb" ticked leaves 25 lb allowed; "prolonged" alone has no number."""
    over_25 = TRANSITIONAL.field("avoid_lift_over_25").meaning
    assert over_25 == Avoid(activity="lift", limits=(MaxWeight(value=25, unit="lb", operator="<="),))
    assert TRANSITIONAL.field("avoid_prolonged_sitting").meaning == Avoid(activity="sit", limits=(Prolonged(),))
    assert TRANSITIONAL.field("avoid_lift_off_floor").meaning == Avoid(activity="lift.floor_waist", limits=(Never(),))


def test_the_birth_date_is_written_by_the_office():
    """The wrong-patient check is worth something only if we never print it ourselves."""
    birth = TRANSITIONAL.field("birth_date")
    assert birth.writer == "office"
    assert birth.required
    assert birth.meaning == Identity(what="birth_date")


def test_a_patch_reaches_from_a_hair_to_a_frame():
    """The exposure patch has strokes across and down, thinner and paler than a pen, and the frames' own weight."""
    cells = TRANSITIONAL.pages[0].patch
    assert {c.direction for c in cells} == {"across", "down"}
    black = sorted(c.width for c in cells if c.grey == 1 and c.direction == "across")
    assert black[0] <= 0.25
    assert black[-1] == 0.9
    assert min(c.grey for c in cells) <= 0.25


def test_demands_name_the_cell_they_come_from():
    """Each demand of an assessment says where it stands on paper, once."""
    cells = [(f.meaning.cell, f.meaning.part) for m in MAPS for f in m.fields if isinstance(f.meaning, DemandOf)]
    assert len(cells) == len(set(cells))
