"""Many files at once through every door, in a small form here and in full with `make soak`."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest

from api.store.opening import Store
from tests.api.intake.doors.crowd import send_crowd
from tests.api.intake.doors.post import Post

pytestmark = pytest.mark.integration


@pytest.mark.parametrize(
    ("files", "kills"), [(40, 1), pytest.param(1000, 12, marks=[pytest.mark.soak, pytest.mark.timeout(1200)])]
)
def test_nothing_is_half_double_or_lost(
    store: Store, employer: uuid.UUID, post: Post, root: Path, tmp_path: Path, files: int, kills: int
) -> None:
    """Slow writers, repeated deliveries, two mail rooms of which one is killed: every file is one document, whole."""
    found = send_crowd(store, post, root, tmp_path / "work", files, kills, seed=files)

    assert (found.half, found.double, found.lost, found.left) == (0, 0, 0, 0), found.report()
    assert found.documents == files
    assert found.chain
