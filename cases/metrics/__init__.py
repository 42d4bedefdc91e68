"""The figures of a program: seven of 004, eleven of 003 VI, and the yearly evaluation.

Running order: `Facts` → `figures` (each from its definition) → `evaluation` (small groups withheld).
"""

from __future__ import annotations

from cases.metrics.definitions import METRICS, Metric, Target
from cases.metrics.evaluation import SMALL, Evaluation, Finding, evaluation
from cases.metrics.facts import Answer, CaseFacts, Cost, Facts, Hours, Period, ProgramYear
from cases.metrics.figures import Figure, figures

__all__ = [
    "METRICS", "SMALL", "Answer", "CaseFacts", "Cost", "Evaluation", "Facts", "Figure", "Finding", "Hours", "Metric",
    "Period", "ProgramYear", "Target", "evaluation", "figures",
]  # fmt: skip
