"""`workslip doctor` on what lies outside: mail server, fax, hot folders, mailboxes, bucket. Each fault has its words.

What a real IMAP and a real S3 server say is tested where they run: `tests/api/intake/doors`, `tests/api/store`.
"""

from __future__ import annotations

import socket
import threading
import uuid
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from aiosmtpd.smtp import AuthResult
from pydantic import SecretStr

from api.cli.checks import doors, files, sending
from api.settings import Settings
from api.store.opening import Store
from cases.errors import WorkslipError
from tests.api.cli.test_doctor import Check
from tests.api.outbox.mail_server import Postbox, running

pytestmark = pytest.mark.integration
UNWRITABLE = Path("/proc/self")  # by nobody, root neither
SECRET = "hush-hush"


def told(check: Check, settings: Settings) -> str:
    """The sentence of a check that finds something; no secret is in it."""
    with pytest.raises(WorkslipError) as found:
        check(settings)
    assert found.value.message.endswith(".")
    assert SECRET not in found.value.message
    return found.value.message


@pytest.fixture
def closed() -> Iterator[int]:
    """A port at which nobody listens, and nobody else can."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


@pytest.fixture(scope="module")
def plain() -> Iterator[Postbox]:
    """A mail server without TLS, which knows one user."""

    def known(server, session, envelope, mechanism, data) -> AuthResult:
        return AuthResult(success=data.password == SECRET[::-1].encode(), handled=False)

    with running(authenticator=known, auth_require_tls=False) as box:
        yield box


def to(port: int, **more: object) -> Settings:
    """Settings that name a mail server at that port."""
    given = {"mail_host": "127.0.0.1", "mail_port": port, "mail_from": "papers@mill.example"}
    return Settings.model_validate(given | more)


def test_what_is_not_set_up_is_fine(tmp_path: Path) -> None:
    """A new installation sends nothing and keeps its files in a folder."""
    nothing = Settings(home=tmp_path)
    assert "No mail is sent" in sending.mail(nothing)
    assert "No fax is sent" in sending.fax(nothing)
    assert "No hot folder" in doors.opened(nothing)
    assert str(tmp_path / "files") in files.stored(nothing)


def test_a_mail_server_that_is_not_there_is_named(closed: int) -> None:
    """Nobody at the port, no such machine; and settings that cannot be meant."""
    assert f"Nobody answers at 127.0.0.1, port {closed}. Start the mail server" in told(sending.mail, to(closed))
    assert "no machine of the name" in told(sending.mail, to(25, mail_host="nowhere.invalid"))
    assert "needs WORKSLIP_MAIL_FROM" in told(sending.mail, to(closed, mail_from=""))
    assert "name@domain" in told(sending.mail, to(closed, mail_from="The Mill"))


def test_a_mail_server_without_encryption_is_named(plain: Postbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """On this machine that is allowed, and said."""
    assert sending.mail(to(plain.port)) == "The mail server takes our mails, not encrypted"
    assert "does not speak TLS" in told(sending.mail, to(plain.port, mail_tls="tls"))
    monkeypatch.setattr(sending, "may_be_plain", lambda settings: False)
    assert "offers no encryption" in told(sending.mail, to(plain.port))
    assert plain.got == []


def test_a_certificate_that_nobody_vouches_for_is_named(tmp_path: Path) -> None:
    """Until it is named; and a file that holds none is no certificate."""
    with running(tmp_path) as safe:
        assert "vouched for by nobody" in told(sending.mail, to(safe.port))
        trusted = sending.mail(to(safe.port, mail_ca=tmp_path / "server.pem"))
        assert trusted == "The mail server takes our mails, encrypted"
        assert "no certificates" in told(sending.mail, to(safe.port, mail_ca=Path(__file__)))


def test_a_login_that_is_refused_is_named_without_the_password(plain: Postbox) -> None:
    """The right one passes; a server that takes no logins is another thing."""
    given = {"mail_user": "papers", "mail_password": SecretStr(SECRET)}
    assert "refuses our login" in told(sending.mail, to(plain.port, **given))
    given["mail_password"] = SecretStr(SECRET[::-1])
    assert "takes our mails" in sending.mail(to(plain.port, **given))
    with running() as without:
        assert "takes no login" in told(sending.mail, to(without.port, **given))


@pytest.mark.parametrize(
    ("doing", "said"),
    [("mail:553 Not yours", "takes no mail from WORKSLIP_MAIL_FROM"), ("silent", "does not answer as one")],
)
def test_a_mail_server_that_does_not_want_us_is_named(plain, monkeypatch: pytest.MonkeyPatch, doing, said) -> None:
    """It refuses our address, or never says a word."""
    monkeypatch.setattr(sending, "LONGEST", 0.3)
    monkeypatch.setattr(plain, "doing", doing)
    assert said in told(sending.mail, to(plain.port))


def test_sendfax_is_here_and_its_server_answers(tmp_path: Path) -> None:
    """Neither program, one of them, a server that is down, and all of it."""
    settings = Settings(fax_by="sendfax", fax_programs=tmp_path)
    assert "sendfax and faxstat cannot be found" in told(sending.fax, settings)
    for name, code in (("sendfax", 0), ("faxstat", 1)):
        (tmp_path / name).write_text(f"#!/bin/sh\nexit {code}\n")
        (tmp_path / name).chmod(0o755)
        said = "faxstat cannot be found" if name == "sendfax" else "WORKSLIP_FAX_HOST"
        assert said in told(sending.fax, settings)
    (tmp_path / "faxstat").write_text("#!/bin/sh\n")
    assert "the HylaFAX server answers" in sending.fax(settings)


def test_a_fax_folder_is_there_and_can_be_written(tmp_path: Path) -> None:
    """Nothing of us stays in it."""
    assert "Is its disk or share mounted?" in told(sending.fax, Settings(fax_by="folder", fax_folder=tmp_path / "no"))
    assert "cannot be written" in told(sending.fax, Settings(fax_by="folder", fax_folder=UNWRITABLE))
    assert "needs WORKSLIP_FAX_FOLDER" in told(sending.fax, Settings(fax_by="folder"))
    assert "can be written" in sending.fax(Settings(fax_by="folder", fax_folder=tmp_path))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("template", "said"), [("fax@gateway.example", "needs {number}"), ("{number} at gateway", "no address for mail")]
)
def test_a_gateway_needs_a_place_for_the_number(closed: int, template: str, said: str) -> None:
    """And the whole has to be an address."""
    assert said in told(sending.fax, to(closed, fax_by="gateway", fax_gateway=template))
    assert "gateway" in sending.fax(to(closed, fax_by="gateway", fax_gateway="{number}@gateway.example"))


def test_a_hot_folder_that_cannot_be_worked_in_is_named(store: Store, employer: uuid.UUID, tmp_path: Path) -> None:
    """Not there, not to be written; the others are told too. A whole one is left as it was."""
    (tmp_path / "hot").mkdir()
    names = {"gone": tmp_path / "gone", "locked": UNWRITABLE, "hot": tmp_path / "hot"}
    (tmp_path / "doors.toml").write_text(
        "".join(f'[[folder]]\nname = "{name}"\npath = "{path}"\n' for name, path in names.items())
    )
    said = told(doors.opened, in_url(store, doors=tmp_path / "doors.toml"))
    assert "The door gone is shut: A hot folder is not there" in said
    assert "The door locked is shut: It cannot be worked in" in said
    assert "The door hot" not in said
    assert doors.opened(in_url(store, inbox=tmp_path / "hot")).startswith("1 hot folders and 0 mailboxes are open")
    assert [p for p in (tmp_path / "hot").rglob("*") if "probe" in p.name] == []


def test_a_hot_folder_on_two_file_systems_is_named(store: Store, employer: uuid.UUID, memory: Path, tmp_path) -> None:
    """A file could not be renamed from one to the other; the probe does not stay either."""
    if memory.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("There is only one file system here.")
    (tmp_path / "hot").mkdir()
    other = memory / uuid.uuid4().hex
    other.mkdir()
    (tmp_path / "hot" / "processing").symlink_to(other)
    assert "different file systems" in told(doors.opened, in_url(store, inbox=tmp_path / "hot"))
    assert list((tmp_path / "hot" / "inbox").iterdir()) == []


def test_a_mailbox_that_cannot_be_reached_is_named(store: Store, employer, closed: int, tmp_path: Path) -> None:
    """Nobody there, no such machine, no certificates to trust, no password file; and a file of doors that is none."""
    (tmp_path / "password").write_text(SECRET)
    fine = {"host": "127.0.0.1", "password_file": str(tmp_path / "password"), "ca": ""}
    for change, said in (
        ({}, "cannot be reached"),
        ({"host": "nowhere.invalid"}, "no machine"),
        ({"ca": __file__}, "no certificates"),
        ({"password_file": "/nonexistent"}, "password file"),
    ):
        given = {name: value for name, value in (fine | change).items() if value}
        lines = "".join(f'{name} = "{value}"\n' for name, value in given.items())
        (tmp_path / "doors.toml").write_text(f'[[mailbox]]\nname = "replies"\nuser = "u"\nport = {closed}\n{lines}')
        sentence = told(doors.opened, in_url(store, doors=tmp_path / "doors.toml"))
        assert sentence.startswith("The door replies is shut: ")
        assert said in sentence
    (tmp_path / "doors.toml").write_text("[[mailbox]")
    assert "cannot be read" in told(doors.opened, in_url(store, doors=tmp_path / "doors.toml"))


def in_url(store: Store, **more: object) -> Settings:
    """The store's settings, some of them others."""
    return store.settings.model_copy(update={"database_url": SecretStr(store.url), **more})


def test_a_file_store_that_is_no_folder_is_named(tmp_path: Path) -> None:
    """A file stands where it should be."""
    (tmp_path / "files").touch()
    assert "cannot be written" in told(files.stored, Settings(home=tmp_path))


@pytest.fixture(scope="module")
def answering() -> Iterator[ThreadingHTTPServer]:
    """A server that gives to every request the answer `status`."""

    class Handler(BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self.send_response_only(self.server.status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield server
        server.shutdown()


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (404, "There is no bucket s3://papers/here"),
        (403, "does not let us"),
        (401, "does not let us"),
        (301, "_REGION"),
    ],
)
def test_what_an_object_store_answers_has_its_words(answering, tmp_path: Path, status: int, said: str) -> None:
    """As Amazon's answers: no such bucket, not allowed, not known, another region."""
    answering.status = status
    assert said in told(files.stored, in_bucket(answering.server_port, tmp_path))


def test_an_object_store_that_is_not_there_is_named(closed: int, tmp_path: Path) -> None:
    """Nobody at the port; and an address that cannot be meant."""
    assert f"http://127.0.0.1:{closed}) does not answer" in told(files.stored, in_bucket(closed, tmp_path))
    assert "s3://bucket/prefix" in told(files.stored, Settings(home=tmp_path, files_url="https://papers"))


def in_bucket(port: int, home: Path) -> Settings:
    """Settings that name a bucket at that port."""
    return Settings.model_validate({
        "home": home, "files_url": "s3://papers/here", "files_endpoint": f"http://127.0.0.1:{port}",
        "files_access_id": "papers", "files_access_key": SECRET,
    })  # fmt: skip
