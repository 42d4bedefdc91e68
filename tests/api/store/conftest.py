"""Both kinds of file store: a folder, and a bucket of a real S3-compatible server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.store.objects_server import s3_server


@pytest.fixture(scope="session")
def s3_port(memory: Path) -> Iterator[int]:
    """The port of an S3-compatible server of this session."""
    with s3_server(memory / "s3") as port:
        yield port
