"""boxdetect on a public set: boxes found by their shape, a box with enough dark pixels is ticked.

It knows no form, so it cannot say which box it found. The truth's places answer that for it (an alignment better than
any reader's): a box it found counts for the place whose middle it covers. A box it did not find has no answer.
Settings are its README's: sizes by `autoconfigure`, the rest as it comes.
"""

from __future__ import annotations

import contextlib
import io
from importlib.metadata import version

import numpy as np
from boxdetect.config import PipelinesConfig
from boxdetect.pipelines import get_checkboxes

from tests.benchmarks.peers import common
from tests.benchmarks.peers.common import Fields, Key, Page

DPI = 300.0  # its examples show boxes of some 40 dots; ours have 53 at this resolution, 36 at a fax's own
SLACK = 0.15  # sizes of a box on paper that a machine stretched and a pen overran


def main() -> None:
    """Read a set and keep the answers."""
    folder, out = common.asked()
    settings = f"pages at {DPI:.0f} dots an inch, sizes by autoconfigure, px_threshold 0.1; placed by the truth"
    said = common.page_by_page(_fields, common.pages(folder))
    common.keep(out, f"boxdetect {version('boxdetect')}", settings, said)


def _fields(page: Page) -> Fields:
    side = (page.boxes[0]["box"][2] - page.boxes[0]["box"][0]) / 72 * DPI
    sizes = [(round(side * s), round(side * s)) for s in (1 - SLACK, 1.0, 1 + SLACK)]
    settings = PipelinesConfig()
    settings.autoconfigure(sizes)
    with contextlib.redirect_stdout(io.StringIO()):  # it prints when it finds nothing
        found = get_checkboxes(page.square(DPI), cfg=settings, plot=False)
    return common.grouped(_placed(page, [(np.asarray(f[0], float), bool(f[1])) for f in found]))


def _placed(page: Page, found: list[tuple[np.ndarray, bool]]) -> dict[Key, bool]:
    scale = DPI / np.array(page.dpi)
    boxes: dict[Key, bool] = {}
    for truth in (t for t in page.truth if "intended" in t):
        x, y = np.mean(truth["pixels"], axis=0) * scale
        for (left, top, wide, high), ticked in found:
            if left <= x <= left + wide and top <= y <= top + high:
                boxes[truth["field"], truth["option"]] = ticked
    return boxes


if __name__ == "__main__":
    main()
