"""A sheet of cases, as somebody exported it, becomes lines: which case, and what is said beside it.

    lines_of(content) → [Line(number=2, claim="WC-000-123", channel="fax"), …]

CSV in UTF-8 or Windows-1252 with commas, semicolons or tabs; or XLSX. A column is known by its heading, whatever its
case: see `HEADINGS`. Every other column is left alone: names and addresses too, since a packet only ever goes to the
provider on file of its case (T9). What is wrong with the sheet itself is one Refused; rows are checked elsewhere.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Final

from api.casework.workbook import rows_of_workbook
from cases.errors import Refused

MOST_ROWS: Final = 20_000
MOST_COLUMNS: Final = 100
LAST_ROW: Final = 100_000  # empty ones counted
LONGEST: Final = 200  # characters of a cell that we look at; an identifier is shorter
HEADINGS: Final[dict[str, tuple[str, ...]]] = {
    "case": ("case", "case id", "workslip case"),
    "claim": ("claim number", "claim", "claim no", "claim id", "wc claim number", "carrier claim number"),
    "employee": ("employee number", "employee", "employee no", "employee id", "emp id", "emp no", "worker number"),
    "injured": ("injury date", "date of injury", "injured on", "doi", "accident date", "date of accident"),
    "provider": ("provider", "provider id", "provider name"),
    "job": ("job", "job id", "job title"),
    "channel": ("channel", "send by", "sent by", "delivery"),
}
TEMPLATE: Final = ("case id", "claim number", "employee number", "injury date", "provider", "job", "channel")
_KNOWN: Final = {heading: field for field, headings in HEADINGS.items() for heading in headings}
_DAYS: Final = ("%Y-%m-%d", "%m/%d/%Y", "%m-%d-%Y", "%m/%d/%y")
_DELIMITERS: Final = ",;\t"


@dataclass(frozen=True)
class Line:
    """A row of the sheet, by its number there: the heading is row 1. Empty is "not said"."""

    number: int
    case: str = ""
    claim: str = ""
    employee: str = ""
    injured: str = ""
    provider: str = ""
    job: str = ""
    channel: str = ""

    @property
    def injured_on(self) -> date | None:
        """The day that `injured` names: ISO 8601, or month first as in the United States."""
        for form in _DAYS:
            try:
                return datetime.strptime(self.injured, form).date()
            except ValueError:
                continue
        return None


def lines_of(content: bytes) -> list[Line]:
    """The lines of a sheet, without those that are empty in every column. Raises Refused if it cannot be used."""
    if not content.strip():
        raise bad_sheet("it is empty")
    rows = iter(rows_of_workbook(content, MOST_COLUMNS) if content.startswith(b"PK") else _rows_of_text(content))
    columns = _columns(next(rows, ()))
    lines = list(islice(_lines(islice(rows, LAST_ROW), columns), MOST_ROWS + 1))
    if len(lines) > MOST_ROWS:
        raise bad_sheet(f"it has more than {MOST_ROWS:,} rows; send it in parts")
    if not lines:
        raise bad_sheet("it has no row below its headings")
    return lines


def bad_sheet(what: str) -> Refused:
    """What is wrong with the sheet as a whole; nothing of what is in it is repeated."""
    return Refused(
        f"The sheet cannot be used: {what}. It is a CSV or XLSX file whose first row names its columns; "
        "`workslip mailing template` writes an empty one.",
        code="bad_sheet",
    )


def _lines(rows: Iterable[Sequence[str]], columns: dict[str, int]) -> Iterator[Line]:
    for number, row in enumerate(rows, start=2):
        if any(cell.strip() for cell in row):
            yield Line(number, **{field: _cell(row, at) for field, at in columns.items()})


def _cell(row: Sequence[str], at: int) -> str:
    return " ".join(row[at].split())[:LONGEST] if at < len(row) else ""


def _columns(headings: Sequence[str]) -> dict[str, int]:
    """Where each field stands. Raises Refused if no case can be told from it, or one field stands twice."""
    found: dict[str, int] = {}
    for at, heading in enumerate(headings):
        field = _KNOWN.get(_plain(heading))
        if field in found:
            raise bad_sheet(f"two of its columns say the {TEMPLATE[list(HEADINGS).index(field)]}")
        if field is not None:
            found[field] = at
    if not ({"case", "claim"} & set(found) or {"employee", "injured"} <= set(found)):
        raise bad_sheet('no column says which case: name one "case id" or "claim number", or two "employee number" '
                        'and "injury date"')  # fmt: skip
    return found


def _plain(heading: str) -> str:
    """A heading as it is compared: "Claim_No." is "claim no", "Employee #" is "employee no"."""
    return " ".join(re.sub(r"[^a-z0-9]+", " ", heading.lower().replace("#", " no ")).split())


def _rows_of_text(content: bytes) -> Iterator[list[str]]:
    text = _decoded(content)
    if "\0" in text:
        raise bad_sheet("it is not a CSV or XLSX file")
    try:
        yield from _cut(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True))
    except csv.Error:
        raise bad_sheet("a quotation mark in it is never closed, or a cell is far too long") from None


def _cut(rows: Iterable[list[str]]) -> Iterator[list[str]]:
    return (row[:MOST_COLUMNS] for row in rows)


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise bad_sheet("its characters are neither UTF-8 nor Windows-1252; save it as “CSV UTF-8”")


def _delimiter(text: str) -> str:
    """The one that makes the most columns that we know of the first row."""
    first = text[:10_000]

    def known(delimiter: str) -> int:
        row = next(csv.reader(io.StringIO(first, newline=""), delimiter=delimiter), [])
        return sum(_plain(heading) in _KNOWN for heading in row)

    return max(_DELIMITERS, key=known)
