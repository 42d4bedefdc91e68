"""The risk-coverage curve: how often the surest answers are wrong, as more and more of them are taken."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from tests.benchmarks.judging import WRONG, Answer

STEPS = (0.2, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.98, 1.0)
Point = tuple[float, int, float]  # share of answers taken, errors among them, share of errors


def points(answers: Iterable[Answer]) -> list[Point]:
    """All answers by falling confidence (accepted ones first at the same confidence); errors as coverage grows.

    What a person would decide counts with the machine's own guess; an answer without any guess is never covered.
    """
    mine = [a for a in answers if a.kind in ("box", "group") and not a.apart]
    said = [a for a in mine if a.guess_right is not None]
    said.sort(key=lambda a: (-a.confidence, a.outcome == "review"))
    curve: list[Point] = []
    errors = 0
    for taken, answer in enumerate(said, 1):
        errors += not answer.guess_right
        curve.append((taken / len(mine), errors, errors / taken))
    return curve


def table(curve: list[Point]) -> str:
    """The curve at round coverages."""
    rows = ["coverage   errors   risk"]
    for step in STEPS:
        reached = [p for p in curve if p[0] <= step]
        if reached and (step <= curve[-1][0] or reached[-1] is curve[-1]):
            coverage, errors, risk = reached[-1]
            rows.append(f"{coverage:8.1%} {errors:8,} {risk:7.3%}")
    return "\n".join(dict.fromkeys(rows))


def operating_point(answers: Iterable[Answer]) -> tuple[float, float]:
    """Share of answers accepted, and the share of wrong ones among them: where the reader works."""
    mine = [a for a in answers if a.kind in ("box", "group") and not a.apart]
    taken = [a for a in mine if a.outcome == "right" or a.outcome in WRONG]
    return len(taken) / max(1, len(mine)), sum(a.outcome in WRONG for a in taken) / max(1, len(taken))


def picture(curves: dict[str, tuple[list[Point], tuple[float, float]]], title: str, path: Path) -> None:
    """All curves in one picture, with the point at which the reader works."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(8, 5), dpi=120)
    for name, (curve, (accepted, risk)) in curves.items():
        (line,) = axes.step([p[0] for p in curve], [p[2] * 100 for p in curve], where="post", label=name)
        axes.plot([accepted], [risk * 100], "o", color=line.get_color(), label=f"{name}: accepted")
    axes.set(xlabel="share of answers taken, surest first", ylabel="wrong among them, %", xlim=(0, 1.01))
    axes.set_title(title)
    axes.grid(alpha=0.3)
    axes.legend()
    figure.tight_layout()
    figure.savefig(path)
    pyplot.close(figure)
