"""A case leaves for another program: whole as JSON by its schema, or as a FHIR R4 Bundle in one of two tiers."""

from __future__ import annotations

import json
import uuid

import jsonschema_rs
import pytest
from sqlalchemy import select

from api.exports import schemas
from api.exports.fhir.responses import report_of
from api.identity import roles
from api.identity.roles import Action
from api.store.tables import AuditEntry, Case, Offer, Packet, Release, RestrictionSet
from cases.restrictions import Report, Review
from forms.editions import Library
from tests.api.exports import r4
from tests.api.web.scenario import (
    BIRTH,
    a_reply,
    day,
    only_reply,
    open_case,
    print_copy,
    reading,
    send,
)
from tests.api.web.test_entering import entry, hand_in, pad

pytestmark = pytest.mark.integration
CANARY = "ZQX-LUPUS-77"


@pytest.fixture
def replied(ours, store):
    """A case with a reply that was confirmed."""
    made = open_case(ours)
    doubt = reading("avoid_bending", None, source="mark", status="review", reason="doubtful_mark")
    reply = only_reply(ours, send(ours, store, a_reply(print_copy(store, made), avoid_bending=doubt)))
    at = f"/replies/{reply['id']}"
    ours.put(f"{at}/fields/avoid_bending", json={"value": False, "reason": "a speck"})
    assert ours.post(f"{at}/confirmation", json={}).status_code == 200
    return made | {"reply": reply["id"]}


@pytest.fixture
def case(ours, store, replied):
    """The same with a release, a reply that waits, one that a person entered; a packet and an offer as rows."""
    of = f"/cases/{replied['id']}"
    release = {"provider": replied["provider_id"], "signed_on": day(-5), "expires_on": day(60)}
    ours.post(f"{of}/releases", params=release, content=pad(), headers={"Content-Type": "image/png"})
    doubt = reading("avoid_bending", None, source="mark", status="review", reason="doubtful_mark")
    send(ours, store, a_reply(print_copy(store, replied), comments=CANARY, avoid_bending=doubt), salt="2")
    page = entry(replied)
    page["restrictions"][0]["restriction"]["limits"] = [{"kind": "free_text", "text": CANARY}]
    entered = ours.post(f"/documents/{hand_in(ours, store)}/entries", json=page).json()
    confirmed = ours.post(f"/replies/{entered['id']}/confirmation", json={"acknowledged": ["entered"]})
    assert confirmed.status_code == 200, confirmed.text
    add_papers(store, replied)
    return replied


def add_papers(store, made) -> None:
    """A packet and an offer, which take an office program to make."""
    with store.database.transaction() as session:
        row = session.get_one(Case, uuid.UUID(made["id"]))
        held = session.scalars(select(RestrictionSet)).first()
        release = session.scalars(select(Release)).one()
        own = {"employer_id": row.employer_id, "case_id": row.id, "job_id": row.job_id, "made_by": held.confirmed_by}
        files = [{"name": "packet.pdf", "sha256": "0" * 64}]
        session.add(Packet(**own, provider_id=row.provider_id, release_id=release.id, files=files))
        session.add(Offer(**own, restriction_set_id=held.id, terms={"wage": "$21"}, match={"outcome": "compatible"}))


def fhir(http, case, **params):
    """The Bundle, valid and closed in itself."""
    answer = http.get(f"/cases/{case['id']}/fhir", params=params)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/fhir+json"
    bundle = answer.json()
    assert r4.problems(bundle) == []
    assert r4.dangling(bundle) == set()
    return bundle


def of_kind(bundle, kind):
    """Its resources of one kind."""
    return [e["resource"] for e in bundle["entry"] if e["resource"]["resourceType"] == kind]


def test_the_whole_case_is_valid_by_its_published_schema(ours, case) -> None:
    """What is sent is what was published, version and all; nothing of the case is missing."""
    made = ours.get(f"/cases/{case['id']}/export").json()

    published = json.loads((schemas.FOLDER / "case.schema.json").read_text(encoding="utf-8"))
    assert [e.message for e in jsonschema_rs.Draft202012Validator(published).iter_errors(made)] == []
    assert (made["format"], made["version"]) == ("workslip.case", 1)
    assert [len(made[key]) for key in ("replies", "restriction_sets", "offers", "packets", "releases")] == [
        3,
        2,
        1,
        1,
        1,
    ]
    assert made["worker"]["birth_date"] == BIRTH.isoformat()
    assert [user["name"] for user in made["users"]] == ["Casey Coordinator"]
    reply = next(r for r in made["replies"] if r["id"] == case["reply"])
    assert reply["fields"]["avoid_bending"]["decided_by"] == made["users"][0]["id"]
    assert "guess" not in json.dumps(made["replies"])


def test_each_part_is_valid_by_its_own_schema(ours, case) -> None:
    """Readings and restriction sets have schemas of their own, and so has a line of the reader."""
    made = ours.get(f"/cases/{case['id']}/export").json()

    one = {name: jsonschema_rs.Draft202012Validator(schemas.schema(name)) for name in schemas.MODELS}
    assert all(one["restriction-set"].is_valid(each) for each in made["restriction_sets"])
    assert all(one["reading"].is_valid(f) for reply in made["replies"] for f in reply["fields"].values())
    assert ours.get("/schemas/case").json() == schemas.schema("case")
    assert ours.get("/schemas/nothing").json()["code"] == "unknown_schema"


def test_a_bundle_gives_the_same_restrictions_back(ours, replied) -> None:
    """The confirmed reply, read from its QuestionnaireResponse alone, says what is in force because of it."""
    bundle = fhir(ours, replied, medical=True)
    sent = next(r for r in of_kind(bundle, "QuestionnaireResponse") if r["id"] == replied["reply"])
    form = Library().current("transitional-assignment").map

    made = ours.get(f"/cases/{replied['id']}/export").json()
    held = next(s for s in made["restriction_sets"] if s["reply_id"] == replied["reply"])
    confirmed = Report.model_validate(held["report"])
    again = report_of(form, sent, replied["reply"])

    bare = tuple(each.model_copy(update={"review": Review.EXTRACTED}) for each in confirmed.restrictions)
    assert again == confirmed.model_copy(update={"restrictions": bare})
    assert again.restrictions


def test_a_bundle_holds_each_confirmed_restriction_and_where_it_comes_from(ours, case) -> None:
    """One Observation each; its response, the original with both digests, the software, and the reviewer."""
    bundle = fhir(ours, case)
    made = ours.get(f"/cases/{case['id']}/export").json()
    kinds = {
        kind: of_kind(bundle, kind) for kind in ("Observation", "DocumentReference", "Provenance", "Questionnaire")
    }

    assert len(kinds["Observation"]) == sum(len(s["report"]["restrictions"]) for s in made["restriction_sets"])
    assert {o["derivedFrom"][0]["type"] for o in kinds["Observation"]} == {"QuestionnaireResponse", "DocumentReference"}
    assert {d["identifier"][0]["value"] for d in kinds["DocumentReference"]} == {
        r["document_sha256"] for r in made["replies"]
    }
    status = {r["id"]: r["status"] for r in of_kind(bundle, "QuestionnaireResponse")}
    assert status.pop(case["reply"]) == "completed"
    assert set(status.values()) == {"in-progress"}
    confirmed = next(p for p in kinds["Provenance"] if f"urn:uuid:{case['reply']}" in json.dumps(p["target"]))
    reviewer = confirmed["agent"][1]["who"]["identifier"]["value"]
    assert reviewer == f"urn:uuid:{made['users'][0]['id']}"
    assert len(kinds["Questionnaire"]) == 1


def test_the_hash_is_of_the_original(ours, replied) -> None:
    """Attachment.hash is SHA-1 in base64, as R4 has it, of the bytes as they were received."""
    import base64
    import hashlib

    (found, *_) = of_kind(fhir(ours, replied), "DocumentReference")
    content = ours.get(f"/documents/{found['id']}/file").content

    attachment = found["content"][0]["attachment"]
    assert attachment["hash"] == base64.b64encode(hashlib.sha1(content).digest()).decode()
    assert attachment["size"] == len(content)
    assert found["identifier"][0]["value"] == hashlib.sha256(content).hexdigest()


def test_without_the_medical_tier_no_word_and_no_birth_date_leaves(ours, case) -> None:
    """The canary stands in a comment and in an entered limit: masked here, there with `medical=true`."""
    plain, medical = fhir(ours, case), fhir(ours, case, medical=True)

    assert CANARY not in json.dumps(plain)
    assert BIRTH.isoformat() not in json.dumps(plain)
    assert "masked" in json.dumps(plain)
    assert CANARY in json.dumps(medical)
    assert BIRTH.isoformat() in json.dumps(medical)
    assert len(plain["entry"]) == len(medical["entry"])


def test_the_medical_tier_takes_a_role_that_may(ours, replied, monkeypatch) -> None:
    """A key that may export and no more gets the masked Bundle; the rest is 403, before anything is read."""
    monkeypatch.setitem(roles.TABLE, roles.Role.COORDINATOR, {Action.EXPORT_CASE: roles.Fields.ALL})

    fhir(ours, replied)
    for path, params in (("fhir", {"medical": True}), ("export", {})):
        refused = ours.get(f"/cases/{replied['id']}/{path}", params=params)
        assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")


def test_an_export_is_on_record(ours, replied, store) -> None:
    """Who took what, and in which tier: ids, codes and counts."""
    ours.get(f"/cases/{replied['id']}/export")
    fhir(ours, replied, medical=True)

    with store.database.transaction() as session:
        rows = [r for r in session.scalars(select(AuditEntry)) if r.action == "case.exported"]
    assert [(r.details["format"], r.details.get("medical")) for r in rows] == [("json", None), ("fhir", True)]


def test_a_case_with_nothing_is_exported_too(ours) -> None:
    """No provider, no reply, no job: still valid."""
    bare = open_case(ours, provider=None, job=None)

    bundle = fhir(ours, bare)

    assert {r["resource"]["resourceType"] for r in bundle["entry"]} == {"Patient", "Device"}
    assert ours.get(f"/cases/{bare['id']}/export").status_code == 200
