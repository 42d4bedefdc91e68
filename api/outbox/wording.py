"""The words around the papers in a mail or on a fax's ticket. No patient is named in them, and no case is."""

from __future__ import annotations

from datetime import timedelta
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


def lasting(left: timedelta) -> str:
    """How long a link still lives, never more than it does: in days, in its last two in hours."""
    hours = left // timedelta(hours=1)
    if hours < 1:
        return "less than an hour"
    many, what = (hours // 24, "day") if hours >= 48 else (hours, "hour")
    return f"{many} {what}{'' if many == 1 else 's'}"


def text_of(
    delivery: Delivery, employer: Employer, provider: Provider, pages: int, link: tuple[str, timedelta] | None
) -> str:
    """A mail's text; with `link`, where the papers are and for how long."""
    counted = f"{pages} page{'' if pages == 1 else 's'}"
    how = " in the attached file"
    if link is not None:
        how = f", to be fetched here:\n\n{link[0]}\n\nThe link ends in {lasting(link[1])}"
    phone = f" ({employer.phone})" if employer.phone.strip() else ""
    words = {
        "sender": " ".join(employer.name.split()), "pages": counted, "how": how, "phone": " ".join(phone.split()),
        "recipient": recipient_of(provider), "reference": reference_of(delivery),
    }  # fmt: skip
    return _GREETING.format(**words | {"phone": f" {words['phone']}" if phone else ""})
