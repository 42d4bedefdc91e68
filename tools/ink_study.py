"""The ink study: where filled, scribbled, crossed, corrected, stray and faint marks and empty boxes separate.

`.venv/bin/python -m tools.ink_study --each 1000 --out extract/ink.png`

The boxes come from the test fax's own study (`tests/fax/crops.py`, tuning world only: every kind about equally often)
and are measured by the reader's own stages. About an hour on one core.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np

from tests.fax.crops import KINDS, kind_of, study_replies
from tests.fax.profiles import TUNING
from tools.ink_pages import Kind, edition, lined_up
from tools.ink_windows import cut

Table = dict[str, Any]
RESOLUTIONS: tuple[Kind, ...] = ("fine", "standard")
NAMES = {"fine": "204 x 196", "standard": "204 x 98"}
COLOURS = {
    "empty": "#555555", "faint": "#c39bd3", "ticked": "#1a7f37", "crossed": "#2da5d6", "filled": "#10316b",
    "scribbled": "#e0a100", "corrected": "#d1242f", "stray": "#f07f3c",
}  # fmt: skip
KEPT = ("stroke", "inside", "across", "piece_share", "page_frame", "page_pale", "survived")
MARKS = ("filled", "scribbled", "crossed", "ticked", "corrected")
STROKE, BESIDE = "best straight piece of stroke (1: solid)", "mm beyond both sides (negative: inside)"
PANELS = (
    ("inside", "across", "share of the box inked", BESIDE, MARKS),
    ("piece_share", "stroke", "share of the mark inside the box", STROKE, ("ticked", "crossed", "stray", "faint")),
    ("page_pale", "stroke", "palest patch line that arrived (1: none)", STROKE, ("empty", "faint", "ticked")),
)


def measure(each: int) -> Table:
    """`each` boxes of every kind at both resolutions: kind, resolution and the figures that are plotted."""
    form, lines = edition(), []
    for resolution in RESOLUTIONS:
        have: Counter[str] = Counter()
        for reply in study_replies(form.blank, TUNING, resolution):
            for truth, found in (box[:2] for made in lined_up(reply, form) for box in cut(made)):
                kind = kind_of(truth)
                if kind and have[kind] < each:
                    have[kind] += 1
                    figures = {name: found[name] for name in KEPT if name != "survived"}
                    lines.append({"kind": kind, "resolution": resolution, "survived": truth.survived, **figures})
            if all(have[kind] >= each for kind in KINDS):
                break
    return {name: np.array([line[name] for line in lines]) for name in lines[0]}


def plot(boxes: Table, out: Path) -> None:
    """Three pairs of figures at both resolutions; every dot is a box."""
    figure, axes = plt.subplots(len(RESOLUTIONS), len(PANELS), figsize=(13.5, 8.2), constrained_layout=True)
    rng = np.random.default_rng(1)
    for row, resolution in enumerate(RESOLUTIONS):
        for column, (x, y, x_label, y_label, kinds) in enumerate(PANELS):
            axis = axes[row][column]
            for kind in kinds:
                own = np.flatnonzero((boxes["kind"] == kind) & (boxes["resolution"] == resolution))
                shake = rng.normal(0, 0.006, (2, len(own)))
                axis.scatter(boxes[x][own] + shake[0], boxes[y][own] + shake[1], s=4, alpha=0.35, linewidths=0,
                             color=COLOURS[kind], label=f"{kind} ({len(own)})", rasterized=True)  # fmt: skip
            axis.set_xlabel(x_label)
            axis.set_ylabel(y_label)
            axis.set_title(NAMES[resolution], fontsize=10)
            legend = axis.legend(markerscale=3, fontsize=8, loc="upper left" if column == 0 else "upper right")
            for handle in legend.legend_handles:
                handle.set_alpha(1)
    figure.savefig(out, dpi=80, pil_kwargs={"optimize": True})


def overlap(boxes: Table) -> str:
    """How much of one kind lies beyond all but a hundredth of another, by the figure that tells them best."""
    lines = []
    for resolution in RESOLUTIONS:
        own = boxes["resolution"] == resolution
        for figure, kind, against in (("stroke", "ticked", "empty"), ("stroke", "faint", "empty"),
                                      ("inside", "filled", "corrected"), ("across", "scribbled", "corrected"),
                                      ("piece_share", "ticked", "stray")):  # fmt: skip
            a, b = (boxes[figure][own & (boxes["kind"] == k)] for k in (kind, against))
            best = max(_apart(a, b), _apart(-a, -b))
            lines.append(f"{NAMES[resolution]} {figure:12} {kind} from {against}: {best:.2f} beyond the last hundredth")
    return "\n".join(lines)


def _apart(a: np.ndarray, b: np.ndarray) -> float:
    return float((a > np.quantile(b, 0.99)).mean())


def main() -> None:
    """Measure, plot, and say what overlaps."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--each", type=int, default=1000, help="crops of every kind at each resolution")
    options.add_argument("--out", type=Path, default=Path("extract/ink.png"))
    asked = options.parse_args()
    boxes = measure(asked.each)
    plot(boxes, asked.out)
    print(overlap(boxes))  # noqa: T201 - a tool's answer


if __name__ == "__main__":
    main()
