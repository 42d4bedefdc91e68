"""All races in one run, CPU time for CPU time; ratios are what counts, times belong to this machine."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable

from tests.benchmarks import races_packets, races_paper
from tests.benchmarks.timing import Race

RACES: tuple[tuple[str, Callable[[], list[Race]]], ...] = (
    ("faxed pages, fine", lambda: races_paper.pages("fine")),
    ("faxed pages, standard", lambda: races_paper.pages("standard")),
    ("filled AcroForms", races_paper.acroform),
    ("typed fields", races_paper.typed_field),
    ("personalised forms", races_packets.forms),
    ("packets", races_packets.packets),
)


def run() -> list[Race]:
    """Every race, one after the other, on one thread each."""
    logging.getLogger("pypdf").setLevel(logging.ERROR)  # it warns of each page without a field to fill
    results: list[Race] = []
    told: set[str] = set()
    for name, race in RACES:
        sys.stderr.write(f"  {name}\n")
        results += race()
        sys.stderr.writelines(f"    {r.what}: {_times(r.ratio)} {r.beside}\n" for r in results if r.what not in told)
        told |= {r.what for r in results}
    return results


def report(races: list[Race]) -> str:
    """A table of ratios, and the honest small print."""
    rows = ["# Speed, CPU time of one core (own and children), on simulated faxes", ""]
    rows.append(f"{'ours':72} {'ms':>8}  {'beside':46} {'ms':>8} {'ratio':>8} {'reach':>6}")
    for r in races:
        verdict = "" if not r.reach else "" if r.reached else "  NOT REACHED"
        rows.append(
            f"{r.what:72} {r.ours:8.2f}  {r.beside:46} {r.theirs:8.2f} {_times(r.ratio):>8} "
            f"{_times(r.reach) if r.reach else '':>6}{verdict}"
        )
        rows.append(f"    {1000 / r.ours:,.1f} {r.unit}s a second and core; {r.equal}")
    return "\n".join(rows)


def _times(ratio: float) -> str:
    return f"{ratio:.1f}x" if ratio >= 1 else f"1/{1 / ratio:.1f}"
