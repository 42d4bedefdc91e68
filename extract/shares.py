"""Pages are independent: those of a long file are read by several processes at once, and come back in their order."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from typing import Any, Final, TypeVar, cast

LONG: Final = 8  # pages from which another process is worth its start
MOST: Final = 8  # processes at once; the sandbox grants twice as many

T = TypeVar("T")


def processes(pages: int) -> int:
    """How many processes share this many pages: one for every core, as long as each has some to read."""
    return max(1, min(MOST, len(os.sched_getaffinity(0)), pages // LONG))


def each_page(pages: int, read: Callable[[int], T]) -> Iterator[T]:
    """`read(1)` to `read(pages)` in this order, on all cores. Forks, so the caller must have no threads.

    What `read` raises is raised here; a process that dies takes the file with it (`ChildProcessError`).
    """
    shares = processes(pages)
    if shares == 1:
        yield from map(read, range(1, pages + 1))
        return
    readers = [_start(range(first, pages + 1, shares), read) for first in range(1, shares + 1)]
    try:
        for number in range(pages):
            yield cast(T, _next(readers[number % shares][1]))
    finally:
        for process, answers in readers:
            answers.close()
            process.kill()
            process.join()


def _start(numbers: range, read: Callable[[int], T]) -> tuple[Any, Connection]:
    forking = multiprocessing.get_context("fork")
    answers, inner = forking.Pipe(duplex=False)
    process = forking.Process(target=_serve, args=(inner, numbers, read), daemon=True)
    process.start()
    inner.close()
    return process, answers


def _serve(answers: Connection, numbers: range, read: Callable[[int], T]) -> None:
    """One share, page after page: a full pipe makes it wait, so that nothing piles up."""
    for number in numbers:
        try:
            answers.send((True, read(number)))
        except Exception as problem:  # noqa: BLE001 - whatever it is, the process that asked for the page raises it
            answers.send((False, problem))
            return


def _next(answers: Connection) -> object:
    try:
        went_well, answer = answers.recv()
    except EOFError:
        raise ChildProcessError("a process that read pages ended early") from None
    if not went_well:
        raise answer
    return answer
