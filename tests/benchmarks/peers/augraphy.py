"""Not a reader but a channel of other people's making: written sheets through Augraphy, page by page, seeded.

Three ways in turn, built of its parts for faxes, copies and scans that leave every dot where it was (nothing folds,
rotates or squeezes the page); ranges are its defaults where none is given. The set's truth stays true, but for the ink
that a part took away, which the caller measures.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from augraphy import (
    AugraphyPipeline,
    BadPhotoCopy,
    BrightnessTexturize,
    DirtyDrum,
    DirtyRollers,
    Faxify,
    InkBleed,
    Jpeg,
    LightingGradient,
    LowInkRandomLines,
    NoiseTexturize,
    SubtleNoise,
)


def fax() -> AugraphyPipeline:
    """Ink that bled or ran low, rollers, then one bit by a method that Augraphy draws."""
    ink = [InkBleed(intensity_range=(0.1, 0.4), severity=(0.2, 0.4)), LowInkRandomLines(count_range=(3, 10), p=0.5)]
    post = [DirtyRollers(line_width_range=(2, 16), p=0.3), Faxify(scale_range=(1.0, 1.25), monochrome=1, halftone=0)]
    return AugraphyPipeline(ink_phase=ink, post_phase=post)


def photocopy() -> AugraphyPipeline:
    """A drum with dirt on it and the noise of a worn copier."""
    ink = [InkBleed(intensity_range=(0.1, 0.3), severity=(0.2, 0.3))]
    worn = BadPhotoCopy(noise_value=(128, 196), noise_sparsity=(0.3, 0.6), noise_concentration=(0.1, 0.4), p=0.8)
    post = [DirtyDrum(line_concentration=0.05, noise_intensity=0.6, p=0.7), worn]
    return AugraphyPipeline(ink_phase=ink, post_phase=post)


def scan() -> AugraphyPipeline:
    """Paper with a grain, uneven light, JPEG."""
    paper = [NoiseTexturize(sigma_range=(3, 10), turbulence_range=(2, 5)), BrightnessTexturize(p=0.5)]
    post = [LightingGradient(max_brightness=255, min_brightness=100, p=0.5), SubtleNoise(),
            Jpeg(quality_range=(25, 95))]  # fmt: skip
    return AugraphyPipeline(paper_phase=paper, post_phase=post)


HALF = 128  # the pipeline brings pages back to their size and greys what Faxify made black and white
WAYS = (fax, photocopy, scan)


def main() -> None:
    """Every picture of the first folder into the second; its number chooses the way and the seed."""
    given, made = (Path(p) for p in sys.argv[1:3])
    for picture in sorted(given.glob("*.png")):
        number = int(picture.stem.partition("-")[0])
        seen = sent(cv2.imread(str(picture), cv2.IMREAD_GRAYSCALE), number)
        cv2.imwrite(str(made / picture.name), seen)


def sent(written: np.ndarray, number: int) -> Any:
    """A written sheet as it arrives, of the same size."""
    random.seed(number)
    np.random.seed(number)  # the generator that Augraphy draws from
    cv2.setRNGSeed(number)
    way = WAYS[number % len(WAYS)]
    seen = way().augment(cv2.cvtColor(written, cv2.COLOR_GRAY2BGR))["output"]
    seen = cv2.cvtColor(seen, cv2.COLOR_BGR2GRAY) if seen.ndim == 3 else seen
    if seen.shape != written.shape:
        raise ValueError(f"picture {number} changed its size from {written.shape} to {seen.shape}")
    return np.where(seen < HALF, 0, 255).astype(np.uint8) if way is fax else seen


if __name__ == "__main__":
    main()
