"""Whether two replies of one copy say the same: offices fax twice, and they also change a page and fax it again.

Linked as a duplicate only where nothing can differ as far as we can see; any doubt makes it a second version, which a
person compares. Nothing is ever merged.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from forms.readings import Document, Reading, ReadingStatus

# Ink outside the boxes: two such pages can differ in what was written there.
OUTSIDE_THE_BOXES = frozenset({
    "changed_blank", "hidden_fields", "page_unregistered", "unasked_writing", "unknown_fields",
})  # fmt: skip


def fingerprint(reply: Document, crops: Mapping[str, str]) -> str | None:
    """A digest of what a reply says, or None if it cannot prove that another says the same.

    A doubtful reading has no value, so two unlike marks would look alike: there the picture counts (`crops`: field
    to sha256 of its crop), and a doubt without a picture, or ink outside the boxes, is like nothing else. Fields of
    pages that did not arrive can differ in nothing; that they are missing is part of the digest.
    """
    doubtful = {name for name, r in reply.fields.items() if r.status is ReadingStatus.REVIEW}
    if not reply.fields or doubtful - crops.keys() or OUTSIDE_THE_BOXES & set(reply.reasons):
        return None
    said = {name: _said(reading, crops.get(name)) for name, reading in reply.fields.items()}
    # The code's trust counts: a forged page must not make the true one look like its duplicate.
    whole = [reply.form, reply.edition, reply.code, sorted(reply.reasons), said]
    return hashlib.sha256(json.dumps(whole, sort_keys=True).encode("ascii")).hexdigest()


def _said(reading: Reading, crop: str | None) -> list[object]:
    return [reading.value, reading.status.value, None if reading.status is ReadingStatus.ACCEPTED else crop]


def pages_read(fields: Mapping[str, Reading]) -> frozenset[int]:
    """The pages of the form, counted from 1, of which anything was read."""
    return frozenset(r.page for r in fields.values() if r.status is not ReadingStatus.MISSING)
