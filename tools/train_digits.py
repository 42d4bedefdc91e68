"""Train the networks that read digits: `python -m tools.train_digits --store DIR` after `tools.digit_combs`.

It needs PyTorch and onnx beside the project's own packages (`requirements/train.in`); the reader itself runs
the result with OpenCV alone. Two networks of different build are fitted, each from a seed of its own; the reader
believes what both say. Hands that are held back are never trained on: what is printed comes from those. Seeds are
fixed.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import cv2
import numpy as np
import torch
from torch import nn

from extract.digits.model import KEPT, NAMES, NONE, SIDE, networks
from tools.descent import descend
from tools.digit_combs import FADED

Table = dict[str, np.ndarray]
TOLD = 4
BATCH, RATE, DECAY = 128, 3e-3, 3e-4
BEND = 0.7  # pixels by which parts of a picture are moved apart
THICKER = 0.25  # share of pictures whose strokes are made broader, or finer
GRID = np.stack(np.meshgrid(np.arange(SIDE), np.arange(SIDE)), axis=-1)  # across and down of every pixel
LIMITS = (0.5, 0.8, 0.9, 0.95, 0.97, 0.98, 0.99, 0.995, 0.998, 0.999)


class Plain(nn.Module):
    """Three by three all the way down; shapes, then their places."""

    def __init__(self) -> None:
        super().__init__()
        self.body = nn.Sequential(_layer(2, 16), nn.MaxPool2d(2), _layer(16, 28), _layer(28, 40), nn.MaxPool2d(2),
                                  _layer(40, 48), nn.MaxPool2d(2), nn.Flatten())  # fmt: skip
        self.head = nn.Sequential(nn.Linear(48 * 16 + TOLD, 64), nn.ReLU(), nn.Dropout(0.25), nn.Linear(64, NONE + 1))

    def forward(self, pictures: torch.Tensor, told: torch.Tensor) -> torch.Tensor:
        """Scores of the classes."""
        return self.head(torch.cat([self.body(pictures), told], 1))


class Broad(nn.Module):
    """Wide windows and steps instead of pooling; a look at the whole beside what is where."""

    def __init__(self) -> None:
        super().__init__()
        self.body = nn.Sequential(_layer(2, 16, 7, 2), _layer(16, 32, 5, 2), _layer(32, 48, 3, 1))
        self.where = nn.Sequential(nn.Conv2d(48, 8, 1), nn.ReLU(), nn.Flatten(), nn.Linear(8 * 64, 48), nn.ReLU())
        self.head = nn.Sequential(nn.Dropout(0.25), nn.Linear(48 + 48 + TOLD, NONE + 1))

    def forward(self, pictures: torch.Tensor, told: torch.Tensor) -> torch.Tensor:
        """Scores of the classes."""
        seen = self.body(pictures)
        return self.head(torch.cat([self.where(seen), seen.amax((2, 3)), told], 1))


class Said(nn.Module):
    """A network as it ships: probabilities."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, pictures: torch.Tensor, told: torch.Tensor) -> torch.Tensor:
        """n x 11, each 0..1."""
        return torch.softmax(self.network(pictures, told), 1)


def _layer(given: int, made: int, side: int = 3, step: int = 1) -> nn.Module:
    return nn.Sequential(nn.Conv2d(given, made, side, step, side // 2, bias=False), nn.BatchNorm2d(made), nn.ReLU())


def load(store: Path, part: str) -> Table:
    """All cells of a part ("seen" or "back"), one array a column."""
    parts: dict[str, list[np.ndarray]] = {}
    for path in sorted(store.glob(f"{part}-*.npz")):
        with np.load(path) as kept:
            for name in kept.files:
                parts.setdefault(name, []).append(kept[name])
    return {name: np.concatenate(values) for name, values in parts.items()}


def wanted(cells: Table) -> np.ndarray:
    """What shall be said: the digit; NONE of what is no digit, or has not arrived."""
    return np.where(cells["survived"] < FADED, NONE, cells["truth"].astype(np.int64))


def moved(pictures: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A batch turned, slanted, stretched, shifted and bent a little, each picture in its own way."""
    out = np.empty_like(pictures)
    middle = (SIDE - 1) / 2
    for made, one in zip(out, pictures, strict=True):
        angle, lean = rng.normal(0, 0.08), rng.normal(0, 0.15)
        across, down = np.exp(rng.normal(0, 0.1, 2))
        turn = np.array([[np.cos(angle) * across, lean - np.sin(angle)], [np.sin(angle), np.cos(angle) * down]])
        shift = np.array([middle, middle]) - turn @ [middle, middle] + rng.normal(0, 0.8, 2)
        matrix = np.column_stack([turn, shift]).astype(np.float32)
        across_at, down_at = _bent(cv2.invertAffineTransform(matrix), rng)
        for layer, given in zip(made, one, strict=True):
            cv2.remap(given, across_at, down_at, cv2.INTER_LINEAR, layer)
        if rng.random() < THICKER:
            side = np.ones((2, 2) if rng.random() < 0.7 else (3, 3), np.uint8)
            made[0] = cv2.dilate(made[0], side) if rng.random() < 0.6 else cv2.erode(made[0], side[:2, :2])
    return out


def _bent(back: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Where each pixel comes from, bent a little beyond `back` (2 x 3): no hand draws a figure twice alike."""
    bends = [cv2.resize(rng.normal(0, BEND, (4, 4)).astype(np.float32), (SIDE, SIDE), interpolation=cv2.INTER_CUBIC)
             for _ in range(2)]  # fmt: skip
    from_where = (GRID @ back[:, :2].T + back[:, 2]).astype(np.float32)
    return from_where[..., 0] + bends[0], from_where[..., 1] + bends[1]


def inputs(
    cells: Table, which: np.ndarray, rng: np.random.Generator | None = None
) -> tuple[torch.Tensor, torch.Tensor]:
    """Pictures and measures of these cells, altered a little with `rng`."""
    pictures, told = cells["pictures"][which], cells["told"][which].astype(np.float32)
    if rng is not None:
        pictures = moved(pictures, rng)
        told = told * np.exp(rng.normal(0, 0.06, told.shape)).astype(np.float32)
    return torch.from_numpy(pictures).float() / 255, torch.from_numpy(told)


def fit(network: nn.Module, cells: Table, epochs: int, seed: int) -> nn.Module:
    """The network, fitted to these cells."""
    rng = np.random.default_rng(seed)
    truth = torch.from_numpy(wanted(cells))

    def loss_of(chosen: np.ndarray) -> torch.Tensor:
        return nn.functional.cross_entropy(network(*inputs(cells, chosen, rng)), truth[chosen])

    descend(network, np.arange(len(truth)), loss_of, rng, epochs=epochs, batch=BATCH, rate=RATE, decay=DECAY)
    return network.eval()


def said(cells: Table) -> list[np.ndarray]:
    """What the networks say of every cell as they ship, each n x 11."""
    every = np.array_split(np.arange(len(cells["truth"])), max(1, len(cells["truth"]) // 512))
    parts = []
    for which in every:
        pictures, told = (x.numpy() for x in inputs(cells, which))
        parts.append(networks().say(pictures, told))
    return [np.concatenate(each) for each in zip(*parts, strict=True)]


def curve(cells: Table, likely: list[np.ndarray]) -> list[list[float]]:
    """For each limit: share of digits that both networks say so surely, and the share of those that are wrong."""
    digits = cells["truth"] < NONE
    best = likely[0].argmax(axis=1)
    agreed = np.all([each.argmax(axis=1) == best for each in likely], axis=0) & (best < NONE)
    sure = np.minimum.reduce([each[np.arange(len(best)), best] for each in likely])
    rows = []
    for limit in LIMITS:
        taken = agreed & (sure >= limit)
        bad = taken & (best != cells["truth"])
        rows.append([limit, (taken & digits).sum() / max(1, digits.sum()), bad.sum() / max(1, taken.sum()),
                     float((bad & ~digits).sum()), float((bad & digits).sum())])  # fmt: skip
    return [[round(float(x), 5) for x in row] for row in rows]


def told(cells: Table, likely: list[np.ndarray]) -> str:
    """The curve for all, and by hand, in words."""
    lines = []
    usable = (cells["survived"] >= FADED) | (cells["truth"] == NONE)
    for name in ("all", *np.unique(cells["style"][cells["truth"] < NONE])):
        own = usable & ((cells["style"] == name) | (cells["truth"] == NONE) if name != "all" else True)
        some = {k: v[own] for k, v in cells.items()}
        for each in (likely[:1], likely[1:], likely):
            rows = curve(some, [one[own] for one in each])
            lines.append(
                f"{name:28} " + "  ".join(f"{r[0]}:{r[1]:.3f}/{r[2]:.5f}({r[3]:.0f}+{r[4]:.0f})" for r in rows[1::2])
            )
    return "\n".join(lines)


def keep(network: nn.Module, name: str) -> None:
    """Write a network where the reader looks for it."""
    example = (torch.zeros(2, 2, SIDE, SIDE), torch.zeros(2, TOLD))
    torch.onnx.export(Said(network).eval(), example, str(KEPT.with_name(f"{name}.onnx")), input_names=["ink", "told"],
                      output_names=["said"], opset_version=13, dynamo=False,
                      dynamic_axes={"ink": {0: "n"}, "told": {0: "n"}, "said": {0: "n"}})  # fmt: skip


def main() -> None:
    """Fit both, report on the hands that were held back, keep."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--store", type=Path, required=True, help="folder that tools.digit_combs filled")
    options.add_argument("--epochs", type=int, default=6)
    options.add_argument("--only", choices=NAMES, help="fit one of the two; the other stays as it is")
    asked = options.parse_args()
    torch.set_num_threads(1)
    seen, back = load(asked.store, "seen"), load(asked.store, "back")
    sys.stdout.write(f"{len(seen['truth'])} cells, {len(back['truth'])} held back\n")
    for seed, (name, build) in enumerate(zip(NAMES, (Plain, Broad), strict=True), 1):
        if asked.only in (None, name):
            torch.manual_seed(seed)
            keep(fit(build(), seen, asked.epochs, seed), name)
    sys.stdout.write(told(back, said(back)) + "\n")


if __name__ == "__main__":
    main()
