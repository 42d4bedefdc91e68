"""The machine: room on its disk, a home that can be written, and how far strangers' files are shut in."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Final

from api.settings import Settings
from cases.errors import Unavailable

MEGABYTE: Final = 1024 * 1024
SANDBOX: Final = {
    1: "Strangers' files are read in a process with limits on memory, time and output. This machine does not let us "
    "cut off its network too; a container or an ordinary user with user namespaces would.",
    2: "Strangers' files are read in a process with limits on memory, time and output, without a network.",
    3: "Strangers' files are read in a process with limits, without a network, on a read-only disk.",
}


def home(settings: Settings) -> str:
    """Whether what we keep on this machine can be written."""
    nearest = _nearest(settings)
    if not os.access(nearest, os.W_OK | os.X_OK) or not nearest.is_dir():
        raise Unavailable(
            f"{nearest} cannot be written by this user. Give it to the user that runs Workslip, or set WORKSLIP_HOME."
        )
    return f"{settings.home} can be written"


def disk(settings: Settings) -> str:
    """Whether there is room."""
    free = shutil.disk_usage(_nearest(settings)).free // MEGABYTE
    if free < settings.min_free:
        raise Unavailable(
            f"{free} MB are free at {settings.home}; below {settings.min_free} MB nothing is accepted. Make room."
        )
    return f"{free} MB are free at {settings.home}"


def sandbox(_: Settings) -> str:
    """How far a child process is shut in."""
    from forms.child import sandbox_level

    return f"Level {(level := sandbox_level())}. {SANDBOX[level]}"


def _nearest(settings: Settings) -> Path:
    return next(folder for folder in (settings.home, *settings.home.parents) if folder.exists())


CHECKS = {"home": home, "disk": disk, "sandbox": sandbox}
