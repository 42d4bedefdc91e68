"""The code on every page: 24 base32 characters that route a page. They do not authenticate it: paper can be copied.

    edition 4 · copy 10 (random) · page 1 · tag 9 (HMAC-SHA256 over the rest, cut to 45 bits)

No case number, no name, no birth date. Without a key a page is printed with an all-zero tag ("AAAAAAAAA"), and a page
read without a key is `unverified`; either alone never lowers the status of a reading.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from typing import Final, Literal

from cases.errors import BadInput
from cases.restrictions import Model

ALPHABET: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
LENGTH: Final = 24
NO_TAG: Final = "A" * 9

Trust = Literal["verified", "unverified"]


class PageCode(Model):
    """What a page's code says. `page` counts from 1; a form has at most 31 pages."""

    edition: str
    copy_id: str
    page: int
    tag: str = NO_TAG

    @property
    def text(self) -> str:
        """The 24 characters as they stand in the code and, in groups of four, on the line to type."""
        return f"{self.edition}{self.copy_id}{ALPHABET[self.page]}{self.tag}"


def new_copy_id() -> str:
    """A fresh random id of one printed copy: 50 bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(10))


def sign(edition: str, copy_id: str, page: int, key: bytes | None) -> PageCode:
    """The code of one page, tagged if there is a key."""
    body = f"{edition}{copy_id}{ALPHABET[page]}"
    return PageCode(edition=edition, copy_id=copy_id, page=page, tag=_tag(body, key) if key else NO_TAG)


def parse(text: str) -> PageCode:
    """Read the 24 characters, from the code or as a person typed them (spaces, dashes, lower case, 0 and 1 as O and I).

    Raises BadInput if they are not a page code.
    """
    plain = text.upper().replace(" ", "").replace("-", "").replace("0", "O").replace("1", "I")
    if len(plain) != LENGTH or set(plain) - set(ALPHABET) or plain[14] == "A":
        raise BadInput("That is not a Workslip page code: it has 24 letters and digits 2-7.", code="not_a_code")
    return PageCode(edition=plain[:4], copy_id=plain[4:14], page=ALPHABET.index(plain[14]), tag=plain[15:])


def trust(code: PageCode, keys: tuple[bytes, ...]) -> Trust:
    """`verified` if one of the keys (newest first, old ones kept for rotation) made the tag."""
    body = code.text[:15]
    return "verified" if any(hmac.compare_digest(_tag(body, k), code.tag) for k in keys) else "unverified"


def foot(form: str, edition: str) -> str:
    """What stands at the foot of a Word copy, which has no page code: the form, and its edition's four characters."""
    return f"{form}, Word copy of edition {edition}"


def read_foot(words: str) -> tuple[str, str] | None:
    """Form and edition by the words at the foot of a Word file; None if they name none, or more than one."""
    found = set(re.findall(r"([a-z0-9-]+), Word copy of edition ([A-Z2-7]{4})\b", words))
    return found.pop() if len(found) == 1 else None


def _tag(body: str, key: bytes) -> str:
    digest = hmac.new(key, b"workslip page code 1:" + body.encode("ascii"), hashlib.sha256).digest()
    return base64.b32encode(digest).decode("ascii")[:9]
