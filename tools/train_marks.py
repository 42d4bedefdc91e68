"""Train the trees that the reader ships: `.venv/bin/python -m tools.train_marks --store DIR --pages 200`

Pages of the four tuning folds are simulated (and kept in DIR, outside the repository), every box is measured by the
reader's own stages, and the trees are fitted on all folds. What is printed, and the confidence table, come from
cross-fitting: each fold is judged by trees that have seen only the other three. Seeds are fixed; the same pages give
the same trees.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

from extract import marks as reader
from extract.marks.decide import judge
from extract.marks.model import CLASSES, KEPT, Trees, trees
from extract.marks.sheet import sheet_of
from tests.fax.replies import BoxTruth
from tools.ink_pages import FOLDS, Kind, Page, pages

Table = dict[str, Any]
KINDS: tuple[Kind, ...] = ("fine", "standard", "scan")
OUTSIDE = ("circle", "beside", "straddling")  # meant as a mark, but its ink is not in the box: for a person
GATES_ONLY = {
    "whole",
    "slender",
    "faint_inside",
    "faint_beside",
    "label_ink",
    "page_unproven",
}  # figures that only gates look at
GONE = 0.15  # share of a mark's ink below which nobody could have seen it
TREES = {
    "max_iter": 120,
    "learning_rate": 0.08,
    "max_leaf_nodes": 15,
    "max_depth": 6,
    "l2_regularization": 1.0,
    "max_bins": 127,
}
TRUTHS = ("fold", "kind", "number", "field", "option", "style", "intended", "pen", "survived", "touched")


def measured(made: Page) -> Iterator[tuple[BoxTruth, dict[str, float]]]:
    """Truth and figures of every box of a page, as `read_boxes` would measure them."""
    page = made.page
    sheet = sheet_of(page, reader.blank_of(page.edition, page.geometry.number))
    truths = {(t.field, t.option): t for t in made.truths}
    for places, _, found in reader.described(sheet, page)[0]:
        for i, place in enumerate(places):
            yield truths[place.field, place.option], {name: float(values[i]) for name, values in found.items()}


def table(folds: str, numbers: range, store: Path | None) -> Table:
    """All boxes of all pages: a column for each figure and for each fact of the truth."""
    lines = []
    for fold in folds:
        for kind in KINDS:
            for number, made in zip(numbers, pages(fold, kind, numbers, store), strict=True):
                for truth, found in measured(made):
                    facts = (fold, kind, number, truth.field, truth.option or "", truth.style, truth.intended,
                             truth.pen, truth.survived, truth.touched)  # fmt: skip
                    lines.append({**dict(zip(TRUTHS, facts, strict=True)), **found})
    return {name: np.array([line[name] for line in lines]) for name in lines[0]}


def classes(boxes: Table) -> np.ndarray:
    """What the trees shall say: 0 empty, 1 marked, 2 something for a person; -1 for ink that did not arrive."""
    empty, yes = boxes["style"] == "empty", boxes["intended"] == "yes"
    inside = ~np.isin(boxes["style"], OUTSIDE)
    wanted = np.where(empty, 0, np.where(yes & inside, 1, 2))
    return np.where(boxes["survived"] < GONE, -1, wanted)


def columns(boxes: Table) -> list[str]:
    """The figures the trees may look at."""
    return sorted(name for name in boxes if name not in {*TRUTHS, *GATES_ONLY})


def fit(boxes: Table, names: list[str], seed: int = 1) -> HistGradientBoostingClassifier:
    """Boosted trees on these boxes."""
    wanted = classes(boxes)
    use = wanted >= 0
    inputs = np.stack([boxes[name] for name in names], axis=1)
    return HistGradientBoostingClassifier(random_state=seed, **TREES).fit(inputs[use], wanted[use])


def packed(model: HistGradientBoostingClassifier, names: list[str], sure: np.ndarray) -> Trees:
    """The fitted trees as one table of nodes."""
    roots, nodes, start = [], [], 0
    for step in model._predictors:
        for tree in step:
            roots.append(start)
            nodes.append((start, tree.nodes))
            start += len(tree.nodes)
    every = np.concatenate([own for _, own in nodes])
    offset = np.concatenate([np.full(len(own), at) for at, own in nodes])
    leaf, self_ = every["is_leaf"] > 0, np.arange(len(every))
    child = np.stack([np.where(leaf, self_, every[side] + offset) for side in ("left", "right")], axis=1)
    return Trees(
        figures=tuple(names), roots=np.array(roots, np.int32), figure=every["feature_idx"].astype(np.int16),
        limit=np.where(leaf, 0, every["num_threshold"]).astype(np.float32), child=child.astype(np.int32),
        value=np.where(leaf, every["value"], 0).astype(np.float32),
        base=model._baseline_prediction.ravel().astype(float), depth=int(every["depth"].max()), sure=sure,
    )  # fmt: skip


def cross_fitted(boxes: Table, names: list[str]) -> np.ndarray:
    """Probabilities of every box by trees that were fitted without its fold."""
    inputs = np.stack([boxes[name] for name in names], axis=1)
    likely = np.zeros((len(inputs), len(CLASSES)))
    for fold in sorted(set(boxes["fold"])):
        own = boxes["fold"] == fold
        model = fit({name: values[~own] for name, values in boxes.items()}, names)
        likely[own] = packed(model, names, np.zeros((3, 2))).probabilities(inputs[own])
    return likely


def judged(boxes: Table, likely: np.ndarray, model: Trees) -> tuple[np.ndarray, np.ndarray]:
    """State and reason of every box, through the reader's own gates."""
    names = [name for name in boxes if name not in TRUTHS]
    states, reasons = [], []
    for i in range(len(likely)):
        reading = judge(model, likely[i], {name: float(boxes[name][i]) for name in names}, (0.0, 0.0))
        states.append(reading.state)
        reasons.append(reading.reason or "")
    return np.array(states), np.array(reasons)


def wrong(boxes: Table, states: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Missed and invented boxes: accepted, decidable, and not what was meant."""
    missed = (states == "empty") & (boxes["intended"] == "yes") & (boxes["survived"] >= GONE)
    invented = (states == "marked") & (boxes["intended"] == "no")
    return missed, invented


def sureness(boxes: Table, likely: np.ndarray, states: np.ndarray) -> np.ndarray:
    """Confidence for a probability: share right among what was accepted at least as surely, one error added."""
    missed, invented = wrong(boxes, states)
    knots = np.array([0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998, 1.0])
    rows = [knots]
    for state, column, bad in (("empty", 0, missed), ("marked", 1, invented)):
        own = states == state
        shares = [1 - (bad[own & (likely[:, column] >= p)].sum() + 1) / ((own & (likely[:, column] >= p)).sum() + 2)
                  for p in knots[:-1]]  # fmt: skip
        rows.append(np.array([*np.minimum.accumulate(shares[::-1])[::-1], shares[-1]]))
    return np.stack(rows)


def report(boxes: Table, states: np.ndarray, reasons: np.ndarray) -> str:
    """Accepted shares and errors by kind of page, for pages as offices write them and for crowded ones."""
    missed, invented = wrong(boxes, states)
    lines = []
    for kind in KINDS:
        for crowded in (0, 1):
            own = (boxes["kind"] == kind) & (boxes["number"] % 2 == crowded)
            meant = own & (boxes["intended"] == "yes")
            marked, gone = meant & (boxes["survived"] >= GONE), meant & (boxes["survived"] < GONE)
            empty = own & (boxes["style"] == "empty")
            unclear = own & (boxes["intended"] == "unclear") & (states != "doubtful")
            lines.append(
                f"{kind:8} {'crowded' if crowded else 'usual':7}"
                f" accepted: marked {(states[marked] == 'marked').mean():.3f} of {marked.sum()},"
                f" empty {(states[empty] == 'empty').mean():.3f} of {empty.sum()};"
                f" missed {(missed & own).sum()}, invented {(invented & own).sum()};"
                f" gone {gone.sum()}, of them accepted empty {(states[gone] == 'empty').sum()};"
                f" undecidable accepted {unclear.sum()}"
            )
    return "\n".join(lines)


def main() -> None:
    """Simulate, measure, cross-fit, report, fit on everything, keep."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument(
        "--store", type=Path, required=True, help="folder for simulated pages (large; not the repository)"
    )
    options.add_argument("--pages", type=int, default=200, help="pages of each fold and kind")
    asked = options.parse_args()
    asked.store.mkdir(parents=True, exist_ok=True)
    boxes = table("".join(FOLDS), range(asked.pages), asked.store)
    train(boxes)


def train(boxes: Table) -> None:
    """Cross-fit, report, fit on everything, keep."""
    names = columns(boxes)
    likely = cross_fitted(boxes, names)
    draft = packed(fit(boxes, names), names, np.array([[0.0, 1.0]] * 3))
    states, reasons = judged(boxes, likely, draft)
    sys.stdout.write(report(boxes, states, reasons) + "\n")
    final = draft.__dict__ | {"sure": sureness(boxes, likely, states), "figures": np.array(names)}
    np.savez_compressed(KEPT, **final)
    trees.cache_clear()
    sys.stdout.write(f"{len(final['limit'])} nodes kept in {KEPT.name}, {KEPT.stat().st_size // 1024} KB\n")


if __name__ == "__main__":
    main()
