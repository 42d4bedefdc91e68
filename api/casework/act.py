"""One act of one principal: one transaction, in which they see rows of their own employer only.

    with acting(store, who) as act:          # HTTP: a dependency of every route; CLI: around the command
        cases.open_case(act, NewCase(...))

A service checks before it writes, and records what it did. A refusal is itself a decision: `act.refuse` gives up what
was begun, and keeps in a transaction of its own that it was refused (and what belongs to it, as a quarantine).
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NoReturn, TypeVar

from sqlalchemy import Select, inspect, select
from sqlalchemy.orm import Session

from api.casework.reach import within
from api.identity.principals import Principal
from api.store import audit
from api.store.audit import Detail
from api.store.opening import Store
from api.store.tables.base import Owned, now
from api.webhooks.events import Event, Fact, announce
from cases.errors import NotFound, Refused

Table = TypeVar("Table", bound=Owned)


@dataclass(frozen=True)
class Act:
    """A principal at work inside one transaction. `moment` is when it began, in UTC."""

    who: Principal
    session: Session
    store: Store
    moment: datetime = field(default_factory=now)
    _found: dict[tuple[type[Owned], uuid.UUID], Owned] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @property
    def today(self) -> date:
        """The day of the act, in UTC."""
        return self.moment.date()

    def own(self, table: type[Table]) -> Select[Table]:
        """A query over the employer's own rows, as far as the acting role reaches (`reach.py`)."""
        return within(select(table).where(table.employer_id == self.who.employer), table, self.who)

    def find(self, table: type[Table], key: uuid.UUID, *, locked: bool = False) -> Table:
        """The employer's own row of that id: the one place where an object is checked.

        `locked` keeps it from changing until the act is over. Raises NotFound for what is not there and for what is
        somebody else's or out of the role's reach, alike. What was found once in this act is not asked for again.
        """
        known = self._found.get((table, key))
        if isinstance(known, table) and not locked and inspect(known).persistent:
            return known
        query = self.own(table).where(table.id == key)
        found = self.session.scalar(query.with_for_update() if locked else query)
        if found is None:
            raise NotFound("There is nothing of that id here.")
        self._found[table, key] = found
        return found

    def add(self, row: Table) -> Table:
        """Put a new row of the employer's into the store."""
        row.employer_id = self.who.employer
        self.session.add(row)
        self.session.flush()
        return row

    def record(self, action: str, subject: Owned | str, **details: Detail) -> None:
        """Append to the audit log what was done. `details` are ids, codes and counts; never words from a form."""
        named = subject if isinstance(subject, str) else name_of(subject)
        audit.record(self.session, self.who.employer, self.who.user, action, named, **details)

    def announce(self, kind: Event, **facts: Fact) -> None:
        """Tell the employer's webhooks, with this transaction. `facts` are ids and codes."""
        announce(self.session, self.who.employer, kind, **facts)

    def let_go(self) -> None:
        """Commit what was done and give the connection back, before an answer that takes its time: a transaction that
        idles for a minute is ended by the database. Nothing more can be asked afterwards."""
        self.session.commit()

    def refuse(
        self,
        action: str,
        subject: Owned,
        message: str,
        *,
        code: str,
        reasons: tuple[str, ...] = (),
        keeping: Callable[[Act], None] = lambda _: None,
        **details: Detail,
    ) -> NoReturn:
        """Raise Refused, so that all this act did is undone; then `keeping` is done and the refusal recorded."""
        named = name_of(subject)

        def afterwards(act: Act) -> None:
            keeping(act)
            act.record(action, named, code=code, **details)

        raise RecordedRefusal(message, code=code, reasons=reasons, afterwards=afterwards)


class RecordedRefusal(Refused):
    """A refusal that leaves a trace: `afterwards` runs in a transaction of its own."""

    def __init__(self, message: str, *, afterwards: Callable[[Act], None], **more: Any) -> None:  # noqa: ANN401
        super().__init__(message, **more)
        self.afterwards = afterwards


@contextmanager
def acting(store: Store, who: Principal) -> Iterator[Act]:
    """An act of that principal: committed at its end, undone by any error; a recorded refusal leaves its trace."""
    try:
        with store.database.transaction() as session:
            yield Act(who=who, session=session, store=store)
    except RecordedRefusal as refusal:
        with store.database.transaction() as session:
            refusal.afterwards(Act(who=who, session=session, store=store))
        raise


def name_of(row: Owned) -> str:
    """A row's name in the audit log: `case:8c1f…`."""
    return f"{type(row).__name__.lower()}:{row.id}"
