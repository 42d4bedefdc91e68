"""Uploads in pieces: safe piece by piece, over broken lines, on several servers, one document in the end."""

from __future__ import annotations

import hashlib
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
import uvicorn
from fastapi.testclient import TestClient
from sqlalchemy import delete, func, select, update

from api.intake.doors import uploads
from api.store.backup import _nothing_removed, make_backup
from api.store.files import LocalFiles
from api.store.opening import Store
from api.store.tables import Document, Upload, UploadPart
from api.store.tables.base import now
from api.web.app import create_app
from cases.errors import BadInput
from tests.api.intake.conftest import ROOT, environment

pytestmark = pytest.mark.integration
FILE = b"%PDF-1.4\n" + bytes(range(256)) * 40 + b"\n%%EOF\n"


def begin(http: TestClient, content: bytes = FILE, key: str = "k1", **more: str) -> str:
    """A new upload's address."""
    answer = http.post("/uploads", json={"size": len(content), **more}, headers={"Idempotency-Key": key})
    assert answer.status_code == 201, answer.text
    return answer.headers["Location"].removeprefix("/api/v1")


def piece(http: TestClient, where: str, offset: int, content: bytes):
    """The answer to a piece."""
    headers = {"Upload-Offset": str(offset), "Content-Type": "application/partial-upload"}
    return http.patch(where, content=content, headers=headers)


def count(store: Store, table: type) -> int:
    """Rows of a table."""
    with store.database.transaction() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def pieces_on_disk(store: Store, where: str) -> int:
    """Files of the store under the upload's own id."""
    return sum(p.is_file() for p in (store.settings.home / "files" / where.rsplit("/", 1)[1]).rglob("*"))


def test_a_file_in_pieces_becomes_one_document(ours, store) -> None:
    """Each piece is acknowledged with the next offset; after the last one its pieces are swept."""
    where = begin(ours, sha256=hashlib.sha256(FILE).hexdigest())

    first = piece(ours, where, 0, FILE[:4000])
    asked = ours.head(where)
    last = piece(ours, where, 4000, FILE[4000:])

    assert (first.status_code, first.headers["Upload-Offset"]) == (204, "4000")
    assert (asked.status_code, asked.content) == (200, b"")
    assert (asked.headers["Upload-Offset"], asked.headers["Upload-Complete"]) == ("4000", "?0")
    assert last.status_code == 202
    with store.database.transaction() as session:
        document = session.get_one(Document, uuid.UUID(last.json()["id"]))
    assert store.files.get(document.employer_id, document.sha256) == FILE
    assert ours.get(where).json()["document"] == last.json()["id"]
    assert uploads.sweep(store) == 0, "it was not given up"
    assert ours.get(where).json()["document"] == last.json()["id"]
    assert (count(store, UploadPart), pieces_on_disk(store, where)) == (0, 0)


def test_what_is_safe_is_encrypted_like_everything(ours, store) -> None:
    """No piece lies in the clear."""
    where = begin(ours)
    piece(ours, where, 0, FILE[:4000])

    assert pieces_on_disk(store, where) == 1
    found = [p.read_bytes() for p in (store.settings.home / "files").rglob("*") if p.is_file()]
    assert not any(b"%PDF" in each for each in found)


def test_a_wrong_offset_is_refused_and_keeps_nothing(ours, store) -> None:
    """A piece sent twice, or one too early: 409; one that is too long: 422; what is safe stays as it was."""
    where = begin(ours)
    piece(ours, where, 0, FILE[:4000])

    for offset in (0, 3999, 4001):
        refused = piece(ours, where, offset, b"x")
        assert (refused.status_code, refused.json()["code"]) == (409, "wrong_offset")
    assert piece(ours, where, 4000, FILE).json()["code"] == "too_long"
    assert ours.head(where).headers["Upload-Offset"] == "4000"
    assert pieces_on_disk(store, where) == 1


def test_the_same_key_is_the_same_upload_and_another_file_needs_another(ours, store) -> None:
    """An answer that was lost is asked for again; one key never means two files."""
    assert begin(ours) == begin(ours) != begin(ours, key="k2")
    other = ours.post("/uploads", json={"size": 5}, headers={"Idempotency-Key": "k1"})
    assert (other.status_code, other.json()["code"]) == (409, "key_reused")
    assert ours.post("/uploads", json={"size": 5}).status_code == 422


def test_a_file_that_is_too_large_is_refused_before_a_byte_is_sent(ours, store) -> None:
    """Nothing is begun."""
    answer = ours.post("/uploads", json={"size": 51 * 2**20}, headers={"Idempotency-Key": "k"})

    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert count(store, Upload) == 0


def test_true_is_no_number_of_bytes(ours) -> None:
    """Taken for 1, it would announce a file of one byte; 5.0 is the integer 5 in JSON."""
    begun = [ours.post("/uploads", json={"size": size}, headers={"Idempotency-Key": str(size)}) for size in (True, 5.0)]

    assert [each.status_code for each in begun] == [422, 201]
    assert begun[1].json()["size"] == 5


def test_what_is_not_what_was_announced_is_no_document(ours, store) -> None:
    """The digest is checked over the whole, not over a piece."""
    where = begin(ours, sha256="0" * 64)

    assert piece(ours, where, 0, FILE).json()["code"] == "digest_mismatch"
    assert count(store, Document) == 0


def test_an_answer_to_the_last_piece_that_was_lost_is_given_again(ours, store) -> None:
    """An empty piece at the end of a whole upload answers with its document."""
    where = begin(ours)
    document = piece(ours, where, 0, FILE).json()["id"]

    again = piece(ours, where, len(FILE), b"")

    assert (again.status_code, again.json()["id"]) == (202, document)


def test_only_who_began_it_goes_on(ours, theirs, store) -> None:
    """For another employer it does not exist."""
    where = begin(ours)

    assert piece(theirs, where, 0, FILE).status_code == 404
    assert ours.head(where).headers["Upload-Offset"] == "0"


def test_sixteen_uploads_of_the_same_bytes_at_once_are_one_document(ours, store) -> None:
    """In pieces, each under a key of its own; and all sixteen at once into one upload, where one wins each piece."""
    shared = begin(ours, key="shared")

    def alone(number: int) -> str:
        where = begin(ours, key=f"k{number}")
        piece(ours, where, 0, FILE[:5000])
        return piece(ours, where, 5000, FILE[5000:]).json()["id"]

    with ThreadPoolExecutor(16) as pool:
        found = set(pool.map(alone, range(16)))
        together = list(pool.map(lambda _: piece(ours, shared, 0, FILE).status_code, range(16)))

    assert len(found) == count(store, Document) == 1
    assert set(together) <= {202, 409}
    assert 202 in together
    uploads.sweep(store)
    assert pieces_on_disk(store, shared) == 0
    assert count(store, UploadPart) == 0


def test_an_upload_is_given_up_after_a_day_and_a_whole_one_is_finished(ours, store) -> None:
    """The sweep of any worker: what a crash left just before the end becomes a document, the rest leaves no trace."""
    whole, left, fresh = begin(ours, key="a"), begin(ours, key="b"), begin(ours, key="c")
    uploads.append(store, uuid.UUID(whole.rsplit("/", 1)[1]), 0, FILE)
    piece(ours, left, 0, FILE[:100])
    with store.database.transaction() as session:
        late = update(Upload).where(Upload.id == uuid.UUID(left.rsplit("/", 1)[1]))
        session.execute(late.values(expires_at=now() - uploads.GRACE))

    assert uploads.sweep(store) == 1

    assert count(store, Document) == 1
    assert ours.get(whole).json()["document"] is not None
    assert ours.get(left).status_code == 404
    assert ours.get(fresh).status_code == 200
    assert (count(store, UploadPart), pieces_on_disk(store, left)) == (0, 0)


def test_two_requests_that_finish_at_once_make_one_whole_document(ours, store, monkeypatch) -> None:
    """The slower one reads the pieces when the faster one has its document and they were swept."""
    where = begin(ours)
    key = uuid.UUID(where.rsplit("/", 1)[1])
    uploads.append(store, key, 0, FILE)
    get, done = LocalFiles.get, []

    def slow(self: LocalFiles, owner: uuid.UUID, sha256: str) -> bytes:
        if owner == key and not done:
            done.append(None)
            done.append(uploads.finish(store, key))
            uploads.sweep(store)
        return get(self, owner, sha256)

    monkeypatch.setattr(LocalFiles, "get", slow)

    assert uploads.finish(store, key) == done[1]
    with store.database.transaction() as session:
        assert [d.size for d in session.scalars(select(Document))] == [len(FILE)]


def test_an_upload_whose_pieces_are_missing_is_no_document(ours, store) -> None:
    """Neither an empty one, nor a part of one: its sender gets a sentence, the sweep gives it up in the end."""
    where = begin(ours)
    key = uuid.UUID(where.rsplit("/", 1)[1])
    uploads.append(store, key, 0, FILE[:4000])
    uploads.append(store, key, 4000, FILE[4000:])
    with store.database.transaction() as session:
        session.execute(delete(UploadPart).where(UploadPart.start == 4000))

    for _ in range(2):
        with pytest.raises(BadInput, match="Pieces of this upload are missing"):
            uploads.finish(store, key)
        with store.database.transaction() as session:
            session.execute(delete(UploadPart))
    assert count(store, Document) == 0
    with store.database.transaction() as session:
        session.execute(update(Upload).values(expires_at=now() - uploads.GRACE))
    assert uploads.sweep(store) == 1
    assert (count(store, Document), pieces_on_disk(store, where)) == (0, 0)


def test_a_whole_upload_is_not_given_up_while_the_disk_is_full(ours, store, monkeypatch) -> None:
    """Whatever its age: all of it is here, and becomes a document when there is room."""
    where = begin(ours)
    uploads.append(store, uuid.UUID(where.rsplit("/", 1)[1]), 0, FILE)
    with store.database.transaction() as session:
        session.execute(update(Upload).values(expires_at=now() - uploads.GRACE))
    monkeypatch.setattr(LocalFiles, "free", lambda _: 0)
    assert uploads.sweep(store) == 0
    assert count(store, Upload) == 1
    monkeypatch.undo()

    assert uploads.sweep(store) == 0

    assert count(store, Document) == 1


def test_no_piece_is_removed_while_a_backup_is_made(ours, store) -> None:
    """The backup's list names pieces that were on disk when it began; an announced hash is none of them."""
    where = begin(ours, sha256=hashlib.sha256(FILE).hexdigest())
    piece(ours, where, 0, FILE[:4000])
    with _nothing_removed(store):
        assert piece(ours, where, 4000, FILE[4000:]).status_code == 202
        uploads.sweep(store)
        assert pieces_on_disk(store, where) == 2

    uploads.sweep(store)

    assert pieces_on_disk(store, where) == 0


def test_an_announced_hash_is_not_looked_for_by_a_backup(ours, store, tmp_path) -> None:
    """An upload that is still under way is no reason to say that files are missing."""
    where = begin(ours, sha256=hashlib.sha256(FILE).hexdigest())
    piece(ours, where, 0, FILE[:4000])

    assert make_backup(store, tmp_path / "backups").is_dir()


def test_after_its_life_an_upload_takes_no_piece(ours, store) -> None:
    """So that nobody is at a piece when it is given up an hour later: none is left behind without a row."""
    where = begin(ours)
    with store.database.transaction() as session:
        session.execute(update(Upload).values(expires_at=now()))

    late = piece(ours, where, 0, FILE)

    assert (late.status_code, late.json()["code"]) == (404, "expired")
    assert pieces_on_disk(store, where) == 0


@pytest.mark.parametrize("moment", ["upload.stored", "upload.noted", "upload.received"])
def test_a_server_killed_while_it_takes_a_piece_loses_and_doubles_nothing(ours, store, moment: str) -> None:
    """The sender asks for the offset, goes on there, and there is one document."""
    where = begin(ours)
    program = (
        "import sys, uuid; from api.intake.doors.uploads import append, finish; from api.settings import settings;"
        "from api.store.opening import open_store\n"
        "with open_store(settings()) as store:\n"
        "    append(store, uuid.UUID(sys.argv[1]), 0, sys.stdin.buffer.read()); finish(store, uuid.UUID(sys.argv[1]))"
    )
    command = [sys.executable, "-c", program, where.rsplit("/", 1)[1]]
    killed = subprocess.run(
        command, input=FILE, env=environment(store, moment), cwd=ROOT, capture_output=True, check=False
    )
    assert killed.returncode == -9, killed.stderr

    offset = int(ours.head(where).headers["Upload-Offset"])
    assert offset == (0 if moment == "upload.stored" else len(FILE))
    assert piece(ours, where, offset, FILE[offset:]).status_code == 202
    assert count(store, Document) == 1


def test_a_line_that_breaks_in_the_middle_of_a_piece_keeps_nothing_of_it(ours, store) -> None:
    """On real servers: the piece is cut off at one of them, and sent again to another that shares the store."""
    key = ours.headers["Authorization"]
    where = begin(ours)
    with served(store) as one, served(store) as other:
        head = (
            f"PATCH /api/v1{where} HTTP/1.1\r\nHost: x\r\nAuthorization: {key}\r\nUpload-Offset: 0\r\n"
            f"Content-Type: application/partial-upload\r\nContent-Length: {len(FILE)}\r\n\r\n"
        )
        with socket.create_connection(("127.0.0.1", one)) as line:
            line.sendall(head.encode() + FILE[:5000])
            line.shutdown(socket.SHUT_WR)
            line.settimeout(10)
            said = b"".join(iter(lambda: line.recv(4096), b""))
        assert said == b"" or said.startswith(b"HTTP/1.1 400")
        assert ours.head(where).headers["Upload-Offset"] == "0"
        assert pieces_on_disk(store, where) == 0
        with socket.create_connection(("127.0.0.1", other)) as line:
            line.sendall(head.encode() + FILE)
            line.settimeout(10)
            assert line.recv(4096).startswith(b"HTTP/1.1 202")

    assert count(store, Document) == 1


@contextmanager
def served(store: Store) -> Iterator[int]:
    """A real server over the store, on a port of its own."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(create_app(store), log_config=None, access_log=False))
        running = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        running.start()
        while not server.started:
            time.sleep(0.01)
        yield listening.getsockname()[1]
        server.should_exit = True
        running.join()
