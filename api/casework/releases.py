"""Signed authorities to release: no packet goes out without one that names its provider (003 IV.D)."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from pydantic import Field

from api.casework.act import Act
from api.casework.words import Shown, Written
from api.store.tables import Case, Provider, Release
from cases.errors import Conflict, Refused
from cases.releases import Release as Authority


class NewRelease(Written):
    """What stands on the signed paper: which provider it names, when it was signed, until when it holds.

    45 CFR 164.508(c)(1)(v): one without an expiry is not valid. It may lie on file, and no packet goes out on it.
    """

    provider: uuid.UUID = Field(description="The provider that the paper names.")
    signed_on: date
    expires_on: date | None = None


class ReleaseShown(Shown):
    """A release on file. Its scan has an address of its own."""

    id: uuid.UUID
    case_id: uuid.UUID
    provider_id: uuid.UUID
    signed_on: date
    expires_on: date | None
    revoked_at: datetime | None
    file_sha256: str


def file_release(act: Act, case: uuid.UUID, new: NewRelease, scan: bytes) -> ReleaseShown:
    """Put a signed release on file, with its scan."""
    if not scan:
        raise Refused("The file is empty; send the scan of the signed release.", code="empty_file")
    if new.signed_on > act.today:
        raise Refused("The signature lies in the future; look at its date again.", code="bad_signed_date")
    release = Release(
        case_id=act.find(Case, case).id,
        provider_id=act.find(Provider, new.provider).id,
        file_sha256=act.store.files.put(act.who.employer, scan),
        signed_on=new.signed_on,
        expires_on=new.expires_on,
        recorded_by=act.who.user,
    )
    act.record("release.filed", act.add(release), provider=str(release.provider_id))
    return ReleaseShown.model_validate(release)


def list_releases(act: Act, case: uuid.UUID) -> list[ReleaseShown]:
    """Every release of a case, the newest signature first."""
    return [ReleaseShown.model_validate(release) for release in releases_of(act, act.find(Case, case))]


def release_scan(act: Act, key: uuid.UUID) -> bytes:
    """The scan, as it was handed in."""
    return act.store.files.get(act.who.employer, act.find(Release, key).file_sha256)


def revoke_release(act: Act, key: uuid.UUID) -> ReleaseShown:
    """Record that the worker took a release back (45 CFR 164.508(b)(5)): no packet goes out on it any more."""
    release = act.find(Release, key, locked=True)
    if release.revoked_at is not None:
        raise Conflict("This release is revoked already.", code="already_revoked")
    release.revoked_at = act.moment
    act.record("release.revoked", release)
    return ReleaseShown.model_validate(release)


def releases_of(act: Act, case: Case) -> list[Release]:
    """The rows behind `list_releases`."""
    query = act.own(Release).where(Release.case_id == case.id)
    return list(act.session.scalars(query.order_by(Release.signed_on.desc(), Release.created_at.desc())))


def as_authority(release: Release) -> Authority:
    """A release as the rules of `cases/releases.py` see it."""
    return Authority(
        provider=str(release.provider_id),
        signed=True,
        signed_on=release.signed_on,
        expires_on=release.expires_on,
        revoked_on=release.revoked_at.date() if release.revoked_at else None,
    )
