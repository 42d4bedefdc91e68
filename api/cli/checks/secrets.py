"""The keys: there, ours alone, and those with which the files were sealed."""

from __future__ import annotations

from sqlalchemy import select

from api.settings import Settings
from api.store import keys
from api.store.opening import open_store
from api.store.tables import Document
from cases.errors import NotFound, Unavailable, WorkslipError


def present(settings: Settings) -> str:
    """Whether each key file is there and nobody else can read it."""
    count = sum(len(keys.load(settings.key_folder, name)) for name in keys.NAMES)
    return f"{count} keys in {settings.key_folder}, which only you can read; keep a copy elsewhere"


def files(settings: Settings) -> str:
    """Whether the newest document can be opened: a key file of another installation opens none."""
    with open_store(settings) as store:
        with store.database.transaction() as session:
            newest = session.scalars(select(Document).order_by(Document.created_at.desc()).limit(1)).first()
        if newest is None:
            return "Nothing has been received yet"
        try:
            store.files.get(newest.employer_id, newest.sha256)
        except NotFound:
            raise Unavailable(
                "The newest document is in the database but not in the file store. Is this the file store of that "
                "database? If so, bring the files back from a backup."
            ) from None
        except WorkslipError as error:
            if error.code != "no_keys":
                raise  # it is damaged, or the store does not answer
            raise Unavailable(
                f"The newest document cannot be opened with the keys in {settings.key_folder}. They belong to another "
                "installation: put back the copy of files.key."
            ) from None
    return "The newest document can be opened"


CHECKS = {"keys": present, "files": files}
