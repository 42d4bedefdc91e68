"""The file store on an S3-compatible object store, for workers on more than one machine.

    prefix/<employer>/<two hex digits>/<sha256>      sealed as in `LocalFiles`
    prefix/leaving/<employer>/<sha256>               somebody is about to remove that file

An object is created only if there is none (`If-None-Match`). An answer that was lost is found out by trying again: the
object is there then, and counts as ours once it has been read and its hash agrees.

Nothing is locked here, so a removal announces itself: it writes its mark, then looks how old the object is, and deletes
only what it has seen. Who puts bytes sees to it that the object is fresh, then looks for a mark, and last whether the
object is still there. One of the two sees the other. There is one who removes at a time (`removal.py`).
"""

from __future__ import annotations

import hashlib
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Literal, TypeVar
from urllib.parse import urlsplit

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError, GenericError, PreconditionError
from obstore.store import S3Store

from api.settings import Settings
from api.store.failpoints import failpoint
from api.store.files import DAY, Stored, belonging, check_address, check_opens, missing
from api.store.keys import key_id
from api.store.sealing import rewrap, seal, sealed_with, unseal
from cases.errors import BadInput, Unavailable

if TYPE_CHECKING:
    from obstore.store import S3Config

HOUR = 3600  # seconds
LOOK_LASTS = 60  # seconds after which a removal that was held up looks again: its mark may have been swept
UNLIMITED = 1 << 62  # bytes; a bucket does not say how much it can take
RETRIES, RETRY_SECONDS = 3, 20  # of the client, for answers of the kind 5xx and broken connections
ROUNDS = 5  # how often a put that met a removal begins again
LEAVING, NOTHING = "leaving", "nothing"  # folders; the other one is always empty
SOON = 2  # seconds
Answer = TypeVar("Answer")


def bucket(settings: Settings) -> S3Store:
    """The bucket and prefix that the settings name. Raises BadInput if they cannot be meant."""
    address, endpoint = urlsplit(settings.files_url or ""), urlsplit(settings.files_endpoint or "https://")
    if address.scheme != "s3" or not address.netloc:
        raise BadInput("WORKSLIP_FILES_URL must be s3://bucket/prefix.", code="bad_settings")
    here = endpoint.hostname in ("localhost", "127.0.0.1", "::1")
    if endpoint.scheme != "https" and not (endpoint.scheme == "http" and (here or settings.files_http)):
        raise BadInput(
            "WORKSLIP_FILES_ENDPOINT must begin with https://. WORKSLIP_FILES_HTTP=1 allows plain http to another "
            "machine: the files are encrypted on the way, their owners and times are not.",
            code="bad_settings",
        )
    chosen: S3Config = {"region": settings.files_region}
    if settings.files_endpoint:
        chosen["endpoint"] = settings.files_endpoint
    if settings.files_access_id and settings.files_access_key:
        chosen["access_key_id"] = settings.files_access_id.get_secret_value()
        chosen["secret_access_key"] = settings.files_access_key.get_secret_value()
    if bool(settings.files_access_id) != bool(settings.files_access_key):
        raise BadInput("WORKSLIP_FILES_ACCESS_ID and WORKSLIP_FILES_ACCESS_KEY go together.", code="bad_settings")
    return S3Store(
        address.netloc,
        prefix=address.path.strip("/") or None,
        config=chosen,
        client_options={
            "allow_http": endpoint.scheme == "http",
            "connect_timeout": timedelta(seconds=5),
            "timeout": timedelta(seconds=settings.files_timeout),
        },
        retry_config={"max_retries": RETRIES, "retry_timeout": timedelta(seconds=RETRY_SECONDS)},
    )


class ObjectFiles:
    """A bucket, or a prefix of one."""

    def __init__(self, store: S3Store, masters: Sequence[bytes]) -> None:
        self.store = store
        self.masters = masters

    def put(self, employer: uuid.UUID, content: bytes) -> str:
        """Keep these bytes. When this returns, the store has answered for them."""
        sha256 = hashlib.sha256(content).hexdigest()
        for _ in range(ROUNDS):
            sealed = seal(content, belonging(employer, sha256), self.masters[0])
            here = self._created(_key(employer, sha256), sealed) or self._confirmed(employer, sha256)
            failpoint("file.object")
            if here and self._stays(employer, sha256):
                return sha256
            time.sleep(0.2)
        raise Unavailable("The file store is removing a file with these bytes. Send it again in a minute.")

    def get(self, employer: uuid.UUID, sha256: str) -> bytes:
        """The bytes, decrypted and authenticated."""
        return unseal(self.sealed(employer, sha256), belonging(employer, sha256), self.masters)

    def has(self, employer: uuid.UUID, sha256: str) -> bool:
        """Whether they are here."""
        check_address(sha256)
        return self._age(_key(employer, sha256)) is not None

    def free(self) -> int:
        """More than anybody asks for. Raises Unavailable unless the bucket answers soon, asked once."""
        try:
            with _in_sentences():
                next(iter(obstore.list(self._asked, NOTHING)), None)
        except FileNotFoundError as error:
            raise _no_bucket() from error
        return UNLIMITED

    @cached_property
    def _asked(self) -> S3Store:
        """The same bucket for who only asks whether it is there: a probe does not wait."""
        return S3Store(
            prefix=self.store.prefix,
            config=self.store.config,
            client_options={
                **(self.store.client_options or {}),
                "connect_timeout": timedelta(seconds=SOON),
                "timeout": timedelta(seconds=SOON),
            },
            retry_config={"max_retries": 0},
        )

    def every(self, employer: uuid.UUID | None = None) -> Iterator[Stored]:
        """All objects of the prefix, which is ours alone."""
        with _in_sentences():
            for found in obstore.list(self.store, str(employer) if employer else None, chunk_size=1000):
                for each in found:
                    whose, _, name = each["path"].split("/")
                    if whose != LEAVING:
                        yield Stored(uuid.UUID(whose), name, each["size"], each["last_modified"].timestamp())

    def sealed(self, employer: uuid.UUID, sha256: str) -> bytes:
        """The object as it lies there."""
        check_address(sha256)
        try:
            return self._read(_key(employer, sha256))[0]
        except FileNotFoundError:
            raise missing() from None

    def put_sealed(self, employer: uuid.UUID, sha256: str, sealed: bytes) -> None:
        """Keep a file that another store has sealed."""
        check_address(sha256)
        check_opens(employer, sha256, sealed, self.masters)
        with _in_sentences():
            _twice(lambda: _put(self.store, _key(employer, sha256), sealed))

    def rewrap(self, stored: Stored) -> bool:
        """Bring an object under the newest master key; begin again where somebody else changed it meanwhile."""
        key, to = _key(stored.employer, stored.sha256), belonging(stored.employer, stored.sha256)
        for _ in range(ROUNDS):
            try:
                with _in_sentences():
                    head = _twice(lambda: obstore.get_range(self.store, key, start=0, end=12)).to_bytes()
                if sealed_with(head) == key_id(self.masters[0]):
                    return False
                sealed, tag = self._read(key)
            except FileNotFoundError:
                return False
            if self._replaced(key, rewrap(sealed, to, self.masters), tag):
                return True
        raise Unavailable("A file of the object store changes all the time. Try again.", code="store_down")

    def remove(self, employer: uuid.UUID, sha256: str, *, untouched: float = DAY) -> bool:
        """Remove an object if nobody has put it for so many seconds."""
        check_address(sha256)
        key, mark = _key(employer, sha256), _mark(employer, sha256)
        began = time.monotonic()
        with _in_sentences():
            _twice(lambda: _put(self.store, mark, b""))
            failpoint("file.leaving")
            age = self._age(key)
            old = age is not None and age >= untouched and time.monotonic() - began < LOOK_LASTS
            if old:
                obstore.delete(self.store, key)  # unanswered it may still happen: then the mark stays for an hour
            _twice(lambda: obstore.delete(self.store, mark))
        return old or age is None

    def sweep(self, *, older_than: float = DAY) -> int:
        """Remove the marks of removals that died. Returns how many."""
        with _in_sentences():
            marks = [each for found in obstore.list(self.store, LEAVING) for each in found]
            limit = min(older_than, HOUR)  # nobody can put such a file meanwhile
            old = [m["path"] for m in marks if time.time() - m["last_modified"].timestamp() > limit]
            for mark in old:
                _twice(lambda mark=mark: obstore.delete(self.store, mark))  # type: ignore[misc]
        return len(old)

    def _created(self, key: str, sealed: bytes) -> bool:
        """Whether there was none, so that it is ours. A lost answer makes a second try, which finds the first one's."""
        try:
            with _in_sentences():
                _twice(lambda: _put(self.store, key, sealed, "create"))
        except AlreadyExistsError:
            return False
        return True

    def _confirmed(self, employer: uuid.UUID, sha256: str) -> bool:
        """Whether what is there holds these bytes: it opens, and it is fresh."""
        key = _key(employer, sha256)
        try:
            sealed, tag = self._read(key)
            check_opens(employer, sha256, sealed, self.masters)
            age = self._age(key)
        except FileNotFoundError:
            return False
        return (age is not None and age < HOUR) or self._replaced(key, sealed, tag)

    def _stays(self, employer: uuid.UUID, sha256: str) -> bool:
        """Whether nobody is removing it, and nobody just has. Who begins now finds it fresh, and leaves it.

        A removal that is under way has perhaps looked before it was fresh, and its deletion may still come.
        """
        return self._age(_mark(employer, sha256)) is None and self._age(_key(employer, sha256)) is not None

    def _read(self, key: str) -> tuple[bytes, str | None]:
        """An object and its tag. Raises FileNotFoundError."""

        def whole() -> tuple[bytes, str | None]:
            found = obstore.get(self.store, key)
            return bytes(found.bytes()), found.meta["e_tag"]

        with _in_sentences():
            return _twice(whole)

    def _replaced(self, key: str, sealed: bytes, tag: str | None) -> bool:
        """Whether the object was still the one with that tag, and is now this."""
        try:
            with _in_sentences():
                obstore.put(self.store, key, sealed, mode={"e_tag": tag}, use_multipart=False)
        except (PreconditionError, FileNotFoundError):
            return False
        return True

    def _age(self, key: str) -> float | None:
        """Seconds since it was put; None if there is none."""
        try:
            with _in_sentences():
                return time.time() - _twice(lambda: obstore.head(self.store, key))["last_modified"].timestamp()
        except FileNotFoundError:
            return None


def _key(employer: uuid.UUID, sha256: str) -> str:
    return f"{employer}/{sha256[:2]}/{sha256}"


def _mark(employer: uuid.UUID, sha256: str) -> str:
    return f"{LEAVING}/{employer}/{sha256}"


def _no_bucket() -> Unavailable:
    """What a "not found" means that can be about no object."""
    return Unavailable(
        "The bucket of the file store is not there: nothing was stored. Check WORKSLIP_FILES_URL.", code="store_down"
    )


def _put(store: S3Store, key: str, content: bytes, mode: Literal["create", "overwrite"] = "overwrite") -> None:
    """Put one object. Here a "not found" can only mean the bucket."""
    try:
        obstore.put(store, key, content, mode=mode, use_multipart=False)
    except FileNotFoundError as error:
        raise _no_bucket() from error


def _twice(do: Callable[[], Answer]) -> Answer:
    """The client tries again what it knows to be safe, and no put that timed out: ours are all safe."""
    try:
        return do()
    except GenericError:
        return do()


@contextmanager
def _in_sentences() -> Iterator[None]:
    """The store's errors, for people; what a caller has to know apart (there is one, there is none) goes through."""
    try:
        yield
    except (AlreadyExistsError, PreconditionError, FileNotFoundError):
        raise
    except BaseError as error:
        raise Unavailable(
            "The object store does not answer, or refuses us: nothing was stored or read. Try again later.",
            code="store_down",
        ) from error
