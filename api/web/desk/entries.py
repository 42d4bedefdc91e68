"""Enter by hand what any page of a received file says: the page on the left, a form of restrictions on the right.

    whose page it is → the box and the words of each restriction → what it says about work → one entry, to be confirmed

All that was written stays in the form until it is saved: another page, another row and every error are the same form
again. What is entered waits in the review like a form that was read.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Annotated, Final

from fastapi import APIRouter, Query, Response
from fastapi.responses import RedirectResponse
from sqlalchemy import or_

from api.casework import documents, entering, pictures
from api.casework.act import RecordedRefusal
from api.casework.documents import DocumentFilter, DocumentShown
from api.casework.entering import Entry
from api.identity.roles import Action
from api.store.tables import Case, Document, DocumentState, Worker
from api.web.desk import entry_form
from api.web.desk.asking import Desk, doing
from api.web.desk.entry_form import Draft
from api.web.desk.naming import Named, named
from api.web.desk.papers import STATES
from api.web.desk.rendering import shown
from cases.errors import BadInput, NotFound, WorkslipError

router = APIRouter(include_in_schema=False)
See = Annotated[Desk, doing(Action.SEE_DOCUMENT)]
Enter = Annotated[Desk, doing(Action.REVIEW)]
PageNumber = Annotated[int, Query(ge=1, le=1000)]
FILES: Final = 50  # files to choose from
CASES: Final = 12  # cases that a search shows
MEANWHILE: Final = (
    "Somebody entered pages of this file since you opened it. Yours is not entered yet: look at what is there, and "
    "enter it again if it says something else."
)


@router.get("/entry")
def files(at: See, case: uuid.UUID | None = None) -> Response:
    """From which file: those with pages without a place first."""
    loose = documents.list_documents(at.act, DocumentFilter(waiting=True, limit=FILES)).items
    known = {each.id for each in loose}
    rest = documents.list_documents(at.act, DocumentFilter(state=DocumentState.DONE, limit=FILES)).items
    if case is not None:
        at.act.find(Case, case)
    names = named(at.act, [case])
    return shown(
        at, "entry_files.html", loose=loose, rest=[each for each in rest if each.id not in known], states=STATES,
        case=names.get(case) if case else None,
    )  # fmt: skip


@router.get("/documents/{document}/entry")
def entry_page(
    document: uuid.UUID,
    at: Enter,
    page: PageNumber = 1,
    case: uuid.UUID | None = None,
    find: Annotated[str, Query(max_length=100)] = "",
) -> Response:
    """A page of a file beside the form; first, whose it is."""
    found = documents.get_document(at.act, document)
    if case is not None:
        at.act.find(Case, case)
        return _form(at, found, Draft({"case": str(case)}), page)
    return shown(
        at, "entry_case.html", document=found, page=page, find=find, cases=_cases(at, find), pages=_pages(found),
        sheet=_sheet(at, document, page),
    )  # fmt: skip


@router.post("/documents/{document}/entry")
def enter(document: uuid.UUID, at: Enter) -> Response:
    """Enter it; or show another page, add a row, say what is wrong: the same form again, with all that was written."""
    row = at.act.find(Document, document, locked=True)  # who enters from the same file waits, and then sees this
    found = documents.get_document(at.act, document)
    said = {name: value for name, value in at.form.multi_items() if isinstance(value, str)}
    draft, page = Draft(said), _number(said.get("show") or said.get("shown", ""))
    if said.get("show"):
        return _form(at, found, draft, page)
    if said.get("add"):
        return _form(at, found, Draft(said | {"rows": str(len(draft.rows) + 1)}), page)
    case, form = _case_of(at, said), _uuid(said.get("form", "")) or uuid.uuid4()
    try:
        entry = draft.entry(case, pictures.page_sizes(at.act, row, draft.pages))
        if entry is None:
            return _form(at, found, draft, page, status=422)
        before = entering.entered_before(at.act, document, entry, form)
        if before is None and said.get("stood") != _stood(found):
            return _form(at, found, draft, page, status=409, said=MEANWHILE)
        return _saved(at, document, entry, form)
    except WorkslipError as no:
        if isinstance(no, RecordedRefusal):  # what was begun is undone; that it was refused is kept with this page
            no.afterwards(at.act)
        return _form(at, found, draft, page, status=422, said=no.message)


def _saved(at: Desk, document: uuid.UUID, entry: Entry, form: uuid.UUID) -> Response:
    with at.act.session.begin_nested():
        reply = entering.enter(at.act, document, entry, form=form)
    left = documents.get_document(at.act, document)
    placed = {page for each in left.replies for page in each.pages}
    if left.ended_at and not left.settled_at and left.unplaced_pages and placed.issuperset(left.unplaced_pages):
        documents.settle(at.act, document)
    return RedirectResponse(f"/returns/{reply.id}", 303)


def _form(at: Desk, document: DocumentShown, draft: Draft, page: int, *, status: int = 200, said: str = "") -> Response:
    case = _case_of(at, draft.said)
    try:
        sheet = _sheet(at, document.id, page)
    except NotFound:
        page, sheet, said = 1, _sheet(at, document.id, 1), said or f"The file has no page {page}."
    entered = [each for each in document.replies if each.form is None]
    return shown(
        at, "entry.html", status=status, document=document, draft=draft, page=page, pages=_pages(document),
        case=named(at.act, [case])[case], sheet=sheet, kinds=entry_form.activities(),
        how=entry_form.HOW, sides=entry_form.SIDES, states=entry_form.STATES, signed=entry_form.SIGNED,
        dates=entry_form.DATES, figures=entry_form.FIGURES, edges=entry_form.EDGES, said=said, entered=entered,
        form=draft["form"] or str(uuid.uuid4()), stood=_stood(document),
    )  # fmt: skip


def _sheet(at: Desk, document: uuid.UUID, page: int) -> tuple[float, float]:
    """How large the page is, in points."""
    return pictures.page_sizes(at.act, at.act.find(Document, document), [page])[page]


def _number(said: str) -> int:
    """A page's number as a form has it; the first where it has none."""
    return int(said) if said.isascii() and said.isdigit() and len(said) < 5 else 1


def _pages(document: DocumentShown) -> Sequence[int]:
    """The pages of a file of which we know; its first if it could not be read."""
    known = {1, *document.unplaced_pages, *(page for each in document.replies for page in each.pages)}
    return sorted(known)


def _cases(at: Desk, find: str) -> list[Named]:
    """Open cases by name or claim number, the newest first."""
    query = at.act.own(Case).join(Worker, Worker.id == Case.worker_id)
    if word := find.strip():
        query = query.where(
            or_(Worker.name.icontains(word, autoescape=True), Case.claim_number.icontains(word, autoescape=True))
        )
    rows = at.act.session.scalars(query.order_by(Case.created_at.desc(), Case.id.desc()).limit(CASES))
    keys = [row.id for row in rows]
    names = named(at.act, keys)
    return [names[key] for key in keys]


def _case_of(at: Desk, said: Mapping[str, str]) -> uuid.UUID:
    key = _uuid(said.get("case", ""))
    if key is None:
        raise BadInput("Choose first whose page it is; nothing was entered.", code="no_case")
    return at.act.find(Case, key).id


def _uuid(said: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(said)
    except ValueError:
        return None


def _stood(document: DocumentShown) -> str:
    """Stands for what was found in a file when its form was shown."""
    return str(len(document.replies))
