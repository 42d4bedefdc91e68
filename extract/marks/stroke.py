"""The best straight piece of a pen's stroke in a window: pale strokes arrive as dotted lines, or drown in grain."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from extract.marks.blank import PX_PER_MM
from extract.marks.sheet import Windows

STROKE = (2.2, 0.35)  # mm, length and width of the straight piece of pen stroke looked for
DIRECTIONS = 8


def best_stroke(windows: Windows) -> NDArray[np.float64]:
    """Of each window the mean ink of the darkest such piece, in any direction."""
    rows, cols = (side // 2 for side in windows.shape[1:])
    tall = windows[:, : 2 * rows].reshape(-1, windows.shape[2])
    small = cv2.resize(tall, (cols, rows * len(windows)), interpolation=cv2.INTER_AREA)
    each = (cv2.filter2D(small, -1, k, borderType=cv2.BORDER_CONSTANT).reshape(len(windows), -1) for k in KERNELS)
    return np.asarray(np.max([found_there.max(axis=1) for found_there in each], axis=0), np.float64)


def _kernels() -> list[NDArray[np.float32]]:
    """Straight pieces of stroke in eight directions on a grid of half the resolution, each of sum 1."""
    length, width = (v * PX_PER_MM / 2 for v in STROKE)
    side = round(length) | 1
    y, x = np.mgrid[:side, :side] - (side - 1) / 2
    made = []
    for step in range(DIRECTIONS):
        angle = np.pi * step / DIRECTIONS
        along, off = x * np.cos(angle) + y * np.sin(angle), np.abs(y * np.cos(angle) - x * np.sin(angle))
        kernel = np.clip(width / 2 + 0.5 - off, 0, 1) * np.clip(length / 2 + 0.5 - np.abs(along), 0, 1)
        made.append((kernel / kernel.sum()).astype(np.float32))
    return made


KERNELS = _kernels()
