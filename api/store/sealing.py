"""How a file is encrypted: AES-256-GCM under a key of its own, which is wrapped by the master key.

    "WSF1" · id of the master key 8 · nonce 12 · wrapped key 48 · nonce 12 · ciphertext with its 16-byte tag

The employer and the sha256 of the plain bytes are authenticated too: a file moved elsewhere does not open. A new
master key means wrapping the file keys again (`rewrap`); the content stays as it is.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from api.store.keys import key_id
from cases.errors import Unavailable

MAGIC = b"WSF1"
HEADER = len(MAGIC) + 8 + 12 + 48  # bytes before the content's own nonce


def seal(plain: bytes, place: bytes, master: bytes) -> bytes:
    """The encrypted file. `place` is what it belongs to; it must be the same when it is opened."""
    own = AESGCM.generate_key(256)
    nonce = os.urandom(12)
    return _header(own, place, master) + nonce + AESGCM(own).encrypt(nonce, plain, place)


def unseal(sealed: bytes, place: bytes, masters: Sequence[bytes]) -> bytes:
    """The plain bytes. Raises Unavailable if the key is not here or the file was changed."""
    try:
        own = _own_key(sealed, place, masters)
        return AESGCM(own).decrypt(sealed[HEADER : HEADER + 12], sealed[HEADER + 12 :], place)
    except (InvalidTag, ValueError):
        raise Unavailable(
            "A stored file was changed or damaged. Restore it from a backup.", code="file_damaged"
        ) from None


def rewrap(sealed: bytes, place: bytes, masters: Sequence[bytes]) -> bytes:
    """The same file under the newest master key."""
    return _header(_own_key(sealed, place, masters), place, masters[0]) + sealed[HEADER:]


def sealed_with(start: bytes) -> bytes:
    """The id of the master key of a sealed file, of which at least the first twelve bytes are given."""
    return start[4:12]


def _header(own: bytes, place: bytes, master: bytes) -> bytes:
    nonce = os.urandom(12)
    return MAGIC + key_id(master) + nonce + AESGCM(master).encrypt(nonce, own, place)


def _own_key(sealed: bytes, place: bytes, masters: Sequence[bytes]) -> bytes:
    if sealed[:4] != MAGIC or len(sealed) < HEADER + 28:
        raise Unavailable(
            "A stored file is not one of ours, or was cut short. Restore it from a backup.", code="file_damaged"
        )
    master = next((key for key in masters if key_id(key) == sealed_with(sealed)), None)
    if master is None:
        raise Unavailable("The master key of a stored file is not in files.key. Put its copy back.", code="no_keys")
    return AESGCM(master).decrypt(sealed[12:24], sealed[24:HEADER], place)
