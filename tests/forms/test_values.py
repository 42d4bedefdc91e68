from __future__ import annotations

from datetime import date

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.errors import BadInput
from forms.definitions import ALL
from forms.editions import Library
from forms.fields import Field
from forms.values import values_schema, written
from generate.samples import sample_values

FORM = Library().current("transitional-assignment").map


@given(st.dates())
def test_a_date_is_month_day_year_however_it_is_given(day: date):
    """A comb holds MMDDYYYY, whether a date or ISO 8601 was given."""
    field = FORM.field("begin_date")
    assert written(field, day) == written(field, day.isoformat()) == f"{day.month:02}{day.day:02}{day.year:04}"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("avoid_bending", "yes"),
        ("avoid_bending", 1),
        ("duration", "forever"),
        ("begin_date", "03/02/2027"),
        ("begin_date", "2027-02-30"),
        ("hours_per_day", True),
        ("hours_per_day", "six"),
        ("hours_per_day", -2),
        ("hours_per_day", float("nan")),
        ("comments", True),
        ("comments", "a\x00b"),
        ("provider_signature", "Dr. A"),
    ],
)
def test_what_a_field_cannot_hold_is_refused_without_saying_it(name: str, value: object):
    """A wrong kind, option or date is a sentence that names the field, never the value."""
    with pytest.raises(BadInput) as refused:
        written(FORM.field(name), value)
    assert name in refused.value.message
    assert str(value) not in refused.value.message or value in (1, True)


def test_nothing_is_an_empty_field():
    """None and the empty text leave every kind of field empty."""
    assert all(written(f, None) is None and written(f, "") is None for f in FORM.fields)


def test_half_an_hour_fits_two_cells():
    """0.5 is written .5, since the comb has two cells."""
    assert written(FORM.field("standing_hours_at_a_time"), 0.5) == ".5"
    assert written(FORM.field("hours_per_day"), 6.0) == "6"


def test_schema_speaks_of_every_field_but_the_signature():
    """The JSON Schema of a form's values refuses unknown names and lists the options."""
    schema = values_schema(FORM)
    assert set(schema["properties"]) == {f.name for f in FORM.fields} - {"provider_signature"}
    assert schema["additionalProperties"] is False
    assert "weeks_3" in schema["properties"]["duration"]["enum"]


# --- the schema, field by field, on every form ------------------------------------------------------------------------


def wrong_for(field: Field) -> list[object]:
    """Values that the field cannot hold: another kind, an option nobody prints, no day of the calendar, too long."""
    return {
        "check": ["yes", 1],
        "radio": ["no_such_option", True],
        "date": ["03/02/2027", "2027-02-30", "2027-13-01"],
        "digits": ["six", -2, "1" * ((field.cells or 1) + 1), 10 ** (field.cells or 1)],
        "text": [True],
        "signature": ["Dr. A", True],
    }[field.kind]


@pytest.mark.parametrize("name", ALL)
def test_the_schema_takes_a_filled_form_and_no_wrong_value(name: str):
    """Samples of several seeds keep it; one wrong value in any single field breaks it; so does an unknown field."""
    form = Library().current(name).map
    schema = jsonschema_rs.validator_for(values_schema(form), validate_formats=True)
    for seed in range(5):
        values = sample_values(form, seed)
        schema.validate(values)
        for field in form.fields:
            for wrong in wrong_for(field):
                assert not schema.is_valid(values | {field.name: wrong}), (field.name, wrong)
        assert not schema.is_valid(values | {"no_such_field": "x"})


@pytest.mark.parametrize("name", ALL)
def test_the_schema_and_the_printer_agree(name: str):
    """What the schema refuses the printer refuses too, but for length, which the paper itself decides."""
    for field in Library().current(name).map.fields:
        for wrong in wrong_for(field):
            too_long = field.kind == "digits" and str(wrong).isdigit()
            if not too_long:
                with pytest.raises(BadInput):
                    written(field, wrong)
