"""A form without a case finds its place by what a person reads on it, and doubt is no place."""

from __future__ import annotations

import pytest

from api.web.desk import placing
from tests.api.web.scenario import BIRTH, a_reply, day, only_reply, open_case, print_copy, reading, send

pytestmark = pytest.mark.integration


@pytest.fixture
def robin(ours):
    """Whose page it is."""
    return open_case(ours)


@pytest.fixture
def loose(ours, store) -> str:
    """The place page of a form that has no code and on which no birth date is written."""
    reply = only_reply(ours, send(ours, store, a_reply(None, born=None)))
    assert reply["state"] == "unplaced"
    return f"/returns/{reply['id']}/place"


def case_of(http, loose: str) -> str | None:
    """The case that it lies in by now."""
    return http.get(loose.removesuffix("/place").replace("/returns/", "/replies/")).json()["case_id"]


def test_the_tray_leads_to_the_search(seat, loose) -> None:
    """What is without a place is on one page, each with its way on."""
    assert f'href="{loose}"' in seat().see("/tray")


def test_no_queue_of_other_forms_hides_what_is_without_a_place(seat, ours, store, robin, loose, monkeypatch) -> None:
    """A form that may tighten limits comes first in the queue, and is no matter of the tray's."""
    held = only_reply(ours, send(ours, store, a_reply(print_copy(store, robin)), salt="first"))
    assert ours.post(f"/replies/{held['id']}/confirmation", json={}).status_code == 200
    doubt = reading("avoid_bending", None, source="mark", status="review", reason="doubtful_mark")
    newer = only_reply(ours, send(ours, store, a_reply(print_copy(store, robin), avoid_bending=doubt), salt="second"))
    assert ours.get("/reviews").json()["items"][0]["reply"] == newer["id"]
    monkeypatch.setattr(placing, "MOST", 1)

    assert f'href="{loose}"' in seat().see("/tray")


def test_a_case_is_found_by_a_part_of_the_name_or_by_either_date(seat, robin, loose) -> None:
    """Each alone finds it and says what agrees; something else finds nothing, and says so."""
    here = seat()
    for said in ({"name": "exam robin"}, {"born": BIRTH.isoformat()}, {"injured": day(-20)}):
        assert f'value="{robin["id"]}"' in here.submit(loose, do="look", **said).text, said
    assert "No case agrees with that" in here.submit(loose, do="look", name="Nobody Known").text


def test_it_is_placed_by_choice_with_a_note_where_no_birth_date_is_written(seat, ours, robin, loose) -> None:
    """Not without a choice, not without the note; what was typed stays until it is placed."""
    here, said = seat(), {"do": "place", "name": "Robin"}
    unchosen = here.submit(loose, **said)
    unchecked = here.submit(loose, **said, case=robin["id"])
    assert (unchosen.status_code, "Choose the case first" in unchosen.text) == (422, True)
    assert (unchecked.status_code, "note how you checked" in unchecked.text) == (422, True)
    assert f'value="{robin["id"]}" checked' in unchecked.text
    assert case_of(ours, loose) is None
    placed = here.submit(loose, **said, case=robin["id"], note="Called the office; they sent it for Robin.")
    assert (placed.status_code, placed.headers["location"]) == (303, loose.removesuffix("/place"))
    assert case_of(ours, loose) == robin["id"]


def test_a_worker_born_on_another_day_is_not_offered_and_not_taken(seat, ours, robin, loose) -> None:
    """The name agrees, the birth date does not: no choice on the page, and a form that sends one is refused."""
    here = seat()
    page = here.submit(loose, do="look", name="Robin", born="1981-05-17").text
    answer = here.submit(loose, do="place", name="Robin", born="1981-05-17", case=robin["id"], note="x" * 20)

    assert "born on another day" in page
    assert f'value="{robin["id"]}"' not in page
    assert (answer.status_code, "born on another day than you read" in answer.text) == (422, True)
    assert case_of(ours, loose) is None
