"""Where the processes of the matrix come from: everything is imported once, then forked for each.

A line of JSON on standard input begins a process: {"env": {…}, "argv": ["serve", …] or ["worker"], "fsize": bytes}. Its
number is answered; when it ends, its exit code is written to `<folder>/<number>` (minus the signal that killed it).
"""

from __future__ import annotations

import json
import os
import resource
import select
import sys
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any


def main(folder: Path) -> None:
    """Until standard input ends."""
    for name in ("uvicorn", "api.casework.clock_job", "api.casework.mailing_job", "tests.faults.worker"):
        import_module(name)
    from api.web import app

    # A hundred and fifty routes take a second to build; the application of each child is this one, without its store.
    app.described = cache(app.described)
    app.described(docs=False, max_file=50)
    open_in = True
    while open_in:
        ready, _, _ = select.select([sys.stdin], [], [], 0.02)
        if ready:
            line = sys.stdin.readline()
            open_in = bool(line)
            if line:
                sys.stdout.write(f"{begin(json.loads(line))}\n")
                sys.stdout.flush()
        bury(folder)


def begin(asked: dict[str, Any]) -> int:
    """Fork a process; its number."""
    number = os.fork()
    if number:
        return number
    code = 70
    try:
        quiet = os.open(os.devnull, os.O_RDWR)
        for end in (0, 1, 2):
            os.dup2(quiet, end)
        os.environ.clear()
        os.environ.update(asked["env"])
        if asked.get("fsize"):
            resource.setrlimit(resource.RLIMIT_FSIZE, (asked["fsize"],) * 2)
        code = run(asked["argv"])
    finally:
        os._exit(code)


def run(argv: list[str]) -> int:
    """Be a worker that drains the queue, or a command of ours; its exit code."""
    from api.cli import main as workslip
    from tests.faults import worker

    try:
        if argv == ["worker"]:
            worker.main()
        else:
            sys.argv = ["workslip", *argv]
            workslip()
    except SystemExit as left:
        return int(left.code or 0)
    return 0


def bury(folder: Path) -> None:
    """Note the exit codes of those that ended."""
    while True:
        try:
            number, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if number == 0:
            return
        new = folder / f".{number}"
        new.write_text(str(os.waitstatus_to_exitcode(status)))
        new.rename(folder / str(number))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
