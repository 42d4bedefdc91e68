"""The passport table of sample files."""

from __future__ import annotations

import re
from pathlib import Path

HERE = Path(__file__).parent


def test_every_sample_has_a_line_and_every_line_a_sample():
    """Files in tests/resources and rows of its table are the same set, each row with source, purpose and licence."""
    table = (HERE / "README.md").read_text().split("## Made while")[0]
    rows = re.findall(r"^\| `?([^|`]+?)`? \|(.*)\|$", table, re.M)[1:]  # without the head
    described = {name for name, rest in rows if all(cell.strip() for cell in rest.split("|")) and "---" not in name}
    kept = {str(p.relative_to(HERE)) for p in HERE.rglob("*") if p.is_file() and p.suffix not in (".md", ".py", ".pyc")}
    assert kept == described
