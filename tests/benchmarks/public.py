"""The public benchmark on the command line: write a set, judge anybody's answers to one, run others beside ours."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from tests.benchmarks import accuracy, augraphy_channel, beside, sets
from tests.benchmarks.channels import CHANNELS
from tests.benchmarks.score import score
from tests.fax.profiles import PROFILES, Profile

COMMANDS = ("export", "score", "peers")
FIRST = 50_000
WAYS = {**CHANNELS, augraphy_channel.NAME: "written sheets through Augraphy: fax, copy, scan in turn, 200 dots an inch"}
HOME = Path(__file__).parent / "results"


def main(arguments: Sequence[str]) -> None:
    """Run one command."""
    chosen = _parser().parse_args(arguments)
    {"export": _export, "score": _score, "peers": _peers}[chosen.command](chosen)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    export = commands.add_parser("export", help="write pages, blank and truth for anybody's reader")
    export.add_argument("folder", type=Path)
    export.add_argument("--files", type=int, default=50, help="replies")
    export.add_argument("--first", type=int, default=FIRST, help="number of the first reply")
    export.add_argument("--channel", default="fine", choices=[*WAYS])
    export.add_argument("--profile", default="measuring", choices=[*PROFILES])
    judge = commands.add_parser("score", help="judge answers to a set that `export` wrote")
    judge.add_argument("folder", type=Path)
    judge.add_argument("answers", type=Path)
    judge.add_argument("--json", action="store_true", help="every figure, instead of the report")
    peers = commands.add_parser("peers", help="other people's readers beside ours, on every channel")
    peers.add_argument("--files", type=int, default=30, help="replies on each channel")
    peers.add_argument("--first", type=int, default=FIRST, help="number of the first reply")
    peers.add_argument("--channels", nargs="+", default=[*WAYS], choices=[*WAYS])
    peers.add_argument("--profile", default="measuring", choices=[*PROFILES])
    peers.add_argument("--readers", nargs="+", default=[*beside.PEERS], choices=[*beside.PEERS])
    peers.add_argument("--name", default="peers", help="of the files in --out, after the day")
    peers.add_argument("--out", type=Path, default=HOME)
    return parser


def _peers(chosen: argparse.Namespace) -> None:
    """Channel after channel; what is done is written at once."""
    stamp, numbers = f"{datetime.now(UTC):%Y-%m-%d}", range(chosen.first, chosen.first + chosen.files)
    head = f"Readers side by side on simulated pages, {stamp}, profile {chosen.profile}, replies {numbers[0]} to {numbers[-1]}"  # noqa: E501
    name = chosen.out / f"{stamp}-{chosen.name}-{chosen.profile}"
    parts, every = [head], {}
    for channel in chosen.channels:
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch) / channel
            _write(folder, channel, numbers, PROFILES[chosen.profile])
            scored = beside.beside(folder, chosen.readers)
        parts.append("\n".join([f"{channel}: {WAYS[channel]}", *beside.table(scored)]))
        every[channel] = beside.figures(scored)
        foot = ["\n".join(f"{s.reader}: {s.settings}" for s in scored)]
        if chosen.readers == ["workslip"]:
            parts.append(accuracy.report(scored[0].result))
        name.with_suffix(".txt").write_text("\n\n".join(parts + foot) + "\n")
        name.with_suffix(".json").write_text(json.dumps(every, indent=1) + "\n")
    sys.stdout.write(name.with_suffix(".txt").read_text())


def _write(folder: Path, channel: str, numbers: Sequence[int], profile: Profile) -> None:
    """A set of replies that came through one of our channels, or through the one that others made."""
    if channel == augraphy_channel.NAME:
        augraphy_channel.write(folder, profile, numbers)
    else:
        sets.write(folder, sets.replies(profile, numbers, channel), profile, channel)


def _export(chosen: argparse.Namespace) -> None:
    numbers = range(chosen.first, chosen.first + chosen.files)
    _write(chosen.folder, chosen.channel, numbers, PROFILES[chosen.profile])


def _score(chosen: argparse.Namespace) -> None:
    judged = score(chosen.folder, chosen.answers)
    if chosen.json:
        sys.stdout.write(json.dumps(accuracy.every_figure(judged.result), indent=1) + "\n")
        return
    took = "" if judged.ms is None else f"; {judged.ms:.0f} ms a page (median)"
    sys.stdout.write(f"{judged.reader}: {judged.settings}{took}\n\n{accuracy.report(judged.result)}\n")
