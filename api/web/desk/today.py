"""Today: what needs a person now, in the order in which it does; counts that lead there; nothing else.

    returned forms, worst first → pages that belong nowhere → clocks that are late, due today, due soon → failed sends

Who may not see one of these has a page without it.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from fastapi import APIRouter, Response

from api.casework import clocks, reviews, sending, tray
from api.casework.clocks import TaskShown, TaskWindow
from api.casework.paging import Page, Window
from api.casework.reviews import QueueWindow, ReviewShown
from api.casework.sending import OutgoingShown
from api.identity.roles import Action
from api.store.tables import ReplyState, SendState
from api.web.desk.asking import Anybody, Desk
from api.web.desk.naming import named
from api.web.desk.rendering import shown
from api.web.desk.words import counted

router = APIRouter(include_in_schema=False)
SOON: Final = timedelta(days=7)
MOST: Final = 200  # tasks that a page shows; what is due first comes first
WAITS: Final = {
    ReplyState.QUARANTINE: ("stop", "Held back", "What the office wrote names somebody else."),
    ReplyState.IDENTITY: ("doubt", "Whose is it?", "The birth date on the page is to be read by a person."),
    ReplyState.UNPLACED: ("doubt", "Whose is it?", "No case is known for it."),
    ReplyState.REVIEW: ("doubt", "To review", ""),
    ReplyState.READY: ("ok", "To confirm", "Nothing in it is in doubt."),
}
SECOND: Final = {  # where two persons confirm and one has: by whether that is who looks
    True: ("wait", "Waits for another", "You have confirmed it; another person has to."),
    False: ("doubt", "Second word", "One person has confirmed it; another has to."),
}
_PLACES: Final = {"document": "/documents/{}", "mail": "/tray/mail/{}"}
UNSENT: Final = {
    SendState.FAILED: ("stop", "Not sent", "The channel refused it. Look at the number or the address."),
    SendState.UNKNOWN: ("doubt", "Nobody knows", "It may have arrived. Find out, then say so."),
}


@dataclass(frozen=True)
class Line:
    """One thing to do. `kind` and `word` are its state, `due` the moment if it has one."""

    what: str
    href: str
    why: str
    kind: str
    word: str
    case: uuid.UUID | None = None
    due: datetime | None = None


@dataclass(frozen=True)
class Group:
    """Things of one kind, under one heading. `more` are those that are not shown, None if nobody has counted them."""

    key: str
    title: str
    lines: list[Line] = field(default_factory=list)
    more: int | None = 0
    rest: str = ""

    @property
    def count(self) -> str:
        """How many there are, or at least are."""
        return f"{len(self.lines)}+" if self.more is None else str(len(self.lines) + self.more)


@router.get("/")
def today(at: Anybody) -> Response:
    """What needs this person now."""
    groups = [group for group in _groups(at) if group.lines]
    names = named(at.act, (line.case for group in groups for line in group.lines))
    queue = next(
        (line.href for group in groups if group.key == "returns" for line in group.lines if line.kind != "wait"), None
    )
    return shown(at, "today.html", groups=groups, names=names, next_review=queue)


def _groups(at: Desk) -> list[Group]:
    found: list[Group] = []
    if at.may(Action.SEE_DOCUMENT):
        found += [_returns(at), _tray(at)]
    if at.may(Action.SEE_CLOCKS):
        found += _clocks(at)
    if at.may(Action.SEE_OUTBOX):
        found.append(_unsent(at))
    return found


def _returns(at: Desk) -> Group:
    queue = reviews.list_reviews(at.act, QueueWindow(limit=20))
    lines = [_review(each, at.act.who.user) for each in queue.items]
    return Group("returns", "Returned forms", lines, queue.waiting - len(lines), "/returns")


def _review(each: ReviewShown, me: uuid.UUID) -> Line:
    kind, word, why = WAITS[each.state] if each.first_by is None else SECOND[each.first_by == me]
    doubts = counted(len(each.doubtful), "doubt")
    if each.doubtful and each.state is ReplyState.REVIEW:
        word = doubts
    why = " ".join(filter(None, (
        why, f"{doubts}." if each.doubtful and each.state is not ReplyState.REVIEW else "",
        "Limits may be tighter than those in force: no new offer until it is settled." if each.may_tighten else "",
    )))  # fmt: skip
    case = each.case or each.proposed_case
    return Line("Review the returned form", f"/returns/{each.reply}", why, kind, word, case, each.received_at)


def _tray(at: Desk) -> Group:
    page = tray.list_tray(at.act, Window(limit=20))
    lines = [_loose(each) for each in page.items]
    return Group("tray", "Pages without a place", lines, _more(page), "/tray")


def _more(page: Page[Any]) -> int | None:
    return None if page.next else 0


def _loose(each: tray.TrayItem) -> Line:
    href = _PLACES[each.kind].format(each.id)
    return Line("Place what came in", href, _why(each), "doubt", "No place", due=each.received_at)


def _why(each: tray.TrayItem) -> str:
    pages = counted(len(each.pages), "page") + "." if each.pages else ""
    return " ".join(filter(None, (pages, *(reason.sentence for reason in each.reasons))))


def _clocks(at: Desk) -> list[Group]:
    page = clocks.list_tasks(at.act, TaskWindow(limit=MOST))
    tasks = page.items
    zone = at.zone
    day = at.act.moment.astimezone(zone).date()
    late = [t for t in tasks if t.late]
    due_today = [t for t in tasks if not t.late and t.due_at.astimezone(zone).date() == day]
    soon = [t for t in tasks if t not in late and t not in due_today and t.due_at <= at.act.moment + SOON]
    return [
        Group("late", "Late", [_task(t, "late", "Late") for t in late], _more(page)),
        Group("due", "Due today", [_task(t, "doubt", "Today") for t in due_today], _more(page)),
        Group("soon", "Due within a week", [_task(t, "wait", "Coming") for t in soon], _more(page)),
    ]


def _task(task: TaskShown, kind: str, word: str) -> Line:
    href, why = f"/cases/{task.case}#clocks", f"From {task.source}."
    return Line(task.task, href, why, kind, word, task.case, task.due_at)


def _unsent(at: Desk) -> Group:
    pages = [sending.list_outgoing(at.act, Window(limit=50), state) for state in UNSENT]
    lines = [_delivery(each) for page in pages for each in page.items]
    return Group("unsent", "Not sent", lines, None if any(page.next for page in pages) else 0)


def _delivery(each: OutgoingShown) -> Line:
    kind, word, why = UNSENT[each.state]
    return Line("Find out what became of it", f"/outbox/{each.id}", why, kind, word, due=each.made_at)
