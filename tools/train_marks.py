"""Train the network that looks at boxes: `python -m tools.train_marks --store DIR` after `tools.ink_windows`.

It needs PyTorch and onnx beside the project's own packages (`requirements/train.in`); the reader itself runs the
result with OpenCV alone. Every sixth pair of replies of the tuning folds is never trained on: what is printed, and the
confidence table, come from those, through the reader's own gates. Seeds are fixed.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from extract.marks.decide import judge
from extract.marks.exposure import hides_marks
from extract.marks.model import KEPT, SEEN, looks
from extract.marks.reading import Exposure
from tools.descent import descend

Table = dict[str, Any]
TOLD = ("page_pale", "page_fine", "page_frame", "page_specks", "coarse", "one_bit", "match", "print_kept", "own_frame",
        "least_edge", "strain", "squeeze")  # fmt: skip
OUTSIDE = ("circle", "beside", "straddling")  # meant as a mark, but its ink is not in the box: for a person
GONE = 0.15  # share of a mark's ink below which nobody could have seen it
CLEAN, KEPT_CLEAN = 0.005, 0.15  # boxes with less ink than this in and around them are easy: so many are enough
CHANNELS = (8, 16, 24, 32, 32)
BATCH, RATE, DECAY = 128, 3e-3, 1e-4
KNOTS = (0.5, 0.8, 0.9, 0.93, 0.95, 0.98, 0.99, 0.995, 1.0)


class Network(nn.Module):
    """Two pictures (ink, blank) and figures of the page -> three classes, and the share of ink that arrived."""

    def __init__(self, mean: torch.Tensor, spread: torch.Tensor) -> None:
        super().__init__()
        self.mean: torch.Tensor
        self.spread: torch.Tensor
        self.register_buffer("mean", mean)
        self.register_buffer("spread", spread)
        a, b, c, d, e = CHANNELS
        self.body = nn.Sequential(_layer(2, a, 5, 2), _layer(a, b, 3, 2), _layer(b, c, 3, 1), _layer(c, d, 3, 2),
                                  _layer(d, e, 3, 1))  # fmt: skip
        self.place = nn.Sequential(nn.Conv2d(e, 8, 1), nn.ReLU(), nn.Flatten(), nn.Linear(8 * 11 * 14, 32), nn.ReLU())
        self.head = nn.Sequential(nn.Linear(2 * e + 32 + len(mean), 64), nn.ReLU(), nn.Dropout(0.15), nn.Linear(64, 4))

    def forward(self, pictures: torch.Tensor, told: torch.Tensor) -> torch.Tensor:
        """Scores of the classes, and the share's score, before soft-max and sigmoid."""
        seen = self.body(pictures)
        page = ((told - self.mean) / self.spread).clamp(-4, 4)
        return self.head(torch.cat([seen.mean((2, 3)), seen.amax((2, 3)), self.place(seen), page], 1))


class Said(nn.Module):
    """The network as it ships: probabilities."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, pictures: torch.Tensor, told: torch.Tensor) -> torch.Tensor:
        """n x 4, each 0..1."""
        score = self.network(pictures, told)
        return torch.cat([torch.softmax(score[:, :3], 1), torch.sigmoid(score[:, 3:])], 1)


def _layer(given: int, made: int, side: int, step: int) -> nn.Module:
    return nn.Sequential(nn.Conv2d(given, made, side, step, side // 2, bias=False), nn.BatchNorm2d(made), nn.ReLU())


def load(store: Path) -> Table:
    """All windows of a folder, one array a column."""
    parts: dict[str, list[np.ndarray]] = {}
    names: list[str] = []
    for path in sorted(store.glob("*.npz")):
        with np.load(path) as kept:
            names = [str(n) for n in kept["names"]]
            for name in kept.files:
                if name not in ("names", "figures"):
                    parts.setdefault(name, []).append(kept[name])
            for i, name in enumerate(names):
                parts.setdefault(f"={name}", []).append(kept["figures"][:, i])
    return {name.removeprefix("="): np.concatenate(values) for name, values in parts.items()}


def part(boxes: Table, which: np.ndarray) -> Table:
    """Some of the boxes."""
    return {name: values[which] for name, values in boxes.items()}


def classes(boxes: Table) -> np.ndarray:
    """What shall be said: 0 empty, 1 marked, 2 something for a person; -1 for what nobody can tell.

    Nobody can tell ink that did not arrive, nor a correction that blackens the box as neatly as a choice would.
    """
    empty, yes = boxes["style"] == "empty", boxes["intended"] == "yes"
    inside = ~np.isin(boxes["style"], OUTSIDE)
    wanted = np.where(empty, np.where(boxes["touched"], 2, 0), np.where(yes & inside, 1, 2))
    unknowable = (boxes["style"] == "neat_correction") | (~empty & (boxes["survived"] < GONE))
    return np.where(unknowable, -1, wanted)


def held_back(boxes: Table) -> np.ndarray:
    """The boxes that are never trained on: usual and crowded replies of every fold."""
    form: np.ndarray = boxes["form"] == "transitional-assignment"
    return form & (boxes["number"] // 2 % 6 == 5)


def inputs(
    boxes: Table, which: np.ndarray, rng: np.random.Generator | None = None
) -> tuple[torch.Tensor, torch.Tensor]:
    """Pictures and figures of these boxes; with `rng` shifted by a pixel or two and mirrored, all of a batch alike."""
    ink, known = boxes["ink"][which], boxes["print"][which]
    down, right = (int(rng.integers(-1, 2)), int(rng.integers(-2, 3))) if rng else (0, 0)
    cut = (slice(None), slice(SEEN[0].start + down, SEEN[0].stop + down),
           slice(SEEN[1].start + right, SEEN[1].stop + right))  # fmt: skip
    pictures = np.stack([ink[cut], known[cut]], axis=1)
    if rng and rng.random() < 0.5:
        pictures = pictures[:, :, ::-1]
    if rng and rng.random() < 0.5:
        pictures = pictures[:, :, :, ::-1]
    told = np.stack([boxes[name][which] for name in TOLD], axis=1).astype(np.float32)
    return torch.from_numpy(np.ascontiguousarray(pictures)).float() / 255, torch.from_numpy(told)


def fit(boxes: Table, epochs: int, seed: int) -> Network:
    """The network, fitted to these boxes."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    wanted = classes(boxes)
    clean = (wanted == 0) & (boxes["inside"] < CLEAN) & (boxes["near_over"] < CLEAN)
    use = np.flatnonzero((wanted >= 0) & (~clean | (rng.random(len(wanted)) < KEPT_CLEAN)))
    told = inputs(boxes, use[:1])[1].new_tensor(np.stack([boxes[name][use] for name in TOLD], axis=1))
    network = Network(told.mean(0), told.std(0) + 1e-3).to(memory_format=torch.channels_last)
    truth, arrived = torch.from_numpy(wanted), torch.from_numpy(boxes["survived"].astype(np.float32))

    def loss_of(chosen: np.ndarray) -> torch.Tensor:
        return _loss(network, boxes, chosen, truth[chosen], arrived[chosen], rng)

    descend(network, use, loss_of, rng, epochs=epochs, batch=BATCH, rate=RATE, decay=DECAY)
    return network.eval()


def _loss(network: Network, boxes: Table, chosen: np.ndarray, truth: torch.Tensor, arrived: torch.Tensor,
          rng: np.random.Generator) -> torch.Tensor:  # fmt: skip
    pictures, told = inputs(boxes, chosen, rng)
    told = told + torch.randn_like(told) * network.spread * 0.1
    score = network(pictures.to(memory_format=torch.channels_last), told)
    loss = nn.functional.cross_entropy(score[:, :3], truth)
    marked = truth == 1
    if marked.any():
        loss = loss + ((torch.sigmoid(score[marked, 3]) - arrived[marked]) ** 2).mean()
    return loss


def said(network: Network, boxes: Table) -> np.ndarray:
    """What the network says of every box, n x 4."""
    whole = Said(network).eval()
    with torch.no_grad():
        every = np.array_split(np.arange(len(boxes["style"])), max(1, len(boxes["style"]) // 512))
        return np.concatenate([whole(*inputs(boxes, which)).numpy() for which in every]).astype(np.float64)


def judged(boxes: Table, likely: np.ndarray) -> np.ndarray:
    """State of every box, through the reader's own gates, page by page."""
    names = [n for n in boxes if boxes[n].dtype.kind == "f" and boxes[n].ndim == 1 and n != "survived"]
    page = np.array([f"{f}{k}{n}.{p}" for f, k, n, p in
                     zip(boxes["fold"], boxes["kind"], boxes["number"], boxes["page"], strict=True)])  # fmt: skip
    states = np.empty(len(likely), "U8")
    for one in np.unique(page):
        own = np.flatnonzero(page == one)
        first = own[0]
        exposure = Exposure(False, float(boxes["page_frame"][first]), float(boxes["page_fine"][first]),
                            float(boxes["page_pale"][first]), float(boxes["page_specks"][first]),
                            bool(boxes["coarse"][first]))  # fmt: skip
        thin = hides_marks([likely[own]], exposure, bool(boxes["one_bit"][first]))
        for i in own:
            figures = {n: float(boxes[n][i]) for n in names} | {"page_thin": float(thin)}
            states[i] = judge(likely[i], figures, (0.0, 0.0)).state
    return states


def wrong(boxes: Table, states: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Missed and invented boxes: accepted, decidable, and not what was meant."""
    seen = (boxes["survived"] >= GONE) | (boxes["style"] == "empty")
    missed = (states == "empty") & (boxes["intended"] == "yes") & seen
    invented = (states == "marked") & (boxes["intended"] == "no") & seen
    return missed, invented


def sureness(boxes: Table, likely: np.ndarray, states: np.ndarray) -> list[list[float]]:
    """Confidence for a probability: share right among what was accepted at least as surely, one error added."""
    rows = [list(KNOTS)]
    for state, column, bad in zip(("empty", "marked"), (0, 1), wrong(boxes, states), strict=True):
        own = states == state
        shares = [1 - (bad[own & (likely[:, column] >= p)].sum() + 1) / ((own & (likely[:, column] >= p)).sum() + 2)
                  for p in KNOTS[:-1]]  # fmt: skip
        rows.append([round(float(x), 5) for x in (*np.minimum.accumulate(shares[::-1])[::-1], shares[-1])])
    return rows


def report(boxes: Table, states: np.ndarray) -> str:
    """Accepted shares and errors by kind of page, for pages as offices write them and for crowded ones."""
    missed, invented = wrong(boxes, states)
    lines = []
    for kind in np.unique(boxes["kind"]):
        for crowded in (0, 1):
            own = (boxes["kind"] == kind) & (boxes["number"] % 2 == crowded)
            meant = own & (boxes["intended"] == "yes")
            marked, gone = meant & (boxes["survived"] >= GONE), meant & (boxes["survived"] < GONE)
            empty = own & (boxes["style"] == "empty")
            lines.append(
                f"{kind:8} {'crowded' if crowded else 'usual':7}"
                f" accepted: marked {(states[marked] == 'marked').mean():.3f} of {marked.sum()},"
                f" empty {(states[empty] == 'empty').mean():.3f} of {empty.sum()};"
                f" missed {(missed & own).sum()}, invented {(invented & own).sum()};"
                f" gone {gone.sum()}, of them accepted empty {(states[gone] == 'empty').sum()}"
            )
    return "\n".join(lines)


def keep(network: Network, sure: list[list[float]]) -> None:
    """Write the network where the reader looks for it."""
    rows, columns = SEEN[0].stop - SEEN[0].start, SEEN[1].stop - SEEN[1].start
    example = (torch.zeros(2, 2, rows, columns), torch.zeros(2, len(TOLD)))
    torch.onnx.export(Said(network).eval().to(memory_format=torch.contiguous_format), example, str(KEPT),
                      input_names=["ink", "page"], output_names=["said"], opset_version=13, dynamo=False,
                      dynamic_axes={"ink": {0: "n"}, "page": {0: "n"}, "said": {0: "n"}})  # fmt: skip
    KEPT.with_suffix(".json").write_text(json.dumps({"figures": TOLD, "sure": sure}, indent=1) + "\n")


def main() -> None:
    """Fit, judge what was held back, report, keep."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--store", type=Path, required=True, help="folder that tools.ink_windows filled")
    options.add_argument("--epochs", type=int, default=10)
    options.add_argument("--seed", type=int, default=3)
    asked = options.parse_args()
    boxes = load(asked.store)
    back = held_back(boxes)
    network = fit(part(boxes, ~back), asked.epochs, asked.seed)
    keep(network, [list(KNOTS), [1.0] * len(KNOTS), [1.0] * len(KNOTS)])
    looks.cache_clear()
    unseen = part(boxes, back)
    likely = said(network, unseen)
    states = judged(unseen, likely)
    sys.stdout.write(report(unseen, states) + "\n")
    keep(network, sureness(unseen, likely, states))


if __name__ == "__main__":
    main()
