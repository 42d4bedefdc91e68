"""A morning at the desk: people with passwords, cases, and forms that came back; made through the front door.

Robin    lifting limits in force; a newer form with 38 answers, 3 of them in doubt, waits
Jordan   a form with one doubt waits behind it
Avery    restrictions in force, and a supervisor assigned
Casey    restrictions in force, work that fits, an offer and a plan (`scene_work`)
out      an office with a confirmed number, a packet, a draft of a mailing and one under way (`mail_room`)
and      a page that belongs nowhere, a mail without a form, a fax of which nobody knows whether it arrived
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx2 as httpx

from api.casework import office_links
from api.casework.act import Act
from api.identity import second_factor, sessions
from api.identity.keys import make_key, principal_of
from api.identity.passwords import set_password
from api.identity.roles import Role
from api.identity.users import add_user, employer_named
from api.intake.process import Processor
from api.store.opening import Store
from api.store.tables import Case, Channel, Delivery, LetterTemplate, MailOutcome, ReceivedMail, SendState, User
from api.store.tables.base import now
from templates.catalogue import letter
from tests.api.intake import scripted
from tests.api.intake.conftest import file_of
from tests.api.web import scenario
from tests.api.web.office_scene import packet_for
from tests.api.web.scenario import day
from tests.browser.desk import mail_room, paper, scene_work

OURS = "Hudson Valley Orchards"
PASSWORD = "a quiet river at dawn"
COORDINATOR, COLLEAGUE, SUPERVISOR = "dana", "lee", "morgan"
PEOPLE = {
    COORDINATOR: ("Dana Whitfield", Role.COORDINATOR),
    COLLEAGUE: ("Lee Okonkwo", Role.COORDINATOR),
    SUPERVISOR: ("Morgan Placeholder", Role.SUPERVISOR),
}
FIRST = {"nothing_positioning": True, "avoid_lift_over_25": True, "avoid_carrying": True, "nothing_repetitive": True}
SECOND: dict[str, Any] = {
    "nothing_positioning": False, "avoid_prolonged_standing": True, "standing_hours_at_a_time": 2.0,
    "avoid_squatting": True, "avoid_lift_over_10": True, "avoid_lift_off_floor": True, "nothing_repetitive": True,
    "days_per_week": 5.0, "next_visit": day(20),
}  # fmt: skip
DOUBTS: dict[str, tuple[str, Any, tuple[tuple[int, int], ...]]] = {
    "avoid_bending": ("doubtful_mark", None, paper.SLIP),
    "avoid_carrying": ("corrected_mark", True, paper.CROSSED),
    "hours_per_day": ("unsure_text", 4.0, paper.BLOT),
}


@dataclass(frozen=True)
class Scene:
    """Ids of what there is, and an HTTP client of the coordinator's for what happens meanwhile elsewhere."""

    store: Store
    http: httpx.Client
    cases: dict[str, str]
    settled: str
    waiting: str
    behind: str
    document: str
    loose: str
    mail: str
    delivery: str
    page: bytes
    linked: str
    link: str
    link_over: str
    work: Mapping[str, str]
    going: dict[str, str] = field(default_factory=dict)  # what goes out (`mail_room`)

    @property
    def places(self) -> dict[str, str]:
        """All ids by name, for addresses of pages."""
        own = ("settled", "waiting", "behind", "document", "loose", "mail", "delivery", "linked", "link", "link_over")
        return {**self.cases, **self.work, **self.going, **{name: getattr(self, name) for name in own}}

    def session_of(self, login: str) -> str:
        """The secret of a new session, as a browser keeps it after signing in."""
        with self.store.database.transaction() as session:
            return sessions.begin(session, session.query(User).filter_by(login=login).one(), now())

    def end_sessions_of(self, login: str) -> None:
        """What a quarter of an hour without a key press does."""
        with self.store.database.transaction() as session:
            sessions.end_all(session, session.query(User).filter_by(login=login).one().id, now())

    def read(self, document: str) -> None:
        """Let the mail room work off a file."""
        Processor(self.store, scripted.read).process(uuid.UUID(document), lambda _: None)

    def field(self, name: str) -> dict[str, Any]:
        """An answer of the form with three doubts, as it stands."""
        fields = self.http.get(f"/replies/{self.waiting}").json()["fields"]
        found: dict[str, Any] = next(each for each in fields if each["name"] == name)
        return found

    def states(self) -> dict[str, str]:
        """How each reply stands."""
        return {each["id"]: each["state"] for each in self.http.get("/replies").json()["items"]}


def people(store: Store) -> dict[str, str]:
    """The employer and its people; their ids, and a key of the coordinator's under "key"."""
    with store.database.transaction() as session:
        owner, ids = employer_named(session, OURS), {}
        for login, (name, role) in PEOPLE.items():
            user = add_user(session, owner, login, name, role)
            set_password(user, PASSWORD)
            ids[login] = str(user.id)
            if login == COORDINATOR:
                ids["key"] = make_key(session, user)
    return ids


def set_up(store: Store, http: httpx.Client, ids: Mapping[str, str]) -> Scene:
    """Everything of the table above. `http` speaks for the coordinator."""
    robin = scenario.open_case(http)
    same = {"provider": robin["provider_id"], "job": robin["job_id"]}
    jordan, avery = (
        scenario.open_case(http, person={"name": name}, claim_number=claim, **same)
        for name, claim in (("Jordan Sample", "WC-000-124"), ("Avery Example", "WC-000-125"))
    )  # fmt: skip
    settled = [
        confirm(store, http, scenario.a_reply(scenario.print_copy(store, each), **FIRST)) for each in (robin, avery)
    ]
    sent, page = doubtful_reply(scenario.print_copy(store, robin))
    waiting = send(store, http, sent, pictures=page[1])
    behind = send(store, http, _thin(scenario.print_copy(store, jordan)))
    assigned = http.post(f"/cases/{avery['id']}/supervisors", json={"user": ids[SUPERVISOR]})
    assert assigned.status_code == 201, assigned.text
    nothing = {"file": "x", "status": "unreadable", "reasons": ["no_form_found"], "unplaced_pages": [1]}
    loose = send(store, http, nothing)
    cases = {"robin": robin["id"], "jordan": jordan["id"], "avery": avery["id"]}
    report_figures(http, avery["id"], robin["id"])
    own_letter(store, ids)
    return Scene(
        store, http, cases, settled[0],
        waiting["replies"][0]["id"], behind["replies"][0]["id"], waiting["id"], loose["id"],
        *_letters(store, robin, ids), paper.png(page[0]), *_links(store, robin, ids),
        scene_work.set_up(store, http, same, ids[SUPERVISOR]), going=mail_room.furnish(store, cases, ids),
    )  # fmt: skip


def _links(store: Store, case: Mapping[str, Any], ids: Mapping[str, str]) -> tuple[str, str, str]:
    """A packet, and the secrets of two links to it: one that is open, and one that has expired."""
    packet = packet_for(store, case["id"])
    with store.database.transaction() as session:
        user = session.get_one(User, uuid.UUID(ids[COORDINATOR]))
        second_factor.enrol(session, store.files, user)  # begun and not confirmed: it is asked for nowhere yet
        who = principal_of(user)
        act = Act(who=who, session=session, store=store)
        return str(packet), office_links.make_link(act, packet, 14), office_links.make_link(act, packet, -1)


def doubtful_reply(copy: str) -> tuple[dict[str, Any], tuple[Any, dict[str, bytes]]]:
    """A reply of 38 answers with three in doubt; how its page looks, and the pictures behind its answers."""
    doubts = {
        name: scenario.reading(name, None, source="mark", status="review", reason=reason, guess=guess)
        for name, (reason, guess, _) in DOUBTS.items()
    }
    reply = scenario.a_reply(copy, **(SECOND | doubts))
    values = {name: each["value"] for name, each in reply["fields"].items()}
    page = paper.page_of(values, {name: strokes for name, (*_, strokes) in DOUBTS.items()})
    pictures: dict[str, bytes] = {}
    for name in (*DOUBTS, "avoid_squatting", "days_per_week"):
        pictures |= paper.crops_of(name, page)
        reply["fields"][name]["evidence"] = f"{name}.png"
    return reply, (page, pictures)


def send(
    store: Store, http: httpx.Client, *replies: dict[str, Any], pictures: Mapping[str, bytes] | None = None
) -> dict[str, Any]:
    """Hand a file in and let the mail room work it off; the document as it then is."""
    told = [scenario.with_report(each) if "fields" in each else each for each in replies]
    content = file_of(*told, salt=uuid.uuid4().hex, pictures={n: png.hex() for n, png in (pictures or {}).items()})
    answer = http.post("/documents", content=content, headers={"Content-Type": "application/octet-stream"})
    assert answer.status_code == 202, answer.text
    Processor(store, scripted.read).process(uuid.UUID(answer.json()["id"]), lambda _: None)
    found: dict[str, Any] = http.get(f"/documents/{answer.json()['id']}").json()
    return found


def confirm(store: Store, http: httpx.Client, reply: dict[str, Any]) -> str:
    """Let a reply without doubts come back and put it in force; its id."""
    (found,) = send(store, http, reply)["replies"]
    answer = http.post(f"/replies/{found['id']}/confirmation", json={})
    assert answer.json().get("state") == "confirmed", answer.text
    return str(found["id"])


def _thin(copy: str) -> dict[str, Any]:
    doubt = scenario.reading("avoid_walking", None, source="mark", status="review", reason="doubtful_mark")
    return scenario.a_reply(copy, avoid_walking=doubt, nothing_positioning=False)


def _letters(store: Store, case: Mapping[str, Any], ids: Mapping[str, str]) -> tuple[str, str]:
    """A mail without a form, and a fax of which nobody knows; their ids."""
    with store.database.transaction() as session:
        row = session.get_one(Case, uuid.UUID(case["id"]))
        mine = {"employer_id": row.employer_id}
        mail = ReceivedMail(
            **mine, account="returns@example.org", folder="INBOX", uidvalidity=1, uid=1, message_id="<1@example.org>",
            body_sha256="0" * 64, sha256="0" * 64, size=9, sender="front.desk@example.org",
            outcome=MailOutcome.SET_ASIDE, reasons=["no_attachment"],
        )  # fmt: skip
        fax = Delivery(
            **mine, key="morning/1", provider_id=row.provider_id, channel=Channel.FAX, address="555-010-0123",
            state=SendState.UNKNOWN, asked_by=uuid.UUID(ids[COORDINATOR]), code="timed_out", attempts=1,
        )  # fmt: skip
        session.add_all([mail, fax])
        session.flush()
        return str(mail.id), str(fax.id)


def report_figures(http: httpx.Client, back: str, away: str) -> None:
    """What the reports count: a worker who is back, one whose outcome nobody has said, and figures of two years."""
    year = now().year
    said: list[tuple[str, str, dict[str, Any]]] = [
        ("PUT", f"/program-years/{year}", {"emr": 0.93, "premium_cents": 18_250_000}),
        ("PUT", f"/program-years/{year - 1}", {"emr": 0.98, "premium_cents": 19_400_050}),
        ("PUT", f"/cases/{back}/outcome", {"returned_on": day(-3), "accommodated": True, "employed": True}),
        ("POST", f"/cases/{back}/modified-hours",
         {"project": "Cold store inventory", "day": day(-2), "hours": 6, "cents": 15_000}),
        ("POST", f"/cases/{away}/costs", {"kind": "accommodation", "paid_on": day(-1), "cents": 24_990}),
        ("POST", "/satisfaction", {"day": day(-1), "score": 4}),
    ]  # fmt: skip
    for method, path, body in said:
        answer = http.request(method, path, json=body)
        assert answer.is_success, (path, answer.text)


def own_letter(store: Store, ids: Mapping[str, str]) -> None:
    """The employer's own wording of a letter, and one that it had before; how it looks is not drawn anew each time."""
    with store.database.transaction() as session:
        owner = session.query(User).filter_by(login=COORDINATOR).one().employer_id
        files = [store.files.put(owner, each) for each in (letter("supervisor-notice").docx, paper.png(paper.blank()))]
        made = {"made_by": uuid.UUID(ids[COORDINATOR]), "file_sha256": files[0], "preview_sha256": files[1]}
        for number, retired in ((1, {"retired_at": now(), "retired_by": uuid.UUID(ids[COLLEAGUE])}), (2, {})):
            one = LetterTemplate(employer_id=owner, letter="supervisor-notice", number=number, **made, **retired)
            session.add(one)
            session.flush()
