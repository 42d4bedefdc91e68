"""OMRChecker on a public set: the page aligned to the blank by features, the mean darkness of each bubble.

The checkout lies beside the project (`tools/setup_peers` or OMRCHECKER names it). Its template follows its own sample
of printed forms with text (samples/sample6): feature-based alignment to a picture of the blank without its boxes, as
that sample's notes advise, and a slight blur; without the levels it uses for light shading, which helped nothing on
tuning pages. It wants a screen to know its size; it is told of one.
"""

from __future__ import annotations

import contextlib
import csv
import importlib
import io
import json
import logging
import os
import sys
import tempfile
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Any
from unittest.mock import Mock, patch

import cv2

from tests.benchmarks.peers import common
from tests.benchmarks.peers.common import Fields, Key, Page

HERE = Path(os.environ.get("OMRCHECKER", ".venv-bench/OMRChecker"))
DPI = 200
VALUES = "ABCDEFGHIJKL"  # what it calls the bubbles of a question
PREPARED = [
    {"name": "FeatureBasedAlignment", "options": {"reference": "reference.png", "maxFeatures": 1000, "2d": True}},
    {"name": "GaussianBlur", "options": {"kSize": [3, 3], "sigmaX": 0}},
]


def main() -> None:
    """Read a set and keep the answers."""
    folder, out = common.asked()
    logging.disable(logging.CRITICAL)
    said = common.page_by_page(partial(_read, folder), common.pages(folder))
    names = ", ".join(str(p["name"]) for p in PREPARED)
    common.keep(out, "OMRChecker", f"{names} as in its sample 6, otherwise its defaults", said)


def _read(folder: Path, page: Page) -> Fields:
    """One run over a folder with one picture, as from its command line: a page that it fails on would end a run."""
    with tempfile.TemporaryDirectory() as scratch:
        given, made = Path(scratch) / "in", Path(scratch) / "out"
        given.mkdir()
        keys = _prepare(folder, given, page)
        cv2.imwrite(str(given / "page.png"), page.square(DPI))
        try:
            _start(given, made)
        except (cv2.error, ValueError):  # too few features to align the page by
            return {}
        rows = [r for p in made.rglob("Results_*.csv") for r in csv.DictReader(p.read_text().splitlines())]
    return _fields(rows[0], keys) if rows else {}


def _start(given: Path, made: Path) -> None:
    options = {"input_paths": [str(given)], "output_dir": str(made), "debug": True, "autoAlign": False,
               "setLayout": False}  # fmt: skip
    with contextlib.redirect_stdout(io.StringIO()):
        _entry_point()(given, options)


@cache
def _entry_point() -> Callable[[Path, dict[str, Any]], None]:
    sys.path.insert(0, str(HERE.resolve()))
    with patch("screeninfo.get_monitors", return_value=[Mock(width=1920, height=1080)]):
        return importlib.import_module("src.entry").entry_point


def _prepare(folder: Path, given: Path, page: Page) -> dict[str, list[Key]]:
    """Template, settings and reference beside the pictures; the boxes behind each of its questions.

    Its threshold comes from the bubbles of a question, so boxes that stand evenly in a row are one.
    """
    wide, high = (round(v / 72 * DPI) for v in page.size)
    rows = _rows(page.boxes)
    blocks = {f"B{n}": _block(f"q{n}", row, page) for n, row in enumerate(rows, 1)}
    side = blocks["B1"]["bubbleDimensions"]
    template = {"pageDimensions": [wide, high], "bubbleDimensions": side, "preProcessors": PREPARED,
                "fieldBlocks": blocks}  # fmt: skip
    settings = {"dimensions": {"processing_width": wide, "processing_height": high, "display_width": wide,
                               "display_height": high}, "outputs": {"show_image_level": 0}}  # fmt: skip
    (given / "template.json").write_text(json.dumps(template))
    (given / "config.json").write_text(json.dumps(settings))
    cv2.imwrite(str(given / "reference.png"), _without_boxes(folder, page))
    return {f"q{n}": [(p["field"], p["option"]) for p in row] for n, row in enumerate(rows, 1)}


def _rows(boxes: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Boxes of one height with equal steps between them, from left to right."""
    rows: list[list[dict[str, Any]]] = []
    for box in sorted(boxes, key=lambda p: (-round(p["box"][1]), p["box"][0])):
        row = rows[-1] if rows else []
        level = bool(row) and abs(row[0]["box"][1] - box["box"][1]) < 1
        if level and (len(row) == 1 or abs(_step(row[-1], box) - _step(row[0], row[1])) < 1):
            row.append(box)
        else:
            rows.append([box])
    return rows


def _step(one: dict[str, Any], other: dict[str, Any]) -> float:
    return other["box"][0] - one["box"][0]


def _block(label: str, row: list[dict[str, Any]], page: Page) -> dict[str, Any]:
    x0, y0, x1, y1 = (v / 72 * DPI for v in row[0]["box"])
    inset = round((x1 - x0) / 8)  # within the printed frame, which would darken every bubble
    origin = [round(x0) + inset, round(page.size[1] / 72 * DPI - y1) + inset]
    side = [round(x1 - x0) - 2 * inset, round(y1 - y0) - 2 * inset]
    step = _step(row[0], row[1]) / 72 * DPI if len(row) > 1 else 0
    return {"origin": origin, "bubbleDimensions": side, "bubblesGap": step, "labelsGap": 0, "fieldLabels": [label],
            "bubbleValues": list(VALUES[: len(row)]), "direction": "horizontal"}  # fmt: skip


def _without_boxes(folder: Path, page: Page) -> Any:
    blank = cv2.imread(str(folder / f"blank-{page.number}.png"), cv2.IMREAD_GRAYSCALE)
    for place in page.boxes:
        x0, y0, x1, y1 = (round(v / 72 * DPI) for v in place["box"])
        high = blank.shape[0]
        blank[high - y1 - 3 : high - y0 + 3, x0 - 3 : x1 + 3] = 255
    return blank


def _fields(row: dict[str, str], keys: dict[str, list[Key]]) -> Fields:
    marked = {k: value in row[label] for label, own in keys.items() for k, value in zip(own, VALUES, strict=False)}
    return common.grouped(marked)


if __name__ == "__main__":
    main()
