"""One way of fitting a small network, for all of `tools/train_*`: AdamW, one cycle of the rate, a shuffle an epoch."""

from __future__ import annotations

import sys
from collections.abc import Callable

import numpy as np
import torch
from torch import nn

TOLD_EVERY = 200  # steps


def descend(
    network: nn.Module,
    use: np.ndarray,
    loss_of: Callable[[np.ndarray], torch.Tensor],
    rng: np.random.Generator,
    *,
    epochs: int,
    batch: int,
    rate: float,
    decay: float,
) -> None:
    """Fit `network` in place. `use` numbers the examples and is shuffled; `loss_of` is asked for a batch of them."""
    each = len(use) // batch
    steps = epochs * each
    descent = torch.optim.AdamW(network.parameters(), lr=rate, weight_decay=decay)
    pace = torch.optim.lr_scheduler.OneCycleLR(descent, rate, total_steps=steps, pct_start=0.15)
    mean = 0.0
    for step in range(steps):
        at = step % each * batch
        if at == 0:
            rng.shuffle(use)
        loss = loss_of(use[at : at + batch])
        descent.zero_grad()
        loss.backward()
        descent.step()
        pace.step()
        mean = loss.item() if not step else 0.99 * mean + 0.01 * loss.item()
        if step % TOLD_EVERY == 0:
            sys.stdout.write(f"step {step} of {steps}, loss {mean:.4f}\n")
            sys.stdout.flush()
