"""The real reader, as the mail room uses it: `extract.read_bytes`, in its limited child."""

from __future__ import annotations

from collections.abc import Sequence

from api.intake.reading import Looked, Reader
from cases.errors import BadInput
from extract import read_bytes
from forms.readings import REASONS

# A child that died or was too slow may have had bad luck (memory taken by others): that is worth another attempt.
PERHAPS_BAD_LUCK = frozenset({"timed_out", "reader_crashed"})


def reader(page_keys: Sequence[bytes]) -> Reader:
    """A reader that verifies page codes with these keys, as they are when it reads.

    A file's name is not known here, on purpose.
    """

    def read(content: bytes) -> Looked:
        found = read_bytes(content, "document", keys=tuple(page_keys))
        for reason in PERHAPS_BAD_LUCK & {code for each in found.documents for code in each.reasons}:
            raise BadInput(REASONS[reason], code=reason)
        return Looked(tuple(found.documents), found.pictures)

    return read
