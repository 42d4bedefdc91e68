#!/usr/bin/env python3
# ruff: noqa: T201 - a program that prints
"""Stands in for HylaFAX's sendfax and faxstat: checks its arguments, keeps a queue in a folder, and misbehaves as told.

The folder is its own; `doing` in it says how: accept, refuse, die, hang, garbage, lost (takes the job and dies before
it says so). `queue` has a line for each job: tag|number|state|status|destination.
"""

from __future__ import annotations

import getopt
import os
import re
import signal
import sys
import time
from pathlib import Path

HOME = Path(__file__).parent
QUEUE = HOME / "queue"


def jobs() -> list[str]:
    """The lines of the queue."""
    return QUEUE.read_text().splitlines() if QUEUE.exists() else []


def sendfax(arguments: list[str]) -> None:
    """Take a job, by the options of sendfax(1)."""
    options, files = getopt.getopt(arguments, "nNmli:f:h:d:")  # it is strict: anything else ends it
    given = dict(options)
    order = [name for name, _ in options]
    assert {"-n", "-N", "-m", "-i", "-d"} <= set(given), order
    assert order.index("-d") == len(order) - 1, "options count for the destinations after them"
    assert re.fullmatch(r"\+1[0-9]{10}", given["-d"])
    (paper,) = files
    assert Path(paper).read_bytes().startswith(b"%PDF")
    assert Path(paper).stat().st_mode & 0o077 == 0 or Path(paper).parent.stat().st_mode & 0o077 == 0
    doing = (HOME / "doing").read_text().strip()
    if doing == "refuse":
        sys.exit("Can not reach server at host localhost, port 4559: Connection refused.")
    if doing == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if doing == "hang":
        time.sleep(60)
    if doing == "garbage":
        print("?!", b"\xff\x00")
        return
    number = len(jobs()) + 1
    with QUEUE.open("a") as queue:
        queue.write(f"{given['-i']}|{number}|W||{given['-d']}\n")
    if doing == "lost":
        os.kill(os.getpid(), signal.SIGKILL)
    print(f"request id is {number} (group id {number}) for host {given.get('-h', 'localhost')} (1 file)")


def faxstat(arguments: list[str]) -> None:
    """List the jobs in the given format, by the options of faxstat(1)."""
    given = dict(getopt.getopt(arguments, "sdh:O:")[0])
    assert {"-s", "-d", "-O"} <= set(given)
    if (HOME / "doing").read_text().strip() == "away":
        sys.exit("Can not reach server")
    name, _, form = given["-O"].partition(":")
    assert name == "JobFmt"
    print("HylaFAX scheduler on localhost: Running")
    print()
    for line in [form, *jobs()]:
        if line is form:
            print(form.replace("%J", "Job Tag").replace("%j", "JID").replace("%a", "S").replace("%s", "Status"))
            continue
        tag, number, state, status, _ = line.split("|")
        said = form.replace("%J", tag).replace("%j", number).replace("%a", state).replace("%s", status)
        print(said)


if __name__ == "__main__":
    {"sendfax": sendfax, "faxstat": faxstat}[Path(sys.argv[0]).name](sys.argv[1:])
