"""Make the demo: accounts in one transaction, then a job that plays the scenes while the worker reads what comes in."""

from __future__ import annotations

import secrets
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from procrastinate import App
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.casework import clock_settings, jobs, providers
from api.casework.clock_sweep import bring_up_to_date
from api.demo import people
from api.demo.desk import SENDER, Came, Desk, Wanted
from api.demo.people import Account
from api.demo.scenes import SCENES, Played, tray
from api.identity.keys import principal_of
from api.identity.passwords import set_password
from api.identity.users import add_user, employer_named
from api.jobs.queue import PAPERS, Duty, defer
from api.logs import logger
from api.store import audit
from api.store.opening import Store
from api.store.tables import AuditEntry, Case, Document, Employer, User
from api.store.tables.base import now
from cases.errors import Refused, Unavailable
from generate.packets import Packet, build_packets

TASK: Final = "make_demo"
MADE: Final = "demo.made"  # in the audit log, once it has come to its end
READ_WITHIN: Final = 900.0  # seconds for all that came in at a time
LOOK_EVERY: Final = 0.3
_WORDS: Final = (
    "amber", "barge", "cedar", "delta", "ember", "fathom", "gravel", "heron", "inlet", "jetty", "kelp", "ledger",
    "marsh", "north", "oyster", "pebble", "quarry", "reef", "sluice", "tide", "umber", "vessel", "willow", "yarrow",
)  # fmt: skip
_log = logger(__name__)


@dataclass(frozen=True)
class Made:
    """The demo employer, and the passwords of who can sign in: shown once, kept nowhere."""

    employer: uuid.UUID
    passwords: dict[str, str]


def require_empty(session: Session) -> None:
    """Raise Refused where there are cases: invented people have no place among real ones."""
    if session.scalar(select(func.count()).select_from(Case)):
        raise Refused(
            "There are cases here already, so no demo employer was made: invented people do not belong among real "
            "ones. Start an empty installation in another folder: WORKSLIP_DATA_DIR=… workslip demo.",
            code="not_empty",
        )
    if session.scalar(select(Employer.id).where(Employer.name == people.EMPLOYER)):
        raise Refused("A demo employer is being made already; look again in some minutes.", code="not_empty")


def make_accounts(session: Session, first: Account = people.COORDINATOR, password: str | None = None) -> Made:
    """The demo employer with its coordinator, HR and supervisor, and the job that makes the rest.

    `first` is the coordinator, with their own `password` if they have chosen one. Raises Refused, see `require_empty`.
    """
    require_empty(session)
    employer = employer_named(session, people.EMPLOYER)
    employer.address, employer.phone, employer.fax = people.ADDRESS, people.PHONE, people.FAX
    chosen = {} if password is None else {first.login: password}
    passwords = {each.login: _password() for each in (first, people.HR, people.SUPERVISOR)} | chosen
    for each in (first, people.HR, people.SUPERVISOR):
        user = add_user(session, employer, each.login, each.name, each.role)
        set_password(user, passwords[each.login])
        audit.record(session, employer.id, "system:demo", "user.added", f"user:{user.id}", role=user.role)
    defer(session, TASK, queue=PAPERS, employer_id=str(employer.id), coordinator=first.login)
    return Made(employer.id, {login: word for login, word in passwords.items() if login not in chosen})


def duty(store: Store) -> Duty:
    """What a worker does for the demo. It is not tried again: what is half made stays, and says so in the log."""
    return Duty(task=TASK, queue=PAPERS, register=lambda app: register(app, store), give_up=lambda job: None)


def register(app: App, store: Store) -> None:
    """Add the task to a worker's app."""

    @app.task(name=TASK, queue=PAPERS)
    def make_demo(employer_id: str, coordinator: str) -> None:
        """Make the demo employer's cases."""
        make_cases(store, uuid.UUID(employer_id), coordinator)


def make_cases(store: Store, employer: uuid.UUID, coordinator: str, wait: Callable[[float], None] = time.sleep) -> None:
    """Play every scene to where files come in, wait until they are read, and go on, until all have ended."""
    began = time.monotonic()
    desk = _desk(store, employer, coordinator)
    played = [scene(desk, person) for scene, person in zip(SCENES.values(), people.WORKERS, strict=True)]
    played.append(tray(desk, people.WORKERS[0]))
    while played:
        reached = _together(played)
        _wait_until_read(store, [came for _, came in reached], wait)
        for _, came in reached:
            desk.date(came)
        played = [scene for scene, _ in reached]
    with store.database.transaction() as session:
        ids = list(session.scalars(select(Case.id).where(Case.employer_id == employer)))
        bring_up_to_date(session, employer, ids, now())  # the sweep comes only every five minutes
        audit.record(session, employer, "system:demo", MADE, f"employer:{employer}", cases=len(ids))
    _log.info("demo.made", count=len(SCENES), milliseconds=round(1000 * (time.monotonic() - began)))


def _together(played: list[Played]) -> list[tuple[Played, Came]]:
    """Every scene on to the next file that comes in; those that have ended are left out.

    The packets that they want on the way are built together: LibreOffice takes longer to start than to work.
    """
    at = [(scene, next(scene, None)) for scene in played]
    while wanted := [(scene, each) for scene, each in at if isinstance(each, Wanted)]:
        papers = build_packets([each.contents for _, each in wanted])
        sent = {id(scene): _sent(scene, made) for (scene, _), made in zip(wanted, papers, strict=True)}
        at = [(scene, sent.get(id(scene), each)) for scene, each in at]
    return [(scene, each) for scene, each in at if isinstance(each, Came)]


def _sent(scene: Played, papers: Packet) -> Came | Wanted | None:
    """The scene gets its packet and goes on."""
    try:
        return scene.send(papers)
    except StopIteration:
        return None


def require_made(store: Store, employer: uuid.UUID) -> None:
    """Raise Unavailable if the job ended before the last case was there."""
    with store.database.transaction() as session:
        ended = select(AuditEntry.number).where(AuditEntry.employer_id == employer, AuditEntry.action == MADE)
        if session.scalar(ended.limit(1)) is None:
            raise Unavailable(
                "The demo employer was not made to its end. Begin again in a new folder: WORKSLIP_DATA_DIR=… workslip "
                "demo.",
                code="not_made",
            )


def _desk(store: Store, employer: uuid.UUID, coordinator: str) -> Desk:
    """Who acts, the offices (their fax numbers confirmed by a second person), the jobs."""
    with store.database.transaction() as session:
        users = {user.login: user for user in session.scalars(select(User).where(User.employer_id == employer))}
        who, hr = principal_of(users[coordinator]), principal_of(users[people.HR.login])
        desk = Desk(store, who, hr, users[people.SUPERVISOR.login].id, now())
    with desk.acting(400) as act:
        zone = clock_settings.WantedProfile(workdays=[0, 1, 2, 3, 4, 5, 6])
        clock_settings.set_settings(act, clock_settings.NewClockSettings(revision=0, profile=zone, sender=SENDER))
        for name, practice, address, fax in people.OFFICES:
            office = providers.NewProvider(name=name, practice=practice, address=address, fax=fax)
            desk.offices.append(providers.add_provider(act, office).id)
        for title, job in (("picker", people.picker()), ("labeler", people.labeler()), ("clerk", people.clerk())):
            desk.jobs[title] = jobs.add_job(act, jobs.NewJob(demands=job)).id
    with desk.acting(399, as_=hr) as act:
        for key, (*_, fax) in zip(desk.offices, people.OFFICES, strict=True):
            providers.confirm_address(act, key, providers.Confirmation(what="fax", value=fax))
    return desk


def _wait_until_read(store: Store, came: list[Came], wait: Callable[[float], None]) -> None:
    """Until the worker has ended with every one of these files. Raises Unavailable if it takes too long."""
    end = time.monotonic() + READ_WITHIN
    left = {each.document for each in came}
    while left:
        if time.monotonic() > end:
            raise Unavailable("The demo's forms were not read in time: is a worker running?", code="not_read")
        with store.database.transaction() as session:
            query = select(Document.id).where(Document.id.in_(left), Document.ended_at.is_(None))
            left = set(session.scalars(query))
        if left:
            wait(LOOK_EVERY)


def _password() -> str:
    return " ".join(secrets.choice(_WORDS) for _ in range(4)) + f" {secrets.randbelow(90) + 10}"
