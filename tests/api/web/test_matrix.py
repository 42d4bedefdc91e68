"""Who may do what, over HTTP: every operation of the OpenAPI document as every role, against the table of roles.

A new route fails here until the document names its action and the table has that action's row. Denied is 403 whatever
the object; allowed but another employer's, or out of the role's reach, is 404; allowed on an object of one's own is an
answer. Narrower answers are held against the wide ones key by key.
"""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from sqlalchemy import update

from api.identity import roles
from api.identity.roles import ROLES, TABLE, Action, Fields, Reach, Role
from api.store.tables import ApiKey, Offer, Supervision
from api.store.tables.base import now
from api.web.app import described
from cases.offers import OfferTerms
from tests.api.web.desk.test_pages import action_of as action_of_page
from tests.api.web.scenario import assignment
from tests.api.web.test_principals import PAGES, ROUTES, action_of
from tests.api.web.test_strangers import about_an_object, ask, objects_of

pytestmark = pytest.mark.integration
METHODS = {"get", "post", "put", "patch", "delete"}
OPERATIONS: dict[str, dict[str, Any]] = {
    operation["operationId"]: operation
    for path in described().openapi()["paths"].values()
    for method, operation in path.items()
    if method in METHODS
}
BY_NAME = {route.name: route for route in ROUTES}
GETS = [route for route in ROUTES if route.methods == {"GET"}]
# Files and pictures whose bytes this scene does not have; test_canaries.py has them.
WITHOUT_BYTES = {
    "get_answer_paper", "get_evidence", "get_page_picture", "get_packet_file", "get_letter_file", "get_offer_docx",
    "get_offer_pdf", "get_print_batch_file", "get_mail_file", "get_logo", "get_wording_file", "get_wording_preview",
}  # fmt: skip


def declared(operation: dict[str, Any]) -> Action:
    """The action an operation names in the document."""
    ((named,),) = [scopes for each in operation["security"] for scopes in each.values()]
    return Action(named)


def test_every_operation_names_one_action_and_every_action_is_used() -> None:
    """No route without a rule, no rule without a route, no role and no action without its place in the table."""
    used = {declared(each) for each in OPERATIONS.values()}
    by_pages = {action_of_page(page) for page in PAGES} - {None}

    assert set(OPERATIONS) == set(BY_NAME)
    assert {name: declared(each) for name, each in OPERATIONS.items()} == {r.name: action_of(r) for r in ROUTES}
    assert used | by_pages == set(Action) == set(roles._ROWS)
    assert set(TABLE) == set(ROLES) == set(Role)
    assert {len(cells) for cells in roles._ROWS.values()} == {len(Role)}
    assert all(about.says and about.source for about in ROLES.values())


def test_least_privilege_is_what_the_table_says() -> None:
    """The sentences of the sources, held against the cells: a change of one is a decision, made here too."""
    medical = {
        Action.SEE_DOCUMENT, Action.REVIEW, Action.ATTACH, Action.SEE_RELEASE, Action.SHARE_WORDING, Action.CHECK_PLAN,
        Action.SEE_RECOVERY, Action.SEE_COUNT, Action.EXPORT_MEDICAL, Action.RANK_TASKS,
    }  # fmt: skip
    for role, cells in TABLE.items():
        if role is not Role.COORDINATOR:
            assert not medical & set(cells), role
            for action in (
                Action.SEE_RESTRICTIONS, Action.SEE_REEVALUATIONS, Action.MATCH, Action.SEE_LETTER,
                Action.SEE_ASSIGNMENT, Action.HOLD_WORK, Action.CONFIRM_STOP,
            ):  # fmt: skip
                assert cells.get(action) is not Fields.ALL, (role, action)
    assert set(TABLE[Role.ADMINISTRATOR]) == {
        Action.SEE_USERS, Action.CHANGE_USERS, Action.SEE_WEBHOOKS, Action.CHANGE_WEBHOOKS,
        Action.SEE_OPERATIONS, Action.DO_AGAIN,
    }  # fmt: skip
    assert set(TABLE[Role.AUDITOR]) == {Action.SEE_USERS, Action.SEE_AUDIT}
    assert set(TABLE[Role.PHYSICIAN]) == {Action.SEE_PACKET}
    assert {ROLES[role].reach for role in (Role.ADMINISTRATOR, Role.AUDITOR)} == {Reach.NOTHING}
    assert ROLES[Role.SUPERVISOR].reach is Reach.ASSIGNED
    assert set(TABLE[Role.SUPERVISOR].values()) <= {Fields.LIMITS, Fields.ALL}
    assert [a for a, fields in TABLE[Role.SUPERVISOR].items() if fields is Fields.ALL] == [
        Action.SEE_JOB,
        Action.SEE_HOUSE,
    ]


@pytest.fixture
def foreign(theirs, store) -> dict[str, str]:
    """One object of each kind of another employer."""
    return objects_of(theirs, store)


@pytest.mark.parametrize("role", Role)
def test_a_role_may_what_the_table_says_and_nothing_else(desk, foreign, role: Role) -> None:
    """Every operation, with another employer's objects: 403 where the cell is empty, else 404; lists stay empty."""
    http, refused = desk(role), 0
    for name, operation in OPERATIONS.items():
        route = BY_NAME[name]
        for answer in ask(http, route, foreign):
            if declared(operation) not in TABLE[role]:
                assert (answer.status_code, answer.json()["code"]) == (403, "forbidden"), name
                refused += 1
            elif about_an_object(route):
                assert answer.status_code == 404, f"{name}: {answer.status_code} {answer.text}"
            else:
                assert answer.status_code in (200, 415, 422), f"{name}: {answer.text}"

    assert refused == sum(declared(each) not in TABLE[role] for each in OPERATIONS.values())


@pytest.fixture
def own_to_find(ours, store) -> dict[str, str]:
    """One object of each kind of our own case, in whose reach no supervisor is yet."""
    found = objects_of(ours, store)
    with store.database.transaction() as session:
        mine = Offer.case_id == uuid.UUID(found["case"])
        session.execute(update(Offer).where(mine).values(terms=OfferTerms().model_dump(mode="json")))
        session.execute(update(Supervision).values(ended_at=now()))
    return found


def reaches(http, role: Role, ids: dict[str, str], ours) -> None:
    """Assign a supervisor to the case."""
    if role is Role.SUPERVISOR:
        made = ours.post(f"/cases/{ids['case']}/supervisors", json={"user": http.user})
        assert made.status_code == 201, made.text


@pytest.mark.parametrize("role", Role)
def test_what_a_role_may_see_it_sees(desk, ours, own_to_find, role: Role) -> None:
    """Every reading operation on our own objects: 403 where the cell is empty, else an answer; 404 only for a letter
    that was written for somebody else, or a file whose bytes this scene does not have."""
    http = desk(role, packet=own_to_find["packet"])
    reaches(http, role, own_to_find, ours)
    for route in GETS:
        may = action_of(route) in TABLE[role]
        for answer in ask(http, route, own_to_find):
            if not may:
                assert answer.status_code == 403, route.name
            elif route.name in WITHOUT_BYTES or (route.name == "get_letter" and role is not Role.COORDINATOR):
                assert answer.status_code in (404, 422), f"{route.name}: {answer.status_code} {answer.text}"
            elif route.name == "list_packets" and role is Role.PHYSICIAN:
                assert answer.status_code == 404  # the link names one packet, and no case
            else:
                assert answer.status_code == 200, f"{route.name}: {answer.status_code} {answer.text}"


def test_a_case_that_is_not_theirs_does_not_exist_for_a_supervisor(desk, ours, own_to_find) -> None:
    """Before they are assigned and after it ended: 404 for every object of the case, and empty lists; between, not."""
    http = desk(Role.SUPERVISOR)
    mine = [r for r in ROUTES if action_of(r) in TABLE[Role.SUPERVISOR] and about_an_object(r) and r.name != "get_job"]

    def statuses() -> set[int]:
        return {answer.status_code for route in mine for answer in ask(http, route, own_to_find)}

    assert len(mine) >= 9
    assert statuses() == {404}
    assert http.get("/cases").json()["items"] == []
    reaches(http, Role.SUPERVISOR, own_to_find, ours)
    assert [each["id"] for each in http.get("/cases").json()["items"]] == [own_to_find["case"]]
    held = ours.get(f"/cases/{own_to_find['case']}/supervisors").json()
    (running,) = [each for each in held if each["ended_at"] is None]
    assert ours.post(f"/supervisions/{running['id']}/ending").status_code == 200
    assert statuses() == {404}
    assert http.get("/cases").json()["items"] == []


def test_only_a_supervisor_is_assigned_and_once(desk, ours, own_to_find) -> None:
    """Another role is refused; the same again changes nothing; one that ended ends once."""
    at, boss = f"/cases/{own_to_find['case']}/supervisors", desk(Role.SUPERVISOR)
    wrong = ours.post(at, json={"user": desk(Role.HR).user})
    once, again = (desk(Role.HR).post(at, json={"user": boss.user}).json() for _ in range(2))
    assert (wrong.status_code, wrong.json()["code"]) == (409, "not_a_supervisor")
    assert once == again
    assert ours.post(f"/supervisions/{once['id']}/ending").status_code == 200
    assert ours.post(f"/supervisions/{once['id']}/ending").json()["code"] == "already_ended"


VIEWS = {  # the keys of each narrower answer: another key is another decision
    Fields.LIMITS: {
        "case": {"view", "id", "worker", "job_id", "state"},
        "restrictions": {"view", "case", "on", "limits", "accommodations", "open"},
        "offer": {
            "view", "id", "case", "job", "position", "duties", "requirements", "location", "schedule",
            "hours_per_day", "days_per_week", "overtime", "start_date", "end_date", "ends_in_review",
            "supervisor_name", "accommodations", "made_at", "withdrawn_at",
        },
        "reevaluation": {"view", "id", "case_id", "opened_at", "closed_at"},
        "assignment": {
            "view", "id", "case", "offer", "job", "position", "state", "held_back", "start", "end", "hours_per_day",
            "days_per_week", "overtime", "over_on", "version",
        },
        "match": {"view", "case", "job", "outcome", "pairs"},
    },
    Fields.OUTLOOK: {
        "case": {"view", "id", "worker", "job_id", "state"},
        "restrictions": {
            "view", "case", "on", "limits", "accommodations", "open", "abilities", "prognosis", "next_update",
        },
        "reevaluation": {"view", "id", "case_id", "opened_at", "closed_at"},
    },
}  # fmt: skip


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.SAFETY, Role.COMMITTEE])
def test_a_narrower_answer_has_these_keys_and_no_others(desk, ours, own_to_find, role: Role) -> None:
    """What is serialised is the narrow type, not a wide one cut down or taken for it."""
    http = desk(role)
    reaches(http, role, own_to_find, ours)
    ids, case = own_to_find, f"/cases/{own_to_find['case']}"
    looks = f"{case}/re-evaluations"
    asked = {
        "case": (Action.SEE_CASES, lambda: [http.get(case), *_items(http.get("/cases"))]),
        "restrictions": (Action.SEE_RESTRICTIONS, lambda: [http.get(f"{case}/restrictions")]),
        "offer": (
            Action.SEE_OFFER,
            lambda: [http.get(f"/offers/{ids['offer']}"), *http.get(f"{case}/offers").json()],
        ),
        "reevaluation": (
            Action.SEE_REEVALUATIONS,
            lambda: [http.post(looks, json={"reason": "in pain"}), *http.get(looks).json()],
        ),
        "assignment": (
            Action.SEE_ASSIGNMENT,
            lambda: [http.get(f"/assignments/{ids['assignment']}"), *http.get(f"{case}/assignments").json()],
        ),
        "match": (Action.MATCH, lambda: [http.post(f"{case}/match", json={"assignment": assignment()})]),
    }
    for name, (action, answers) in asked.items():
        fields = TABLE[role].get(action)
        if fields is None:
            continue
        found = [each if isinstance(each, dict) else each.json() for each in answers()]
        assert found
        for each in found:
            assert set(each) == VIEWS[fields][name], name


def _items(answer) -> list[dict[str, Any]]:
    return answer.json()["items"]


def test_a_programs_key_does_what_its_scopes_name(desk, store, own_to_find) -> None:
    """One scope opens one action; a scope that was taken away, or that no version knows, opens nothing."""
    http = desk(Role.INTEGRATOR)
    assert http.get("/cases").status_code == 200
    for scopes, status in ((["job:see", "no:such"], 403), ([], 403), (None, 403), (["case:see"], 200)):
        with store.database.transaction() as session:
            key = session.query(ApiKey).where(ApiKey.user_id == http.user).one()
            key.scopes = scopes
        assert http.get("/cases").status_code == status, scopes
        assert http.get("/jobs").status_code == (200 if scopes and "job:see" in scopes else 403)


def test_an_administrator_comes_to_nothing_medical(desk, store, own_to_find) -> None:
    """Not by their own role, not by giving a role to somebody whose key they hold, not by a user they add."""
    boss, other = desk(Role.ADMINISTRATOR), desk(Role.HR)

    own = boss.put(f"/users/{boss.user}/role", json={"role": "coordinator"})
    assert (own.status_code, own.json()["code"]) == (409, "own_access")
    assert other.get("/cases").status_code == 200
    changed = boss.put(f"/users/{other.user}/role", json={"role": "coordinator"})
    assert changed.json()["role"] == "coordinator"
    assert other.get("/cases").status_code == 401
    added = boss.post("/users", json={"login": "new", "name": "New", "role": "coordinator"})
    assert (added.status_code, added.json()["keys"]) == (201, [])
    assert boss.post("/users", json={"login": "dr", "name": "Dr", "role": "physician"}).status_code == 422
    entries = desk(Role.AUDITOR).get("/audit").json()["items"]
    assert {"user.role_changed", "user.added"} <= {each["action"] for each in entries}
    (told,) = [each for each in entries if each["action"] == "user.role_changed"]
    assert told["details"] == {"before": "hr", "after": "coordinator"}


def test_who_left_and_what_ended_opens_nothing(desk, own_to_find) -> None:
    """An administrator disables a user and ends a key, once each; the audit log's pages follow one another."""
    boss, hr, safety = desk(Role.ADMINISTRATOR), desk(Role.HR), desk(Role.SAFETY)
    keys = {each["id"]: each["keys"] for each in boss.get("/users").json()["items"]}

    assert boss.post(f"/users/{hr.user}/disabling").status_code == 200
    assert boss.post(f"/users/{hr.user}/disabling").json()["code"] == "already_disabled"
    (key,) = keys[safety.user]
    assert boss.post(f"/keys/{key['id']}/revocation").status_code == 200
    assert boss.post(f"/keys/{key['id']}/revocation").json()["code"] == "already_revoked"
    assert (hr.get("/cases").status_code, safety.get("/cases").status_code) == (401, 401)
    auditor = desk(Role.AUDITOR)
    first = auditor.get("/audit", params={"limit": 2}).json()
    then = auditor.get("/audit", params={"limit": 200, "before": first["next"]}).json()
    numbers = [each["number"] for each in first["items"] + then["items"]]
    assert numbers == sorted(numbers, reverse=True)
    assert len(set(numbers)) == len(numbers) > 5
