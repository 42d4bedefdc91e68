"""Returned forms: the queue, and the review of one: its page on the left, what is to be decided on the right.

    doubtful answers, worst first → what changes by this form → why it waits → one confirmation, and the next form

Every answer is saved by itself, at once: who is interrupted loses nothing. An answer that somebody else gave meanwhile
is not written over unseen.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final

from fastapi import APIRouter, Path, Response
from fastapi.responses import JSONResponse, RedirectResponse
from pydantic import ValidationError

from api.casework import attaching, confirming, decisions, pictures, replies, reviews, two_persons
from api.casework.attaching import Attaching
from api.casework.candidates import CandidateShown, candidates_of
from api.casework.confirming import Confirmation, Rejection, Reopening
from api.casework.decisions import OVER, Decision
from api.casework.entering import STATUS
from api.casework.in_force import in_force_on
from api.casework.readings import Standing, form_of, mark_of, mark_of_all, standing
from api.casework.reasons import Reason, reasons_of
from api.casework.replies import FieldShown, show_field
from api.casework.reviews import QueueWindow, worst_first
from api.casework.saying import asking, report_of
from api.identity.roles import Action
from api.store.tables import Case, Document, Evidence, Reply, ReplyState, User
from api.web.desk import strips
from api.web.desk.asked import Asked, Choice
from api.web.desk.asking import Desk, doing
from api.web.desk.naming import named
from api.web.desk.rendering import shown
from api.web.desk.today import WAITS
from api.web.desk.words import written_day
from api.web.downloads import picture
from cases import words
from cases.comparing import Change, compare
from cases.errors import BadInput, Conflict
from cases.restrictions import Status
from forms.fields import Field, FormMap, PageGeometry
from forms.readings import ReadingStatus, blank_of

router = APIRouter(prefix="/returns", include_in_schema=False)
See = Annotated[Desk, doing(Action.SEE_DOCUMENT)]
Decide = Annotated[Desk, doing(Action.REVIEW)]
Attach = Annotated[Desk, doing(Action.ATTACH)]
Name = Annotated[str, Path(max_length=100, pattern=r"^[a-z0-9_.-]+$")]
Picture = Annotated[str, Path(max_length=120, pattern=r"^[a-z0-9_.-]+$")]
CHANGED: Final = (
    "Somebody changed an answer since you opened this form. Nothing is in force by it yet: open it again and look."
)
CHANGES: Final = {
    "tighter": ("tighter", "Tighter"), "new": ("tighter", "Tighter, new"), "looser": ("looser", "Looser"),
    "gone": ("looser", "Ends"), "unclear": ("doubt", "Left open, stays"), "same": ("plainly", "Same"),
}  # fmt: skip


@dataclass(frozen=True)
class Second:
    """Where two persons confirm: who did first, whether that is who looks, and what others answered."""

    first: str
    mine: bool
    others: list[Asked]


@dataclass(frozen=True)
class Side:
    """A page of the form, or of a file from which somebody entered; where its picture is, and the fields on it."""

    geometry: PageGeometry
    picture: str
    fields: list[Asked]


@router.get("")
def queue(at: See) -> Response:
    """What waits for a person, worst first."""
    found = reviews.list_reviews(at.act, QueueWindow(limit=50))
    names = named(at.act, (each.case or each.proposed_case for each in found.items))
    return shown(at, "returns.html", queue=found, names=names, waits=WAITS)


@router.get("/{reply}")
def review_page(reply: uuid.UUID, at: See) -> Response:
    """One reply beside its pages."""
    row = at.act.find(Reply, reply)
    now = standing(at.act, row)
    doubts = [_asked(at, row, each, number) for number, each in enumerate(worst_first(list(now.values())), start=1)]
    groups = strips.strips_of(now, doubts)
    together = {asked.field.name for group in groups for _, asked, _ in group.boxes}
    settled = [_asked(at, row, each) for each in now.values() if not each.doubtful]
    case = row.case_id or row.proposed_case_id
    names = named(at.act, [case])
    return shown(
        at, "review.html", reply=replies.get_reply(at.act, reply), doubts=doubts, settled=settled,
        strips=groups, single=[asked for asked in doubts if asked.field.name not in together],
        sides=_sides(at, row, [*doubts, *settled]), changes=_changes(at, row), case=names.get(case) if case else None,
        asking=reasons_of(asking(row)), told=_told(row), over=row.state in OVER, waits=WAITS, form=_title(row),
        candidates=_candidates(at, row), next=_next(at, reply), restrictions=_restrictions(at, row),
        seen=mark_of_all(now), second=_second(at, row, now, settled),
    )  # fmt: skip


@router.get("/{reply}/pages/{page}")
def form_page(reply: uuid.UUID, page: Annotated[int, Path(ge=1, le=100)], at: See) -> Response:
    """A page of the form as it arrived, laid straight."""
    return picture(pictures.straight_picture(at.act, reply, page))


@router.get("/{reply}/crops/{name}")
def crop(reply: uuid.UUID, name: Picture, at: See) -> Response:
    """The picture behind an answer."""
    return picture(pictures.evidence(at.act, reply, name))


@router.post("/{reply}/fields/{name}")
def decide(reply: uuid.UUID, name: Name, at: Decide) -> Response:
    """Save one answer; the next doubt follows. A script is told how many are left."""
    row = decisions.open_reply(at.act, reply)
    now = standing(at.act, row)
    each = now.get(name)
    if each is not None and str(at.form.get("stood", "")) != mark_of(each):
        raise Conflict(_changed_by(at, each), code="changed_meanwhile")
    decision = Decision(value=_value(at, each), reason=str(at.form.get("reason", "")))
    decisions.decide(at.act, reply, name, decision)
    now = standing(at.act, row)
    left = worst_first(list(now.values()))
    if "application/json" in at.request.headers.get("accept", ""):
        return JSONResponse({"left": len(left), "stood": mark_of(now[name])})
    anchor = f"f-{left[0].name}" if left else "outcome"
    return RedirectResponse(f"/returns/{reply}#{anchor}", 303)


@router.post("/{reply}/strips")
def decide_strip(reply: uuid.UUID, at: Decide) -> Response:
    """Save the answers of a strip: what a person chose, and what they say is as shown."""
    row = decisions.open_reply(at.act, reply)
    now = standing(at.act, row)
    names = [str(name) for name in at.form.getlist("box")]
    for each in (now[name] for name in names if name in now):
        if str(at.form.get(f"stood-{each.name}", "")) != mark_of(each):
            raise Conflict(_changed_by(at, each), code="changed_meanwhile")
    decisions.decide_together(at.act, reply, strips.answers(now, names, at.form))
    left = worst_first(list(standing(at.act, row).values()))
    if "application/json" in at.request.headers.get("accept", ""):
        return JSONResponse({"left": len(left)})
    return RedirectResponse(f"/returns/{reply}#{'doubts-h' if left else 'outcome'}", 303)


@router.post("/{reply}/confirmation")
def confirm(reply: uuid.UUID, at: Decide) -> Response:
    """Put in force what the person has seen, and go on to the next form. Said twice, it counts once."""
    row = at.act.find(Reply, reply, locked=True)
    if row.state is not ReplyState.CONFIRMED:
        if str(at.form.get("seen", "")) != mark_of_all(standing(at.act, row)):
            raise Conflict(CHANGED, code="changed_meanwhile")
        codes = [str(each) for each in at.form.getlist("acknowledged")]
        agreed = [str(each) for each in at.form.getlist("agreed")]
        note = str(at.form.get("note", ""))
        confirming.confirm(at.act, reply, Confirmation(acknowledged=codes, agreed=agreed, note=note))
    following = _next(at, reply)
    return RedirectResponse(following or f"/cases/{row.case_id}", 303)


@router.post("/{reply}/rejection")
def reject(reply: uuid.UUID, at: Decide) -> Response:
    """It does not count."""
    confirming.reject(at.act, reply, _written(Rejection, reason=str(at.form.get("reason", ""))))
    return RedirectResponse(_next(at, reply) or "/returns", 303)


@router.post("/{reply}/reopening")
def reopen(reply: uuid.UUID, at: Decide) -> Response:
    """Take a confirmation back."""
    confirming.reopen(at.act, reply, _written(Reopening, reason=str(at.form.get("reason", ""))))
    return RedirectResponse(f"/returns/{reply}", 303)


@router.post("/{reply}/attachment")
def attach(reply: uuid.UUID, at: Attach) -> Response:
    """Say whose it is."""
    born, note = at.form.get("birth_date") or None, str(at.form.get("note", ""))
    attaching.attach(at.act, reply, _written(Attaching, case=at.form.get("case"), birth_date=born, note=note))
    return RedirectResponse(f"/returns/{reply}", 303)


def _written(kind: type, **said: object):  # type: ignore[no-untyped-def] # noqa: ANN202 - of that kind
    """What a form says, as the casework takes it. Raises BadInput with a sentence."""
    try:
        return kind.model_validate(said)  # type: ignore[attr-defined]
    except ValidationError as no:
        where = str(no.errors()[0]["loc"][0]).replace("_", " ")
        raise BadInput(f"The {where} is missing, or cannot be used as it is written.", code="bad_field") from None


# ---- what the page shows ---------------------------------------------------------------------------------------------


def _asked(at: Desk, reply: Reply, each: Standing, number: int | None = None) -> Asked:
    field = show_field(each)
    by = at.act.session.get_one(User, each.decided_by).name if each.decided_by else ""
    return Asked(
        field, _title_of(reply, each, field), mark_of(each), _choices(each.field), number,
        _blank_of(at, reply, field), by, _says(each.field, field),
    )  # fmt: skip


def _title_of(reply: Reply, each: Standing, field: FieldShown) -> str:
    """What is printed beside it; the whole sentence where a form prints the same beside several ("Other")."""
    if each.field is None:
        return "Work status" if each.name == STATUS else f"Restriction {each.name.removeprefix('entered_')}"
    form = form_of(reply)
    alike = [other for other in form.fields if other.label == field.label] if form else []
    return each.field.tip if each.field and len(alike) > 1 else field.label


def _choices(field: Field | None) -> list[Choice]:
    """The answers to choose from: none for what is typed."""
    if field is None:
        return []
    if field.kind == "check":
        return [Choice("true", "Marked"), Choice("false", "Not marked")]
    if field.kind == "signature":
        return [Choice("true", "Signed"), Choice("false", "Not signed")]
    if field.kind == "radio":
        return [*(Choice(each.value, each.label) for each in field.options), Choice("", "None of them")]
    return []


def _says(field: Field | None, shown_: FieldShown) -> str:
    """An answer in words."""
    value = shown_.value
    if shown_.status is ReadingStatus.MISSING:
        return "did not arrive"
    if field is not None and field.kind == "radio":
        return next((each.label for each in field.options if each.value == value), "none")
    if shown_.kind == "date" and isinstance(value, str):
        return written_day(date.fromisoformat(value))
    if isinstance(value, bool):
        return ("" if value else "not ") + ("signed" if shown_.kind == "signature" else "marked")
    if field is None and value in set(Status):
        return str(value).replace("_", " ")
    return "nothing written" if value is None else words.number(value) if isinstance(value, float) else str(value)


def _value(at: Desk, each: Standing | None) -> bool | str | None:
    """What the form says for a field. An answer that was not given is asked for, never guessed."""
    said = at.form.get("value")
    kind = each.field.kind if each and each.field else "text"
    if kind in ("check", "signature", "radio"):
        if said is None:
            raise BadInput("Choose an answer.", code="no_answer")
        return said == "true" if kind != "radio" else str(said) or None
    if at.form.get("empty"):
        return None
    if not str(said or "").strip():
        raise BadInput("Type what is written there, or say that nothing is.", code="no_answer")
    return str(said)


def _changed_by(at: Desk, each: Standing) -> str:
    who = at.act.session.get_one(User, each.decided_by).name if each.decided_by else "Somebody"
    return f"{who} answered this meanwhile. Your answer is not saved; open the form again and look at both."


def _blank_of(at: Desk, reply: Reply, field: FieldShown) -> str | None:
    """The crop of the blank beside that of the page, if there is one."""
    if field.evidence is None or field.status is not ReadingStatus.REVIEW:
        return None
    name = blank_of(field.evidence)
    query = at.act.own(Evidence).where(Evidence.reply_id == reply.id, Evidence.name == name)
    return name if at.act.session.scalar(query) else None


def _sides(at: Desk, reply: Reply, fields: list[Asked]) -> list[Side]:
    """The pages of which something was read, with what was read on each: laid straight, or as they came where a person
    entered what they say."""
    form = form_of(reply)
    if form is None:
        sizes = pictures.page_sizes(at.act, at.act.find(Document, reply.document_id), reply.pages)
        pages = [PageGeometry(number=page, width=size[0], height=size[1]) for page, size in sizes.items()]
        places = f"/documents/{reply.document_id}/pages"
    else:
        pages, places = list(form.pages), f"/returns/{reply.id}/pages"
    came = [each for each in fields if each.field.status is not ReadingStatus.MISSING]
    sides = [
        Side(page, f"{places}/{page.number}", [each for each in came if each.field.page == page.number])
        for page in pages
    ]
    return [side for side in sides if side.fields]


def _second(at: Desk, reply: Reply, now: dict[str, Standing], settled: list[Asked]) -> Second | None:
    """What the confirmation of one of two persons needs; None where one is enough."""
    if not two_persons.asked_for(at.act):
        return None
    first = two_persons.first_of(at.act, reply, now)
    others = set(two_persons.answered_by_others(at.act, reply, now))
    name = at.act.session.get_one(User, first).name if first else ""
    return Second(name, first == at.act.who.user, [asked for asked in settled if asked.field.name in others])


def _changes(at: Desk, reply: Reply) -> list[tuple[Change, str, str]]:
    """What this form would change against what is in force, what is tighter first; nothing without a case."""
    case = reply.case_id or reply.proposed_case_id
    if case is None:
        return []
    held = in_force_on(at.act, at.act.find(Case, case), at.act.today)
    report, order = report_of(at.act, reply), list(CHANGES)
    others = [voice.report for voice in held.voices if voice.report.document != str(reply.id)]
    found = [change for other in others for change in compare(other, report) if change.kind != "same"]
    return [(each, *CHANGES[each.kind]) for each in sorted(found, key=lambda each: order.index(each.kind))]


def _restrictions(at: Desk, reply: Reply) -> list[str]:
    """What the form says, in words."""
    return [words.restriction(each) for each in report_of(at.act, reply).restrictions]


def _told(reply: Reply) -> list[Reason]:
    """Reasons that only tell something."""
    return reasons_of(code for code in reply.reasons if code not in asking(reply))


def _title(reply: Reply) -> str:
    form: FormMap | None = form_of(reply)
    return form.title if form else "Entered by hand"


def _candidates(at: Desk, reply: Reply) -> list[CandidateShown]:
    return candidates_of(at.act, reply, standing(at.act, reply)) if reply.case_id is None else []


def _next(at: Desk, reply: uuid.UUID) -> str | None:
    """The next form of the queue behind this one."""
    found = reviews.next_review(at.act, reply)
    return f"/returns/{found}" if found else None
