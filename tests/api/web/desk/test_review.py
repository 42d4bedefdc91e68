"""The review of a form without scripts: decide what is in doubt, see what changes, confirm, and lose nothing."""

from __future__ import annotations

import re

import pytest

from tests.api.web.scenario import a_reply, only_reply, open_case, print_copy, reading, send

pytestmark = pytest.mark.integration


def doubt(name: str, **more) -> dict:
    """A mark that the reader does not decide."""
    return reading(name, None, source="mark", status="review", reason="doubtful_mark", **more)


@pytest.fixture
def waiting(ours, store):
    """A reply of a known case with three doubts; another behind it."""
    case = open_case(ours)
    fields = {name: doubt(name) for name in ("avoid_bending", "avoid_twisting", "avoid_carrying")}
    fields |= {"nothing_positioning": False}
    reply = only_reply(ours, send(ours, store, a_reply(print_copy(store, case), **fields)))
    other = open_case(ours, claim_number="WC-2", person={"name": "Sam Example"})
    behind = only_reply(
        ours, send(ours, store, a_reply(print_copy(store, other), avoid_pulling=doubt("avoid_pulling")))
    )
    return case, reply, behind


def stood(page: str, field: str) -> str:
    """What a field's form on the page was made from."""
    form = page.split(f'id="f-{field}"')[1]
    return re.search(r'name="stood" value="([0-9a-f]+)"', form)[1]


def answer(here, reply: dict, field: str, value: str, **more: str):
    """One answer, from the page as it is now."""
    page = here.see(f"/returns/{reply['id']}")
    return here.submit(f"/returns/{reply['id']}/fields/{field}", stood=stood(page, field), value=value, **more)


def seen_on(page: str) -> str:
    """What a page's confirmation was made from."""
    return re.search(r'name="seen" value="([0-9a-f]+)"', page)[1]


def confirm(here, reply: dict):
    """The confirmation, from the page as it is now."""
    return here.submit(f"/returns/{reply['id']}/confirmation", seen=seen_on(here.see(f"/returns/{reply['id']}")))


def test_three_doubts_are_decided_one_by_one_and_confirmed(seat, waiting, ours) -> None:
    """Each answer leads to the next doubt, the last to the confirmation, and that to the next form."""
    here, (case, reply, behind) = seat(), waiting
    page = here.see(f"/returns/{reply['id']}")
    led = [
        answer(here, reply, name, "true").headers["location"] for name in re.findall(r'class="q" id="f-(\w+)"', page)
    ]
    done = here.see(f"/returns/{reply['id']}")
    confirmed = confirm(here, reply)
    held = ours.get(f"/cases/{case['id']}/restrictions").json()

    assert page.count('class="q"') == 3
    assert [each.split("#")[1].startswith("f-avoid_") for each in led] == [True, True, False]
    assert led[-1].endswith("#outcome")
    assert "Nothing in doubt" in done
    assert (confirmed.status_code, confirmed.headers["location"]) == (303, f"/returns/{behind['id']}")
    assert {"bend", "twist", "carry"} <= {each["restriction"]["activity"] for each in held["restrictions"]}


def test_no_doubt_has_an_answer_before_a_person_gave_one(seat, waiting) -> None:
    """Nothing is chosen beforehand, and sending nothing is no answer."""
    here, (_, reply, _) = seat(), waiting
    page = here.see(f"/returns/{reply['id']}")
    form = page.split('id="f-avoid_bending"')[1].split("</form>")[0]
    empty = here.submit(f"/returns/{reply['id']}/fields/avoid_bending", stood=stood(page, "avoid_bending"))

    assert "checked" not in form
    assert (empty.status_code, "Choose an answer" in empty.text) == (422, True)


def test_an_answer_given_meanwhile_is_not_written_over(seat, waiting, ours) -> None:
    """The second one reads who answered, and that theirs is not saved."""
    first, second, (_, reply, _) = seat(), seat(), waiting
    page = second.see(f"/returns/{reply['id']}")
    answer(first, reply, "avoid_bending", "true")
    late = second.submit(
        f"/returns/{reply['id']}/fields/avoid_bending", stood=stood(page, "avoid_bending"), value="false"
    )
    fields = {each["name"]: each for each in ours.get(f"/replies/{reply['id']}").json()["fields"]}

    assert late.status_code == 409
    assert "answered this meanwhile. Your answer is not saved" in late.text
    assert fields["avoid_bending"]["value"] is True


def test_a_confirmation_said_twice_counts_once(seat, waiting, ours) -> None:
    """A double click leads on, and makes no second set."""
    here, (case, reply, _) = seat(), waiting
    for name in ("avoid_bending", "avoid_twisting", "avoid_carrying"):
        answer(here, reply, name, "false")
    seen = seen_on(here.see(f"/returns/{reply['id']}"))
    codes = [here.submit(f"/returns/{reply['id']}/confirmation", seen=seen).status_code for _ in range(2)]

    assert codes == [303, 303]
    assert len(ours.get(f"/cases/{case['id']}/restrictions").json()["voices"]) == 1


def test_only_what_a_person_has_seen_is_put_in_force(seat, waiting, ours) -> None:
    """An answer that somebody changes between the look and the confirmation sends back to look again."""
    first, second, (case, reply, _) = seat(), seat(), waiting
    for name in ("avoid_bending", "avoid_twisting", "avoid_carrying"):
        answer(first, reply, name, "true")
    seen = seen_on(first.see(f"/returns/{reply['id']}"))
    answer(second, reply, "avoid_bending", "false", reason="It is a speck.")
    late = first.submit(f"/returns/{reply['id']}/confirmation", seen=seen)

    assert (late.status_code, "Somebody changed an answer" in late.text) == (409, True)
    assert not ours.get(f"/cases/{case['id']}/restrictions").json()["voices"]
    assert confirm(first, reply).status_code == 303


def test_nothing_is_confirmed_while_something_is_in_doubt(seat, waiting) -> None:
    """The page has no button for it, and a form sent all the same is refused with the reason."""
    here, (_, reply, _) = seat(), waiting
    page = here.see(f"/returns/{reply['id']}")
    refused = here.submit(f"/returns/{reply['id']}/confirmation", seen=seen_on(page))

    assert 'aria-disabled="true"' in page
    assert refused.status_code == 409
    assert "3 answers are in doubt" in refused.text


def test_a_sure_answer_is_changed_only_with_a_reason(seat, waiting, ours) -> None:
    """And the page says afterwards who changed it."""
    here, (_, reply, _) = seat(), waiting
    without = answer(here, reply, "avoid_lift_over_10", "false", reason="")
    given = answer(here, reply, "avoid_lift_over_10", "false", reason="The mark is the office's stamp.")

    assert without.status_code == 422
    assert "Say why" in without.text
    assert given.status_code == 303
    assert "by Coordinator Example" in here.see(f"/returns/{reply['id']}")


def test_a_script_is_told_how_many_doubts_are_left(seat, waiting) -> None:
    """And gets a problem with its sentence if the answer cannot be kept."""
    here, (_, reply, _) = seat(), waiting
    page = here.see(f"/returns/{reply['id']}")
    path, json = f"/returns/{reply['id']}/fields/avoid_bending", {"Accept": "application/json"}
    data = {"token": here.token, "stood": stood(page, "avoid_bending"), "value": "true"}
    told = here.post(path, data=data, headers=json)
    stale = here.post(path, data=data, headers=json)

    assert (told.status_code, told.json()["left"]) == (200, 2)
    assert (stale.status_code, stale.headers["content-type"]) == (409, "application/problem+json")


def test_a_form_that_does_not_count_is_rejected_with_a_reason(seat, waiting, ours) -> None:
    """It stays on record, and the next form follows."""
    here, (_, reply, behind) = seat(), waiting
    here.see(f"/returns/{reply['id']}")
    short = here.submit(f"/returns/{reply['id']}/rejection", reason="")
    said = here.submit(f"/returns/{reply['id']}/rejection", reason="Sent by mistake.")

    assert short.status_code == 422
    assert said.headers["location"] == f"/returns/{behind['id']}"
    assert ours.get(f"/replies/{reply['id']}").json()["state"] == "rejected"


def test_whose_it_is_takes_what_the_office_wrote(seat, ours, store) -> None:
    """Another birth date is refused, and the form held back, with the sentence that says what to do."""
    case, here = open_case(ours), seat()
    reply = only_reply(ours, send(ours, store, a_reply(print_copy(store, case), birth_date=doubt("birth_date"))))
    page = here.see(f"/returns/{reply['id']}")
    wrong = here.submit(f"/returns/{reply['id']}/attachment", case=case["id"], birth_date="1991-01-01")

    assert "Is it Robin Example" in page
    assert wrong.status_code == 409
    assert "is not that of the case" in wrong.text
    assert "Held back" in here.see(f"/returns/{reply['id']}")
