"""Sheets as people export them: separators, encodings, workbooks; and files that are no sheet, or want to do harm."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.casework import mailing_reasons as why
from api.casework import mailing_sheet
from api.casework.mailing_sheet import HEADINGS, Line, lines_of
from cases.errors import Refused

FIELDS = ("claim", "employee", "injured", "channel")
CELL = st.text(st.characters(codec="cp1252", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=12)


def workbook(*rows: list[Any]) -> bytes:
    """A workbook of these rows."""
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def zipped(content: bytes, **parts: bytes) -> bytes:
    """The same workbook with these parts besides."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, part in parts.items():
            new.writestr(name, part)
    return out.getvalue()


def code_of(content: bytes) -> str:
    """How a sheet is refused."""
    with pytest.raises(Refused) as refused:
        lines_of(content)
    return refused.value.code


def lines_or_code(content: bytes) -> list[Line] | str:
    """What comes of any bytes, or how they are refused."""
    try:
        return lines_of(content)
    except Refused as no:
        return no.code


@settings(max_examples=60, deadline=None)
@given(
    rows=st.lists(st.tuples(CELL, CELL, CELL, CELL), min_size=1, max_size=6),
    delimiter=st.sampled_from(",;\t"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "cp1252"]),
    headings=st.permutations(FIELDS),
)
def test_what_is_written_is_read(rows, delimiter, encoding, headings) -> None:
    """Whatever separator, encoding and order of columns: each cell comes back under its field and number."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow([HEADINGS[field][-1].upper() for field in headings])
    writer.writerows(rows)
    content = out.getvalue().encode(encoding)
    said = [dict(zip(headings, (" ".join(cell.split()) for cell in row), strict=True)) for row in rows]
    expected = [Line(number, **row) for number, row in enumerate(said, 2) if any(row.values())]

    if not expected:
        assert code_of(content) == "bad_sheet"
    elif encoding != "cp1252" or is_not_utf8(content):
        assert lines_of(content) == expected
    else:  # bytes that are good UTF-8 by chance are read as that
        assert len(lines_of(content)) <= len(rows)


def is_not_utf8(content: bytes) -> bool:
    """Whether the bytes can only be Windows-1252, or are plain ASCII."""
    try:
        return content.decode().isascii()
    except UnicodeDecodeError:
        return True


@settings(max_examples=150, deadline=None)
@given(content=st.binary(max_size=300) | st.binary(max_size=200).map(lambda b: b"claim,channel\n" + b))
def test_any_bytes_are_lines_or_a_refusal(content: bytes) -> None:
    """Nothing else comes out of it."""
    assert lines_or_code(content) == "bad_sheet" or all(line.number > 1 for line in lines_of(content))


@settings(max_examples=40, deadline=None)
@given(at=st.integers(0, 5000), byte=st.integers(0, 255), cut=st.booleans())
def test_a_damaged_workbook_is_lines_or_a_refusal(at: int, byte: int, cut: bool) -> None:
    """One byte changed, or the end cut off."""
    good = bytearray(GOOD_BOOK)
    at %= len(good)
    damaged = bytes(good[:at]) if cut else bytes(good[:at] + bytes([byte]) + good[at + 1 :])
    assert isinstance(lines_or_code(damaged), list) or lines_or_code(damaged) == "bad_sheet"


GOOD_BOOK = workbook(["Employee #", "DOI", "Name"], [12, datetime(2026, 1, 2), "Robin"], [], ["7", date(2026, 3, 4)])


def test_a_workbook_is_read_as_a_person_sees_it() -> None:
    """Numbers without a point, days by ISO 8601, empty rows counted and left out, other columns not read."""
    assert lines_of(GOOD_BOOK) == [
        Line(2, employee="12", injured="2026-01-02"),
        Line(4, employee="7", injured="2026-03-04"),
    ]


def test_a_formula_is_the_value_it_had() -> None:
    """Where no program has worked it out it is the formula itself, which names no case; it is never worked out here."""
    assert lines_of(workbook(["claim", "channel"], ["=1+1", "fax"])) == [Line(2, claim="=1+1", channel="fax")]
    assert lines_of(workbook(["claim"], ["=B2"], ["WC-1"])) == [Line(2, claim="=B2"), Line(3, claim="WC-1")]
    book = workbook(["claim"], ["=1+1"])
    sheet = zipfile.ZipFile(io.BytesIO(book)).read("xl/worksheets/sheet1.xml")
    worked_out = zipped(book, **{"xl/worksheets/sheet1.xml": re.sub(rb"<v ?/>|<v></v>", b"<v>2</v>", sheet)})
    assert lines_of(worked_out) == [Line(2, claim="2")]


def test_a_row_with_anything_in_it_is_a_line() -> None:
    """Its case was left empty: it is counted, and said to be bad later."""
    assert lines_of(b"claim,name\nWC-1,Robin\n,Robin\n,\n") == [Line(2, claim="WC-1"), Line(3)]


@pytest.mark.parametrize(
    ("said", "day"),
    [("2026-11-02", date(2026, 11, 2)), ("11/02/2026", date(2026, 11, 2)), ("1/2/26", date(2026, 1, 2)),
     ("13/02/2026", None), ("2026-02-30", None), ("soon", None)],
)  # fmt: skip
def test_days_are_month_first_or_iso(said: str, day: date | None) -> None:
    """A day that is none is no guess."""
    assert Line(2, injured=said).injured_on == day


@pytest.mark.parametrize(
    "content",
    [
        b"", b"  \n ", b"name,address\nRobin,7 Maple Lane\n", b"claim,Claim No.\nx,y\n", b"claim\n", b"claim\n,\n",
        b'claim\n"never closed', b"claim\nx\0y", b"claim\n\x81\x8d", b"employee\nW-1\n", "claim\nx".encode("utf-16"),
        b"PK not a zip", b"%PDF-1.7",
    ],
)  # fmt: skip
def test_a_sheet_that_cannot_be_used_is_one_clear_error(content: bytes) -> None:
    """Empty, without a column that says which case, a column twice, no rows, damaged, another kind of file."""
    assert code_of(content) == "bad_sheet"


def test_too_many_rows_are_refused_and_the_most_are_not() -> None:
    """Twenty thousand, however many are empty."""
    rows = "claim\n" + "\n".join(f"WC-{n}\n" for n in range(mailing_sheet.MOST_ROWS))
    assert len(lines_of(rows.encode())) == mailing_sheet.MOST_ROWS
    assert code_of(rows.encode() + b"\nWC-one-more") == "bad_sheet"


@pytest.mark.parametrize(
    "parts",
    [
        {"xl/vbaProject.bin": b"x"}, {"xl/embeddings/a.bin": b"x"}, {"xl/externalLinks/e.xml": b"<a/>"},
        {"../out.xml": b"<a/>"}, {"/out.xml": b"<a/>"}, {"xl/big.xml": b"<a>" + b" " * 60_000_000},
        {"xl/sharedStrings.xml": b'<!DOCTYPE x [<!ENTITY y "z">]><sst>&y;</sst>'},
        {"xl/sharedStrings.xml": "<!DOCTYPE x><sst/>".encode("utf-16")},
        {"XL/WORKBOOK.xml": b"<a/>"}, {"xl/sheet1.dat": b"<!DOCTYPE x><worksheet/>"},
        {"xl/sheet1.XML": b"<!DOCTYPE x><worksheet/>"}, {"xl/sheet1.dat": "<!DOCTYPE x>".encode("utf-16-be")},
    ],
)  # fmt: skip
def test_a_workbook_that_could_do_harm_is_refused(parts: dict[str, bytes]) -> None:
    """Macros, objects, links, paths outside, a bomb, entities, two parts of one name."""
    assert code_of(zipped(GOOD_BOOK, **parts)) == "bad_sheet"


def test_every_reason_has_a_sentence() -> None:
    """Also those that the rules of a release give, and none repeats a value."""
    assert {"no_release", "other_provider", "release_expired", "release_revoked"} <= set(why.SENTENCES)
    assert all(said.endswith(".") for said in why.SENTENCES.values())
    assert why.sentence(why.duplicate_of(7)) == "The same case and provider stand in row 7."
