"""The second channel, made by others: our offices' written sheets through Augraphy, in its own environment.

Every sheet is written twice: once to hand it over as a clean picture, once more to take back what Augraphy made of it,
with the truth of what arrived. Geometry is untouched, so places need no map; a mark survived where the page is visibly
darker than the paper around it.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import cv2
import numpy as np

from tests.benchmarks import sets
from tests.benchmarks.beside import theirs
from tests.benchmarks.specimens import FORM, copy
from tests.fax import channel
from tests.fax.channel import Arrived
from tests.fax.feed import Passage, scan, scan_labels
from tests.fax.paper import DPI, Grey
from tests.fax.profiles import Profile
from tests.fax.replies import Desk, Reply, simulate

NAME = "augraphy"
SCAN = 200.0  # dots an inch at which sheets are handed over
DARKER = 25  # than the paper around it, of 255: as in our own office scans
AROUND = 25  # dots: wider than any stroke


def write(folder: Path, profile: Profile, numbers: Sequence[int], form: str = FORM) -> None:
    """A public set of replies that came through Augraphy."""
    with tempfile.TemporaryDirectory() as scratch:
        clean, made = Path(scratch) / "clean", Path(scratch) / "made"
        clean.mkdir()
        made.mkdir()
        for number in numbers:
            _reply(profile, number, form, partial(_hand_over, clean, number))
        command = [str(theirs()), "-W", "ignore", "-m", "tests.benchmarks.peers.augraphy", str(clean), str(made)]
        # it keeps a cache where it is started
        subprocess.run(command, check=True, cwd=scratch, env={**os.environ, "PYTHONPATH": str(Path.cwd())})
        replies = (_reply(profile, n, form, partial(_take_back, made, n)) for n in numbers)
        sets.write(folder, replies, profile, NAME, form)


def _reply(profile: Profile, number: int, form: str, send: object) -> Reply:
    return simulate(copy(profile, number, form), profile, number, on_screen=number % 8 == 7, send=send)


def _hand_over(folder: Path, number: int, work: Desk, page: int) -> Arrived:
    passage = _passage(work)
    pixels = np.round(scan(work.page, passage.sheet_map(), DPI / SCAN * 0.45)).astype(np.uint8)
    cv2.imwrite(str(_file(folder, number, page)), pixels)
    return Arrived(pixels, (SCAN, SCAN), False, passage, {})


def _take_back(folder: Path, number: int, work: Desk, page: int) -> Arrived:
    pixels = cv2.imread(str(_file(folder, number, page)), cv2.IMREAD_GRAYSCALE)
    passage = _passage(work)
    maps = passage.sheet_map()
    ink, print_ = scan_labels(work.labels, maps), scan(work.sheet.pixels, maps, DPI / SCAN * 0.45) < 110
    survived = channel.survival(ink, _visible(pixels), print_, passage.kept)
    one_bit = bool(np.isin(pixels, (0, 255)).all())
    return Arrived(pixels, (SCAN, SCAN), one_bit, passage, survived)


def _passage(work: Desk) -> Passage:
    feed = channel.scan_feed(SCAN, work.sheet)
    return Passage(feed, work.sheet.width, work.sheet.height, np.arange(feed.shape[0]))


def _visible(pixels: Grey) -> np.ndarray:
    paper = cv2.GaussianBlur(cv2.dilate(pixels, np.ones((AROUND, AROUND), np.uint8)), (0, 0), AROUND / 2)
    return pixels.astype(np.int16) < paper.astype(np.int16) - DARKER


def _file(folder: Path, number: int, page: int) -> Path:
    return folder / f"{sets.page_name(number, page)}.png"
