"""What `workslip doctor` looks at: a file for each subject, each with its `CHECKS`; a new one is added there.

A check looks, with the settings, and returns a sentence; what is wrong it raises as Unavailable, in a sentence that
says what to do.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Final

from cases.errors import WorkslipError

if TYPE_CHECKING:
    from api.settings import Settings

# the quick ones first
SUBJECTS: Final = ("programs", "machine", "secrets", "database", "queue", "files", "sending", "doors")


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. `says` is a sentence; if not `ok`, it tells what to do."""

    about: str
    ok: bool
    says: str


def examine(settings: Settings) -> Iterator[Finding]:
    """Every finding."""
    for subject in SUBJECTS:
        for about, check in import_module(f"{__name__}.{subject}").CHECKS.items():
            try:
                yield Finding(about, True, check(settings))
            except WorkslipError as error:
                yield Finding(about, False, error.message)
