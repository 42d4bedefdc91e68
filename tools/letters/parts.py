"""What many letters have in common: head, subject, where the answer goes, signature, what comes along."""

from __future__ import annotations

from typing import Final

from docx.document import Document as WordFile
from docx.shared import Pt

from templates.catalogue import GINA
from tools.letter_style import each, only_if, say, underline
from tools.letter_tables import loop_table, table

SENT_ALONG: Final = (
    "{% if enclosures %}Enclosures: {{ enclosures | join('; ') }}. {% endif %}"
    "{% if copies %}Copies: {{ copies | join('; ') }}.{% endif %}"
)
CARRIER_AT: Final = "{{ carrier_name }}{% if carrier_address %}, {{ carrier_address | one_line }}{% endif %}"


def head(letter: WordFile, after_date: str = "") -> None:
    """Who writes, and when."""
    say(letter, "{{ company_name }}", "Letterhead")
    underline(say(letter, "{{ company_address | one_line }}", "Address"))
    dated = say(letter, "{{ letter_date }}" + after_date, "Address")
    dated.paragraph_format.space_before = dated.paragraph_format.space_after = Pt(12)


def title(letter: WordFile, text: str, below: str) -> None:
    """The head of a sheet that is no letter."""
    say(letter, text, "Letterhead")
    underline(say(letter, below, "Address"))
    say(letter, "", "Address")


def to_provider(letter: WordFile) -> None:
    """The doctor's name and address."""
    say(letter, "{{ provider_name }}", "Address")
    say(letter, "{{ provider_address }}", "Address")


def to_worker(letter: WordFile) -> None:
    """The worker's name, and the address where there is one."""
    say(letter, "{{ worker_name }}", "Address")
    only_if(letter, "worker_address", "{{ worker_address }}", "Address")


def to_carrier(letter: WordFile) -> None:
    """The carrier's name, and the address where there is one."""
    say(letter, "{{ carrier_name }}", "Address")
    only_if(letter, "carrier_address", "{{ carrier_address }}", "Address")


def subject(letter: WordFile, text: str, *, claim: bool = True) -> None:
    """The subject line, with the claim number where there is one."""
    number = "{% if claim_number %} (claim {{ claim_number }}){% endif %}" if claim else ""
    say(letter, "Subject: " + text + number, "Subject")


def where_to(letter: WordFile, what: str, *, carrier: bool = False) -> None:
    """Where the answer goes and whom to ask: a clerk looks for just this."""
    rows = [
        ("{%tr if contact_fax %}", ""),
        (f"Fax {what} to", "{{ contact_fax }}"),
        ("{%tr endif %}", ""),
        ("{%tr if contact_email %}", ""),
        ("Or e-mail it to", "{{ contact_email }}"),
        ("{%tr endif %}", ""),
        ("Questions", "{{ contact_name }}, {{ contact_phone }}"),
    ]
    table(letter, (1.6, 4.9), [*rows, ("Insurance carrier", CARRIER_AT)] if carrier else rows, heading=False)


def restrictions(letter: WordFile) -> None:
    """The restrictions in force with their dates."""
    cells = ("{{ row.restriction }}", "{{ row.from }}", "{{ row.through }}")
    loop_table(letter, (3.5, 1.5, 1.5), ("Restriction", "From", "Through"), "restrictions", cells)


def signature(letter: WordFile) -> None:
    """Room to sign, name and title."""
    say(letter, "Sincerely,", "Closing")
    space = say(letter, "", "Closing")
    space.paragraph_format.space_before = Pt(14)  # room to sign
    say(letter, "{{ signer_name }}", "Closing").paragraph_format.space_before = Pt(0)
    say(letter, "{{ signer_title }}, {{ company_name }}", "Address")


def list_of(letter: WordFile, name: str, title: str, style: str) -> None:
    """A heading and a line each; nothing at all where the list is empty."""
    say(letter, "{%p if " + name + " %}")
    say(letter, title, "Heading 1")
    each(letter, name, style)
    say(letter, "{%p endif %}")


def gina(letter: WordFile) -> None:
    """The safe harbour, word for word and on one page."""
    say(letter, GINA, "Small print").paragraph_format.keep_together = True
