"""The page of the room cannot lie: every code of a pair stands in its table."""

from __future__ import annotations

import re
from pathlib import Path

ROOM = Path(__file__).parents[2] / "cases"


def test_every_code_of_a_pair_is_in_the_readme():
    """Codes are promised to be stable words of a documented table."""
    source = "\n".join(path.read_text() for path in (ROOM / "matching").glob("*.py"))
    made = re.findall(r'(?:undecided|_paper|_undecided)\(\s*(?:draft, )?"([a-z_]+)"', source)
    made += re.findall(r'Verdict\(\s*[A-Z]+,\s*"([a-z_]+)"', source) + re.findall(r'code="([a-z_]+)"\)', source)
    table = (ROOM / "README.md").read_text().partition("## Codes of pairs")[2]
    documented = set(re.findall(r"[a-z]+(?:_[a-z]+)*", table))
    refusals = {"conflict_stands", "already_compatible", "needs_report", "reason_missing", "unknown_pair"}
    assert len(set(made)) > 40
    assert set(made) - refusals <= documented
