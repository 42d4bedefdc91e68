"""Several at once: the same file, the same decision, a reading that arrives while an offer is made."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.api.intake.conftest import file_of
from tests.api.web.scenario import a_reply, only_reply, open_case, print_copy, reading, send, with_report

pytestmark = pytest.mark.integration
RAW = {"Content-Type": "application/octet-stream"}


def at_once(ask: Callable[[], Any], times: int) -> list[Any]:
    """The answers to the same request, sent by so many threads."""
    with ThreadPoolExecutor(times) as pool:
        return [each.result() for each in [pool.submit(ask) for _ in range(times)]]


def test_the_same_file_sixteen_times_is_one_document(ours) -> None:
    """Every sender is told the same document."""
    content = file_of(with_report(a_reply(None)))

    answers = at_once(lambda: ours.post("/documents", content=content, headers=RAW), 16)

    assert [a.status_code for a in answers] == [202] * 16
    assert len({a.json()["id"] for a in answers}) == 1
    assert answers[0].headers["location"] == f"/api/v1/documents/{answers[0].json()['id']}"
    assert len(ours.get("/documents").json()["items"]) == 1


def test_a_reply_is_confirmed_once(ours, store) -> None:
    """Of four who confirm at once, one does; the others are told that it is done."""
    case = open_case(ours)
    reply = only_reply(ours, send(ours, store, a_reply(print_copy(store, case))))

    answers = at_once(lambda: ours.post(f"/replies/{reply['id']}/confirmation", json={}), 4)

    assert sorted(a.status_code for a in answers) == [200, 409, 409, 409]
    assert len(ours.get(f"/cases/{case['id']}/restrictions").json()["restrictions"]) == 1


def test_a_picture_behind_a_reading_is_shown(ours, store) -> None:
    """The crop the reader kept is what the person sees; a name that is not there is a 404."""
    import uuid

    from api.intake.process import Processor
    from tests.api.intake import scripted

    case = open_case(ours)
    seen = reading("avoid_bending", True, source="mark", evidence="avoid_bending.png")
    said = with_report(a_reply(print_copy(store, case), nothing_positioning=False, avoid_bending=seen))
    content = file_of(said, pictures={"avoid_bending.png": b"\x89PNG crop".hex()})
    key = ours.post("/documents", content=content, headers=RAW).json()["id"]
    Processor(store, scripted.read).process(uuid.UUID(key), lambda _: None)
    reply = only_reply(ours, ours.get(f"/documents/{key}").json())

    (field,) = [f for f in reply["fields"] if f["evidence"]]
    picture = ours.get(f"/replies/{reply['id']}/evidence/{field['evidence']}")
    assert (picture.content, picture.headers["content-type"]) == (b"\x89PNG crop", "image/png")
    assert picture.headers["x-content-type-options"] == "nosniff"
    assert ours.get(f"/replies/{reply['id']}/evidence/other.png").json()["code"] == "no_picture"


def test_lists_go_on_where_the_page_ended(ours) -> None:
    """Pages of two over five workers: each once, newest first, the last without a next."""
    made = [ours.post("/workers", json={"name": f"W {n}", "birth_date": "1980-01-01"}).json()["id"] for n in range(5)]
    found, after = [], None
    while True:
        page = ours.get("/workers", params={"limit": 2} | ({"after": after} if after else {})).json()
        found += [w["id"] for w in page["items"]]
        after = page["next"]
        if after is None:
            break

    assert found == made[::-1]
