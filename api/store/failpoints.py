"""Named moments at which a test can kill or stop this process, to show that a fault there loses nothing.

`WORKSLIP_FAILPOINT=stage.read.committed:2` kills it, as `kill -9` would, the second time that moment is reached;
`…:2:stop` stops it there, as SIGSTOP would, until it is told to continue.
"""

from __future__ import annotations

import os
import signal
from collections import Counter

_reached: Counter[str] = Counter()


def failpoint(name: str) -> None:
    """Die or stop here if the environment asks for it."""
    wanted, nth, how = [*os.environ.get("WORKSLIP_FAILPOINT", "").split(":"), "", ""][:3]
    if wanted != name:
        return
    _reached[name] += 1
    if _reached[name] == int(nth or 1):
        os.kill(os.getpid(), signal.SIGSTOP if how == "stop" else signal.SIGKILL)
