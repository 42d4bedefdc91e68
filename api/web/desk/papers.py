"""Received files: hand some in, follow them, look at their pages."""

from __future__ import annotations

import uuid
from typing import Annotated, Final

from fastapi import APIRouter, Path, Response
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.datastructures import UploadFile

from api.casework import documents, pictures, tray
from api.casework.documents import DocumentShown
from api.identity.roles import Action
from api.intake.receive import MEGABYTE
from api.store.tables import DocumentState
from api.web.desk.asking import Desk, doing
from api.web.desk.rendering import shown
from api.web.desk.today import WAITS
from api.web.downloads import attachment, picture
from cases.errors import BadInput, WorkslipError

router = APIRouter(include_in_schema=False)
See = Annotated[Desk, doing(Action.SEE_DOCUMENT)]
HandIn = Annotated[Desk, doing(Action.HAND_IN)]
STATES: Final = {
    DocumentState.RECEIVED: ("wait", "Received"), DocumentState.WORKING: ("wait", "Being read"),
    DocumentState.DONE: ("ok", "Read"), DocumentState.SET_ASIDE: ("stop", "Could not be read"),
}  # fmt: skip


@router.get("/upload")
def upload_page(at: HandIn) -> Response:
    """Where returned forms are handed in."""
    return shown(at, "upload.html", received=[], refused=[], states=STATES, most=at.act.store.settings.max_file)


@router.post("/upload")
def upload(at: HandIn) -> Response:
    """Take in one file or many: each is safe, or says why it was not taken."""
    received: list[DocumentShown] = []
    refused: list[str] = []
    files = [each for each in at.form.getlist("file") if isinstance(each, UploadFile)]
    for number, file in enumerate(files, start=1):
        content = file.file.read(at.act.store.settings.max_file * MEGABYTE + 1)
        if not content and not file.filename:  # what a browser sends for a field without a file
            raise BadInput("Choose a file first.", code="no_file")
        try:
            received.append(documents.hand_in(at.act, content))
        except WorkslipError as no:
            refused.append(f"File {number} was not taken. {no.message}")
    if "application/json" in at.request.headers.get("accept", ""):
        return JSONResponse({"received": [str(each.id) for each in received], "refused": refused})
    return shown(
        at, "upload.html", received=received, refused=refused, states=STATES, most=at.act.store.settings.max_file
    )


@router.get("/documents/{document}")
def document_page(document: uuid.UUID, at: See) -> Response:
    """One file: how far it got, and what was found in it."""
    found = documents.get_document(at.act, document)
    return shown(at, "document.html", document=found, states=STATES, waits=WAITS)


@router.get("/documents/{document}/progress")
def progress(document: uuid.UUID, at: HandIn) -> Response:
    """How far one file got, for who waits for it."""
    found = documents.get_document(at.act, document)
    kind, word = STATES[found.state]
    reply = found.replies[0].id if found.replies else None
    href = f"/returns/{reply}" if reply and at.may(Action.SEE_DOCUMENT) else f"/documents/{document}"
    return JSONResponse({
        "kind": kind, "word": word, "stages": found.stages, "ended": found.ended_at is not None, "href": href,
        "replies": len(found.replies), "unplaced": len(found.unplaced_pages),
        "reasons": [each.sentence for each in found.reasons],
    })  # fmt: skip


@router.get("/documents/{document}/pages/{page}")
def file_page(document: uuid.UUID, page: Annotated[int, Path(ge=1, le=1000)], at: See) -> Response:
    """A page of a file as it arrived."""
    return picture(pictures.page_picture(at.act, document, page))


@router.get("/documents/{document}/file")
def file_itself(document: uuid.UUID, at: See) -> Response:
    """The file as it was received, to keep."""
    return attachment(documents.original(at.act, document), "application/octet-stream", f"document-{document}")


@router.post("/documents/{document}/settlement")
def settle(document: uuid.UUID, at: Annotated[Desk, doing(Action.REVIEW)]) -> Response:
    """Nothing is left to do about its loose pages."""
    documents.settle(at.act, document)
    return RedirectResponse("/", 303)


@router.get("/tray/mail/{mail}")
def loose_mail(mail: uuid.UUID, at: See) -> Response:
    """A mail of which something is left."""
    return shown(at, "mail.html", mail=tray.get_mail(at.act, mail))


@router.post("/tray/mail/{mail}/settlement")
def settle_mail(mail: uuid.UUID, at: Annotated[Desk, doing(Action.REVIEW)]) -> Response:
    """Nothing is left to do about a mail."""
    tray.settle_mail(at.act, mail)
    return RedirectResponse("/", 303)
