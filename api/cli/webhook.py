"""`workslip webhook`: register one, see how it went, send something again, replace its secret."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from api.cli.acting import As, Json, Of, acting_as, body, show
from api.identity.roles import Action

if TYPE_CHECKING:
    from api.casework.webhooks import DeliveryShown, WebhookShown, WebhookWithSecret

Events = Annotated[list[str] | None, typer.Option("--event", help="Tell only of this kind of event; give it again.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    webhook = typer.Typer(no_args_is_help=True, help="Webhooks: programs of yours that are told what happened.")
    webhook.command("add")(add)
    webhook.command("list")(list_)
    webhook.command("enable")(enable)
    webhook.command("disable")(disable)
    webhook.command("remove")(remove)
    webhook.command("rotate")(rotate)
    webhook.command("deliveries")(deliveries)
    webhook.command("resend")(resend)
    app.add_typer(webhook, name="webhook")


def add(url: str, as_: As, event: Events = None, of: Of = None, as_json: Json = False) -> None:
    """Register a webhook and print its secret, once."""
    from api.casework.webhooks import WebhookTerms, add_webhook

    given = {"url": url} | ({"events": event} if event else {})
    with acting_as(as_, of, Action.CHANGE_WEBHOOKS) as act:
        made = add_webhook(act, body(WebhookTerms, given))
    show(made, _with_secret(made), as_json)


def list_(as_: As, of: Of = None, as_json: Json = False) -> None:
    """The webhooks, newest first."""
    from api.casework.paging import Window
    from api.casework.webhooks import list_webhooks

    with acting_as(as_, of, Action.SEE_WEBHOOKS) as act:
        page = list_webhooks(act, Window(limit=200))
    show(page, [_line(each) for each in page.items], as_json)


def enable(webhook: UUID, as_: As, of: Of = None, as_json: Json = False) -> None:
    """Tell a disabled webhook again."""
    _set(webhook, as_, of, as_json, enabled=True)


def disable(webhook: UUID, as_: As, of: Of = None, as_json: Json = False) -> None:
    """Tell it nothing until it is enabled."""
    _set(webhook, as_, of, as_json, enabled=False)


def remove(webhook: UUID, as_: As, of: Of = None, as_json: Json = False) -> None:
    """Remove it; what it was told stays on record."""
    from api.casework.webhooks import remove_webhook

    with acting_as(as_, of, Action.CHANGE_WEBHOOKS) as act:
        gone = remove_webhook(act, webhook)
    show(gone, [f"Removed {gone.id}"], as_json)


def rotate(webhook: UUID, as_: As, of: Of = None, as_json: Json = False) -> None:
    """A new secret, printed once; the old one signs beside it for a day."""
    from api.casework.webhooks import rotate_secret

    with acting_as(as_, of, Action.CHANGE_WEBHOOKS) as act:
        made = rotate_secret(act, webhook)
    show(made, _with_secret(made), as_json)


def deliveries(webhook: UUID, as_: As, of: Of = None, as_json: Json = False) -> None:
    """What it was told, newest first, and how that went."""
    from api.casework.paging import Window
    from api.casework.webhooks import list_deliveries

    with acting_as(as_, of, Action.SEE_WEBHOOKS) as act:
        page = list_deliveries(act, webhook, Window(limit=200))
    show(page, [_delivery(each) for each in page.items], as_json)


def resend(webhook: UUID, delivery: UUID, as_: As, of: Of = None, as_json: Json = False) -> None:
    """Send a message again, with the same id."""
    from api.casework.webhooks import resend as send_again

    with acting_as(as_, of, Action.CHANGE_WEBHOOKS) as act:
        sent = send_again(act, webhook, delivery)
    show(sent, [_delivery(sent)], as_json)


def _set(webhook: UUID, as_: str, of: str | None, as_json: bool, *, enabled: bool) -> None:
    from api.casework.webhooks import WebhookTerms, change_webhook, get_webhook

    with acting_as(as_, of, Action.CHANGE_WEBHOOKS) as act:
        now = get_webhook(act, webhook)
        given = {"url": now.url, "events": now.events, "enabled": enabled}
        changed = change_webhook(act, webhook, body(WebhookTerms, given))
    show(changed, [_line(changed)], as_json)


def _line(each: WebhookShown) -> str:
    state = f"disabled ({each.disabled_reason})" if each.disabled_at else "failing" if each.failing_since else "ok"
    return f"{each.id}  {state:20} {each.url}  {', '.join(each.events)}"


def _with_secret(made: WebhookWithSecret) -> list[str]:
    return [_line(made), f"Secret, shown this once: {made.secret}"]


def _delivery(each: DeliveryShown) -> str:
    last = each.last_error or each.last_status or "not tried"
    return f"{each.id}  {each.state.value:10} {each.kind:24} {each.attempts} attempt(s), last: {last}"
