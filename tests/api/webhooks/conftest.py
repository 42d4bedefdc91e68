"""A receiver that listens, and a store whose settings let webhooks reach it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.settings import Settings
from api.store.opening import Store
from tests.api.webhooks.receiver import Receiver, running


@pytest.fixture
def receiver(tmp_path: Path) -> Iterator[Receiver]:
    """A receiver on this machine."""
    with running(tmp_path) as listening:
        yield listening


@pytest.fixture
def allowed(receiver: Receiver) -> Settings:
    """Settings that name this machine, and trust its certificate."""
    return Settings(webhook_hosts="localhost", webhook_ca=receiver.ca, webhook_timeout=1.0)


@pytest.fixture
def store(store: Store, receiver: Receiver) -> Store:
    """The store, under such settings."""
    more = {"webhook_hosts": "localhost", "webhook_ca": receiver.ca, "webhook_timeout": 1.0}
    return dataclasses.replace(store, settings=store.settings.model_copy(update=more))
