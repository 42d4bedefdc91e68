"""`workslip offer`: an offer of modified duty, in Word and PDF. Refused with every reason."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from api.cli.acting import As, Json, Of, acting_as, body_from, show, written
from api.identity.roles import Action


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("offer")(offer)


def offer(
    case: UUID,
    order: Annotated[Path, typer.Argument(help="JSON: terms (position, duties, wage, …), sender, job.")],
    as_: As,
    out: Annotated[Path, typer.Option(help="Folder for its files.")] = Path(),
    of: Of = None,
    as_json: Json = False,
) -> None:
    """Write an offer. Refused unless the report is signed, in force, matched and complete."""
    from api.casework.offers import NewOffer, make_offer, offer_docx, offer_pdf

    with acting_as(as_, of, Action.OFFER, Action.SEE_OFFER_LETTER) as act:
        made = make_offer(act, case, body_from(NewOffer, order))
        files = [
            written(out, "offer.docx", offer_docx(act, made.id)),
            written(out, "offer.pdf", offer_pdf(act, made.id)),
        ]
    show(made, [str(file) for file in files], as_json)
