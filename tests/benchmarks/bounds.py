"""Exact bounds for rare events."""

from __future__ import annotations

from scipy.stats import beta


def clopper_pearson(events: int, trials: int, confidence: float = 0.95) -> tuple[float, float]:
    """Two-sided exact bounds of a share; with no event the upper one is 1 - (alpha/2)^(1/n)."""
    if trials == 0:
        return 0.0, 1.0
    alpha = 1 - confidence
    low = 0.0 if events == 0 else float(beta.ppf(alpha / 2, events, trials - events + 1))
    high = 1.0 if events == trials else float(beta.ppf(1 - alpha / 2, events + 1, trials - events))
    return low, high


def rate(events: int, trials: int) -> str:
    """`3 of 2,450 (0.12 %, 95 % bounds 0.03–0.36 %)`."""
    low, high = clopper_pearson(events, trials)
    share = events / trials if trials else 0.0
    return f"{events:,} of {trials:,} ({share:.2%}, 95 % bounds {low:.2%}–{high:.2%})"
