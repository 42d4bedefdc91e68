"""Who sees which page, and that nothing of the medical file is in those of the others."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from api.identity.roles import ROLES, TABLE, Action, Reach, Role
from api.store.tables import Supervision
from api.web.desk.asking import desk
from api.web.desk.today import Group, Line
from tests.api.casework.mailing_scene import OPTIONS
from tests.api.web.scenario import FORM, a_reply, only_reply, open_case, print_copy, reading, send
from tests.api.web.test_principals import PAGES

pytestmark = pytest.mark.integration
CANARY = "ZQX-LUPUS-77"
ONCE = {"Idempotency-Key": "once"}
MAILINGS: dict[str, str] = {}  # of each case the mailing that it is in
OF_THE_HOUSE = ("/library/forms/", "/library/letters/")  # the same for every employer
ROLES_WITH_A_SEAT = [role for role in Role if ROLES[role].reach is not Reach.PACKET and not ROLES[role].scoped]


def action_of(page) -> Action | None:
    """What a page does, as it declares it."""
    (asked,) = [d for d in page.dependant.dependencies if d.call is desk]
    return Action(asked.own_oauth_scopes[0]) if asked.own_oauth_scopes else None


@pytest.fixture
def filed(ours, store):
    """A case with a reply in doubt, and the canary in every medical word of it."""
    case = open_case(ours, provider=ours.post("/providers", json={"name": CANARY, "practice": CANARY}).json()["id"])
    doubt = reading("avoid_bending", None, source="mark", status="review", reason="doubtful_mark")
    reply = only_reply(ours, send(ours, store, a_reply(print_copy(store, case), avoid_bending=doubt, comments=CANARY)))
    made = ours.post("/mailings/from-filter", json={"options": OPTIONS, "sought": {}}, headers=ONCE).json()
    MAILINGS[case["id"]] = made["id"]
    return case, reply


def address(page, case: dict, reply: dict) -> str:
    """A page's address, with the objects of the scene in it."""
    known = {"reply": reply["id"], "key": case["id"], "document": reply["document_id"], "page": "1"}
    known |= {"name": "avoid_bending", "delivery": case["id"], "mail": case["id"], "job": case["job_id"]}
    known |= dict.fromkeys(("offer", "plan", "supervision", "reevaluation", "task", "event"), case["id"])
    known |= {"packet": case["id"], "provider": case["provider_id"], "batch": case["id"], "number": "2"}
    known |= {"mailing": MAILINGS[case["id"]]}
    known |= {"template": case["id"], "link": case["id"]}
    known |= {"form": FORM.form, "edition": FORM.edition, "letter": "supervisor-notice"}
    return re.sub(r"\{(\w+)\}", lambda found: known[found[1]], page.path)


@pytest.mark.parametrize("role", ROLES_WITH_A_SEAT, ids=str)
def test_a_page_is_refused_exactly_to_those_whom_the_table_of_roles_refuses_it(seat, filed, role: Role) -> None:
    """Every page as every role, looked at or sent."""
    here = seat(role)
    for page in PAGES:
        action, path = action_of(page), address(page, *filed)
        answer = here.get(path) if page.methods == {"GET"} else here.submit(path)
        refused = answer.status_code == 403
        assert refused == (action is not None and action not in TABLE[role]), (role, path, answer.status_code)
        assert answer.status_code < 500, path


def test_another_employers_objects_are_on_no_page(seat, filed) -> None:
    """They do not exist (trust T10)."""
    here = seat(employer="Catskill Paper Mill")
    filled = {"stood": "x", "value": "true", "arrived": "no", "how": "other", "reason": "none of ours"}
    filled |= {"case": filed[0]["id"], "once": "sent-by-another", "channel": "fax", "what": "fax", "meant": "1"}
    filled |= {"provider": filed[0]["provider_id"], "signed_on": "2026-01-05", "carrier_name": "Sample Mutual"}
    for page in PAGES:
        if "{" in page.path and not page.path.startswith(OF_THE_HOUSE):
            path = address(page, *filed)
            answer = here.get(path) if page.methods == {"GET"} else here.submit(path, **filled)
            assert answer.status_code == 404, path


def test_no_page_of_a_supervisor_has_a_word_of_the_medical_file(seat, filed, store, ours) -> None:
    """Also of the case they supervise (trust T11)."""
    case, reply = filed
    here = seat(Role.SUPERVISOR)
    ours.post(f"/cases/{case['id']}/supervisors", json={"user": str(here.user)})
    with store.database.transaction() as session:
        assert session.scalar(select(Supervision.id)) is not None
    seen = [here.get(address(page, case, reply)) for page in PAGES if page.methods == {"GET"}]

    assert f"/cases/{case['id']}" in here.see("/cases")
    assert "Something newer is being looked at" in here.see(f"/cases/{case['id']}")
    assert not [each.url for each in seen if CANARY in each.text or "1980" in each.text]


def test_every_page_keeps_out_of_caches_and_lets_nothing_foreign_run(seat, filed) -> None:
    """no-store, nosniff, and a policy without anything unsafe (trust T19)."""
    here = seat()
    for page in PAGES:
        if page.methods == {"GET"}:
            answer = here.get(address(page, *filed))
            assert answer.headers["cache-control"] == "no-store"
            if answer.headers["content-type"].startswith("text/html"):
                policy = answer.headers["content-security-policy"]
                assert "default-src 'none'" in policy
                assert "unsafe" not in policy
                assert not re.search(r"<[^>]+\s(style|on\w+)=|<script(?![^>]*src=)|<style", answer.text)


def test_an_error_of_a_page_is_a_page_and_one_of_the_api_a_problem(seat) -> None:
    """With the same sentence; whoever looks has a way on."""
    here = seat()
    page, problem = here.get("/cases/no-case"), here.get("/api/v1/nothing-here", headers={"Accept": "text/html"})

    assert page.status_code == 422
    assert "Go back" in page.text
    assert problem.headers["content-type"] == "application/problem+json"


def test_today_leads_to_the_form_that_waits_and_to_nothing_else(seat, filed) -> None:
    """Worst first, with the reason, and counts that lead there."""
    page = seat().see("/")

    assert f'href="/returns/{filed[1]["id"]}"' in page
    assert "1 doubt" in page
    assert "Robin Example" in page
    assert 'href="#returns"' in page


def test_the_list_of_cases_finds_by_name_and_by_claim_number(seat, filed) -> None:
    """A part of either is enough; what is no pattern of ours is none."""
    here = seat()

    assert all("Robin Example" in here.see(f"/cases?find={word}") for word in ("robin", "000-123", ""))
    assert "No case matches that" in here.see("/cases?find=%25%25%25")


def test_what_pages_load_is_kept_by_browsers_under_its_own_address_alone(seat) -> None:
    """A year, as its address changes with it; nothing else is kept by anybody."""
    here = seat()
    address = re.search(r'href="(/static/[^"]+desk\.css)"', here.see("/"))[1]
    stale = here.get("/static/000000000000/desk.css")

    assert "immutable" in here.get(address).headers["cache-control"]
    assert (stale.status_code, stale.headers["cache-control"]) == (200, "no-store")
    assert here.get("/static/000000000000/..%2Fasking.py").status_code == 404


def test_a_count_that_nobody_has_finished_says_so() -> None:
    """ "1+" is not "1": what is not shown is not left out unseen."""
    line = Line("Call the worker", "/cases/1", "", "late", "Late")

    assert [Group("late", "Late", [line], more).count for more in (0, 4, None)] == ["1", "5", "1+"]
