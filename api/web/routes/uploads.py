"""/uploads: hand in a file in pieces, over a line that breaks. Headers as in the IETF's draft on resumable uploads.

POST /uploads  {"size": 9000000}  Idempotency-Key: 7f3a   → 201, Location, Upload-Limit
HEAD /uploads/{id}                                        → Upload-Offset: 4000000, Upload-Complete: ?0
PATCH /uploads/{id}  Upload-Offset: 4000000  bytes…       → 204 with the next offset, 409 for a wrong one,
                                                            202 with the document after the last piece
"""

from __future__ import annotations

from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Header, Response

from api.casework import uploads
from api.casework.act import Act
from api.casework.documents import DocumentShown
from api.casework.uploads import NewUpload, UploadShown
from api.identity.roles import Action
from api.web.asking import doing
from api.web.problems import documented
from api.web.uploads import PART, sending_part

router = APIRouter(prefix="/uploads", tags=["documents"])
Hand = Annotated[Act, doing(Action.HAND_IN)]
Key = Annotated[str, Header(alias="Idempotency-Key", min_length=1, max_length=200, pattern="^[!-~]+$")]
Offset = Annotated[int, Header(alias="Upload-Offset", ge=0, le=2**31 - 1)]
PIECES: Final[dict[int | str, dict[str, Any]]] = {204: {"description": "The piece is safe; more is to come"}}


@router.post("", status_code=201, responses=documented(409))
def begin_upload(new: NewUpload, act: Hand, key: Key, response: Response) -> UploadShown:
    """Say what will be sent. The same Idempotency-Key again is the same upload, also after its end."""
    shown = uploads.begin(act, new, key)
    response.headers["Location"] = f"/api/v1/uploads/{shown.id}"
    response.headers["Upload-Limit"] = f"max-size={act.store.settings.max_file * 1024 * 1024}"
    _progress(response, shown)
    return shown


@router.get("/{upload}", responses=documented(404))
def get_upload(upload: UUID, act: Hand, response: Response) -> UploadShown:
    """How much of it is safe: go on at that offset."""
    shown = uploads.get_upload(act, upload)
    _progress(response, shown)
    return shown


@router.patch(
    "/{upload}", status_code=202, responses=PIECES | documented(404, 409, 415), openapi_extra=PART,
    response_model=DocumentShown,
)  # fmt: skip
def append_to_upload(
    upload: UUID, content: Annotated[bytes, sending_part(Action.HAND_IN)], act: Hand, offset: Offset
) -> Any:  # noqa: ANN401 - 204 has no body, 202 has the document
    """Send the next piece. It is safe when this answers; the last one makes the file a document."""
    done = uploads.append(act, upload, offset, content)
    if isinstance(done, DocumentShown):
        return done
    response = Response(status_code=204)
    _progress(response, done)
    return response


def _progress(response: Response, shown: UploadShown) -> None:
    response.headers["Upload-Offset"] = str(shown.received)
    response.headers["Upload-Length"] = str(shown.size)
    response.headers["Upload-Complete"] = "?1" if shown.document else "?0"
