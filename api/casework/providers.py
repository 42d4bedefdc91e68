"""Providers: the doctors' offices that packets go to and reports come from.

A fax number or an e-mail address is used once a second person has confirmed it, another than the one who entered it
(T15). Changing it takes the confirmation away.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints

from api.casework.act import Act
from api.casework.paging import Page, Window, page_of
from api.casework.words import Line, Shown, Text, Written
from api.store.tables import Channel, Provider
from cases.errors import BadInput, Conflict

# One line, so that no header of a mail or line of a fax's ticket can be made of it (T9); ASCII, as both want it.
FaxNumber = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=40, pattern=r"^(?:[+(0-9][0-9 ().x-]{1,38}[0-9])?$")
]
Email = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True,
        max_length=254,
        pattern=r"^(?:[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]{0,60}[A-Za-z0-9])?(?:\.[A-Za-z0-9-]{1,63})+)?$",
    ),
]
CONFIRMED: Final = ("fax", "email")


class NewProvider(Written):
    """A provider to put on file. `role` is treating, referral, designated, …; `channel` how the office wants its post.

    Without a channel, packets go by fax if there is a confirmed number, else on paper.
    """

    name: Line
    practice: Text = ""
    role: Line = "treating"
    address: Text = ""
    phone: Text = ""
    fax: FaxNumber = ""
    email: Email = ""
    channel: Channel | None = None


class Confirmation(Written):
    """What a second person has checked, at the source: `value` is what they read there."""

    what: Literal["fax", "email"]
    value: Line


class ProviderShown(Shown):
    """A provider on file."""

    id: uuid.UUID
    name: str
    practice: str
    role: str
    address: str
    phone: str
    fax: str
    fax_confirmed_by: uuid.UUID | None
    fax_confirmed_at: datetime | None
    email: str
    email_confirmed_by: uuid.UUID | None
    email_confirmed_at: datetime | None
    channel: Channel | None = Field(description="How the office wants its post: e-mail (“mail”), fax or print.")


def add_provider(act: Act, new: NewProvider, *, name: uuid.UUID | None = None) -> ProviderShown:
    """Put a provider on file; `name` may be the caller's own id for it."""
    entered = {f"{what}_entered_by": act.who.user for what in CONFIRMED if getattr(new, what)}
    provider = act.add(Provider(id=name or uuid.uuid4(), **new.model_dump(), **entered))
    act.record("provider.added", provider)
    return ProviderShown.model_validate(provider)


def change_provider(act: Act, key: uuid.UUID, new: NewProvider) -> ProviderShown:
    """Set what is on file. A number or address that changes has to be confirmed anew."""
    provider = act.find(Provider, key, locked=True)
    for name in CONFIRMED:
        if getattr(provider, name) != getattr(new, name):
            setattr(provider, f"{name}_entered_by", act.who.user)
            setattr(provider, f"{name}_confirmed_by", None)
            setattr(provider, f"{name}_confirmed_at", None)
    for name, value in new.model_dump().items():
        setattr(provider, name, value)
    act.record("provider.changed", provider)
    return ProviderShown.model_validate(provider)


def confirm_address(act: Act, key: uuid.UUID, said: Confirmation) -> ProviderShown:
    """A second person confirms the fax number or the e-mail address. Refused, and on record, for who entered it."""
    provider = act.find(Provider, key, locked=True)
    on_file = getattr(provider, said.what)
    if not on_file:
        raise BadInput("There is none on file to confirm.", code="no_address")
    if said.value != on_file:
        raise Conflict("This is not what is on file; look again at both.", code="not_on_file")
    if getattr(provider, f"{said.what}_entered_by") == act.who.user:
        act.refuse("provider.confirmation_refused", provider,
                   "You entered this yourself; another person has to confirm it.", code="same_person")  # fmt: skip
    setattr(provider, f"{said.what}_confirmed_by", act.who.user)
    setattr(provider, f"{said.what}_confirmed_at", act.moment)
    act.record("provider.confirmed", provider, what=said.what)
    return ProviderShown.model_validate(provider)


def list_providers(act: Act, window: Window) -> Page[ProviderShown]:
    """The providers on file, newest first."""
    return page_of(act, act.own(Provider), Provider, window, ProviderShown.model_validate)


def get_provider(act: Act, key: uuid.UUID) -> ProviderShown:
    """One provider."""
    return ProviderShown.model_validate(act.find(Provider, key))
