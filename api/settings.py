"""Every setting of the service, with its help text: one table. All are environment variables `WORKSLIP_<NAME>`.

A secret can also be named by a file: `WORKSLIP_DATABASE_URL_FILE=/run/secrets/url` is read instead of the variable.
`workslip doctor --settings` prints the table.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Literal

from pydantic import AliasChoices, Field, SecretStr, ValidationError
from pydantic.fields import FieldInfo
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
)

from cases.errors import BadInput

PREFIX = "WORKSLIP_"


def default_home() -> Path:
    """`/var/lib/workslip` for root, whose own folder no other user may enter (PostgreSQL runs as one); else the user's
    data folder, `~/.local/share/workslip` unless XDG_DATA_HOME says otherwise."""
    if os.geteuid() == 0:
        return Path("/var/lib/workslip")
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "workslip"


class Settings(BaseSettings):
    """What can be set. Sizes are in MiB, times in seconds."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", frozen=True, populate_by_name=True)

    home: Path = Field(
        default_factory=default_home,
        validation_alias=AliasChoices(f"{PREFIX}HOME", f"{PREFIX}DATA_DIR"),
        description="Folder of the database, the files and the keys. WORKSLIP_DATA_DIR is another name of it; where "
        "both are set, WORKSLIP_HOME counts.",
    )
    database_url: SecretStr | None = Field(
        None,
        description="PostgreSQL 15 or later to use instead of the embedded one: postgresql://user:password@host/db",
    )
    system_user: str | None = Field(
        None, description="System user of the embedded PostgreSQL when root starts it (it refuses to run as root)."
    )
    keys: Path | None = Field(None, description="Folder of the key files that `workslip keygen` makes; home/keys.")
    files_url: str | None = Field(
        None, description="s3://bucket/prefix: where the files are kept instead of home/files; any S3-compatible store."
    )
    files_endpoint: str | None = Field(None, description="Address of that store, if it is not Amazon's: https://host")
    files_region: str = Field("us-east-1", description="Its region.")
    files_access_id: SecretStr | None = Field(
        None, description="Its access key; without one the machine's own role or the AWS_ variables are used."
    )
    files_access_key: SecretStr | None = Field(None, description="The secret of that access key.")
    files_http: bool = Field(False, description="Allow plain http to a store that is not on this machine.")
    files_timeout: float = Field(30.0, gt=0, description="How long one request to that store may take, seconds.")
    max_file: int = Field(50, gt=0, description="Largest file accepted, MiB.")
    min_free: int = Field(256, ge=0, description="Nothing is accepted when less is free on the disk, MiB.")
    workers: int = Field(1, gt=0, le=64, description="Documents that one `workslip worker` reads at a time.")
    lanes: str = Field(
        "",
        description="Jobs that one `workslip worker` does at a time, by queue, where it is not the usual number: "
        "documents=2,mail=4. Queues: documents, deliveries (webhooks), papers, mail, fax, clocks.",
    )
    fax_lines: int = Field(1, gt=0, description="Faxes sent at a time by all workers together.")
    mail_per_minute: int = Field(60, ge=0, description="Mails a minute, all workers together; 0: as many as it takes.")
    attempts: int = Field(3, gt=0, description="How often a document is tried before it is set aside for a person.")
    heartbeat: float = Field(2.0, gt=0, description="How often a worker says that it is alive, seconds.")
    stalled_after: float = Field(10.0, gt=0, description="Silence after which a worker's jobs are taken over, seconds.")
    grace: float = Field(20.0, gt=0, description="How long a worker that was told to stop may finish, seconds.")
    webhook_hosts: str = Field(
        "",
        description="Hosts of your own network that webhooks may reach at a private address; commas between them.",
    )
    webhook_ca: Path | None = Field(
        None,
        description="Certificates (PEM) that webhooks trust instead of the system's, as those of your own network.",
    )
    webhook_timeout: float = Field(10.0, gt=0, le=60, description="How long one delivery may take in all, seconds.")
    webhook_patience: float = Field(5.0, gt=0, description="Days of failures after which a webhook is disabled.")
    mail_host: str = Field("", description="Mail server (SMTP) for what is sent by e-mail; empty: none is sent.")
    mail_port: int = Field(587, gt=0, le=65535, description="Its port.")
    mail_tls: Literal["starttls", "tls"] = Field("starttls", description="STARTTLS, or TLS from the first byte.")
    mail_ca: Path | None = Field(None, description="Certificates (PEM) that its own is checked against.")
    mail_plain_hosts: str = Field(
        "", description="Mail servers that may be spoken to without TLS beside this machine; commas between them."
    )
    mail_user: str = Field("", description="User name at the mail server; empty: no login.")
    mail_password: SecretStr | None = Field(None, description="Its password.")
    mail_from: str = Field("", description="The address that mail is sent from.")
    mail_copy: str = Field("", description="Our own address that gets a blind copy, which proves that a mail left.")
    mail_timeout: float = Field(60.0, gt=0, le=600, description="How long one mail may take in all, seconds.")
    mail_enclose: Literal["attachment", "link"] = Field(
        "attachment", description="Papers in a mail as an attachment, or behind a link that ends."
    )
    public_url: str = Field("", description="Where offices reach this service, for links: https://papers.example.com")
    link_days: float = Field(14.0, gt=0, le=90, description="Days after which a link in a mail ends.")
    link_uses: int = Field(5, gt=0, le=100, description="How often the papers behind a link can be fetched.")
    fax_by: Literal["", "sendfax", "gateway", "folder"] = Field(
        "", description="How faxes leave: HylaFAX's sendfax, an e-mail gateway, a folder of a fax server; empty: not."
    )
    fax_folder: Path | None = Field(None, description="The folder that the fax server empties.")
    fax_gateway: str = Field("", description="Address at the gateway: {number}@fax.example, the number in digits.")
    fax_host: str = Field("", description="HylaFAX server, as sendfax -h takes it; empty: sendfax's own choice.")
    fax_from: str = Field("", description="The sender's account at the HylaFAX server, as sendfax -f takes it.")
    fax_programs: Path | None = Field(None, description="Folder of sendfax and faxstat; otherwise the PATH's.")
    fax_timeout: float = Field(60.0, gt=0, le=600, description="How long sendfax or faxstat may take, seconds.")
    mailing_second_person: int = Field(
        50, ge=0, description="A mailing of more packets than this waits until a second person has approved it."
    )
    oidc_issuer: str = Field(
        "",
        description="Identity provider (OpenID Connect) by which users may sign in: its issuer; or none.",
    )
    oidc_client_id: str = Field("", description="Under which name that provider knows this service.")
    oidc_client_secret: SecretStr | None = Field(None, description="The secret that proves it there, if it has one.")
    oidc_label: str = Field("your organisation", description="How people call the provider: Sign in with …")
    oidc_ca: Path | None = Field(None, description="Certificates (PEM) that its own is checked against.")
    inbox: Path | None = Field(None, description="A hot folder: files put into its `inbox` are taken in.")
    doors: Path | None = Field(None, description="File (TOML) that lists further hot folders and mailboxes.")
    metrics_token: SecretStr | None = Field(
        None, description="Who sends this as a bearer token may read /metrics of the service; without it nobody may."
    )
    log_level: str = Field("INFO", description="DEBUG, INFO, WARNING or ERROR.")

    @property
    def key_folder(self) -> Path:
        """Where the key files are."""
        return self.keys or self.home / "keys"

    @property
    def own_hosts(self) -> frozenset[str]:
        """The hosts that may have a private address."""
        return frozenset(host.strip().lower() for host in self.webhook_hosts.split(",") if host.strip())

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments, then `…_FILE`, then the environment; no dotenv files, which tend to be committed."""
        return init_settings, _FromFile(settings_cls), env_settings


class _FromFile(EnvSettingsSource):
    """`WORKSLIP_<NAME>_FILE`: the value is what the file holds, for secrets only."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        named = os.environ.get(f"{PREFIX}{field_name.upper()}_FILE")
        if named is None or field.annotation != SecretStr | None:
            return None, field_name, False
        return Path(named).read_text(encoding="utf-8").strip(), field_name, False


def settings() -> Settings:
    """The settings as the environment gives them now. Raises BadInput with a sentence for each that is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        lines = [
            f"{PREFIX}{str(e['loc'][0]).upper().removeprefix(PREFIX)}: {e['msg']}"
            for e in error.errors(include_input=False)
        ]
        raise BadInput("These settings cannot be used. " + "; ".join(lines), code="bad_settings") from None
    except SettingsError as error:
        named = getattr(error.__cause__, "filename", None) or "one that a …_FILE variable names"
        raise BadInput(f"A settings file cannot be read: {named}.", code="bad_settings") from None
