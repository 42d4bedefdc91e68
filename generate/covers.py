"""The cover sheet of what goes to one provider, drawn by Typst: who, from whom, how many pages, what to do with them.

A tired assistant reads it at the fax machine. It names no patient and says nothing medical. What people typed goes in
as data and is shown as it stands, markup or not.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final, Literal, Protocol, cast

import typst

from cases.errors import BadInput, Unavailable
from generate.headings import spelled
from generate.pdfs import undated
from generate.typefaces import width
from generate.windows import FOLD, RECIPIENT, RETURN, typed_lines
from templates.covers import COVER
from templates.forms import FONTS

Channel = Literal["fax", "mail", "print"]
TITLE: Final = "Return to Work papers"
BELOW: Final = FOLD + 24  # where the words begin on a page with addresses, in points from the top
FACT_ROOM: Final = 408.0 / 11  # of a fact beside its label, in sizes of its letters
LIST_ROOM: Final = 510.0 / 11  # of the list of references


@dataclass(frozen=True)
class Addressee:
    """A provider as it is written to. `address` has line breaks; what is empty is not printed."""

    name: str
    practice: str = ""
    address: str = ""
    phone: str = ""
    fax: str = ""


class Sender(Protocol):
    """Who writes; a `Heading` is one."""

    @property
    def company_name(self) -> str:
        """The employer or carrier."""

    @property
    def company_address(self) -> str:
        """With line breaks."""

    @property
    def contact_name(self) -> str:
        """Whom the office may ask."""

    @property
    def contact_phone(self) -> str:
        """Their phone."""

    @property
    def contact_fax(self) -> str:
        """Where the forms come back to; empty if nowhere."""


def cover(to: Addressee, sender: Sender, papers: Sequence[tuple[str, int]], channel: Channel, day: date) -> bytes:
    """The cover as PDF/UA-1; the same bytes every time. `papers`: reference and number of pages of each packet.

    Raises BadInput: address_too_long for a window, no_glyph for a letter that our typeface lacks, no_address where
    paper has nowhere to go.
    """
    told = _facts(to, sender, channel, day) | _said(to, sender, papers, channel)
    if channel == "print":
        told |= {"windows": _windows(to, sender), "below": BELOW}
    return _drawn(told)


def _drawn(told: dict[str, Any]) -> bytes:
    compiler = typst.Compiler(str(COVER), font_paths=_fonts(), sys_inputs={"cover": json.dumps(told)})
    pdf, warnings = compiler.compile_with_warnings(format="pdf", pdf_standards=["ua-1"], timestamp=0)
    if warnings:
        raise Unavailable(f"The cover sheet cannot be drawn as it should be: {warnings[0].message}.")
    return undated(cast("bytes", pdf))  # its /ID is another one each time


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])


def _windows(to: Addressee, sender: Sender) -> list[dict[str, Any]]:
    recipient = typed_lines(to.name, to.practice, to.address)
    if not typed_lines(to.address):
        raise BadInput("There is no postal address of this provider on file; add it, or send a fax.", code="no_address")
    return [
        RETURN.placed(typed_lines(sender.company_name, sender.company_address)),
        RECIPIENT.placed(recipient),
    ]


def _facts(to: Addressee, sender: Sender, channel: Channel, day: date) -> dict[str, Any]:
    """Labels and their lines, in the order of the sheet."""
    rows = [("To", typed_lines(to.name, to.practice))]
    if channel == "fax":
        rows += [("Fax", typed_lines(to.fax)), ("Phone", typed_lines(to.phone))]
    rows += [
        ("From", typed_lines(sender.contact_name, sender.company_name)),
        ("Our phone", typed_lines(sender.contact_phone)),
        ("Date", [spelled(day)]),
    ]
    return {"facts": [(label, [_wrappable(line) for line in lines]) for label, lines in rows if lines]}


def _said(to: Addressee, sender: Sender, papers: Sequence[tuple[str, int]], channel: Channel) -> dict[str, Any]:
    """The words of the sheet."""
    sets = [(*typed_lines(reference), _counted(pages, "page")) for reference, pages in papers]
    one, fax = len(sets) == 1, " ".join(typed_lines(sender.contact_fax))
    widest = max(width(f"{reference} ({pages})") for reference, pages in sets)
    sheets = channel == "print"
    name = _wrappable(" ".join(typed_lines(to.name)))
    back = "Send the form back by fax" if one else "Send each form back by fax, by itself or with the others"
    return {
        "title": TITLE,
        "heading": "Fax: Return to Work papers" if channel == "fax" else TITLE,
        "count": {
            "label": "Sheets" if sheets else "Pages in all",
            "inside": sum(-(-pages // 2) if sheets else pages for _, pages in papers),
            "sides": 2 if sheets else 1,
            "words": "sheets of paper, this one included" if sheets else "this page included",
        },
        "enclosed": "One set of papers, with our number:"
        if one
        else f"{len(sets)} sets of papers, one for each patient, in this order, with our number:",
        "references": sets,
        "columns": max(1, min(3, int(LIST_ROOM / (widest + 2)))),
        "steps": [
            f"Please give {'the set' if one else 'every set'} to {name}, who treats the "
            f"{'patient' if one else 'patients'} named in it.",
            f"The last page of {'the set' if one else 'every set'} is a form: please complete and sign it.",
            f"{back}." if fax else "Send the form back as the letter says.",
        ],
        "fax": fax,
        "wrong": (
            "These papers are about a person's health and work, and for the addressee alone.",
            "If they reached somebody else, please read no further, copy and pass on nothing, and call us: we will say "
            "whether to destroy them or have them fetched.",
        ),
        "phone": " ".join(typed_lines(sender.contact_phone)),
    }  # fmt: skip


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' if number != 1 else ''}"


def _wrappable(line: str) -> str:
    """A line in which a word that is too long for any line has blanks: Typst would let it run off the page."""
    return " ".join(word if width(word) <= FACT_ROOM else " ".join(_pieces(word)) for word in line.split(" "))


def _pieces(word: str) -> Iterator[str]:
    piece = ""
    for letter in word:
        if width(piece + letter) > FACT_ROOM:
            yield piece
            piece = ""
        piece += letter
    yield piece
