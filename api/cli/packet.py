"""`workslip packet`: the packet for a provider, as separate files and as one PDF. It is made, never sent."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from api.cli.acting import As, Json, Of, acting_as, body_from, show, written
from api.identity.roles import Action


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("packet")(packet)


def packet(
    case: UUID,
    order: Annotated[Path, typer.Argument(help="JSON: sender (carrier_name, contact_phone, …), provider, job.")],
    as_: As,
    out: Annotated[Path, typer.Option(help="Folder for its files.")] = Path(),
    of: Of = None,
    as_json: Json = False,
) -> None:
    """Make a packet. Refused without a signed release in force that names the provider."""
    from api.casework.packets import NewPacket, make_packet, packet_file

    with acting_as(as_, of, Action.SEND_PACKET, Action.SEE_PACKET) as act:
        made = make_packet(act, case, body_from(NewPacket, order))
        files = [written(out, each.name, packet_file(act, made.id, each.name)) for each in made.files]
    show(made, [str(file) for file in files], as_json)
