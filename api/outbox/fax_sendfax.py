"""Faxes by HylaFAX: `sendfax` hands a job to the server, `faxstat` says later what became of it.

    sendfax -n -N -m -i <delivery> [-f from] [-h host] -d <number> -- papers.pdf
        no cover page of its own, no notification, fine mode, our tag, sender, server, destination
        → request id is 42 (group id 42) for host localhost (1 file)
    faxstat [-h host] -O 'JobFmt:…%J…' -s -d
        jobs waiting and running, and those that are done; our tag (%J), job number, state, status

As the manual pages of HylaFAX+ 5.5 to 7 have it, sendfax(1) and faxstat(1); `-O` of faxstat is HylaFAX+'s. A server
forgets jobs that are done after some time (faxqclean: a quarter of an hour), so an absent tag proves something only
soon after, and not at once. The programs run under a time limit that also ends them if we die.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from api.outbox.carriers import Answer, Parcel, fax_of
from api.settings import Settings
from api.store.failpoints import failpoint
from api.store.tables import SendState
from api.store.tables.base import now
from cases.errors import BadInput

REMEMBERED: Final = timedelta(minutes=10)  # for which a server surely still lists a job that is done
APART: Final = timedelta(minutes=1)  # by which the clocks of two machines may differ
ENDED_BY_TIME: Final = 124  # exit code of timeout(1)
FORMAT: Final = "workslip|%J|%j|%a|%s|"
_TAKEN: Final = re.compile(r"^request id is ([0-9]+) \(group id [0-9]+\) for host \S+ \([0-9]+ files?\)\s*$", re.M)
_JOB: Final = re.compile(r"workslip\|\s*([0-9a-f-]{36})\s*\|\s*([0-9]+)\s*\|\s*([?TPSBWRDF])\s*\|([^|\n]*)\|")


@dataclass(frozen=True)
class Ran:
    """How a program ended: its exit code, and what it printed."""

    code: int
    out: str
    err: str


class Sendfax:
    """The carrier over HylaFAX's client programs."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def send(self, parcel: Parcel) -> Answer:
        """Hand the fax to the server. It says later whether it arrived."""
        try:
            number, pdf = fax_of(parcel)
        except BadInput as no:
            return Answer(SendState.FAILED, no.code, said=no.message)
        if self.program("sendfax") is None:
            return Answer(SendState.READY, "not_set_up", said="sendfax is not installed.")
        with tempfile.TemporaryDirectory(prefix="workslip-fax-") as folder:
            paper = Path(folder) / "papers.pdf"
            paper.write_bytes(pdf)
            parcel.handing()
            ran = self._run("sendfax", *self._arguments(parcel, number), str(paper))
        failpoint("fax_sendfax.ended")
        return self._taken(ran, parcel)

    def find(self, parcel: Parcel) -> Answer | None:
        """What the server's lists say of our tag."""
        if self.program("faxstat") is None:
            return None
        ran = self._run("faxstat", *self._host(), "-O", f"JobFmt:{FORMAT}", "-s", "-d")
        if ran.code != 0:
            return None
        jobs = [(int(m[2]), m[3], m[4].strip()) for m in _JOB.finditer(ran.out) if m[1] == str(parcel.id)]
        if not jobs:
            return _absent(parcel, timedelta(seconds=self.settings.fax_timeout))
        number, state, status = max(jobs)  # the newest, if a person sent it again at the server
        if state == "F":
            return Answer(SendState.FAILED, "fax_failed", str(number), status)
        return Answer(SendState.SENT, None, str(number), status, pending=state != "D")

    def program(self, name: str) -> str | None:
        """Where that program of HylaFAX's is, if it is here."""
        folder = self.settings.fax_programs
        return shutil.which(name, path=str(folder) if folder else None)

    def answers(self) -> bool:
        """Whether the server tells its state."""
        return self._run("faxstat", *self._host(), "-s").code == 0

    def _arguments(self, parcel: Parcel, number: str) -> list[str]:
        sender = ["-f", self.settings.fax_from] if self.settings.fax_from else []
        return ["-n", "-N", "-m", "-i", str(parcel.id), *sender, *self._host(), "-d", number, "--"]

    def _host(self) -> list[str]:
        return ["-h", self.settings.fax_host] if self.settings.fax_host else []

    def _taken(self, ran: Ran, parcel: Parcel) -> Answer:
        """The server took it if sendfax says so; if it failed instead, the lists are asked before anything is said."""
        found = _TAKEN.search(ran.out)
        if found is not None:
            return Answer(SendState.SENT, None, found[1], ran.out, pending=True)
        listed = self.find(parcel)
        if listed is not None and listed.state is not SendState.READY:
            return listed
        said = ran.err or ran.out
        if ran.code not in (0, ENDED_BY_TIME) and ran.code > 0 and listed is not None:
            return Answer(SendState.READY, "fax_server_refused", said=said)
        return Answer(SendState.UNKNOWN, "timed_out" if ran.code == ENDED_BY_TIME else "strange_answer", said=said)

    def _run(self, name: str, *arguments: str) -> Ran:
        """Run a program of HylaFAX's by its arguments. Its time limit is kept by a process of its own."""
        limit = self.settings.fax_timeout
        command = ["timeout", "--kill-after=1", str(limit), str(self.program(name)), *arguments]
        environment = {"PATH": os.defpath, "LC_ALL": "C", "HOME": os.environ.get("HOME", "/")}
        ended = subprocess.run(
            command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=limit + 10
        )
        code = ENDED_BY_TIME if ended.returncode in (ENDED_BY_TIME, 137, -9) else ended.returncode
        return Ran(code, *(text.decode("utf-8", "replace") for text in (ended.stdout, ended.stderr)))


def _absent(parcel: Parcel, limit: timedelta) -> Answer | None:
    """No list has it: it never came, if sendfax cannot run any more and the server has forgotten nothing yet."""
    if parcel.reference is not None:
        return Answer(SendState.READY, "forgotten", parcel.reference)  # it was there: the server has let it go
    if parcel.handed_at is None:
        return Answer(SendState.READY, "absent")
    age = now() - parcel.handed_at
    return Answer(SendState.READY, "absent") if limit + APART < age < REMEMBERED else None
