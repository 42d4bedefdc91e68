"""Print the matrix as a table for the README."""

from __future__ import annotations

import sys

from tests.faults.pairs import ELSEWHERE, PAIRS


def say(line: str) -> None:
    """One line of the table."""
    sys.stdout.write(line + "\n")


def main() -> None:
    """One line for each fault of a family, with its moments."""
    say("| # | fault | moments |\n|---|---|---|")
    pairs = sorted((*PAIRS, *ELSEWHERE), key=lambda pair: pair.number)
    for number, fault in dict.fromkeys((p.number, p.fault) for p in pairs):
        mine = [p for p in pairs if (p.number, p.fault) == (number, fault)]
        moments = ", ".join(f"**{p.moment}**" if p.quick else p.moment for p in mine)
        say(f"| {number} | {fault} | {moments} |")
    say(f"\n{len(pairs)} pairs; {sum(p.quick for p in pairs)} of them (bold) in every `make test`.")


if __name__ == "__main__":
    main()
