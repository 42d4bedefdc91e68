"""An IMAP account: every mail that a rule fits is taken in once and then moved; none is ever deleted.

One process at a time reads an account: it holds an advisory lock on a connection of its own, which the database takes
back when the process dies. What was taken is known by where it lay (folder, UIDVALIDITY, UID) and by what it says.
"""

from __future__ import annotations

import time
import uuid
from collections import Counter
from dataclasses import dataclass, field, replace
from imaplib import IMAP4
from threading import Event
from typing import Any, Final

import psycopg
from imap_tools import BaseMailBox
from imap_tools.errors import ImapToolsError, MailboxFolderSelectError
from sqlalchemy import select, update
from sqlalchemy.exc import InterfaceError, OperationalError

from api.intake.doors.config import MailboxDoor, Rule
from api.intake.doors.imap import HEADERS, NO_FOLDER, WHOLE, connected, fetched, hang_up, move
from api.intake.doors.letters import Letter, fits, sort, unopened
from api.intake.doors.mails import Hooks, Place, take
from api.intake.receive import MEGABYTE, owner_of
from api.logs import logger
from api.store.opening import Store
from api.store.rotation import portions
from api.store.session import conninfo
from api.store.tables import MailOutcome, ReceivedMail
from api.store.tables.base import now
from cases.errors import NotFound, Unavailable

NEXT_TRY: Final = 10.0  # seconds between two looks whether the account is free
IDLE_SLICE: Final = 1.0  # seconds after which a waiting mailbox hears that it is to stop
TRIES: Final = 3  # of one mail, until a person gets it
PORTION: Final = 500  # mails that are looked up at once
OUTAGES: Final = (OSError, OperationalError, InterfaceError, psycopg.Error, Unavailable, IMAP4.abort)
NOT_TAKEN: Final = "A mail could not be taken in; it lies where it lay, and is tried again."
_LOCK: Final = "select pg_try_advisory_lock(hashtextextended(%s, 0))"
# A machine that vanished without a word must not hold the account for hours.
_KEEPALIVE: Final = "-c tcp_keepalives_idle=20 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3"
_log = logger(__name__)


@dataclass
class Mailbox:
    """One account, as one process reads it."""

    door: MailboxDoor
    store: Store
    hooks: Hooks
    box: BaseMailBox | None = None
    lock: psycopg.Connection[tuple[Any, ...]] | None = None
    left: set[Place] = field(default_factory=set)  # what no rule fits: it stays where it is
    failures: Counter[Place] = field(default_factory=Counter)  # of a mail by itself
    outages: Counter[Place] = field(default_factory=Counter)  # while it was looked at: it comes last next time
    shut: set[str] = field(default_factory=set)  # folders that could not be looked into
    seen: dict[str, set[str]] = field(default_factory=dict)  # the numbers that lay in each folder at the last look
    matched: dict[Place, Rule] = field(default_factory=dict)  # of mails that are still to be moved
    targets: set[str] = field(default_factory=set)  # folders that are known to be there
    trouble: str = ""  # what the last look could not take in, in a sentence

    @property
    def name(self) -> str:
        """The door's name, for logs."""
        return self.door.name

    def look(self) -> None:
        """Take in what is there, if no other process reads this account. Raises what keeps it shut: try again."""
        try:
            if not self._locked():
                return
            box = self._connected()
            self.trouble, self.shut = "", set()
            for folder in self.door.folders:
                try:
                    self._look_into(box, folder)
                except MailboxFolderSelectError:
                    self.shut.add(folder)
                    self._say(NO_FOLDER, "no_folder")
        except Exception:
            self.close()
            raise

    def wait(self, stop: Event) -> None:
        """Until the server says that something is new, or it is time to look anyway."""
        box = self.box
        if box is None:
            stop.wait(min(NEXT_TRY, self.door.every))
        elif not self.door.idle or "IDLE" not in box.client.capabilities:
            stop.wait(self.door.every)
        else:
            self._wait_idle(box, stop)

    def idle(self) -> bool:
        """Whether nothing waits: after a look nothing does, or it is another process's."""
        return True

    def close(self) -> None:
        """Leave the account to others."""
        box, lock, self.box, self.lock = self.box, self.lock, None, None
        if box is not None:
            hang_up(box)
        if lock is not None:
            lock.close()

    def _locked(self) -> bool:
        """Whether this process reads the account."""
        if self.lock is not None:
            self.lock.execute("select 1")  # raises if the connection, and with it the lock, is gone
            return True
        held = psycopg.connect(conninfo(self.store.url), autocommit=True, connect_timeout=5, options=_KEEPALIVE)
        row = held.execute(_LOCK, (f"mailbox {self.door.account}",)).fetchone()
        if row and row[0]:
            self.lock = held
        else:
            held.close()
        return self.lock is not None

    def _connected(self) -> BaseMailBox:
        self.box = self.box or connected(self.door)
        return self.box

    def _look_into(self, box: BaseMailBox, folder: str) -> None:
        box.folder.set(folder)
        validity = int(box.client.response("UIDVALIDITY")[1][0] or 0)
        uids = box.uids()
        self.seen[folder] = set(uids)
        places = [Place(self.door.account, folder, validity, int(uid)) for uid in uids]
        self._forget_what_is_gone(folder, set(places))
        for portion in portions(sorted(places, key=lambda place: self.outages[place]), PORTION):
            known = self._known(folder, validity, [place.uid for place in portion])
            for place in portion:
                row = known.get(place.uid)
                if row is None and place not in self.left:
                    row = self._tried(box, place)
                if row is not None and row.filed_at is None:
                    self._file(box, place, row)

    def _known(self, folder: str, validity: int, uids: list[int]) -> dict[int, ReceivedMail]:
        """What was noted of these mails, and no more: a mailbox has a history of years."""
        query = select(ReceivedMail).filter_by(account=self.door.account, folder=folder, uidvalidity=validity)
        with self.store.database.transaction() as session:
            return {row.uid: row for row in session.scalars(query.where(ReceivedMail.uid.in_(uids)))}

    def _forget_what_is_gone(self, folder: str, there: set[Place]) -> None:
        gone = {p for p in (*self.left, *self.failures, *self.outages, *self.matched) if p.folder == folder} - there
        self.left -= gone
        for place in gone:
            self.failures.pop(place, None)
            self.outages.pop(place, None)
            self.matched.pop(place, None)

    def _tried(self, box: BaseMailBox, place: Place) -> ReceivedMail | None:
        """Take one mail. One that fails by itself keeps none of the others waiting; a person gets it in the end."""
        try:
            return self._take(box, place) if self.failures[place] < TRIES else self._give_up(box, place)
        except OUTAGES:
            self.outages[place] += 1
            raise
        except NotFound as error:  # the employer that the settings name
            self._say(error.message, error.code)
        except Exception:  # noqa: BLE001 - whatever it was, the others go on
            self.failures[place] += 1
            self._say(NOT_TAKEN, "mail_failed")
            _log.exception("door.mail_failed", door=self.name)
            box.client.noop()  # raises if it was the connection after all
        return None

    def _say(self, trouble: str, code: str) -> None:
        self.trouble = trouble
        _log.warning("door.trouble", door=self.name, code=code)

    def _give_up(self, box: BaseMailBox, place: Place) -> ReceivedMail | None:
        """Note a mail that could not be taken for a person, by its headers alone."""
        answer = fetched(box, place.uid, HEADERS)
        rule = self._rule(place, answer[1]) if answer else None
        if answer is None or rule is None:
            return None
        letter = unopened(answer[1], str(answer[0]).encode())
        return take(self.store, self._employer(rule), place, b"", replace(letter, reasons=("mail_failed",)), self.hooks)

    def _take(self, box: BaseMailBox, place: Place) -> ReceivedMail | None:
        """One mail: its headers, the first rule that fits them, the whole of it."""
        answer = fetched(box, place.uid, HEADERS)
        if answer is None:
            return None  # somebody else moved it meanwhile
        size, headers = answer
        rule = self._rule(place, headers)
        if rule is None:
            self.left.add(place)
            return None
        self.matched[place] = rule
        employer = self._employer(rule)
        opened = self._opened(box, place, rule, size, headers)
        if opened is None:
            return None
        row = take(self.store, employer, place, *opened, self.hooks)
        _log.info("door.mail", door=self.name, code=row.outcome.value, count=len(row.documents), bytes=row.size)
        return row

    def _opened(
        self, box: BaseMailBox, place: Place, rule: Rule, size: int, headers: bytes
    ) -> tuple[bytes, Letter] | None:
        """The bytes of a mail and what is in it; of one that is too large its headers only."""
        if size > self.door.largest * MEGABYTE:
            letter = unopened(headers, str(size).encode())
            return b"", replace(letter, reasons=("mail_too_large",))
        answer = fetched(box, place.uid, WHOLE)
        return (answer[1], sort(answer[1], rule.attachments)) if answer else None

    def _rule(self, place: Place, headers: bytes) -> Rule | None:
        """The first rule that fits."""
        return next((r for r in self.door.rule if r.folder == place.folder and fits(r, headers)), None)

    def _employer(self, rule: Rule) -> uuid.UUID:
        return owner_of(self.store, rule.employer or self.door.employer)

    def _file(self, box: BaseMailBox, place: Place, row: ReceivedMail) -> None:
        """Move a mail that was noted out of the way, also one that an earlier process had no time to move."""
        target = ""
        try:
            rule = self.matched.pop(place, None) or self._rule_of(box, place)
            target = rule.failed if row.outcome is MailOutcome.SET_ASIDE else rule.processed
            if target != place.folder:  # else it would come in again as another
                self._make_sure_of(box, target)
                move(box, place.uid, target)
        except IMAP4.abort:
            raise
        except (ImapToolsError, IMAP4.error) as error:
            self.targets.discard(target)
            _log.warning("door.not_moved", door=self.name, error=type(error).__name__)  # the next look tries again
            return
        with self.store.database.transaction() as session:
            session.execute(update(ReceivedMail).where(ReceivedMail.id == row.id).values(filed_at=now()))

    def _rule_of(self, box: BaseMailBox, place: Place) -> Rule:
        """The rule of a mail that was taken before; the rules may have changed since."""
        answer = fetched(box, place.uid, HEADERS)
        return (self._rule(place, answer[1]) if answer else None) or self.door.rule[0]

    def _make_sure_of(self, box: BaseMailBox, folder: str) -> None:
        if folder not in self.targets and not box.folder.exists(folder):
            box.folder.create(folder)
        self.targets.add(folder)

    def _wait_idle(self, box: BaseMailBox, stop: Event) -> None:
        """IDLE, in short pieces. One that is gone answers at once, with nothing: the next look says so."""
        end = time.monotonic() + self.door.every
        watched = next((folder for folder in self.door.folders if folder not in self.shut), None)
        if watched is None:
            stop.wait(self.door.every)
            return
        box.folder.set(watched)
        if not set(box.uids()) <= self.seen.get(watched, set()):
            return  # it came after the look: IDLE tells only of what comes from now on
        with box.idle as idle:
            while not stop.is_set() and (began := time.monotonic()) < end:
                if idle.poll(timeout=IDLE_SLICE) or time.monotonic() - began < IDLE_SLICE / 2:
                    break
