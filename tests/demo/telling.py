"""How the demo tells its story on a terminal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

console = Console(width=132, highlight=False)
SIGNS = {"compatible": "[green]fits[/]", "conflict": "[red]conflict[/]", "undecided": "[yellow]undecided[/]"}


def chapter(title: str) -> None:
    """A heading."""
    console.print(f"\n[bold]{title}[/]")


def say(text: str) -> None:
    """A line of the story."""
    console.print(f"  {text}")


def person(text: str) -> None:
    """Something that the demo does in a person's place."""
    console.print(f"  [cyan]as Dana Whitfield (played by this demo):[/] {text}")


def refused(problem: dict[str, Any]) -> None:
    """A refusal, as the person gets it."""
    console.print(f"  [red]refused[/] ({problem['status']} {problem.get('code', '')}): {problem['detail']}")


def file(what: str, path: Path) -> None:
    """A file that was written."""
    console.print(f"  {what}: [bold]{path}[/]", soft_wrap=True)


def reading(reply: dict[str, Any], evidence: dict[str, Path]) -> None:
    """What was read, with confidence and place; the doubtful with the reason and the picture."""
    table = Table(box=None, padding=(0, 2, 0, 2), header_style="dim")
    for name in ("field", "read", "confidence", "how", "page, box (pt)", "why a person looks"):
        table.add_column(name, no_wrap=name != "why a person looks")
    for field in reply["fields"]:
        if field["status"] == "review" or field["value"] not in (None, False):
            table.add_row(*_row(field))
    console.print(table)
    empty = sum(1 for f in reply["fields"] if f["status"] == "accepted" and f["value"] in (None, False))
    say(f"{empty} further fields were read as empty, each surely enough to be accepted.")
    for reason in reply["reasons"]:
        say(f"for review: {reason['sentence']}")
    for name, path in evidence.items():
        file(f"evidence of {name}", path)


def _row(field: dict[str, Any]) -> tuple[str, ...]:
    doubtful = field["status"] == "review"
    value = "[yellow]?[/]" if doubtful else str(field["value"])
    place = f"{field['page']}, {' '.join(f'{v:.0f}' for v in field['box'])}"
    why = field["reason"]["sentence"] if field["reason"] else ""
    return field["name"], value, f"{field['confidence']:.4f}", field["source"], place, why


def in_force(held: dict[str, Any]) -> None:
    """Restrictions in force, each with the box it rests on."""
    for each in held["restrictions"]:
        where = "; ".join(f"page {e['page']}, {e['label']}" for e in each["evidence"])
        say(f"[bold]{each['words']}[/]  ({where})")


def match(found: dict[str, Any]) -> None:
    """Every pair, worst first, with both cells; what is absent is only counted."""
    for pair in found["pairs"]:
        if pair["outcome"] != "compatible" or pair["code"] not in ("absent", "not_restricted"):
            say(f"{SIGNS[pair['outcome']]:<22} {pair['sentence']}")
            if pair["question"] and pair["outcome"] == "undecided":
                say(f"{'':<12}[dim]would settle it:[/] {pair['question']}")
    rest = sum(1 for p in found["pairs"] if p["code"] in ("absent", "not_restricted"))
    say(f"and {rest} pairs that fit because the job lacks the demand or the report asked and left it unmarked")
