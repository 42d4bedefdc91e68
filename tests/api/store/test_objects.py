"""Files on a real S3-compatible server: the same promises as a folder gives, also when answers are lost."""

from __future__ import annotations

import hashlib
import secrets
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import obstore
import pytest
from pydantic import SecretStr

from api.cli.checks.files import stored
from api.settings import Settings
from api.store import keys
from api.store.files import Files, LocalFiles
from api.store.objects import ObjectFiles, bucket
from api.store.opening import file_store
from cases.errors import BadInput, NotFound, Unavailable
from tests.api.store.objects_server import Faults, proxy, settings_for

pytestmark = [pytest.mark.integration, pytest.mark.xdist_group("s3")]
EMPLOYER, OTHER = uuid.uuid4(), uuid.uuid4()
MASTER = secrets.token_bytes(32)
CONTENT = b"diagnosis ZQX-LUPUS-77 " * 50


@pytest.fixture(params=["folder", "bucket"])
def files(request: pytest.FixtureRequest, tmp_path: Path) -> Files:
    """An empty store under one master key."""
    if request.param == "folder":
        return LocalFiles(tmp_path / "files", (MASTER,))
    return ObjectFiles(bucket(settings_for(request.getfixturevalue("s3_port"), tmp_path)), (MASTER,))


def under(files: Files, *masters: bytes) -> Files:
    """The same store, opened with other keys."""
    if isinstance(files, LocalFiles):
        return LocalFiles(files.folder, masters)
    assert isinstance(files, ObjectFiles)
    return ObjectFiles(files.store, masters)


def addresses(files: Files, employer: uuid.UUID | None = None) -> set[tuple[uuid.UUID, str]]:
    """What is in the store."""
    return {(each.employer, each.sha256) for each in files.every(employer)}


@pytest.mark.parametrize("content", [b"", b"\0", CONTENT, secrets.token_bytes(6_000_000)])
def test_what_is_put_is_what_is_got_and_nobody_else_reads_it(files: Files, content: bytes) -> None:
    """Unchanged, under the sha256 of the plain bytes, sealed where it lies, and not at another employer."""
    sha256 = files.put(EMPLOYER, content)

    assert files.put(EMPLOYER, content) == sha256
    assert files.get(EMPLOYER, sha256) == content
    assert b"LUPUS" not in files.sealed(EMPLOYER, sha256)
    assert (files.has(EMPLOYER, sha256), files.has(OTHER, sha256)) == (True, False)
    with pytest.raises(NotFound):
        files.get(OTHER, sha256)
    with pytest.raises(NotFound):
        files.get(EMPLOYER, "../" + sha256[3:])


def test_a_store_has_room_only_while_it_answers(s3_port: int, tmp_path: Path) -> None:
    """There, with a key that is refused, and without its bucket."""
    settings = settings_for(s3_port, tmp_path)
    files = ObjectFiles(bucket(settings), (MASTER,))
    files.put(EMPLOYER, CONTENT)
    assert files.free() > 1 << 40
    for wrong in ({"files_access_key": SecretStr("another")}, {"files_url": f"s3://no-{uuid.uuid4().hex}/x"}):
        with pytest.raises(Unavailable):
            ObjectFiles(bucket(settings.model_copy(update=wrong)), (MASTER,)).free()


def test_every_file_is_listed_with_its_owner_and_size(files: Files) -> None:
    """What backup and purge go by; one employer's alone, too."""
    mine = {(EMPLOYER, files.put(EMPLOYER, bytes([n]))) for n in range(20)}
    theirs = {(OTHER, files.put(OTHER, b"\0"))}

    assert addresses(files) == mine | theirs
    assert addresses(files, OTHER) == theirs
    (one,) = files.every(OTHER)
    assert one.size == len(files.sealed(OTHER, one.sha256))
    assert abs(time.time() - one.put_at) < 60


def test_the_same_bytes_put_sixteen_times_at_once_are_one_file(files: Files) -> None:
    """All answers are the same address."""
    with ThreadPoolExecutor(16) as pool:
        said = set(pool.map(lambda _: files.put(EMPLOYER, CONTENT), range(16)))

    assert {(EMPLOYER, sha256) for sha256 in said} == addresses(files)
    assert len(said) == 1


def test_a_new_master_key_is_brought_to_every_file(files: Files) -> None:
    """Each once; the new key alone opens them afterwards, the old one alone does not."""
    known = [files.put(EMPLOYER, bytes([n])) for n in range(10)]
    new = secrets.token_bytes(32)
    both = under(files, new, MASTER)

    assert [both.rewrap(each) for each in both.every()] == [True] * 10
    assert [both.rewrap(each) for each in both.every()] == [False] * 10
    assert [under(files, new).get(EMPLOYER, sha256) for sha256 in known] == [bytes([n]) for n in range(10)]
    with pytest.raises(Unavailable, match=r"files\.key"):
        files.get(EMPLOYER, known[0])


def test_a_removal_leaves_what_was_put_lately(files: Files) -> None:
    """Fresh bytes may be somebody's whose row is not committed yet; put again they are fresh again."""
    sha256 = files.put(EMPLOYER, CONTENT)

    assert not files.remove(EMPLOYER, sha256)
    assert files.has(EMPLOYER, sha256)
    assert files.remove(EMPLOYER, sha256, untouched=0)
    assert not files.has(EMPLOYER, sha256)
    assert files.remove(EMPLOYER, sha256)  # gone is gone
    assert files.get(EMPLOYER, files.put(EMPLOYER, CONTENT)) == CONTENT


def test_a_sealed_file_moves_from_store_to_store(files: Files, tmp_path: Path) -> None:
    """As in a backup: it opens in the new place; a changed one is not taken."""
    sha256 = files.put(EMPLOYER, CONTENT)
    sealed = files.sealed(EMPLOYER, sha256)
    elsewhere = LocalFiles(tmp_path / "elsewhere", (MASTER,))

    elsewhere.put_sealed(EMPLOYER, sha256, sealed)
    assert elsewhere.get(EMPLOYER, sha256) == CONTENT
    files.put_sealed(EMPLOYER, sha256, sealed)
    with pytest.raises(Unavailable):
        files.put_sealed(EMPLOYER, sha256, sealed[:-1] + bytes([sealed[-1] ^ 1]))
    with pytest.raises(Unavailable):
        files.put_sealed(OTHER, sha256, sealed)
    assert addresses(files) == {(EMPLOYER, sha256)}


@pytest.fixture
def faults() -> Faults:
    """What is to go wrong."""
    return Faults()


@pytest.fixture
def far(faults: Faults, s3_port: int, tmp_path: Path) -> Iterator[ObjectFiles]:
    """A bucket behind a proxy that fails as planned."""
    with proxy(s3_port, faults) as port:
        yield ObjectFiles(bucket(settings_for(port, tmp_path, files_timeout=2)), (MASTER,))


@pytest.mark.parametrize("kinds", [["before"], ["after"], ["silent"], ["gone"], ["after", "after"]])
def test_a_put_whose_answer_is_lost_is_found_out(far: ObjectFiles, faults: Faults, kinds: list[str]) -> None:
    """500 or silence, before or after the object was stored: it is there once, and whole, and the answer says so."""
    faults.plan("PUT", *kinds)

    sha256 = far.put(EMPLOYER, CONTENT)

    assert faults.called["PUT"] > len(kinds) or kinds == ["silent"]
    assert not faults.planned["PUT"]
    assert far.get(EMPLOYER, sha256) == CONTENT
    assert len(list(far.every())) == 1


@pytest.mark.parametrize("kinds", [["before", "before"], ["cut"], ["silent"], ["gone", "cut"]])
def test_an_answer_that_is_cut_off_is_asked_for_again(far: ObjectFiles, faults: Faults, kinds: list[str]) -> None:
    """What is read is whole or refused: never half a file."""
    sha256 = far.put(EMPLOYER, CONTENT)
    faults.plan("GET", *kinds)

    assert far.get(EMPLOYER, sha256) == CONTENT
    assert not faults.planned["GET"]


def test_a_store_that_is_down_is_said_to_be_down(tmp_path: Path) -> None:
    """Nobody listens: a sentence and a code that a job tries again on, in bounded time."""
    gone = ObjectFiles(bucket(settings_for(9, tmp_path, files_timeout=1)), (MASTER,))

    for ask in (lambda: gone.put(EMPLOYER, b"x"), lambda: gone.get(EMPLOYER, "0" * 64), lambda: list(gone.every())):
        with pytest.raises(Unavailable) as caught:
            ask()
        assert caught.value.code == "store_down"


def test_what_lies_there_and_is_not_ours_is_never_taken_for_the_file(far: ObjectFiles) -> None:
    """Another object under that name: the put says so, and acknowledges nothing."""
    sha256 = far.put(EMPLOYER, CONTENT)
    obstore.put(far.store, f"{EMPLOYER}/{sha256[:2]}/{sha256}", b"something else")

    with pytest.raises(Unavailable, match="not one of ours"):
        far.put(EMPLOYER, CONTENT)


@pytest.mark.parametrize("moment", ["PUT", "GET", "HEAD"])
def test_a_removal_in_the_middle_of_a_put_loses_nothing(
    far: ObjectFiles, faults: Faults, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    """Old bytes are put again while somebody removes them: they are there when the put has returned."""
    monkeypatch.setattr("api.store.objects.HOUR", 0)  # as if all that is here were old
    sha256 = far.put(EMPLOYER, CONTENT)
    removed: list[bool] = []

    def remove(request: str) -> None:
        if request.startswith(moment):
            faults.meanwhile = lambda _: None
            removed.append(far.remove(EMPLOYER, sha256, untouched=0))

    faults.meanwhile = remove
    far.put(EMPLOYER, CONTENT)

    assert removed == [True]
    assert far.get(EMPLOYER, sha256) == CONTENT


def test_a_put_in_the_middle_of_a_removal_is_not_acknowledged(
    far: ObjectFiles, faults: Faults, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between its look and its deletion: who puts the bytes is told to come again, and then they stay."""
    monkeypatch.setattr("api.store.objects.HOUR", 0)
    sha256 = far.put(EMPLOYER, CONTENT)
    said: list[str] = []

    def put(request: str) -> None:
        if request.startswith("POST") and "leaving" not in request:  # deletions are posted
            faults.meanwhile = lambda _: None
            with pytest.raises(Unavailable) as caught:
                far.put(EMPLOYER, CONTENT)
            said.append(caught.value.message)

    faults.meanwhile = put
    assert far.remove(EMPLOYER, sha256, untouched=0)
    assert len(said) == 1

    assert "removing" in said[0]
    assert not far.has(EMPLOYER, sha256)
    assert far.get(EMPLOYER, far.put(EMPLOYER, CONTENT)) == CONTENT


@pytest.mark.parametrize("answers", [(), ("after",)])
def test_what_was_acknowledged_during_a_removal_is_there_afterwards(
    far: ObjectFiles, faults: Faults, monkeypatch: pytest.MonkeyPatch, answers: tuple[str, ...]
) -> None:
    """The bytes were long here, or were not here at all; somebody puts them before each single request of the removal,
    and once more as soon as that is refused. A lost answer makes the removal delete a second time."""
    monkeypatch.setattr("api.store.objects.ROUNDS", 2)
    monkeypatch.setattr("api.store.objects.HOUR", 2)  # seconds; so that an old file is one of four
    old, ends = [far.put(EMPLOYER, bytes([n])) for n in range(6)], list[bool]()
    time.sleep(4.2)
    for n in range(12):
        content, acknowledged, seen = bytes([n]), list[str](), list[str]()

        def put(_: str, at: int = n % 6, content: bytes = content, said: list[str] = acknowledged, seen=seen) -> None:
            seen.append("")
            if len(seen) == at + 1:
                faults.meanwhile = lambda _: None
                with suppress(Unavailable):
                    said.append(far.put(EMPLOYER, content))

        sha256 = old[n] if n < len(old) else hashlib.sha256(content).hexdigest()
        faults.meanwhile = put
        faults.plan("POST", *answers)
        far.remove(EMPLOYER, sha256, untouched=3)
        faults.meanwhile = lambda _: None
        assert [far.get(EMPLOYER, each) for each in acknowledged] == [content] * len(acknowledged), n
        ends.append(bool(acknowledged))
    assert set(ends) == {True, False}


def test_a_removal_that_died_holds_nobody_up_for_long(far: ObjectFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its mark makes who puts the same bytes wait, until it is swept."""
    monkeypatch.setattr("api.store.objects.HOUR", 0)
    sha256 = far.put(EMPLOYER, CONTENT)
    obstore.put(far.store, f"leaving/{EMPLOYER}/{sha256}", b"")

    with pytest.raises(Unavailable, match="removing"):
        far.put(EMPLOYER, CONTENT)
    time.sleep(1.1)  # the store counts whole seconds
    assert far.sweep() == 1
    assert far.put(EMPLOYER, CONTENT) == sha256


@pytest.mark.parametrize(
    "wrong",
    [
        {"files_url": "https://bucket/prefix"},
        {"files_url": "s3://"},
        {"files_endpoint": "http://store.example"},
        {"files_endpoint": "ftp://127.0.0.1"},
    ],
)
def test_an_address_that_would_send_files_in_the_clear_is_refused(tmp_path: Path, wrong: dict[str, str]) -> None:
    """Plain http only to this machine, or where somebody said so; everything else must be meant as it is written."""
    with pytest.raises(BadInput):
        bucket(settings_for(9, tmp_path, **wrong))
    assert bucket(settings_for(9, tmp_path, files_endpoint="http://store.example", files_http=True))


def test_the_settings_choose_the_store_and_its_secret_may_lie_in_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder unless a bucket is named; the secret is in no repr."""
    keys.generate(tmp_path / "keys")
    (tmp_path / "secret").write_text("hidden-secret\n")
    monkeypatch.setenv("WORKSLIP_FILES_ACCESS_KEY_FILE", str(tmp_path / "secret"))
    chosen = Settings.model_validate({"home": tmp_path, "files_url": "s3://bucket/a", "files_access_id": "an-id"})

    assert chosen.files_access_key is not None
    assert chosen.files_access_key.get_secret_value() == "hidden-secret"
    assert "hidden-secret" not in repr(chosen)
    assert isinstance(file_store(chosen, (MASTER,)), ObjectFiles)
    assert isinstance(file_store(Settings(home=tmp_path), (MASTER,)), LocalFiles)


def test_doctor_tries_the_bucket_and_leaves_nothing(s3_port: int, tmp_path: Path) -> None:
    """A file in, listed, out and gone; a wrong secret is told without its words."""
    settings = settings_for(s3_port, tmp_path)
    assert "came out again" in stored(settings)
    assert list(obstore.list(bucket(settings)).collect()) == []

    with pytest.raises(Unavailable, match="does not let us read, write") as found:
        stored(settings_for(s3_port, tmp_path, files_access_key="hush-hush"))
    assert "hush" not in found.value.message
