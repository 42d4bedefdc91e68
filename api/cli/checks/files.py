"""The file store: in a bucket, a file of our own goes in, is listed, comes out again and is removed.

Its key is one of its own too: what is wrong with ours is said by `keys`.
"""

from __future__ import annotations

import os
import uuid

from api.settings import Settings
from api.store.files import Files
from api.store.opening import file_store
from cases.errors import Unavailable, WorkslipError


def stored(settings: Settings) -> str:
    """Whether files can be kept where the settings say."""
    if settings.files_url is None:
        return _folder(settings)
    files = file_store(settings, (os.urandom(32),))
    try:
        _round_trip(files)
    except WorkslipError as error:
        raise Unavailable(_why(error, settings)) from None
    return f"A file went into {settings.files_url} and came out again"


def _folder(settings: Settings) -> str:
    """A folder that is still to be made is the matter of `home`."""
    folder = settings.home / "files"
    if folder.exists() and not (folder.is_dir() and os.access(folder, os.R_OK | os.W_OK | os.X_OK)):
        raise Unavailable(f"The file store {folder} cannot be written. Give it to the user that runs Workslip.")
    return f"Files are kept in {folder}"


def _round_trip(files: Files) -> None:
    """All that the service, a backup and a purge do. The file belongs to no employer."""
    nobody = uuid.uuid4()
    sha256 = files.put(nobody, os.urandom(16))
    try:
        files.get(nobody, sha256)
        next(files.every(nobody), None)
    finally:
        files.remove(nobody, sha256, untouched=0)


def _why(error: WorkslipError, settings: Settings) -> str:
    """What the store's answer means. Its own words hold addresses and parts of the request."""
    from obstore.exceptions import GenericError, PermissionDeniedError, UnauthenticatedError

    match error.__cause__:
        case FileNotFoundError():
            return f"There is no bucket {settings.files_url}. Make it, or check WORKSLIP_FILES_URL and _REGION."
        case PermissionDeniedError() | UnauthenticatedError():
            return (
                f"The object store does not let us read, write, list and delete at {settings.files_url}. Check "
                "WORKSLIP_FILES_ACCESS_ID, its _ACCESS_KEY, what they are allowed, and whose bucket that is."
            )
        case GenericError():
            where = settings.files_endpoint or f"Amazon's in {settings.files_region}"
            return (
                f"The object store ({where}) does not answer, or not as one. Check WORKSLIP_FILES_ENDPOINT and "
                "_REGION, the firewall, and whether this machine trusts its certificate."
            )
        case _:
            return error.message


CHECKS = {"file store": stored}
