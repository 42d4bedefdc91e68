"""/documents: hand in what came back, follow it, look at its pages, enter what they say."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response

from api.casework import documents, entering, pictures
from api.casework.act import Act
from api.casework.documents import DocumentFilter, DocumentShown
from api.casework.entering import Entry
from api.casework.paging import Page
from api.casework.replies import ReplyShown
from api.identity.roles import Action
from api.web.asking import doing
from api.web.downloads import FILE, PICTURE, attachment, picture
from api.web.problems import documented
from api.web.uploads import BODY, sending

router = APIRouter(prefix="/documents", tags=["documents"])
See = Annotated[Act, doing(Action.SEE_DOCUMENT)]


@router.post("", status_code=202, openapi_extra=BODY, responses=documented(415))
def hand_in_document(
    content: Annotated[bytes, sending(Action.HAND_IN)],
    act: Annotated[Act, doing(Action.HAND_IN)],
    response: Response,
) -> DocumentShown:
    """Hand in a reply (PDF, TIFF, PNG, JPEG) or a house paper's Word copy, as the body or as the part `file`.

    It is safe when this answers; `Location` is where to follow it. The same bytes again are the same document.
    """
    shown = documents.hand_in(act, content)
    response.headers["Location"] = f"/api/v1/documents/{shown.id}"
    return shown


@router.get("")
def list_documents(act: See, wanted: Annotated[DocumentFilter, Query()]) -> Page[DocumentShown]:
    """The received files, newest first."""
    return documents.list_documents(act, wanted)


@router.get("/{document}", responses=documented(404))
def get_document(document: UUID, act: See) -> DocumentShown:
    """One document: how far it got, and what was found in it."""
    return documents.get_document(act, document)


@router.get("/{document}/file", response_class=Response, responses=FILE | documented(404))
def get_document_file(document: UUID, act: See) -> Response:
    """The file as it was received, to be looked at by hand; never open it where scripts may run."""
    return attachment(documents.original(act, document), "application/octet-stream", f"document-{document}")


@router.get("/{document}/pages/{page}", response_class=Response, responses=PICTURE | documented(404))
def get_page_picture(document: UUID, page: Annotated[int, Path(ge=1, le=1000)], act: See) -> Response:
    """A page of the file as a picture; pages count from 1.

    Square pixels at 150 dpi: x points from the left are x · 150 / 72 pixels, and points count from the bottom.
    """
    return picture(pictures.page_picture(act, document, page))


@router.post("/{document}/entries", status_code=201, responses=documented(404, 409))
def enter_restrictions(document: UUID, entry: Entry, act: Annotated[Act, doing(Action.REVIEW)]) -> ReplyShown:
    """Enter what pages of any origin say: each restriction with the box it rests on."""
    return entering.enter(act, document, entry)


@router.post("/{document}/settlement", responses=documented(404, 409))
def settle_document(document: UUID, act: Annotated[Act, doing(Action.REVIEW)]) -> DocumentShown:
    """Say that nothing is left to do about this file's unplaced pages: a cover sheet, an advertisement."""
    return documents.settle(act, document)
