"""The facts that head every paper of a case: who writes to whom about whom. No birth date and nothing medical.

One value object, three uses: the variables of a letter, the fields that a form has us fill, the offer's head.
"""

from __future__ import annotations

from datetime import date

from cases.restrictions import Model
from forms.editions import Edition
from forms.meaning import Printed
from forms.values import Given


class Heading(Model):
    """Who writes to whom about whom. Addresses have line breaks; what is empty is not printed.

    A patient's birth date is not here on purpose: the office writes it, which is the wrong-patient check.
    """

    company_name: str
    company_address: str
    worker_name: str
    worker_address: str = ""
    injury_date: date
    claim_number: str = ""
    provider_name: str
    provider_address: str
    job_title: str
    contact_name: str
    contact_phone: str
    contact_fax: str = ""
    contact_email: str = ""
    carrier_name: str
    carrier_address: str = ""
    signer_name: str
    signer_title: str
    letter_date: date


def spelled(day: date) -> str:
    """November 20, 2026."""
    return f"{day:%B} {day.day}, {day.year}"


def for_letter(heading: Heading) -> dict[str, str]:
    """The heading as a letter's variables."""
    return {name: spelled(value) if isinstance(value, date) else value for name, value in heading}


def for_form(heading: Heading, edition: Edition) -> dict[str, Given]:
    """The heading as the values of the fields which a form has us fill; those it does not ask for are left out."""
    facts: dict[str, Given] = dict(heading)
    facts |= {
        "employer_name": heading.company_name,
        "employer_address": ", ".join(heading.company_address.splitlines()),
        "worker_address": ", ".join(heading.worker_address.splitlines()),
        "provider_address": ", ".join(heading.provider_address.splitlines()),
        "reply_fax": heading.contact_fax,
        "reply_phone": heading.contact_phone,
    }
    asked = {f.name: f.meaning.what for f in edition.map.fields if isinstance(f.meaning, Printed)}
    return {name: facts[what] for name, what in asked.items() if facts.get(what)}
