from __future__ import annotations

import io
from datetime import date

import numpy as np
import page
import pikepdf
import pypdf
import pypdfium2
import pytest
import zxingcpp
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.errors import BadInput
from forms import codes
from forms.definitions import ALL
from forms.editions import Edition, Library
from forms.fields import Place
from generate.copies import personalise

KEY = b"k" * 32
COPY = "QX7ABCDE23"
FORM = Library().current("transitional-assignment")
VALUES = {
    "worker_name": "Zoë Müller-Ferré (Jr.)",
    "provider_name": "Dr. A. Okafor",
    "employer_name": "Wszędobylska Łódź",
    "contact_name": "Nguyễn Thị Hạnh",
    "injury_date": date(2027, 3, 2),
    "reply_fax": "518-555-0136",
    "avoid_bending": True,
    "avoid_crawling": False,
    "duration": "weeks_3",
    "begin_date": "2027-03-18",
    "hours_per_day": 6,
    "sitting_hours_at_a_time": 0.5,
    "comments": "Seated tasks first.\nThen standing, one hour at a time (with breaks).",
}
READ_BACK = {
    **VALUES,
    "injury_date": "03/02/2027",
    "avoid_bending": "/Yes",
    "avoid_crawling": "/Off",
    "duration": "/weeks_3",
    "begin_date": "03182027",
    "hours_per_day": "6",
    "sitting_hours_at_a_time": ".5",
}


@pytest.fixture(scope="module")
def copy() -> bytes:
    """The Transitional Assignment with a value of every kind, in three alphabets."""
    return personalise(FORM, VALUES, COPY, KEY)


def picture(pdf: bytes, number: int = 1, scale: float = 4.0) -> np.ndarray:
    """A page as PDFium draws it, with its widgets; True is ink."""
    document = pypdfium2.PdfDocument(pdf)
    document.init_forms()
    return document[number - 1].render(scale=scale, grayscale=True).to_numpy().squeeze() < 128


def inside(ink: np.ndarray, place: Place, scale: float = 4.0) -> np.ndarray:
    """The part of a picture within a place, its frame left out."""
    x0, y0, x1, y1 = place.box
    top = FORM.map.pages[0].height
    edge = round(1.5 * scale)
    rows = slice(round((top - y1) * scale) + edge, round((top - y0) * scale) - edge)
    return ink[rows, round(x0 * scale) + edge : round(x1 * scale) - edge]


def test_the_blank_is_untouched(copy: bytes):
    """A copy begins with the bytes of its blank; all that is new follows."""
    assert copy.startswith(FORM.blank)
    assert len(copy) - len(FORM.blank) < 40_000


def test_pypdf_reads_the_values_back(copy: bytes):
    """A strict reader finds every value that was given, and nothing else."""
    fields = pypdf.PdfReader(io.BytesIO(copy), strict=True).get_fields()
    assert {name: fields[name].value for name in VALUES} == READ_BACK
    assert all(f.value in ("", "/Off", None) for name, f in fields.items() if name not in VALUES)


def test_pikepdf_reads_the_values_back(copy: bytes):
    """Another reader agrees, and finds nothing to complain of in the file's structure."""
    with pikepdf.open(io.BytesIO(copy)) as pdf:
        found = {str(f.T): str(f.get("/V", "")) for f in pdf.Root.AcroForm.Fields}
        problems = pdf.check_pdf_syntax()
    assert {name: found[name] for name in VALUES} == READ_BACK
    assert problems == []


def test_a_copy_stays_accessible(copy: bytes):
    """Values, subset font and codes leave PDF/UA-1 without a failure."""
    report = page.validate_pdf_bytes(copy, profile="ua1")
    assert report.is_compliant, [(f.rule_id, f.message) for f in report.failures]


def test_what_is_ticked_is_drawn_and_nothing_else(copy: bytes):
    """On the picture, exactly the ticked boxes and the filled fields hold new ink."""
    before, after = picture(FORM.blank), picture(copy)
    filled = {(name, value if name == "duration" else None) for name, value in VALUES.items() if value is not False}
    for place in FORM.map.places:
        new = (inside(after, place) & ~inside(before, place)).sum()
        assert (new > 30) == ((place.field, place.option) in filled), place


@pytest.mark.parametrize("name", sorted(ALL))
def test_both_codes_of_every_page_say_what_was_signed(name: str):
    """Two DataMatrix codes a page, read by an independent decoder, verified by the key."""
    edition = Library().current(name)
    pdf = personalise(edition, {}, COPY, KEY)
    for number in range(1, len(edition.map.pages) + 1):
        found = zxingcpp.read_barcodes((~picture(pdf, number)).astype(np.uint8) * 255)
        assert [f.text for f in found] == [codes.sign(edition.map.code, COPY, number, KEY).text] * 2
        assert codes.trust(codes.parse(found[0].text), (KEY,)) == "verified"


def test_the_code_can_be_read_and_typed(copy: bytes):
    """The line beside the lower code holds the same characters in groups of four."""
    words = pypdfium2.PdfDocument(copy)[0].get_textpage().get_text_bounded()
    text = codes.sign(FORM.map.code, COPY, 1, KEY).text
    assert " ".join(text[i : i + 4] for i in range(0, 24, 4)) in words


def test_without_a_key_the_tag_is_empty():
    """A copy made without a key routes, and says itself that nobody signed it."""
    pdf = personalise(FORM, {}, COPY, None)
    found = zxingcpp.read_barcodes((~picture(pdf)).astype(np.uint8) * 255)
    assert codes.parse(found[0].text).tag == codes.NO_TAG


def test_what_we_fill_is_read_only_and_what_they_fill_is_not(copy: bytes):
    """The office cannot change by accident what we printed; its own fields stay open."""
    fields = pypdf.PdfReader(io.BytesIO(copy)).get_fields()
    for name in VALUES:
        assert (fields[name].get("/Ff", 0) & 1) == (FORM.map.field(name).writer == "us"), name


def test_the_same_order_gives_the_same_bytes(copy: bytes):
    """Nothing of the clock or of chance is in a copy but its id."""
    assert personalise(FORM, VALUES, COPY, KEY) == copy
    assert personalise(FORM, VALUES, "AAAAAAAAAA", KEY) != copy


def test_a_copy_can_be_filled_further(copy: bytes):
    """An office that types into the copy with another program changes that field and no other."""
    writer = pypdf.PdfWriter(io.BytesIO(copy))
    writer.update_page_form_field_values(writer.pages[0], {"other_handling": "no ladders"}, auto_regenerate=False)
    out = io.BytesIO()
    writer.write(out)
    fields = pypdf.PdfReader(out).get_fields()
    assert {n: fields[n].value for n in VALUES} == READ_BACK
    assert fields["other_handling"].value == "no ladders"
    before, after = picture(copy), picture(out.getvalue())
    changed = {p.field for p in FORM.map.places if (inside(before, p) != inside(after, p)).any()}
    assert changed == {"other_handling"}


def test_a_long_value_shrinks_and_a_longer_one_is_refused():
    """Text is set smaller until 7 points; what does not fit then is a sentence, without the text in it."""
    pdf = personalise(FORM, {"employer_name": "Consolidated Harbor Cold Storage Co."}, COPY, None)
    assert b"/Txt 10 Tf" not in pdf[len(FORM.blank) :].split(b"Consolidated")[1][:400]
    with pytest.raises(BadInput, match="employer_name") as refused:
        personalise(FORM, {"employer_name": "Harbor " * 20}, COPY, None)
    assert "Harbor" not in refused.value.message


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"avoid_bendin": True}, "unknown_field"),
        ({"avoid_bending": "Yes"}, "unfit_value"),
        ({"duration": "weeks_7"}, "unfit_value"),
        ({"hours_per_day": 4.25}, "too_long"),
        ({"worker_name": "李雷"}, "no_glyph"),
        ({"worker_name": "two\nlines"}, "one_line"),
        ({"comments": "word " * 200}, "too_long"),
        ({"provider_signature": "Dr. A"}, "unfit_value"),
    ],
)
def test_what_cannot_be_printed_is_refused(values: dict[str, object], code: str):
    """Unknown names, wrong options, letters without a glyph and text without room are refused, each by its name."""
    with pytest.raises(BadInput) as refused:
        personalise(FORM, values, COPY, None)
    assert refused.value.code == code


letters = st.text(st.sampled_from("abcXYZ ()\\/ßéŁążđươệ½€–’0123456789"), max_size=18)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=letters, words=letters, box=st.booleans(), option=st.sampled_from(["days_1_5", "weeks_over_6", None]))
def test_any_text_survives_the_round_trip(name: str, words: str, box: bool, option: str | None):
    """Brackets, backslashes and letters of other alphabets come back as they went in."""
    values = {"worker_name": name, "comments": words, "avoid_walking": box, "duration": option}
    fields = pypdf.PdfReader(io.BytesIO(personalise(FORM, values, COPY, KEY)), strict=True).get_fields()
    assert fields["worker_name"].value == name
    assert fields["comments"].value == words
    assert fields["avoid_walking"].value == ("/Yes" if box else "/Off")
    assert fields["duration"].value == (f"/{option}" if option else "/Off")


def test_an_edition_of_last_year_can_still_be_copied(tmp_path):
    """A copy is made of the edition it is given, wherever that is kept."""
    folder = tmp_path / "old"
    folder.mkdir()
    (folder / "blank.pdf").write_bytes(FORM.blank)
    (folder / "map.json").write_text(FORM.map.model_dump_json())
    assert personalise(Edition(folder), {}, COPY, KEY) == personalise(FORM, {}, COPY, KEY)
