"""`make bench`: every measuring run, seeded; output goes to the terminal and to tests/benchmarks/results."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from tests.benchmarks import accuracy, by_form, curve, speed, without_codes
from tests.fax.replies import How

HOME = Path(__file__).parent / "results"
FIRST = 25_000  # files from 10,000 and 20,000 to 24,199 were looked at while the reader was made; these were not


def main() -> None:
    """Parse the few options and run what was asked for."""
    chosen = _parser().parse_args()
    chosen.out.mkdir(parents=True, exist_ok=True)
    stamp = f"{datetime.now(UTC):%Y-%m-%d}"
    if chosen.forms is not None:
        first, files = chosen.first or by_form.FIRST, chosen.files or by_form.FILES
        numbers = range(first, first + files)
        _forms(chosen.forms or by_form.FORMS, numbers, chosen.profile, chosen.out, stamp, chosen.processes)
        return
    if chosen.without_codes:
        first, files = chosen.first or without_codes.FIRST, chosen.files or without_codes.FILES
        _without_codes(range(first, first + files), chosen.profile, chosen.out, stamp)
        return
    first, files = chosen.first or FIRST, chosen.files or accuracy.FILES
    if not chosen.what or "accuracy" in chosen.what:
        _accuracy(range(first, first + files), chosen.profile, chosen.out, stamp, chosen.processes)
    if not chosen.what or "speed" in chosen.what:
        _say(speed.report(speed.run()), chosen.out / f"{stamp}-speed.txt")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("what", nargs="*", choices=["accuracy", "speed", []], default=[], help="all by default")
    parser.add_argument(
        "--files",
        type=int,
        help=f"simulated faxes at each resolution ({accuracy.FILES}; {by_form.FILES} of each form with --forms);"
        " a quarter as many grey scans",
    )
    parser.add_argument("--forms", nargs="*", metavar="ID", choices=[*by_form.FORMS, []],
                        help="the accuracy of the forms that a provider returns, or of those named")  # fmt: skip
    parser.add_argument("--without-codes", action="store_true", help="pages found by their look, of every form")
    parser.add_argument("--first", type=int, help="number of the first simulated file")
    parser.add_argument("--profile", default="measuring", choices=["measuring", "tuning"])
    parser.add_argument("--processes", type=int, default=accuracy.cores())
    parser.add_argument("--out", type=Path, default=HOME)
    return parser


def _forms(forms: Sequence[str], numbers: range, profile: str, out: Path, stamp: str, workers: int) -> None:
    """Form after form; what is done is written at once."""
    head = f"Returned forms on simulated faxes, {stamp}, profile {profile}, files {numbers[0]} to {numbers[-1]}\n"
    results: dict[str, list[accuracy.Result]] = {}
    for form in forms:
        results[form] = by_form.run(form, numbers, profile, workers)
        parts = [by_form.report(f, ran) for f, ran in results.items()]
        (out / f"{stamp}-accuracy-forms.txt").write_text("\n\n".join([head, by_form.table(results), *parts]) + "\n")
    sys.stdout.write((out / f"{stamp}-accuracy-forms.txt").read_text())


def _without_codes(numbers: range, profile: str, out: Path, stamp: str) -> None:
    head = f"Pages without a code on simulated faxes, {stamp}, profile {profile}, files {numbers[0]} to {numbers[-1]}\n"
    found = without_codes.run(numbers, profile)
    _say(head + "\n" + without_codes.report(found), out / f"{stamp}-without-codes-{profile}.txt")


def _accuracy(numbers: range, profile: str, out: Path, stamp: str, workers: int) -> None:
    counts: dict[How, int] = {"fine": len(numbers), "standard": len(numbers), "scan": len(numbers) // 4}
    results = [accuracy.run(r, numbers[:n], profile, workers) for r, n in counts.items()]
    curves = {r.resolution: (curve.points(r.answers), curve.operating_point(r.answers)) for r in results}
    head = (
        f"# Accuracy on simulated faxes, {stamp}, profile {profile}, files {numbers[0]} to {numbers[-1]} of its seed\n"
    )
    parts = [accuracy.report(r) + "\n\n" + curve.table(curves[r.resolution][0]) for r in results]
    _say("\n\n".join([head, *parts]), out / f"{stamp}-accuracy-{profile}.txt")
    title = f"Risk and coverage on simulated faxes, profile {profile}, {stamp}"
    curve.picture(curves, title, out / f"{stamp}-risk-coverage-{profile}.png")
    summary = {r.resolution: accuracy.figures(r) for r in results}
    (out / f"{stamp}-accuracy-{profile}.json").write_text(json.dumps(summary, indent=1) + "\n")


def _say(text: str, path: Path) -> None:
    sys.stdout.write(text + "\n")
    path.write_text(text + "\n")


if __name__ == "__main__":
    main()
