"""Which doors are open: one folder by `WORKSLIP_INBOX`, or as many as one likes in the file `WORKSLIP_DOORS` names.

[[folder]]
name = "faxes"                       # for logs and `workslip mailroom status`
path = "/srv/workslip/faxes"         # holds inbox, processing, done, failed
employer = "Hudson Valley Orchards"  # name or id; not needed if there is only one
source = "fax"
poll = true                          # on a network share, which sends no notices

[[mailbox]]
name = "replies"
host = "mail.example.org"
user = "replies@example.org"
password_file = "/run/secrets/replies"
[[mailbox.rule]]                     # the first that fits; without rules every mail is taken
from = "*@clinic.example"
"""

from __future__ import annotations

import ipaddress
import tomllib
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from api.intake.doors.kinds import Kind
from api.settings import Settings
from cases.errors import BadInput

Name = Annotated[str, Field(pattern="^[a-z0-9][a-z0-9_-]{0,39}$", description="For logs: nothing about anybody.")]
Seconds = Annotated[float, Field(gt=0, le=3600)]


class Closed(BaseModel):
    """A part of the file: a key that is not known is a mistake, and said."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class FolderDoor(Closed):
    """A hot folder. `settle`: seconds for which a file must not have changed; `abandoned`: seconds of silence after
    which another process takes over what one held."""

    name: Name
    path: Path
    employer: str | None = None
    source: Literal["folder", "fax", "mail"] = "folder"
    sender: str = ""
    settle: Seconds = 5.0
    every: Seconds = 5.0
    poll: bool = False
    abandoned: Seconds = 60.0


class Rule(Closed):
    """Which mails, and what becomes of them. `from` is a pattern with `*`, `subject` a part of it, either case."""

    folder: str = "INBOX"
    sender: str = Field(default="*", alias="from")
    subject: str = ""
    attachments: tuple[Kind, ...] = ("pdf", "tif", "png", "jpg", "heic")
    employer: str | None = None
    processed: str = "Processed"
    failed: str = "Failed"


class MailboxDoor(Closed):
    """An IMAP account. Unencrypted only to this machine itself. `largest`: of a mail as a whole, MiB."""

    name: Name
    host: str
    port: int = 993
    user: str
    password_file: Path
    tls: Literal["tls", "starttls", "none"] = "tls"
    ca: Path | None = None
    employer: str | None = None
    every: Seconds = 60.0
    idle: bool = True
    timeout: Seconds = 30.0
    largest: int = Field(default=100, gt=0)
    rule: tuple[Rule, ...] = (Rule(),)

    @property
    def account(self) -> str:
        """What the account is called wherever it is remembered: it stays when the door gets another name."""
        return f"{self.user}@{self.host}"

    @property
    def folders(self) -> tuple[str, ...]:
        """The folders that its rules look into, each once."""
        return tuple(dict.fromkeys(rule.folder for rule in self.rule))

    @model_validator(mode="after")
    def _encrypted(self) -> Self:
        if self.tls == "none" and not _loopback(self.host):
            raise ValueError("mail may only be fetched unencrypted from this machine itself; set tls")
        return self


class Doors(Closed):
    """All doors."""

    folder: tuple[FolderDoor, ...] = ()
    mailbox: tuple[MailboxDoor, ...] = ()

    @model_validator(mode="after")
    def _one_name_each(self) -> Self:
        names = [*(door.name for door in self.folder), *(door.name for door in self.mailbox)]
        if len(names) != len(set(names)):
            raise ValueError("two doors have the same name")
        return self


def doors(settings: Settings) -> Doors:
    """The doors that the settings name; none if they name none. Raises BadInput with a sentence for each mistake."""
    named = _read(settings.doors) if settings.doors else Doors()
    if settings.inbox is None:
        return named
    return Doors(folder=(*named.folder, FolderDoor(name="inbox", path=settings.inbox)), mailbox=named.mailbox)


def _read(file: Path) -> Doors:
    try:
        return Doors.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors(include_input=False))
        raise BadInput(f"The file of doors cannot be used. {faults}.", code="bad_doors") from None
    except (OSError, ValueError) as error:
        raise BadInput(f"The file of doors cannot be read: {error}.", code="bad_doors") from None


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
