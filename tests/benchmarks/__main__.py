"""`make bench`: every measuring run, seeded; output goes to the terminal and to tests/benchmarks/results."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from tests.benchmarks import (
    accuracy,
    by_form,
    calibration,
    capacity,
    capacity_measures,
    clocks,
    curve,
    hostile,
    letters_at_scale,
    mailing,
    matching,
    notes,
    pages,
    public,
    speed,
    without_codes,
    workers,
)
from tests.benchmarks.channels import CHANNELS
from tests.fax.profiles import PROFILES

HOME = Path(__file__).parent / "results"
FIRST = 50_000  # files before were looked at while the reader was made; these were not
RUNS = (
    "calibration", "accuracy", "typed", "speed", "clocks", "matching", "letters", "mailing", "workers", "capacity",
    "pages",
)  # fmt: skip
TYPED = 3_600  # replies filled on a screen: about one typed value of each is accepted


def main() -> None:
    """Parse the few options and run what was asked for."""
    if sys.argv[1:2] and sys.argv[1] in public.COMMANDS:
        return public.main(sys.argv[1:])
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
    if chosen.notes:
        first, files = chosen.first or notes.FIRST, chosen.files or notes.FILES
        head = f"Notes beside the form, {stamp}, profile {chosen.profile}, replies {first} to {first + files - 1}\n\n"
        found = notes.run(range(first, first + files), chosen.profile, chosen.processes)
        _say(head + notes.report(found), chosen.out / f"{stamp}-notes-{chosen.profile}.txt")
        return
    if chosen.hostile:
        cases = range(chosen.first or 0, (chosen.first or 0) + (chosen.files or hostile.CASES))
        head = f"Damaged files, {stamp}, cases {cases[0]} to {cases[-1]} of seed {hostile.SEED}\n\n"
        _say(head + hostile.report(hostile.run(cases, chosen.processes)), chosen.out / f"{stamp}-hostile.txt")
        return
    first, files = chosen.first or FIRST, chosen.files or accuracy.FILES
    if not chosen.what or "calibration" in chosen.what:
        apart, many = chosen.first or calibration.FIRST, chosen.files or calibration.FILES
        _calibration(range(apart, apart + many), chosen.out, stamp, chosen.processes)
    if not chosen.what or "accuracy" in chosen.what:
        _accuracy(range(first, first + files), chosen.profile, chosen.out, stamp, chosen.processes)
    if not chosen.what or "typed" in chosen.what:
        many = chosen.files or TYPED
        _typed(range(first, first + many), chosen.profile, chosen.out, stamp, chosen.processes)
    if not chosen.what or "speed" in chosen.what:
        _say(speed.report(speed.run()), chosen.out / f"{stamp}-speed.txt")
    if not chosen.what or "clocks" in chosen.what:
        _say(clocks.report(clocks.run(chosen.files or clocks.CASES)), chosen.out / f"{stamp}-clocks.txt")
    if not chosen.what or "matching" in chosen.what:
        _say(matching.run(), chosen.out / f"{stamp}-matching.txt")
    if not chosen.what or "mailing" in chosen.what:
        _say(
            mailing.report(mailing.run(chosen.files or mailing.PACKETS, chosen.minutes)),
            chosen.out / f"{stamp}-mailing.txt",
        )
    if not chosen.what or "workers" in chosen.what:
        _say(workers.report(workers.run(chosen.files or workers.FILES)), chosen.out / f"{stamp}-workers.txt")
    if not chosen.what or "capacity" in chosen.what:
        _capacity(chosen.files or capacity_measures.DOCUMENTS_READ, chosen.out, stamp)
    if not chosen.what or "pages" in chosen.what:
        many = chosen.files or pages.CASES
        _say(pages.report(pages.run(many), many), chosen.out / f"{stamp}-pages.txt")
    if not chosen.what or "letters" in chosen.what:
        ways = letters_at_scale.run(chosen.files or letters_at_scale.PACKETS)
        _say(letters_at_scale.report(ways), chosen.out / f"{stamp}-letters.txt")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("what", nargs="*", choices=[*RUNS, []], default=[], help="all by default")
    parser.add_argument(
        "--files",
        type=int,
        help=f"simulated files on each channel ({accuracy.FILES}; {by_form.FILES} of each form with --forms)",
    )
    parser.add_argument("--forms", nargs="*", metavar="ID", choices=[*by_form.FORMS, []],
                        help="the accuracy of the forms that a provider returns, or of those named")  # fmt: skip
    parser.add_argument("--without-codes", action="store_true", help="pages found by their look, of every form")
    parser.add_argument("--notes", action="store_true", help="notes where the form asks for nothing")
    parser.add_argument(
        "--hostile", action="store_true", help=f"damaged files through the public door ({hostile.CASES})"
    )
    parser.add_argument("--minutes", type=float, default=24 * 60, help="when to stop a mailing and count")
    parser.add_argument("--first", type=int, help="number of the first simulated file")
    parser.add_argument("--profile", default="measuring", choices=["measuring", "tuning", "usual"])
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
    results = [accuracy.run(channel, numbers, profile, workers) for channel in CHANNELS]
    head = (
        f"# Accuracy on simulated faxes, {stamp}, profile {profile}, files {numbers[0]} to {numbers[-1]} of its seed\n"
    )
    parts = [accuracy.report(r) + "\n\n" + curve.table(curve.points(r.answers)) for r in results]
    whole = "\n".join(accuracy.summary(results))
    _say("\n\n".join([head, whole, *parts]), out / f"{stamp}-accuracy-{profile}.txt")
    thresholds = calibration.newest(out)
    panels = {r.resolution: calibration.drawn(r, thresholds.get(r.resolution)) for r in results}
    title = f"Risk and coverage on simulated pages, profile {profile}, {stamp}"
    curve.picture(panels, calibration.RISK, title, out / f"{stamp}-risk-coverage-{profile}.png")
    figures = {r.resolution: accuracy.every_figure(r) | {"claims": calibration.figures(r)} for r in results}
    (out / f"{stamp}-accuracy-{profile}.json").write_text(json.dumps(figures, indent=1) + "\n")


def _calibration(numbers: range, out: Path, stamp: str, workers: int) -> None:
    results = [accuracy.run(channel, numbers, calibration.PROFILE, workers) for channel in CHANNELS]
    seed = PROFILES[calibration.PROFILE].seed
    head = (
        f"# What the reader claims, on simulated pages apart, {stamp}, seed {seed}, files {numbers[0]} to {numbers[-1]}"
    )
    _say("\n\n".join([head, *("\n".join(calibration.report(r)) for r in results)]), out / f"{stamp}-calibration.txt")
    title = f"Claimed and observed errors on simulated pages, profile {calibration.PROFILE}, {stamp}"
    calibration.picture(results, title, out / f"{stamp}-reliability.png")
    figures = {r.resolution: calibration.figures(r) for r in results}
    (out / f"{stamp}-calibration.json").write_text(json.dumps(figures, indent=1) + "\n")


def _typed(numbers: range, profile: str, out: Path, stamp: str, workers: int) -> None:
    """Every eighth file was filled on a screen; only these are read."""
    filled = range(numbers[0] - numbers[0] % 8 + 7, numbers[0] + 8 * len(numbers), 8)
    result = accuracy.run("fine", filled, profile, workers)
    head = f"# Forms filled on a screen, printed and faxed, {stamp}, profile {profile}, files {filled[0]} to {filled[-1]}, every eighth\n"  # noqa: E501
    _say(head + "\n" + accuracy.report(result), out / f"{stamp}-typed-{profile}.txt")
    (out / f"{stamp}-typed-{profile}.json").write_text(json.dumps(accuracy.every_figure(result), indent=1) + "\n")


def _capacity(files: int, out: Path, stamp: str) -> None:
    measured = capacity_measures.measure(capacity_measures.packet_seconds(HOME), files)
    head = f"# Capacity, {stamp}, on one machine; prices and arrivals are assumptions, times are measured\n\n"
    _say(head + capacity.report(measured), out / f"{stamp}-capacity.txt")
    (out / f"{stamp}-capacity.json").write_text(capacity.figures(measured) + "\n")


def _say(text: str, path: Path) -> None:
    sys.stdout.write(text + "\n")
    path.write_text(text + "\n")


if __name__ == "__main__":
    main()
