"""The audit log: a row that was changed, deleted, moved or cut off is found and named."""

from __future__ import annotations

import uuid

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DataError, ProgrammingError

from api.store import audit
from api.store.opening import Store

pytestmark = pytest.mark.integration


@pytest.fixture
def ten(store: Store, employer: uuid.UUID) -> Store:
    """A store with ten entries in its log, from transactions of one, two and three."""
    for size in (1, 2, 3, 1, 3):
        with store.database.transaction() as session:
            for n in range(size):
                audit.record(session, employer, "system:test", "thing.done", f"thing:{n}", count=n, last=None)
    return store


def verdict(store: Store, known: dict[int, str] | None = None) -> audit.Verdict:
    """Verify in a transaction of its own."""
    with store.database.transaction() as session:
        return audit.verify(session, store.audit_keys, known)


def tamper(store: Store, *statements: str) -> None:
    """Do what an owner of the database can do: switch the protection off first."""
    with psycopg.connect(store.url) as connection:
        connection.execute("alter table audit_log disable trigger user")
        for statement in statements:
            connection.execute(statement)


def test_an_untouched_log_verifies(ten: Store) -> None:
    """All rows are counted and none is bad."""
    found = verdict(ten)

    assert (found.rows, found.first_bad) == (10, None)


@pytest.mark.parametrize("number", [1, 5, 10])
@pytest.mark.parametrize(
    "change",
    [
        "actor = 'system:other'",
        "details = '{}'",
        "at = at + interval '1 microsecond'",
        "mac = '\\x00'",
        "subject = 'x'",
    ],
)
def test_a_changed_row_is_named(ten: Store, number: int, change: str) -> None:
    """Whatever column was changed, the first bad row is that one."""
    tamper(ten, f"update audit_log set {change} where number = {number}")

    assert verdict(ten).first_bad == number


def test_a_deleted_row_is_named(ten: Store) -> None:
    """The gap is found, and so is a gap that was closed by renumbering."""
    tamper(ten, "delete from audit_log where number = 4")
    assert verdict(ten).first_bad == 4

    tamper(ten, *(f"update audit_log set number = {n - 1} where number = {n}" for n in range(5, 11)))
    assert verdict(ten).first_bad == 4


def test_reordered_rows_are_named(ten: Store) -> None:
    """Two rows that changed places break the chain at the first of them."""
    swap = ("set number = 99 where number = 3", "set number = 3 where number = 7", "set number = 7 where number = 99")
    tamper(ten, *(f"update audit_log {step}" for step in swap))

    assert verdict(ten).first_bad == 3


def test_a_cut_tail_is_found_with_a_head_seen_before(ten: Store) -> None:
    """A shorter chain is valid in itself; what was seen before gives the cut away."""
    seen = verdict(ten)
    tamper(ten, "delete from audit_log where number > 8")

    assert verdict(ten).first_bad is None
    assert verdict(ten, {seen.rows: seen.head}).first_bad == 9


@pytest.mark.parametrize("attempt", ["update audit_log set actor = 'x'", "delete from audit_log", "truncate audit_log"])
def test_the_database_refuses_to_change_the_log(ten: Store, attempt: str) -> None:
    """Without switching the trigger off, nothing can be changed or removed."""
    with pytest.raises(ProgrammingError, match="only grows"), ten.database.transaction() as session:
        session.execute(text(attempt))

    assert verdict(ten).rows == 10


def test_a_transaction_that_fails_leaves_no_entry(ten: Store, employer: uuid.UUID) -> None:
    """What was rolled back was not done, and the next transaction does not inherit its entries."""

    def fail() -> None:
        with ten.database.transaction() as session:
            audit.record(session, employer, "system:test", "thing.done", "thing:1")
            session.execute(text("select 1 / 0"))

    with pytest.raises(DataError):
        fail()

    assert verdict(ten).rows == 10
