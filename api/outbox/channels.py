"""Which carriers there are, as the settings say."""

from __future__ import annotations

from api.outbox.carriers import Carrier
from api.outbox.fax_folder import FaxFolder
from api.outbox.sending import Carriers
from api.settings import Settings
from api.store.tables import Channel
from cases.errors import BadInput


def carriers_of(settings: Settings) -> Carriers:
    """The carrier of each channel that is set up. Raises BadInput for a setting that another one needs."""
    found: dict[Channel, Carrier] = {}
    if settings.fax_by == "folder":
        if settings.fax_folder is None:
            raise BadInput("WORKSLIP_FAX_BY=folder needs WORKSLIP_FAX_FOLDER.", code="bad_settings")
        found[Channel.FAX] = FaxFolder(settings.fax_folder)
    return found
