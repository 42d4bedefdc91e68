"""What every adapter shares: the pages of a set, their pixels, and the file of answers.

It runs in the readers' own environment, so it needs nothing of ours: NumPy, OpenCV and Pillow are there already.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image

CAMERA = 72  # dots an inch in the tags of a photograph
Fields = dict[str, dict[str, Any]]
Key = tuple[str, str | None]  # field, and the option of a radio group


@dataclass(frozen=True)
class Page:
    """One page of a set. `places` are those of the blank that lie on it; `truth` is what set and truth say of it."""

    name: str
    number: int
    file: Path
    tags: tuple[float, float]  # dots an inch, as the file says
    size: tuple[float, float]  # points
    places: list[dict[str, Any]]
    truth: list[dict[str, Any]]

    @property
    def boxes(self) -> list[dict[str, Any]]:
        """Places to tick."""
        return [p for p in self.places if p["kind"] in ("check", "radio")]

    @property
    def dpi(self) -> tuple[float, float]:
        """Dots an inch. A camera's tags say nothing of the paper: its picture is taken for as high as the sheet."""
        if min(self.tags) > CAMERA:
            return self.tags
        with Image.open(self.file) as picture:
            dots = max(picture.size) / max(self.size) * 72
        return dots, dots

    def grey(self) -> np.ndarray:
        """The page as it arrived."""
        return np.asarray(Image.open(self.file).convert("L"))

    def square(self, dpi: float) -> np.ndarray:
        """The page with as many dots across as down: a coarse fax is half as high as it should be."""
        across, down = (dpi / d for d in self.dpi)
        softly = cv2.INTER_AREA if min(across, down) < 1 else cv2.INTER_LINEAR
        return cv2.resize(self.grey(), None, fx=across, fy=down, interpolation=softly)


def pages(folder: Path) -> list[Page]:
    """Every page of a set, reply by reply."""
    about = json.loads((folder / "set.json").read_text())
    found = []
    for number in about["numbers"]:
        truth = json.loads((folder / "truth" / f"{number}.json").read_text())
        for page in truth["pages"]:
            n = page["page"]
            places = [p for p in about["places"] if p["page"] == n]
            here = [t for t in truth["boxes"] + truth["texts"] if t["page"] == n]
            across, down = page["dpi"]
            width, height = about["pages"][n - 1]
            found.append(Page(page["name"], n, folder / page["file"], (across, down), (width, height), places, here))
    return found


def grouped(boxes: dict[Key, bool]) -> Fields:
    """Single boxes as answers. Two marks in a pick-one group go to a person, as every reader here advises."""
    answers: Fields = {f: {"value": on} for (f, option), on in boxes.items() if option is None}
    groups: dict[str, list[Key]] = {}
    for key in (k for k in boxes if k[1] is not None):
        groups.setdefault(key[0], []).append(key)
    for field, keys in groups.items():
        chosen = [option for _, option in (k for k in keys if boxes[k])]
        answers[field] = {"value": chosen[0] if chosen else None} if len(chosen) < 2 else {"status": "review"}
    return answers


def processor_ms() -> float:
    """Processor time of this process and of its children that have ended."""
    t = os.times()
    return 1000 * (t.user + t.system + t.children_user + t.children_system)


def page_by_page(read: Callable[[Page], Fields], wanted: Iterable[Page]) -> dict[str, Any]:
    """What a reader says of each page, with the time it took."""
    said = {}
    for page in wanted:
        began = processor_ms()
        fields = read(page)
        said[page.name] = {"ms": round(processor_ms() - began, 1), "fields": fields}
    return said


def keep(out: Path, reader: str, settings: str, said: dict[str, Any]) -> None:
    """Write the answers."""
    out.write_text(json.dumps({"format": 1, "reader": reader, "settings": settings, "pages": said}, indent=1) + "\n")


def asked() -> tuple[Path, Path]:
    """The set's folder and the file for the answers, from the command line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("set", type=Path, help="folder that `python -m tests.benchmarks export` wrote")
    parser.add_argument("out", type=Path, help="file for the answers")
    options = parser.parse_args()
    return options.set, options.out
