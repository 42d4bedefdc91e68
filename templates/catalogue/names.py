"""The names that letters share: what each means, and a sample. One name means one thing in every letter."""

from __future__ import annotations

from typing import Final

from templates.catalogue.entries import Row, Variable

_Sample = str | list[str] | list[Row]


def restricted(first: str, last: str) -> list[Row]:
    """Three restrictions for a sample, in force from one day through another."""
    limits = ("Lifting: at most 10 lb", "Standing: at most 30 minutes at one time", "Climbing ladders: not at all")
    return [{"restriction": limit, "from": first, "through": last} for limit in limits]


# name: (what it is, a sample)
NAMES: Final[dict[str, tuple[str, _Sample]]] = {
    "company_name": ("The employer's name.", "Northfield Fabrication, Inc."),
    "company_address": ("The employer's postal address, with line breaks.", "1450 Foundry Road\nNorthfield, NY 13000"),
    "letter_date": ("The date of the letter, written out.", "November 20, 2026"),
    "worker_name": ("The worker's full name.", "Jordan Sample"),
    "worker_address": ("The worker's postal address, with line breaks.", "7 Maple Lane\nNorthfield, NY 13000"),
    "worker_phone": ("The worker's telephone number.", "555-010-0160"),
    "injury_date": ("The date of the injury, written out.", "November 2, 2026"),
    "claim_number": ("The carrier's claim number.", "WC-000-123"),
    "job_title": ("The worker's regular job.", "Warehouse associate"),
    "contact_name": ("The Return to Work Program Contact.", "Casey Example"),
    "contact_phone": ("The contact's telephone number.", "555-010-0140"),
    "contact_fax": ("The fax number for replies.", "555-010-0141"),
    "contact_email": ("The contact's e-mail address.", "rtw@example.com"),
    "carrier_name": ("The workers' compensation carrier.", "Sample Mutual Insurance"),
    "carrier_address": ("The carrier's postal address, with line breaks.", "P.O. Box 900\nAlbany, NY 12200"),
    "signer_name": ("Who signs for the company.", "Casey Example"),
    "signer_title": ("The signer's title.", "Return to Work Program Contact"),
    "provider_name": ("The doctor's name as addressed.", "Dr. Alex Sampleton"),
    "provider_address": (
        "The office's postal address, with line breaks.",
        "Example Orthopedics\n22 Clinic Street\nNorthfield, NY 13000",
    ),
    "supervisor_name": ("Who supervises the work.", "Morgan Placeholder"),
    "position": ("The title of the temporary work.", "Parts inspector (temporary)"),
    "schedule": ("Days, hours and shift.", "Monday to Friday, 8:00 a.m. to 2:30 p.m., no overtime"),
    "assigned_since": ("The first day of modified work.", "November 9, 2026"),
    "modified_days": ("Days of modified work so far, all stretches together.", "30"),
    "restrictions": (
        "The restrictions in force, a row each: `restriction`, `from`, `through`. No words of the provider's.",
        restricted("November 20, 2026", "December 18, 2026"),
    ),
    "accommodations": (
        "What the employer changes for it, a row each: `accommodation`, `from`, `through`.",
        [{"accommodation": "A stool at the bench", "from": "November 30, 2026", "through": "December 18, 2026"},
         {"accommodation": "Parts are brought to the bench and taken away", "from": "November 30, 2026",
          "through": "December 18, 2026"}],
    ),
    "next_update_date": ("When the next medical update is expected.", "December 18, 2026"),
    "enclosures": ("What is enclosed, a line each.", ["Transitional Assignment form of November 19, 2026"]),
    "copies": ("Who gets a copy, a line each.", ["Human Resources"]),
}  # fmt: skip


def pick(*names: str, **samples: _Sample) -> tuple[Variable, ...]:
    """Shared variables by name; `name?` makes one optional, a keyword gives a letter its own sample."""
    return tuple(_variable(name.rstrip("?"), name.endswith("?"), samples) for name in names)


def _variable(name: str, optional: bool, samples: dict[str, _Sample]) -> Variable:
    about, sample = NAMES[name]
    return Variable(name=name, about=about, sample=samples.get(name, sample), optional=optional)


HEAD: Final = (
    "company_name", "company_address", "letter_date", "worker_name", "injury_date", "claim_number?", "contact_name",
    "contact_phone", "contact_fax?", "contact_email?", "carrier_name", "carrier_address?", "signer_name",
    "signer_title",
)  # fmt: skip
SENDER: Final = pick(*HEAD)
