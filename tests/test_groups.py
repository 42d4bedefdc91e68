"""How the tests are shared out: what is made once for a group is made by one worker."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

TESTS = """
import os, pytest

@pytest.mark.xdist_group("one")
@pytest.mark.parametrize("number", range(6))
def test_where(number):
    print("worker", os.environ["PYTEST_XDIST_WORKER"])
"""


def test_a_group_stays_on_one_worker(tmp_path: Path) -> None:
    """pytest-xdist loses its groups without a word where it meets a pytest that it does not know yet (9.2)."""
    (tmp_path / "test_one.py").write_text(TESTS)
    how = ["-p", "xdist", "-n", "2", "--dist", "loadgroup", "-p", "no:cacheprovider", "-rP", "--rootdir", str(tmp_path)]
    alone = os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}

    done = subprocess.run(
        [sys.executable, "-m", "pytest", *how, tmp_path], env=alone, capture_output=True, text=True, check=True
    )

    told = [line for line in done.stdout.splitlines() if line.startswith("worker ")]
    assert len(told) == 6
    assert len(set(told)) == 1
