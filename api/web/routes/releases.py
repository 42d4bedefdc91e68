"""/cases/{case}/releases, /releases: the worker's signed authority."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from api.casework import releases
from api.casework.act import Act
from api.casework.releases import NewRelease, ReleaseShown
from api.identity.roles import Action
from api.web.asking import doing
from api.web.downloads import FILE, attachment
from api.web.problems import documented
from api.web.uploads import BODY, sending

router = APIRouter(tags=["releases"])
See = Annotated[Act, doing(Action.SEE_RELEASE)]
Change = Annotated[Act, doing(Action.FILE_RELEASE)]


@router.post("/cases/{case}/releases", status_code=201, openapi_extra=BODY, responses=documented(404, 409, 415))
def file_release(
    case: UUID,
    said: Annotated[NewRelease, Query()],
    scan: Annotated[bytes, sending(Action.FILE_RELEASE)],
    act: Change,
) -> ReleaseShown:
    """Put a signed release on file: its scan as the body, what stands on it as parameters."""
    return releases.file_release(act, case, said, scan)


@router.get("/cases/{case}/releases", responses=documented(404))
def list_releases(case: UUID, act: See) -> list[ReleaseShown]:
    """The releases of a case."""
    return releases.list_releases(act, case)


@router.get("/releases/{release}/file", response_class=Response, responses=FILE | documented(404))
def get_release_file(release: UUID, act: See) -> Response:
    """The scan of a release."""
    return attachment(releases.release_scan(act, release), "application/octet-stream", f"release-{release}")


@router.post("/releases/{release}/revocation", responses=documented(404, 409))
def revoke_release(release: UUID, act: Change) -> ReleaseShown:
    """Record that the worker took a release back."""
    return releases.revoke_release(act, release)
