"""The words around the papers in a mail or on a fax's ticket. No patient is named in them, and no case is."""

from __future__ import annotations

from typing import Final

from api.store.tables import Delivery, Employer, Provider

_GREETING: Final = """\
{sender} sends you papers about a return to work: {pages}{how}.

They are for {recipient}. Our reference: {reference}.

If they are not for you, please do not read them. Delete this message and tell us{phone}, so that we can set the
address right.
"""


def reference_of(delivery: Delivery) -> str:
    """Our number of a delivery, for people: short, and about nobody."""
    return delivery.id.hex[:8].upper()


def recipient_of(provider: Provider) -> str:
    """Who is meant, in one line."""
    return " ".join(", ".join(part for part in (provider.name, provider.practice) if part.strip()).split())


def subject_of(delivery: Delivery) -> str:
    """A mail's subject."""
    return f"Return-to-work papers, reference {reference_of(delivery)}"


def text_of(delivery: Delivery, employer: Employer, provider: Provider, pages: int, link: str | None) -> str:
    """A mail's text; with `link`, where the papers are and until when is said there."""
    counted = f"{pages} page{'' if pages == 1 else 's'}"
    how = " in the attached file" if link is None else f", to be fetched here:\n\n{link}\n\nThe link ends"
    phone = f" ({employer.phone})" if employer.phone.strip() else ""
    words = {
        "sender": " ".join(employer.name.split()), "pages": counted, "how": how, "phone": " ".join(phone.split()),
        "recipient": recipient_of(provider), "reference": reference_of(delivery),
    }  # fmt: skip
    return _GREETING.format(**words | {"phone": f" {words['phone']}" if phone else ""})
