"""Named moments at which a test can kill this process, to show that a crash there loses nothing.

`WORKSLIP_FAILPOINT=stage.read.committed:2` kills it, as `kill -9` would, the second time that moment is reached.
"""

from __future__ import annotations

import os
import signal
from collections import Counter

_reached: Counter[str] = Counter()


def failpoint(name: str) -> None:
    """Die here if the environment asks for it."""
    wanted, _, nth = os.environ.get("WORKSLIP_FAILPOINT", "").partition(":")
    if wanted != name:
        return
    _reached[name] += 1
    if _reached[name] == int(nth or 1):
        os.kill(os.getpid(), signal.SIGKILL)
