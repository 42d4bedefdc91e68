"""The canary planted in every medical field, and everybody who must never see it: the whole service, crawled.

The coordinator does see it, so these tests can fail. Supervisor, safety director, Committee and auditor read every
answer and every file that exists for them, and find it nowhere: JSON, Word, PDF, headers, file names, errors, the log.
"""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pypdfium2 as pdfium
import pytest

from api.identity.roles import TABLE, Fields, Role
from tests.api.web.scenario import SENDER, a_reply, assignment, day, only_reply, open_case, print_copy, send, terms
from tests.api.web.test_canaries import CANARY, log  # noqa: F401 - the fixture that keeps what is logged
from tests.api.web.test_entering import entry, hand_in, pad
from tests.api.web.test_letters import NOTICE, write
from tests.api.web.test_papers import file_release
from tests.api.web.test_principals import ROUTES, action_of, path_of

pytestmark = pytest.mark.integration
NEVER = [Role.SUPERVISOR, Role.SAFETY, Role.COMMITTEE, Role.HR, Role.AUDITOR, Role.ADMINISTRATOR]
FREE_LIMITS = [
    {"activity": "walk", "limits": [{"kind": "free_text", "text": CANARY}]},
    {"activity": "carry", "limits": [{"kind": "max_weight", "value": 15}], "qualifier": CANARY, "body_part": CANARY},
    {"activity": "push", "limits": [{"kind": "max_weight", "value": 16, "frequency": CANARY}]},
    {"activity": "stand", "limits": [{"kind": "max_band", "band": CANARY, "scale": CANARY}]},
    {"activity": "noise", "limits": [{"kind": "environment", "high": 80, "unit": CANARY}]},
    {"activity": "hear", "limits": [{"kind": "required", "what": CANARY}]},
    {"activity": "medication_required", "limits": [{"kind": "required", "what": CANARY}]},
    {"activity": "other", "limits": [{"kind": "free_text", "text": f"no ladders because of {CANARY}"}]},
]


@pytest.fixture
def ill(ours, store) -> dict[str, str]:
    """A case whose every medical word is the canary, through the front door; its ids, by path parameter.

    Words of the employer's that say "nothing medical belongs here" (duties, prognosis, an offer's wage) are not.
    """
    case = open_case(ours)
    at, document = f"/cases/{case['id']}", hand_in(ours, store)
    assert ours.post(f"{at}/re-evaluations", json={"reason": CANARY}).status_code == 201
    said = entry(case, note=CANARY)
    said["status"] |= {"provider_name": CANARY, "next_visit": day(9)}
    said["restrictions"] += [{"restriction": each, "page": 1, "box": [72, 600, 400, 615]} for each in FREE_LIMITS]
    entered = ours.post(f"/documents/{document}/entries", json=said)
    assert entered.status_code == 201, entered.text
    confirmed = ours.post(f"/replies/{entered.json()['id']}/confirmation", json={"note": CANARY})
    assert confirmed.status_code == 200, confirmed.text
    typed = a_reply(print_copy(store, case), comments=CANARY, other_handling=CANARY, other_positioning=CANARY)
    reply = only_reply(ours, send(ours, store, typed))
    ours.put(f"/replies/{reply['id']}/fields/avoid_bending", json={"value": True, "reason": CANARY})
    assert file_release(ours, case, pad()).status_code == 201
    rejected = only_reply(ours, send(ours, store, a_reply(print_copy(store, case), comments=CANARY), salt="2"))
    assert ours.post(f"/replies/{rejected['id']}/rejection", json={"reason": CANARY}).status_code == 200
    return {
        "case": case["id"], "worker": case["worker_id"], "provider": case["provider_id"], "job": case["job_id"],
        "document": document, "reply": entered.json()["id"], "page": "1", "limit": "0" * 24, "field": "avoid_bending",
    }  # fmt: skip


def text_of(content: bytes) -> str:
    """Every word in a file: a Word file's parts, a PDF's pages; else the bytes as they are."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            return "\n".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())
    if content.startswith(b"%PDF"):
        with pdfium.PdfDocument(content) as pdf:
            pages = [page.get_textpage().get_text_bounded() for page in pdf]
            return "\n".join(pages) + str(pdf.get_metadata_dict())
    return content.decode("utf-8", "replace")


def crawl(http, ids: dict[str, str]) -> dict[str, str]:
    """Every GET there is, with every id this client is told on the way, and every file of every letter; by address."""
    found: dict[str, str] = {}
    known = {name: [key] for name, key in ids.items()}
    for route in sorted((r for r in ROUTES if r.methods == {"GET"}), key=lambda r: "file" in r.path):
        for path in addresses(path_of(route), sorted(route.param_convertors), known):
            answer = http.get(path)
            found[path] = f"{answer.headers}\n{text_of(answer.content)}"
            if answer.headers["content-type"] == "application/json":
                learn(route.name, answer.json(), known)
    asked = {"assignment": assignment()}
    for name, body in (("match", asked), ("re-evaluations", {"reason": "hurts"})):
        answer = http.post(f"/cases/{ids['case']}/{name}", json=body)
        found[f"POST {name}"] = f"{answer.headers}\n{answer.text}"
    return found


def addresses(path: str, names: list[str], known: dict[str, list[str]]) -> list[str]:
    """The path with every combination of what is known for its parameters."""
    for name in names:
        if name not in known:
            return []
    found = [path]
    for name in names:
        found = [each.replace("{" + name + "}", key) for each in found for key in known[name]]
    return found


def learn(name: str, answer: Any, known: dict[str, list[str]]) -> None:
    """Ids of letters and offers, and names of files, from a list."""
    if name in ("list_letters", "list_offers"):
        kind = name.removeprefix("list_").removesuffix("s")
        known.setdefault(kind, []).extend(each["id"] for each in answer)
        names = {file["name"] for each in answer for file in each.get("files", [])}
        known.setdefault("name", []).extend(sorted(names - set(known.get("name", []))))


def sit(desk, ours, role: Role, ids: dict[str, str]):
    """A client of that role; a supervisor is assigned to the case."""
    http = desk(role)
    if role is Role.SUPERVISOR:
        assert ours.post(f"/cases/{ids['case']}/supervisors", json={"user": http.user}).status_code == 201
    return http


def test_the_canary_is_seen_by_the_coordinator_and_by_nobody_else(desk, ours, ill, log) -> None:  # noqa: F811
    """0 sightings of it, and every limit that is told in its place stands there, to be asked for."""
    for kind, facts in (
        ("supervisor-notice", NOTICE),
        ("committee-update", {"work_status": "At modified work"}),
    ):
        assert write(ours, {"id": ill["case"]}, kind, facts=facts).status_code == 201
    seen = [path for path, text in crawl(ours, ill).items() if CANARY in text]
    assert len(seen) >= 4, seen

    for role in NEVER:
        found = crawl(sit(desk, ours, role, ill), ill)
        assert [path for path, text in found.items() if CANARY.lower() in text.lower()] == [], role
        letters = [path for path in found if path.endswith(".pdf") and "letters" in path]
        assert bool(letters) is (role in (Role.SUPERVISOR, Role.SAFETY, Role.COMMITTEE, Role.HR)), (role, letters)
    assert CANARY not in log.getvalue()


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.COMMITTEE])
def test_no_limit_is_lost_on_the_way_to_a_supervisor(desk, ours, ill, role: Role) -> None:
    """A limit in free words is a row that asks, never a shorter list: each of the confirmed ones has its row."""
    http = sit(desk, ours, role, ill)

    told = http.get(f"/cases/{ill['case']}/restrictions").json()
    said = [each["words"] for each in told["limits"]]

    for activity in ("Walking", "Carrying", "Pushing", "Standing", "Noise", "Hearing"):
        assert f"{activity}: limited, ask the Program Contact how" in said
    assert "A further limit, ask the Program Contact before assigning" in said
    assert "Lifting: at most 15 lb" in said
    assert told["open"]
    assert not any(each in " ".join(said) for each in ("16 lb", "80", "Sampleton"))
    if role is Role.COMMITTEE:
        assert (told["next_update"], told["abilities"]) == (day(9), [])
        assert told["prognosis"] == "Open: a newer report is being looked at."


def test_words_fit_to_share_are_shown_until_the_report_changes(desk, ours, ill) -> None:
    """A coordinator tells one limit in words of their own; papers and answers say the same; a reopened reply asks."""
    at, http = f"/cases/{ill['case']}/restrictions", sit(desk, ours, Role.SUPERVISOR, ill)
    confirmed = [each for each in ours.get(at).json()["restrictions"] if not each["pending"]]
    held = {each["restriction"]["activity"]: each for each in confirmed}
    walk, lift = held["walk"], held["lift"]

    def told() -> list[str]:
        return [each["words"] for each in http.get(at).json()["limits"]]

    shared = ours.put(f"{at}/{walk['key']}/wording", json={"words": "level ground only"})
    assert shared.status_code == 200, shared.text
    words = "Walking: level ground only (in the Program Contact’s words)"
    assert words in told()
    assert words[1:] in next(each["told"] for each in shared.json()["restrictions"] if each["key"] == walk["key"])
    made = write(ours, {"id": ill["case"]}, "supervisor-notice", facts=NOTICE).json()
    notice = text_of(http.get(f"/letters/{made['id']}/files/01-letter.pdf").content)
    assert "level ground only" in notice.replace("\n", " ")

    figure = ours.put(f"{at}/{lift['key']}/wording", json={"words": "up to 50 lb"})
    assert (figure.status_code, figure.json()["code"]) == (409, "told_in_full")
    assert ours.put(f"{at}/{'0' * 24}/wording", json={"words": "x"}).json()["code"] == "unknown_limit"
    assert sit(desk, ours, Role.HR, ill).put(f"{at}/{walk['key']}/wording", json={"words": "x"}).status_code == 403

    ours.put(f"{at}/{walk['key']}/wording", json={"words": ""})
    assert "Walking: limited, ask the Program Contact how" in told()
    ours.put(f"{at}/{walk['key']}/wording", json={"words": "level ground only"})
    assert ours.post(f"/replies/{ill['reply']}/reopening", json={"reason": "read again"}).status_code == 200
    assert words not in told()
    assert "Walking: limited, ask the Program Contact how (not confirmed yet)" in told()


def test_another_persons_limits_are_not_told_and_not_left_out_unseen(desk, ours, store) -> None:
    """A reply that only points to the case may be somebody else's: the row says that something is looked at."""
    case = open_case(ours)
    send(ours, store, a_reply(print_copy(store, case), born=None, avoid_bending=True, nothing_positioning=False))
    http = sit(desk, ours, Role.SUPERVISOR, {"case": case["id"]})

    told = http.get(f"/cases/{case['id']}/restrictions").json()

    assert told["open"]
    said = " ".join(each["words"] for each in told["limits"])
    assert "being looked at" in said
    assert "not released" in said
    assert "ending" not in said


def test_an_offer_is_told_as_its_tasks_and_schedule(desk, ours, store) -> None:
    """Duties, hours, dates and what is provided in words of ours; no wage, claim, provider or report; no letter."""
    from tests.api.web.test_papers import confirmed_case

    case = confirmed_case(ours, store)
    order = {"terms": terms(provided=["Helper", f"a brace for {CANARY}"]), "sender": SENDER}
    made = ours.post(f"/cases/{case['id']}/offers", json=order)
    assert made.status_code == 201, made.text
    http = sit(desk, ours, Role.SUPERVISOR, {"case": case["id"]})

    told = http.get(f"/offers/{made.json()['id']}")

    assert told.json()["duties"] == ["Inspect finished parts at a bench"]
    given = [each["words"] for each in told.json()["accommodations"]]
    assert given == ["A helper", "A further accommodation, ask the Program Contact"]
    for word in (CANARY, "$21.40", "WC-000-123", "Sampleton", "report"):
        assert word not in told.text
    assert http.get(f"/offers/{made.json()['id']}/letter.pdf").status_code == 403
    limits = http.get(f"/cases/{case['id']}/restrictions").json()
    assert [each["words"] for each in limits["accommodations"]] == given
    assert "$21.40" in ours.get(f"/offers/{made.json()['id']}").text


def test_a_released_worker_has_no_limits_and_one_without_a_report_has(desk, ours, store) -> None:
    """The empty list means full duty, and nothing else does."""
    case = open_case(ours)
    http = sit(desk, ours, Role.SUPERVISOR, {"case": case["id"]})
    nothing = http.get(f"/cases/{case['id']}/restrictions").json()
    assert nothing["open"]
    assert ["not released" in each["words"] for each in nothing["limits"]] == [True]

    document = hand_in(ours, store)
    page = entry(case) | {"restrictions": []}
    page["status"] = {"status": "full_duty", "signed": True, "signed_date": day(-1), "effective_from": day(-1)}
    reply = ours.post(f"/documents/{document}/entries", json=page).json()
    assert ours.post(f"/replies/{reply['id']}/confirmation", json={}).status_code == 200
    free = http.get(f"/cases/{case['id']}/restrictions").json()
    assert (free["limits"], free["open"]) == ([], False)


def test_who_sees_less_sees_it_in_every_field_tier() -> None:
    """Each of the narrow tiers is somebody's, so that the tests above speak of all of them."""
    assert {fields for cells in TABLE.values() for fields in cells.values()} == set(Fields)
    assert all(action_of(route) for route in ROUTES)
