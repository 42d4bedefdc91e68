"""A folder that a fax server empties: `<delivery>.pdf`, and beside it `<delivery>.json` with number and reference.

Both are written under hidden names and fsynced; the renaming of the PDF is the act. So a hidden PDF that is there was
not handed over, and one that is gone was: exactly once, whenever a process dies. Who takes over renames it to
`.withdrawn` first, so that a late process finds nothing to rename. Hidden names are per attempt.
"""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path

from api.outbox.carriers import Answer, Parcel, fax_of
from api.store.disk import fsync_folder
from api.store.failpoints import failpoint
from api.store.tables import SendState
from cases.errors import BadInput

MODE = 0o640  # the fax server is of the folder's group


class FaxFolder:
    """The carrier over such a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, parcel: Parcel) -> Answer:
        """Put the fax into the folder."""
        try:
            number, pdf = fax_of(parcel)
        except BadInput as no:
            return Answer(SendState.FAILED, no.code, said=no.message)
        try:
            self._forget_earlier(parcel)
            self._write(self._hidden(parcel, "pdf"), pdf)
            self._write(self._hidden(parcel, "json"), _ticket(parcel, number))
            fsync_folder(self.folder)
        except OSError as error:
            self._clear(parcel)
            return Answer(SendState.READY, "folder_down", said=os.strerror(error.errno or 0))
        failpoint("fax_folder.written")
        parcel.handing()
        return self._hand_over(parcel)

    def find(self, parcel: Parcel) -> Answer | None:
        """The hidden PDF tells, and is withdrawn if it is there."""
        hidden, withdrawn = self._hidden(parcel, "pdf"), self._hidden(parcel, "withdrawn")
        if not self.folder.is_dir():
            return None
        try:
            with contextlib.suppress(FileNotFoundError):
                hidden.rename(withdrawn)
            if not withdrawn.exists():
                return Answer(SendState.SENT, reference=f"{parcel.id}.pdf")
            os.truncate(withdrawn, 0)  # its name is the proof; no next attempt may come to clear its pages away
            fsync_folder(self.folder)
        except OSError:
            return None
        return Answer(SendState.READY, "absent")

    def _hand_over(self, parcel: Parcel) -> Answer:
        try:
            self._hidden(parcel, "json").rename(self.folder / f"{parcel.id}.json")
            failpoint("fax_folder.ticket")
            self._hidden(parcel, "pdf").rename(self.folder / f"{parcel.id}.pdf")
        except FileNotFoundError:
            return Answer(SendState.READY, "withdrawn")
        except OSError as error:
            said = os.strerror(error.errno or 0)
            found = self.find(parcel)
            return found if found is not None else Answer(SendState.UNKNOWN, "folder_down", said=said)
        failpoint("fax_folder.renamed")
        fsync_folder(self.folder)
        return Answer(SendState.SENT, reference=f"{parcel.id}.pdf")

    def _hidden(self, parcel: Parcel, kind: str) -> Path:
        return self.folder / f".{parcel.id}.{parcel.attempt}.{kind}"

    def _forget_earlier(self, parcel: Parcel) -> None:
        """What attempts left that are closed by now."""
        for left in self.folder.glob(f".{parcel.id}.*"):
            left.unlink(missing_ok=True)

    def _clear(self, parcel: Parcel) -> None:
        for kind in ("pdf", "json"):
            self._hidden(parcel, kind).unlink(missing_ok=True)

    def _write(self, place: Path, content: bytes) -> None:
        with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, MODE), "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())


def _ticket(parcel: Parcel, number: str) -> bytes:
    """What the fax server has to know: no names."""
    told = {"number": number, "reference": str(parcel.id), "pages": parcel.pages, "file": f"{parcel.id}.pdf"}
    return json.dumps(told, sort_keys=True).encode()
