"""Both kinds of file store: a folder, and a bucket of a real S3-compatible server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import obstore
import pytest

from api.store.objects import bucket
from tests.api.store.objects_server import s3_server, settings_for


@pytest.fixture(scope="session")
def s3_port(memory: Path) -> Iterator[int]:
    """The port of an S3-compatible server of this session. It makes a bucket at the first put, so one is made."""
    with s3_server(memory / "s3") as port:
        obstore.put(bucket(settings_for(port, memory)), "first", b"the bucket is there")
        yield port
