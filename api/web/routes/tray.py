"""/tray and /mails: what came in and found no place by itself."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from api.casework import tray
from api.casework.act import Act
from api.casework.paging import Page, Window
from api.casework.tray import MailShown, TrayItem
from api.identity.roles import Action
from api.web.asking import doing
from api.web.downloads import FILE, attachment
from api.web.problems import documented

router = APIRouter(tags=["documents"])
See = Annotated[Act, doing(Action.SEE_DOCUMENT)]


@router.get("/tray")
def list_tray(act: See, wanted: Annotated[Window, Query()]) -> Page[TrayItem]:
    """Pages and files that belong nowhere yet, and mails of which something is left, newest first.

    Enter pages with `POST /documents/{document}/entries`; settle what needs nothing.
    """
    return tray.list_tray(act, wanted)


@router.get("/mails/{mail}", responses=documented(404))
def get_mail(mail: UUID, act: See) -> MailShown:
    """A mail that came in: what was taken out of it, and why the rest was not."""
    return tray.get_mail(act, mail)


@router.get("/mails/{mail}/file", response_class=Response, responses=FILE | documented(404))
def get_mail_file(mail: UUID, act: See) -> Response:
    """The mail as it came, for a mail program; never open it where scripts may run."""
    return attachment(tray.mail_as_it_came(act, mail), "application/octet-stream", f"mail-{mail}.eml")


@router.post("/mails/{mail}/settlement", responses=documented(404, 409))
def settle_mail(mail: UUID, act: Annotated[Act, doing(Action.REVIEW)]) -> MailShown:
    """Say that nothing is left to do about a mail."""
    return tray.settle_mail(act, mail)
