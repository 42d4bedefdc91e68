"""PostgreSQL refuses to run as root; this finds the system user that it runs as when root starts it.

In this order: the user that WORKSLIP_SYSTEM_USER names; a user `workslip`; one made with `useradd --system`; `nobody`.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from pathlib import Path

from cases.errors import BadInput, Unavailable

NAME = "workslip"


def system_user(wanted: str | None) -> str | None:
    """The user to run PostgreSQL as: None for an ordinary user, who runs it himself."""
    if os.geteuid() != 0:
        return None
    if wanted:
        if not _exists(wanted) or pwd.getpwnam(wanted).pw_uid == 0:
            raise BadInput(f"WORKSLIP_SYSTEM_USER names {wanted}, which is no system user or is root.")
        return wanted
    if not _exists(NAME) and not _made():
        return "nobody"
    return NAME


def _exists(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


def _made() -> bool:
    """Whether a system user without a shell or a home could be made; two processes may try at once."""
    if shutil.which("useradd") is None:
        return False
    made = [
        "useradd",
        "--system",
        "--no-create-home",
        "--home-dir",
        "/nonexistent",
        "--shell",
        "/usr/sbin/nologin",
        NAME,
    ]
    subprocess.run(made, stdin=subprocess.DEVNULL, capture_output=True, timeout=30, check=False)
    return _exists(NAME)


def give(path: Path, user: str | None) -> None:
    """Make `path` that user's; nothing for an ordinary user."""
    if user:
        entry = pwd.getpwnam(user)
        os.chown(path, entry.pw_uid, entry.pw_gid)


def check_reachable(path: Path, user: str | None) -> None:
    """Raise Unavailable if the system user cannot enter `path`, as in root's own folder (mode 0700)."""
    if (
        user
        and subprocess.run(["test", "-x", path], user=user, group=_group(user), extra_groups=[], cwd="/").returncode
    ):
        raise Unavailable(
            f"The system user {user}, as whom PostgreSQL runs, cannot enter {path}. Set WORKSLIP_HOME to a folder that "
            "it can reach, such as /var/lib/workslip.",
            code="home_unreachable",
        )


def _group(user: str) -> int:
    return pwd.getpwnam(user).pw_gid


def as_user(user: str | None) -> dict[str, object]:
    """Arguments of `subprocess.run` for that user, with none of root's groups."""
    return {"user": user, "group": _group(user), "extra_groups": []} if user else {}
