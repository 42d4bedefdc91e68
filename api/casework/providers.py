"""Providers: the doctors' offices that packets go to and reports come from."""

from __future__ import annotations

import uuid

from api.casework.act import Act
from api.casework.paging import Page, Window, page_of
from api.casework.words import Line, Shown, Text, Written
from api.store.tables import Provider


class NewProvider(Written):
    """A provider to add. `role` is treating, referral, designated, …"""

    name: Line
    practice: Text = ""
    role: Line = "treating"
    address: Text = ""
    phone: Text = ""
    fax: Text = ""


class ProviderShown(Shown):
    """A provider on file."""

    id: uuid.UUID
    name: str
    practice: str
    role: str
    address: str
    phone: str
    fax: str


def add_provider(act: Act, new: NewProvider) -> ProviderShown:
    """Put a provider on file."""
    provider = act.add(Provider(**new.model_dump()))
    act.record("provider.added", provider)
    return ProviderShown.model_validate(provider)


def list_providers(act: Act, window: Window) -> Page[ProviderShown]:
    """The providers on file, newest first."""
    return page_of(act, act.own(Provider), Provider, window, ProviderShown.model_validate)


def get_provider(act: Act, key: uuid.UUID) -> ProviderShown:
    """One provider."""
    return ProviderShown.model_validate(act.find(Provider, key))
