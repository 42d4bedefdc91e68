"""/webhooks: where the employer's programs are told of events, and how that went."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from api.casework import webhooks
from api.casework.act import Act
from api.casework.paging import Page, Window
from api.casework.webhooks import DeliveryShown, WebhookShown, WebhookTerms, WebhookWithSecret
from api.identity.roles import Action
from api.web.asking import doing
from api.web.problems import documented

router = APIRouter(tags=["webhooks"])
See = Annotated[Act, doing(Action.SEE_WEBHOOKS)]
Change = Annotated[Act, doing(Action.CHANGE_WEBHOOKS)]


@router.post("/webhooks", status_code=201, responses=documented(409))
def add_webhook(terms: WebhookTerms, act: Change) -> WebhookWithSecret:
    """Register a webhook. Its secret is in this answer and in no other."""
    return webhooks.add_webhook(act, terms)


@router.get("/webhooks")
def list_webhooks(act: See, window: Annotated[Window, Query()]) -> Page[WebhookShown]:
    """The webhooks, newest first."""
    return webhooks.list_webhooks(act, window)


@router.get("/webhooks/{webhook}", responses=documented(404))
def get_webhook(webhook: UUID, act: See) -> WebhookShown:
    """One webhook."""
    return webhooks.get_webhook(act, webhook)


@router.put("/webhooks/{webhook}", responses=documented(404, 409))
def change_webhook(webhook: UUID, terms: WebhookTerms, act: Change) -> WebhookShown:
    """Set its address, its events, and whether it is told anything."""
    return webhooks.change_webhook(act, webhook, terms)


@router.delete("/webhooks/{webhook}", responses=documented(404))
def remove_webhook(webhook: UUID, act: Change) -> WebhookShown:
    """Remove it; what it was told stays on record."""
    return webhooks.remove_webhook(act, webhook)


@router.post("/webhooks/{webhook}/rotation", responses=documented(404))
def rotate_secret(webhook: UUID, act: Change) -> WebhookWithSecret:
    """A new secret, shown once; the old one signs beside it for a day."""
    return webhooks.rotate_secret(act, webhook)


@router.get("/webhooks/{webhook}/deliveries", responses=documented(404))
def list_deliveries(webhook: UUID, act: See, window: Annotated[Window, Query()]) -> Page[DeliveryShown]:
    """What it was told, newest first, and how that went."""
    return webhooks.list_deliveries(act, webhook, window)


@router.post("/webhooks/{webhook}/deliveries/{delivery}/resending", responses=documented(404, 409))
def resend_delivery(webhook: UUID, delivery: UUID, act: Change) -> DeliveryShown:
    """Send a message again, with the same id."""
    return webhooks.resend(act, webhook, delivery)
