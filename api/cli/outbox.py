"""`workslip outbox`: send a packet or a letter, see what was sent. `workslip ledger`: the ledger as evidence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import UUID, uuid4

import typer

from api.cli.acting import As, Json, Of, acting_as, body, show
from api.identity.roles import Action
from cases.errors import BadInput, Refused

if TYPE_CHECKING:
    from api.casework.sending import OutgoingShown

By = Annotated[str, typer.Option("--by", help="mail or fax.")]
Key = Annotated[str | None, typer.Option("--key", help="Your own name of this sending: the same again is the same.")]
Out = Annotated[Path | None, typer.Option("--out", help="Write it to this file instead.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    outbox = typer.Typer(no_args_is_help=True, help="What is sent to doctors' offices, and what became of it.")
    outbox.command("send")(send)
    outbox.command("list")(list_)
    outbox.command("show")(show_)
    outbox.command("settle")(settle)
    outbox.command("revoke-links")(revoke)
    app.add_typer(outbox, name="outbox")
    ledger = typer.Typer(no_args_is_help=True, help="The ledger of what was sent, as evidence.")
    ledger.command("export")(export)
    ledger.command("verify")(verify)
    app.add_typer(ledger, name="ledger")


def send(
    as_: As,
    by: By,
    packet: Annotated[UUID | None, typer.Option(help="The packet to send.")] = None,
    letter: Annotated[UUID | None, typer.Option(help="Or the letter.")] = None,
    provider: Annotated[UUID | None, typer.Option(help="To whom a letter goes, if not to the case's provider.")] = None,
    key: Key = None,
    of: Of = None,
    as_json: Json = False,
) -> None:
    """Send one packet or letter. Refused without a release in force, or to an address that nobody confirmed."""
    from api.casework.sending import NewSending, send_letter, send_packet

    if (packet is None) == (letter is None):
        raise BadInput("Name a packet or a letter, one of both.", code="packet_or_letter")
    new = body(NewSending, {"channel": by, "provider": provider})
    with acting_as(as_, of, Action.SEND_OUT) as act:
        name = key or uuid4().hex
        sent = send_packet(act, packet, name, new) if packet else send_letter(act, letter or UUID(int=0), name, new)
    show(sent, [_line(sent)], as_json)


def list_(
    as_: As,
    state: Annotated[str | None, typer.Option(help="Only in this state: unknown, failed, sent, …")] = None,
    of: Of = None,
    as_json: Json = False,
) -> None:
    """What was sent and what is to be, newest first."""
    from api.casework.paging import Window
    from api.casework.sending import list_outgoing
    from api.store.tables import SendState

    try:
        wanted = SendState(state) if state else None
    except ValueError:
        raise BadInput(f"A state is one of: {', '.join(SendState)}.", code="unknown_state") from None
    with acting_as(as_, of, Action.SEE_OUTBOX) as act:
        page = list_outgoing(act, Window(limit=200), wanted)
    show(page, [_line(each) for each in page.items], as_json)


def show_(delivery: UUID, as_: As, of: Of = None, as_json: Json = False) -> None:
    """One delivery with its attempts."""
    from api.casework.sending import get_outgoing

    with acting_as(as_, of, Action.SEE_OUTBOX) as act:
        found = get_outgoing(act, delivery)
    tries = [f"  {each.number}. {each.state or 'open'} {each.code or ''} {each.answer}" for each in found.attempts]
    show(found, [_line(found), *tries], as_json)


def settle(
    delivery: UUID,
    as_: As,
    arrived: Annotated[bool, typer.Option("--arrived/--not-arrived", help="What you found out.")],
    how: Annotated[str, typer.Option(help="telephone, mailbox, fax_report or other.")] = "telephone",
    of: Of = None,
    as_json: Json = False,
) -> None:
    """Say what became of a delivery of which nobody knew."""
    from api.casework.sending import Settling
    from api.casework.sending import settle as settled

    with acting_as(as_, of, Action.SETTLE_DELIVERY) as act:
        found = settled(act, delivery, body(Settling, {"arrived": arrived, "how": how}))
    show(found, [_line(found)], as_json)


def revoke(delivery: UUID, as_: As, of: Of = None, as_json: Json = False) -> None:
    """End every link to a delivery's papers at once."""
    from api.casework.sending import revoke_links

    with acting_as(as_, of, Action.SETTLE_DELIVERY) as act:
        found = revoke_links(act, delivery)
    show(found, [_line(found)], as_json)


def export(
    as_: As,
    delivery: Annotated[UUID | None, typer.Option(help="Of this delivery.")] = None,
    case: Annotated[UUID | None, typer.Option(help="Or of this case.")] = None,
    mailing: Annotated[UUID | None, typer.Option(help="Or of this mailing.")] = None,
    out: Out = None,
    of: Of = None,
) -> None:
    """The ledger's lines, the audit entries that hold them, and the proof of the log, as JSON."""
    from api.casework.ledger import of_case, of_delivery, of_mailing

    wanted = [(find, key) for find, key in ((of_delivery, delivery), (of_case, case), (of_mailing, mailing)) if key]
    if len(wanted) != 1:
        raise BadInput("Name a delivery, a case or a mailing, one of them.", code="one_of_them")
    ((find, key),) = wanted
    with acting_as(as_, of, Action.SEE_OUTBOX) as act:
        told = find(act, key).model_dump_json(by_alias=True, indent=2)
    if out is None:
        typer.echo(told)
    else:
        out.write_text(told + "\n", encoding="utf-8")


def verify(file: Path, as_json: Json = False) -> None:
    """Whether an exported file is what was exported, line by line. Needs the audit key, and no database."""
    from api.outbox.ledger import check
    from api.settings import settings
    from api.store import keys

    try:
        document = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise BadInput("The file cannot be read as JSON.", code="not_json") from None
    faults = check(document, keys.load(settings().key_folder, "audit"))
    if as_json:
        typer.echo(json.dumps({"faults": faults}))
    if faults:
        raise Refused("This is not what was exported: " + "; ".join(faults) + ".", code="ledger_bad")
    if not as_json:
        typer.echo("Every line, every entry and the chain between them are as they were written.", err=True)


def _line(each: OutgoingShown) -> str:
    pages = sum(file.pages for file in each.files)
    return f"{each.id}  {each.channel.value:5} {each.state.value:9} {each.code or '':20} {pages} page(s)"
