"""Two persons confirm, where the employer asks for it: the second is another user than the first.

Whoever confirms agrees, one by one, to every answer that somebody else gave. That is a plain list beside the pictures,
not a second reading that is compared unseen: a blind reading would need answers kept twice and somebody to judge
between them, and until then two truths of one form; a list keeps one, and each line wants its own word. Who disagrees
corrects the answer itself, with a reason; a word given before that is void, and both confirm what stands now.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping

from api.casework.act import Act
from api.casework.readings import Standing, form_of, mark_of_all
from api.store.tables import Employer, Reply
from cases.errors import Refused


def asked_for(act: Act) -> bool:
    """Whether the employer asks for two."""
    return act.session.get_one(Employer, act.who.employer).two_confirm


def ask_for(act: Act, on: bool) -> None:
    """Ask for two from now on, or for one. It is recorded who said so."""
    employer = act.session.get_one(Employer, act.who.employer, with_for_update=True)
    if employer.two_confirm != on:
        employer.two_confirm = on
        act.record("employer.two_confirm", f"employer:{employer.id}", on=on)


def first_of(act: Act, reply: Reply, fields: Mapping[str, Standing]) -> uuid.UUID | None:
    """Who confirmed first what stands there now; None if nobody did, or it was changed since."""
    if reply.first_word_by is None or reply.first_word_on != _stands(reply, fields):
        return None
    return reply.first_word_by if asked_for(act) else None


def answered_by_others(act: Act, reply: Reply, fields: Mapping[str, Standing]) -> list[str]:
    """The answers that somebody else than the acting person gave: each wants their word."""
    if form_of(reply) is None:
        return [] if reply.attached_by == act.who.user else list(fields)
    return [name for name, each in fields.items() if each.decided_by not in (None, act.who.user)]


def is_first(act: Act, reply: Reply, fields: Mapping[str, Standing], agreed: Iterable[str]) -> bool:
    """Whether a confirmation is the first of two: then it is kept, and nothing is in force by it.

    Raises Refused, naming them, unless the person agreed to all that others answered.
    """
    left = [name for name in answered_by_others(act, reply, fields) if name not in set(agreed)]
    if left:
        raise Refused(
            "Two persons confirm here. Look at each answer that somebody else gave, and say that you agree; or correct "
            "it, with a reason.",
            code="not_agreed",
            reasons=tuple(left),
        )
    first = first_of(act, reply, fields)
    if first not in (None, act.who.user):
        return False
    if first is None:
        reply.first_word_by, reply.first_word_at = act.who.user, act.moment
        reply.first_word_on = _stands(reply, fields)
        act.record("reply.confirmed_first", reply)
    return True


def forget(reply: Reply) -> None:
    """The word is used up, or taken back."""
    reply.first_word_by = reply.first_word_at = reply.first_word_on = None


def _stands(reply: Reply, fields: Mapping[str, Standing]) -> str:
    return f"{reply.case_id} {mark_of_all(fields)}"
