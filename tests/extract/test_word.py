"""Content controls of received Word files: what Word and people make of them, and files that mean harm."""

from __future__ import annotations

import io
import zipfile

import pytest

from cases.errors import BadInput
from extract import word
from extract.word import word_values

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
BOX = (
    '<w14:checkbox><w14:checked w14:val="{on}"/><w14:checkedState w14:val="2612"/>'
    '<w14:uncheckedState w14:val="2610"/></w14:checkbox>'
)
CHOICES = '<w:dropDownList><w:listItem w:displayText="Yes" w:value="yes"/></w:dropDownList>'
HINT = '<w:r><w:rPr><w:rStyle w:val="PlaceholderText"/></w:rPr><w:t>Click to enter text</w:t></w:r>'


def docx(body: str, *, head: str = "", **parts: bytes) -> bytes:
    """A Word file with this body."""
    xml = f'{head}<w:document xmlns:w="{W}" xmlns:w14="{W14}"><w:body>{body}</w:body></w:document>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", xml)
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def control(kind: str, content: str, tag: str = "a") -> str:
    """A control around this content."""
    return f'<w:sdt><w:sdtPr><w:tag w:val="{tag}"/>{kind}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>'


def run(text: str) -> str:
    """A run of text."""
    return f"<w:r><w:t>{text}</w:t></w:r>"


@pytest.mark.parametrize(
    ("kind", "content", "value"),
    [
        ("<w:text/>", run(" 12 lb "), "12 lb"),
        ("<w:text/>", run("12") + run(" lb"), "12 lb"),
        ("<w:text/>", run("  "), None),
        ("<w:text w:multiLine='1'/>", "<w:r><w:t>one</w:t><w:br/><w:t>two</w:t></w:r>", "one\ntwo"),
        ("", f"<w:p>{run('one')}</w:p><w:p>{run('two')}</w:p>", "one\ntwo"),
        ("<w:text/>", f"<w:del>{run('20')}</w:del><w:ins>{run('10')}</w:ins>", "10"),
        ("<w:showingPlcHdr/><w:text/>", HINT, None),
        (CHOICES, run("Yes"), "yes"),
        ("<w:date/>", run("1/5/2027"), "2027-01-05"),
        ('<w:date w:fullDate="2027-01-05T00:00:00Z"/>', run("01/05/2027"), "2027-01-05"),
        (BOX.format(on=1), run("\u2612"), True),
        (BOX.format(on=0), run("\u2610"), False),
    ],
)
def test_a_value_is_what_the_document_shows(kind: str, content: str, value: object):
    """Words in pieces, breaks, tracked changes, placeholders, lists, dates and boxes, as Word writes them."""
    found = word_values(docx(control(kind, content)))
    assert (found.values, found.doubtful) == ({"a": value}, ())


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        (BOX.format(on=1), run("\u2610")),
        (CHOICES, run("Perhaps")),
        ("<w:date/>", run("tomorrow")),
        ("<w:date/>", run("13/05/2027")),
        ('<w:date w:fullDate="2027-05-01T00:00:00Z"/>', run("01/05/2027")),
        ("<w:showingPlcHdr/><w:text/>", run("no lifting")),
    ],
)
def test_a_control_that_contradicts_itself_has_no_value(kind: str, content: str):
    """A stored state beside another sign, a choice nobody offered, two dates: doubt, never a guess."""
    found = word_values(docx(control(kind, content)))
    assert (found.values, found.doubtful) == ({"a": None}, ("a",))


def test_one_name_with_two_values_is_in_doubt():
    """A pasted page brings controls twice: equal ones are one value, different ones are none."""
    text = "<w:text/>"
    assert word_values(docx(control(text, run("x")) * 2)).values == {"a": "x"}
    found = word_values(docx(control(text, run("x")) + control(text, run("y"))))
    assert (found.values, found.doubtful) == ({"a": None}, ("a",))


def test_controls_that_lost_their_names_are_counted():
    """LibreOffice 7.4 saves controls without tags: the file then reads as empty, and says so."""
    found = word_values(docx("<w:sdt><w:sdtPr/><w:sdtContent/></w:sdt>"))
    assert (found.values, found.unnamed) == ({}, 1)


def test_a_file_that_is_no_word_document_is_refused():
    """Not a zip, a cut one, a zip without a document, damaged XML: one sentence, no traceback."""
    whole = docx(control("<w:text/>", run("x" * 5000)))
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("a", b"")
    damaged = docx("<w:p>")
    for data in (b"", b"%PDF-1.7", whole[:-40], other.getvalue(), damaged, _flipped(whole)):
        with pytest.raises(BadInput, match="cannot be read"):
            word_values(data)


def _flipped(data: bytes) -> bytes:
    """One byte of the packed document changed."""
    at = data.index(b"word/document.xml") + 60
    return data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]


@pytest.mark.parametrize("declared", ['<!DOCTYPE x [<!ENTITY e "v">]>', '<!DOCTYPE x SYSTEM "file:///etc/passwd">'])
def test_a_document_type_is_refused(declared: str):
    """Entities can read files and grow without end: no document of Word declares a type."""
    with pytest.raises(BadInput, match="document type"):
        word_values(docx("", head=declared))


def test_a_document_type_in_another_encoding_is_refused():
    """UTF-16 hides the words from a search of bytes, not from the parser."""
    xml = f'<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE d><w:document xmlns:w="{W}"/>'.encode("utf-16")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", xml)
    with pytest.raises(BadInput, match="document type"):
        word_values(out.getvalue())


def test_limits_hold_before_anything_is_unpacked(monkeypatch: pytest.MonkeyPatch):
    """Many entries, a document that packs too well, two documents, too many controls."""
    with pytest.raises(BadInput, match="far more"):
        word_values(docx(" " * (2 * 2**20)))
    with pytest.raises(BadInput, match="far more"):
        word_values(docx("", **{f"p{n}": b"" for n in range(word.MAX_ENTRIES)}))
    monkeypatch.setattr(word, "MAX_CONTROLS", 3)
    with pytest.raises(BadInput, match="fields"):
        word_values(docx(control("<w:text/>", "") * 4))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_documents_in_one_file_are_refused():
    """Programs differ in which of two parts with one name they show."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
        archive.writestr("word/document.xml", "<b/>")
    with pytest.raises(BadInput, match="same name"):
        word_values(out.getvalue())
