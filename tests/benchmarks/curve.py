"""The risk-coverage curve: how often the surest answers are wrong, as more and more of them are taken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Drawn:
    """One channel's panel: its curve, where the reader works, and where a threshold chosen elsewhere would take it."""

    points: list[Point]
    works: tuple[float, float]  # coverage, risk
    chosen: tuple[float, float] | None


def picture(panels: Mapping[str, Drawn], stated: float, title: str, path: Path) -> None:
    """Risk over coverage, a panel a channel; above 0.1 % the scale is logarithmic."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    figure, every = pyplot.subplots(1, len(panels), figsize=(3.6 * len(panels), 4), dpi=120, squeeze=False)
    for axes, (name, drawn) in zip(every[0], panels.items(), strict=True):
        axes.step([p[0] for p in drawn.points], [p[2] * 100 for p in drawn.points], where="post")
        axes.axhline(stated * 100, color="gray", linestyle="--", linewidth=1, label=f"stated risk {stated:.1%}")
        axes.plot([drawn.works[0]], [drawn.works[1] * 100], "o", color="tab:green", label="accepted by the reader")
        if drawn.chosen:
            label = "at the threshold chosen in calibration"
            axes.plot([drawn.chosen[0]], [drawn.chosen[1] * 100], "x", color="tab:red", markersize=9, label=label)
        axes.set(xlabel="share of answers taken, surest first", xlim=(0, 1.01), ylim=(-0.01, 20), title=name)
        axes.set_yscale("symlog", linthresh=0.1)
        axes.grid(alpha=0.3)
    every[0][0].set_ylabel("wrong among them, %")
    every[0][-1].legend(fontsize=7)
    figure.suptitle(title, fontsize=10)
    figure.tight_layout()
    figure.savefig(path)
    pyplot.close(figure)
