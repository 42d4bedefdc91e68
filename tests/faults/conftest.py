"""Installations to shoot at: on the session's database server, or on one of their own whose server may be shot too."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.settings import Settings
from api.store import keys
from api.store.opening import Store, open_store
from api.store.tables import Employer
from tests.api.intake.conftest import OpenCase, case
from tests.faults.installation import Installation, Nursery, new_key

__all__ = ["case"]


@pytest.fixture(scope="session")
def nursery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    """Where processes come from."""
    running = Nursery(tmp_path_factory.mktemp("nursery"))
    yield running
    running.close()


@pytest.fixture
def installation(store: Store, case: OpenCase, nursery: Nursery) -> Installation:
    """On the session's server: for faults that leave the database alone."""
    return Installation(store, nursery, case=case, key=new_key(store, case.employer_id))


@pytest.fixture
def own(memory: Path, tmp_path: Path) -> Iterator[Store]:
    """A store on a server of its own."""
    keys.generate(tmp_path / "keys")
    with open_store(Settings(home=memory / f"own-{uuid.uuid4().hex[:8]}", keys=tmp_path / "keys")) as store:
        yield store


@pytest.fixture
def shootable(own: Store, nursery: Nursery) -> Installation:
    """An installation whose server may be shot."""
    return employed(own, nursery)


def employed(store: Store, nursery: Nursery) -> Installation:
    """An employer with a case and a coordinator, on that store."""
    with store.database.transaction() as session:
        made = Employer(name="Hudson Valley Orchards")
        session.add(made)
    return Installation(store, nursery, case=case.__wrapped__(store, made.id), key=new_key(store, made.id))
