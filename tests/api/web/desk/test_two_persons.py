"""Two persons confirm, where the employer asks for it."""

from __future__ import annotations

import re

import pytest

from api.identity.roles import Role
from tests.api.web.desk.test_review import answer, seen_on
from tests.api.web.scenario import a_reply, only_reply, open_case, print_copy, reading, send

pytestmark = pytest.mark.integration


@pytest.fixture
def waiting(ours, store):
    """A case, and a reply of it with one doubt; the employer asks for two persons."""
    case = open_case(ours)
    doubt = reading("avoid_bending", None, source="mark", status="review", reason="doubtful_mark")
    sent = a_reply(print_copy(store, case), avoid_bending=doubt, nothing_positioning=False)
    return case, only_reply(ours, send(ours, store, sent))


@pytest.fixture
def two(seat, waiting):
    """Two coordinators of an employer that asks for two."""
    first, second = seat(), seat()
    assert first.submit("/confirmers", persons="2").status_code == 303
    return first, second


def confirm(here, reply: dict, *agreed: str):
    """A confirmation from the page as it is now."""
    page = here.see(f"/returns/{reply['id']}")
    return here.submit(f"/returns/{reply['id']}/confirmation", seen=seen_on(page), agreed=list(agreed))


def in_force(ours, case: dict) -> bool:
    """Whether bending is restricted by a confirmed report."""
    held = ours.get(f"/cases/{case['id']}/restrictions").json()["restrictions"]
    return any(each["restriction"]["activity"] == "bend" and not each["pending"] for each in held)


def test_one_alone_puts_nothing_in_force(two, waiting, ours) -> None:
    """The first word is kept and said; however often it is sent, it is one."""
    (first, _), (case, reply) = two, waiting
    answer(first, reply, "avoid_bending", "true")
    assert confirm(first, reply).status_code == 303
    page = first.see(f"/returns/{reply['id']}")
    again = first.submit(f"/returns/{reply['id']}/confirmation", seen=seen_on(page))

    assert again.status_code == 303
    assert "another person has to" in page
    assert not in_force(ours, case)
    assert "Waits for another" in first.see("/")


def test_the_second_agrees_to_each_answer_of_the_first(two, waiting, ours) -> None:
    """Without a word on each it is refused; with it the restriction is in force, and both are on record."""
    (first, second), (case, reply) = two, waiting
    answer(first, reply, "avoid_bending", "true")
    confirm(first, reply)
    page = second.see(f"/returns/{reply['id']}")
    assert "Second word" in second.see("/")
    unseen = confirm(second, reply)
    assert unseen.status_code == 409
    assert not in_force(ours, case)
    done = confirm(second, reply, "avoid_bending")

    assert done.status_code == 303
    assert re.search(r'name="agreed" value="avoid_bending" required', page)
    assert "checked" not in page.split('name="agreed"')[1].split(">")[0]
    assert in_force(ours, case)


def test_who_disagrees_corrects_and_both_confirm_anew(two, waiting, ours) -> None:
    """A corrected answer voids the first word: the second person is the first now, and the other has to agree."""
    (first, second), (case, reply) = two, waiting
    answer(first, reply, "avoid_bending", "false")
    confirm(first, reply)
    answer(second, reply, "avoid_bending", "true", reason="There is a tick, if a light one.")
    confirm(second, reply)
    assert not in_force(ours, case)
    confirm(first, reply, "avoid_bending")

    assert in_force(ours, case)


def test_one_is_enough_unless_the_employer_asks_for_two(seat, waiting, ours) -> None:
    """Off by default; who may set the rules of the program turns it on, and nobody else."""
    here, (case, reply) = seat(), waiting
    answer(here, reply, "avoid_bending", "true")
    confirm(here, reply)

    assert in_force(ours, case)
    assert seat(Role.SUPERVISOR).submit("/confirmers", persons="2").status_code == 403
