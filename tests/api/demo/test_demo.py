"""The demo employer: every state the desk can show, made by the real services and read by the real reader; once."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select

from api.casework import assignments, in_force, offers, reviews, tray
from api.casework.act import Act, acting
from api.casework.paging import Window
from api.casework.reviews import QueueWindow
from api.demo import making, people
from api.demo.scenes import SCENES
from api.identity.keys import principal_of
from api.identity.passwords import is_password_of
from api.identity.roles import Role
from api.intake.process import Processor
from api.intake.reader import reader
from api.intake.tasks import work as work_off
from api.store.opening import Store
from api.store.tables import (
    AuditEntry,
    Case,
    CaseState,
    ClockTask,
    Delivery,
    DeliveryItem,
    Document,
    Employer,
    Packet,
    PlanState,
    Provider,
    Reply,
    ReplyState,
    ReturnPlan,
    SendState,
    User,
    Worker,
)
from api.store.tables.base import now
from cases.assignments import State
from cases.clocks.tasks import OPEN_TASKS
from cases.errors import Refused
from cases.restrictions import Status
from tests.api.web.scenario import open_case

pytestmark = pytest.mark.integration


@pytest.fixture
def made(store: Store, monkeypatch: pytest.MonkeyPatch) -> making.Made:
    """The whole demo. Only LibreOffice stands aside: letters take it minutes, and no test here looks at one."""
    blank = _blank()
    for module in ("generate.packets", "generate.offers", "api.casework.letters"):
        monkeypatch.setattr(f"{module}.to_pdf", lambda files: [blank for _ in files])
    with store.database.transaction() as session:
        found = making.make_accounts(session)
    processor = Processor(store, reader(store.page_keys))
    read = partial(work_off, processor, drain=True, only="documents")
    monkeypatch.setattr("api.jobs.memory.few_heaps", lambda: None)  # it is for a process that ends as a worker
    making.make_cases(store, found.employer, people.COORDINATOR.login, wait=lambda _: read())
    return found


def _blank() -> bytes:
    import io

    import pikepdf

    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(out)
    return out.getvalue()


def who(store: Store, employer: uuid.UUID, login: str):
    """That account, acting."""
    with store.database.transaction() as session:
        return principal_of(
            session.scalars(select(User).where(User.employer_id == employer, User.login == login)).one()
        )


def states(act: Act, case: Case) -> set[str]:
    """The states of the replies that a case has, or may have."""
    mine = (Reply.case_id == case.id) | (Reply.proposed_case_id == case.id)
    return {row.state.value for row in act.session.scalars(act.own(Reply).where(mine))}


def sent(act: Act, case: Case) -> set[SendState]:
    """What became of the packets that went out."""
    items = select(DeliveryItem.delivery_id).where(DeliveryItem.case_id == case.id)
    return {row.state for row in act.session.scalars(act.own(Delivery).where(Delivery.id.in_(items)))}


def due(act: Act, case: Case) -> set[str]:
    """The tasks that are open."""
    query = act.own(ClockTask).where(ClockTask.case_id == case.id, ClockTask.state.in_(OPEN_TASKS))
    return {row.rule for row in act.session.scalars(query)}


def late(act: Act, case: Case) -> set[str]:
    """Those that were late when the demo was made: a run past the employer's midnight makes more of them."""
    query = act.own(ClockTask).where(ClockTask.case_id == case.id, ClockTask.state.in_(OPEN_TASKS))
    employer = act.session.get_one(Employer, act.who.employer)
    return {row.rule for row in act.session.scalars(query) if row.due_at < employer.created_at}


def limits(act: Act, case: Case) -> Any:
    """What is in force."""
    return in_force.shown_whole(act, case, act.today)


def work(act: Act, case: Case) -> list[State]:
    """The assignments' states."""
    return [each.state for each in assignments.list_assignments(act, case.id)]


def offer(act: Act, case: Case) -> list[str]:
    """The offers' states."""
    return [each.state for each in offers.list_offers(act, case.id)]


def full(act: Act, case: Case) -> bool:
    """Whether the voice that counts says full duty."""
    return limits(act, case).voices[-1].status.status is Status.FULL_DUTY and not limits(act, case).restrictions


SHOWS: dict[str, Callable[[Act, Case], bool]] = {
    "no_report": lambda a, c: not states(a, c) and not sent(a, c),
    "packet_waiting": lambda a, c: sent(a, c) == {SendState.SENT} and not states(a, c),
    "packet_not_sent": lambda a, c: sent(a, c) == {SendState.FAILED} and "packet-not-sent" in due(a, c),
    "unanswered": lambda a, c: "second-request" in due(a, c),
    "in_review": lambda a, c: states(a, c) == {"review"},
    "quarantined": lambda a, c: states(a, c) == {"quarantine"},
    "identity_to_read": lambda a, c: states(a, c) == {"identity"},
    "ready": lambda a, c: states(a, c) == {"ready"},
    "tight": lambda a, c: len(limits(a, c).restrictions) > 10,
    "loose": lambda a, c: 1 <= len(limits(a, c).restrictions) <= 2,
    "ran_out": lambda a, c: {v.validity for v in limits(a, c).voices} == {"expired"},
    "held": lambda a, c: any(each.pending for each in limits(a, c).restrictions) and not work(a, c),
    "offered": lambda a, c: offer(a, c) == ["open"],
    "working": lambda a, c: work(a, c) == [State.RUNNING] and offer(a, c) == ["accepted"],
    "declined": lambda a, c: offer(a, c) == ["declined"],
    "held_back": lambda a, c: work(a, c) == [State.SUSPENDED],
    "planned": lambda a, c: _plan(a, c) == (PlanState.RUNNING, 4),
    "full_duty": lambda a, c: full(a, c) and c.state is CaseState.OPEN,
    "closed": lambda a, c: c.state is CaseState.CLOSED,
    "late": lambda a, c: {"contact-24h", "offer-24h", "osha-7d"} <= late(a, c),
}


def _plan(act: Act, case: Case) -> tuple[PlanState, int]:
    from api.casework import plans

    (row,) = act.session.scalars(act.own(ReturnPlan).where(ReturnPlan.case_id == case.id))
    return row.state, len(plans.show_plan(act, row).plan.weeks)


@pytest.mark.timeout(1500)
def test_the_demo_employer_has_a_case_in_every_state(store: Store, made: making.Made) -> None:
    """Twenty cases, each in the state that its scene names; two pages in the tray; nobody real; and only once."""
    assert set(SHOWS) == set(SCENES)
    with acting(store, who(store, made.employer, "dana")) as act:
        by_name = {act.find(Worker, case.worker_id).name: case for case in act.session.scalars(act.own(Case))}
        shown = {
            name: SHOWS[name](act, by_name[person.name])
            for name, person in zip(SCENES, people.WORKERS, strict=True)
        }  # fmt: skip
        assert [name for name, right in shown.items() if not right] == []
        assert len(by_name) == 20
        waiting = reviews.list_reviews(act, QueueWindow())
        assert {each.state for each in waiting.items} >= {
            ReplyState.QUARANTINE, ReplyState.IDENTITY, ReplyState.REVIEW, ReplyState.READY
        }  # fmt: skip
        assert any(each.doubtful for each in waiting.items if each.state is ReplyState.REVIEW)
        assert len(tray.list_tray(act, Window()).items) == 2
        overdue = {name for name, person in zip(SCENES, people.WORKERS, strict=True) if late(act, by_name[person.name])}
        assert overdue == {"packet_not_sent", "unanswered", "ran_out", "declined", "late"}
        _require_nobody_real(act)
        _require_in_the_past(act)
    with acting(store, who(store, made.employer, "sam")) as act:
        assert 4 <= len(list(act.session.scalars(act.own(Case)))) < 20

    making.require_made(store, made.employer)
    with store.database.transaction() as session, pytest.raises(Refused, match="cases here already"):
        making.make_accounts(session)


def _require_nobody_real(act: Act) -> None:
    """Only names of the list, telephone numbers that no one has, no mail address at all."""
    named = {row.name for table in (Worker, User, Provider) for row in act.session.scalars(act.own(table))}
    assert named <= people.everybody()
    numbers = {row.fax for row in act.session.scalars(act.own(Provider))} | {people.PHONE, people.FAX}
    assert all(re.fullmatch(r"518-555-01\d\d", number) for number in numbers)
    assert not any(row.email for row in act.session.scalars(act.own(Provider)))
    assert act.session.get_one(Employer, act.who.employer).name.endswith("(demo)")


def _require_in_the_past(act: Act) -> None:
    """Packets and replies carry the days of their scenes, and none lies in the future."""
    for table in (Packet, Reply, Document, Delivery):
        dates = [row.created_at for row in act.session.scalars(act.own(table))]
        assert max(dates) <= now()
        assert min(dates) < now() - timedelta(days=20)
    audited = act.session.scalars(select(AuditEntry).where(AuditEntry.employer_id == act.who.employer))
    assert min(row.at for row in audited) > now() - timedelta(hours=1)


def test_a_demo_is_refused_where_there_are_cases(store: Store, ours) -> None:
    """Invented people do not belong among real ones; nothing is left of the attempt."""
    open_case(ours)
    with store.database.transaction() as session, pytest.raises(Refused, match="WORKSLIP_DATA_DIR") as refused:
        making.make_accounts(session)
    assert refused.value.code == "not_empty"
    with store.database.transaction() as session:
        assert session.scalar(select(Employer.id).where(Employer.name == people.EMPLOYER)) is None


def test_the_accounts_open_with_the_passwords_that_are_shown(store: Store) -> None:
    """Coordinator, HR and supervisor, each with its own password."""
    with store.database.transaction() as session:
        found = making.make_accounts(session)
    with store.database.transaction() as session:
        users = {user.login: user for user in session.scalars(select(User).where(User.employer_id == found.employer))}
        assert {user.role for user in users.values()} == {Role.COORDINATOR, Role.HR, Role.SUPERVISOR}
        assert all(is_password_of(users[login], word) for login, word in found.passwords.items())
        assert len(set(found.passwords.values())) == 3
    with store.database.transaction() as session, pytest.raises(Refused, match="being made already"):
        making.make_accounts(session)


def test_the_command_prints_what_a_person_needs(store: Store, monkeypatch, capsys) -> None:
    """Who can sign in with which password, how to start the desk, and that everybody is invented."""
    from api.cli import demo

    monkeypatch.setenv("WORKSLIP_DATABASE_URL", store.url)
    monkeypatch.setenv("WORKSLIP_HOME", str(store.settings.home))
    monkeypatch.setattr("api.intake.tasks.work", lambda *_, **__: None)
    monkeypatch.setattr(making, "require_made", lambda *_: None)

    demo.demo(as_json=False)

    told = capsys.readouterr()
    assert "invented" in told.out
    assert all(f"  {each.login} " in told.out for each in people.ACCOUNTS)
    assert "workslip serve --worker" in told.err
    assert "/cases" in told.err
    with pytest.raises(Refused):
        demo.demo(as_json=False)


def test_a_demo_that_broke_off_is_not_called_made(store: Store, monkeypatch, capsys) -> None:
    """The job came to no end: the command says so and prints no password."""
    from api.cli import demo
    from cases.errors import Unavailable

    monkeypatch.setenv("WORKSLIP_DATABASE_URL", store.url)
    monkeypatch.setenv("WORKSLIP_HOME", str(store.settings.home))
    monkeypatch.setattr("api.intake.tasks.work", lambda *_, **__: None)

    with pytest.raises(Unavailable, match="not made to its end"):
        demo.demo(as_json=True)
    assert capsys.readouterr().out == ""


def test_the_numbers_of_the_command_are_for_programs_too(capsys) -> None:
    """--json gives the passwords by login."""
    from api.cli.demo import _tell

    _tell({"dana": "a b c"}, people.EMPLOYER, 40, True)
    assert json.loads(capsys.readouterr().out)["passwords"] == {"dana": "a b c"}
