"""Which carriers there are, as the settings say."""

from __future__ import annotations

from typing import TypeVar

from api.outbox.carriers import Carrier
from api.outbox.fax_folder import FaxFolder
from api.outbox.fax_sendfax import Sendfax
from api.outbox.sending import Carriers
from api.outbox.smtp import FaxGateway, Smtp
from api.settings import Settings
from api.store.tables import Channel
from cases.errors import BadInput

Needed = TypeVar("Needed")


def carriers_of(settings: Settings) -> Carriers:
    """The carrier of each channel that is set up. Raises BadInput for a setting that another one needs."""
    found: dict[Channel, Carrier] = {}
    if settings.mail_host:
        _needs(settings.mail_from, "WORKSLIP_MAIL_HOST", "WORKSLIP_MAIL_FROM")
        if settings.mail_enclose == "link":
            _needs(settings.public_url, "WORKSLIP_MAIL_ENCLOSE=link", "WORKSLIP_PUBLIC_URL")
        found[Channel.MAIL] = Smtp(settings)
    if settings.fax_by == "folder":
        found[Channel.FAX] = FaxFolder(_needs(settings.fax_folder, "WORKSLIP_FAX_BY=folder", "WORKSLIP_FAX_FOLDER"))
    if settings.fax_by == "gateway":
        _needs(settings.mail_host and settings.mail_from, "WORKSLIP_FAX_BY=gateway", "WORKSLIP_MAIL_HOST and _FROM")
        _needs("{number}" in settings.fax_gateway, "WORKSLIP_FAX_BY=gateway", "{number} in WORKSLIP_FAX_GATEWAY")
        found[Channel.FAX] = FaxGateway(Smtp(settings), settings.fax_gateway)
    if settings.fax_by == "sendfax":
        found[Channel.FAX] = Sendfax(settings)
    return found


def _needs(value: Needed | None, one: str, other: str) -> Needed:
    if not value:
        raise BadInput(f"{one} needs {other}.", code="bad_settings")
    return value
