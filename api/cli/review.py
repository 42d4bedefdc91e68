"""`workslip review`: what needs a person, and what the person says."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer

from api.cli.acting import As, Json, Of, acting_as, body, body_from, show
from api.identity.roles import Action

if TYPE_CHECKING:
    from api.casework.replies import ReplyShown


def register(app: typer.Typer) -> None:
    """Add the commands."""
    review = typer.Typer(no_args_is_help=True, help="What needs a person, worst first, and what they decide.")
    for name, command in (
        ("list", list_), ("show", show_reply), ("decide", decide), ("attach", attach), ("enter", enter),
        ("confirm", confirm), ("reject", reject),
    ):  # fmt: skip
        review.command(name)(command)
    app.add_typer(review, name="review")


def list_(
    as_: As,
    case: Annotated[UUID | None, typer.Option(help="Only of this case.")] = None,
    of: Of = None,
    as_json: Json = False,
) -> None:
    """What waits for a person, worst first, and why."""
    from api.casework.reviews import QueueWindow, list_reviews

    with acting_as(as_, of, Action.SEE_DOCUMENT) as act:
        queue = list_reviews(act, QueueWindow(limit=200, case=case))
    lines = [f"{queue.waiting} waiting"]
    for each in queue.items:
        lines.append(f"{each.reply}  {each.state.value}{'  MAY TIGHTEN' if each.may_tighten else ''}")
        lines += [f"    {reason.sentence}" for reason in each.reasons]
        lines += [f"    {f.name}: {f.reason.sentence if f.reason else ''} (page {f.page})" for f in each.doubtful]
        lines += [f"    perhaps {c.case}  {c.worker}: {', '.join(c.agrees)} agree" for c in each.candidates]
    show(queue, lines, as_json)


def show_reply(reply: UUID, as_: As, of: Of = None, as_json: Json = False) -> None:
    """A reply with all its fields."""
    from api.casework.replies import get_reply

    with acting_as(as_, of, Action.SEE_DOCUMENT) as act:
        _answer(get_reply(act, reply), as_json)


def decide(
    reply: UUID,
    field: str,
    value: Annotated[str, typer.Argument(help="true, false, null (nothing written), a number, a date, or text.")],
    as_: As,
    reason: Annotated[str, typer.Option(help="Needed where the machine was sure.")] = "",
    of: Of = None,
    as_json: Json = False,
) -> None:
    """Decide what stands in a field."""
    from api.casework import decisions

    with acting_as(as_, of, Action.REVIEW) as act:
        decision = body(decisions.Decision, {"value": _value(value), "reason": reason})
        _answer(decisions.decide(act, reply, field, decision), as_json)


def attach(
    reply: UUID,
    case: Annotated[UUID, typer.Option(help="The case it belongs to.")],
    as_: As,
    birth_date: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="As the office wrote it, not from our files.")
    ] = None,
    note: Annotated[str, typer.Option(help="How sender and patient were checked.")] = "",
    of: Of = None,
    as_json: Json = False,
) -> None:
    """Attach a reply to a case; the birth date written on it must be the worker's."""
    from api.casework import attaching

    with acting_as(as_, of, Action.ATTACH) as act:
        written = birth_date.date() if birth_date else None
        to = body(attaching.Attaching, {"case": case, "birth_date": written, "note": note})
        _answer(attaching.attach(act, reply, to), as_json)


def enter(
    document: UUID,
    entry: Annotated[Path, typer.Argument(help="JSON: case, pages, status, restrictions with page and box, note.")],
    as_: As,
    of: Of = None,
    as_json: Json = False,
) -> None:
    """Enter what pages of any origin say."""
    from api.casework import entering

    with acting_as(as_, of, Action.REVIEW) as act:
        _answer(entering.enter(act, document, body_from(entering.Entry, entry)), as_json)


def confirm(
    reply: UUID,
    as_: As,
    acknowledge: Annotated[list[str] | None, typer.Option(help="A reason that stays and is seen; repeat it.")] = None,
    note: Annotated[str, typer.Option(help="For the file.")] = "",
    of: Of = None,
    as_json: Json = False,
) -> None:
    """Confirm a reply as a whole: its restrictions are in force from then on."""
    from api.casework import confirming

    with acting_as(as_, of, Action.REVIEW) as act:
        word = body(confirming.Confirmation, {"acknowledged": acknowledge or [], "note": note})
        _answer(confirming.confirm(act, reply, word), as_json)


def reject(
    reply: UUID,
    as_: As,
    reason: Annotated[str, typer.Option(help="Why it does not count.")],
    of: Of = None,
    as_json: Json = False,
) -> None:
    """Reject a reply: it stays on record and counts for nothing."""
    from api.casework import confirming

    with acting_as(as_, of, Action.REVIEW) as act:
        _answer(confirming.reject(act, reply, body(confirming.Rejection, {"reason": reason})), as_json)


def _value(text: str) -> Any:  # noqa: ANN401 - whatever the field holds
    """`true`, `false` and `null` are those; everything else is text, which the field's kind checks."""
    return json.loads(text) if text in ("true", "false", "null") else text


def _answer(reply: ReplyShown, as_json: bool) -> None:
    lines = [f"Reply {reply.id}: {reply.state.value}", *(f"  {reason.sentence}" for reason in reply.reasons)]
    for each in reply.fields:
        if each.value not in (None, False) or each.reason:
            why = f"  ({each.reason.sentence})" if each.reason else ""
            lines.append(
                f"  {each.name}: {each.value}  {each.status.value} {each.confidence:.4f} {each.source.value}{why}"
            )
    show(reply, lines, as_json)
