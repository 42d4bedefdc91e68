"""A real IMAP server for these tests, on loopback ports, in a folder of its own; and mails to put into it."""

from __future__ import annotations

import datetime
import getpass
import grp
import os
import pwd
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from imap_tools import MailBoxUnencrypted

PASSWORD = "secret-of-these-tests"
CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{folder}/cert.pem
ssl_key = <{folder}/key.pem
disable_plaintext_auth = no
auth_mechanisms = plain login
mail_location = maildir:{folder}/mail/%u
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 1
first_valid_gid = 1
mail_max_userip_connections = 100
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
  }}
}}
service anvil {{
  chroot =
}}
"""


@dataclass(frozen=True)
class Post:
    """The server: `port` unencrypted, `tls_port` encrypted; `ca` is the certificate to trust."""

    port: int
    tls_port: int
    ca: Path
    folder: Path

    def open(self, user: str) -> MailBoxUnencrypted:
        """The mailbox of that user; every user exists."""
        return MailBoxUnencrypted("127.0.0.1", self.port, timeout=10).login(user, PASSWORD)

    def deliver(self, user: str, *mails: bytes, folder: str = "INBOX") -> None:
        """Put mails into a mailbox, as a delivery does."""
        with self.open(user) as box:
            for mail in mails:
                box.append(mail, folder)

    def count(self, user: str, folder: str) -> int:
        """How many mails lie in a folder."""
        with self.open(user) as box:
            if not box.folder.exists(folder):
                return 0
            box.folder.set(folder)
            return len(box.uids())


@contextmanager
def running(folder: Path) -> Iterator[Post]:
    """The server, until the end of the block. As root its mails belong to `nobody`; else to whoever runs the tests."""
    root = os.geteuid() == 0
    owner = pwd.getpwnam("nobody" if root else getpass.getuser())
    user = "dovenull" if root else owner.pw_name
    folder.chmod(0o755)
    (folder / "mail").mkdir()
    if root:
        os.chown(folder / "mail", owner.pw_uid, owner.pw_gid)
    _certificate(folder)
    post = Post(free_port(), free_port(), folder / "cert.pem", folder)
    group = grp.getgrgid(pwd.getpwnam(user).pw_gid).gr_name
    said = CONFIG.format(
        folder=folder, user=user, group=group, uid=owner.pw_uid, gid=owner.pw_gid, password=PASSWORD,
        port=post.port, tls_port=post.tls_port,
    )  # fmt: skip
    (folder / "dovecot.conf").write_text(said)
    command = ["/usr/sbin/dovecot", "-F", "-c", folder / "dovecot.conf"]
    with subprocess.Popen(command, stderr=subprocess.PIPE) as server:
        try:
            _await(post.port, server)
            yield post
        finally:
            server.terminate()


def free_port() -> int:
    """A port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _await(port: int, server: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        if server.poll() is not None:
            raise RuntimeError(server.stderr.read().decode())
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0 and probe.recv(4) == b"* OK":
                return
        time.sleep(0.05)
    raise RuntimeError("the IMAP server did not start")


def _certificate(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1)).not_valid_after(now + datetime.timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "key.pem").write_bytes(plain)


def mail(*attached: bytes, number: int = 1, sender: str = "office@clinic.example", **headers: str) -> bytes:
    """A mail with these attachments. What they are called and declared to be is wrong, on purpose."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = f"Front Desk <{sender}>", "replies@example.org", f"Reply {number}"
    made["Message-ID"] = f"<{number}@clinic.example>"
    for name, value in headers.items():
        del made[name.replace("_", "-")]
        made[name.replace("_", "-")] = value
    made.set_content("Please find attached.")
    for at, content in enumerate(attached):
        made.add_attachment(content, maintype="application", subtype="octet-stream", filename=f"Robin Example {at}.exe")
    return made.as_bytes().replace(b"\n", b"\r\n")
