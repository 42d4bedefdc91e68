"""Files that cannot be worked on keep none of the others waiting: each is tried again by itself, later and later."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from api.logs import logger

LONGEST: Final = 60.0  # seconds between two tries
_log = logger(__name__)


@dataclass(frozen=True)
class Held:
    """Why a file cannot be worked on, how often that was tried, until when it is not."""

    why: str
    tries: int
    until: float


@dataclass
class Stuck:
    """Those of one door. `clock` gives seconds that nobody can put back."""

    door: str
    clock: Callable[[], float] = time.monotonic
    found: dict[Path, Held] = field(default_factory=dict)

    def each(self, files: Iterable[Path], do: Callable[[Path], None]) -> None:
        """Do it with each. One that is gone is another process's; one with which it cannot be done is stuck."""
        for file in files:
            held = self.found.get(file)
            if held and self.clock() < held.until:
                continue
            try:
                do(file)
            except FileNotFoundError:
                self.found.pop(file, None)
            except OSError as error:
                self._hold(file, error, 1 + (held.tries if held else 0))
            else:
                self.found.pop(file, None)

    def _hold(self, file: Path, error: OSError, tries: int) -> None:
        self.found[file] = Held(error.strerror or "no reason given", tries, self.clock() + min(LONGEST, 2.0**tries))
        if tries == 1:
            _log.warning("door.stuck", door=self.door, error=type(error).__name__)

    def keep_only(self, files: Collection[Path]) -> None:
        """Forget those that are gone."""
        self.found = {file: held for file, held in self.found.items() if file in files}

    @property
    def sentence(self) -> str:
        """What is stuck and what to do; nothing if nothing is. No names of files: they often are patients'."""
        if not self.found:
            return ""
        why = ", ".join(sorted({held.why for held in self.found.values()}))
        return (
            f"{len(self.found)} of what lies in a hot folder cannot be read or moved: {why}. Let the user that runs "
            "Workslip do that, or put them elsewhere."
        )
