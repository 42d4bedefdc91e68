"""What a doctor's office sees behind its link: the form that is asked for, to fill in on screen or to send as a file.

Nobody signs in here: the link is all it takes, and all it opens is one form, headed as the paper was. Looking costs
nothing, since mail scanners look at every link; what comes in ends it. The secret is in the path alone: the log has the
route's template, and no page passes it on (Referrer-Policy).
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile

from api.casework import office_links
from api.casework.office_links import Asked, LinkEnded
from api.intake.receive import MEGABYTE
from api.store.opening import Store
from api.web.asking import store_of
from api.web.desk import office_form, tries
from api.web.desk.rendering import plain
from api.web.downloads import attachment
from cases.errors import BadInput

router = APIRouter(prefix="/office/{secret}", include_in_schema=False)
Opened = Annotated[Store, Depends(store_of)]
PRIVATE: Final = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow, noarchive"}
TITLES: Final = {
    "unknown_link": (404, "There is no such link"),
    "link_used": (410, "The form has come"),
    "link_expired": (410, "This link has expired"),
    "link_revoked": (410, "This link was taken back"),
}


class TooOften(Exception):
    """Somebody at this address asks again and again."""


def paced(request: Request) -> None:
    """Raise TooOften for who guesses, or sends again and again."""
    if not tries.may_use_link(request):
        raise TooOften


async def living(secret: str, request: Request, store: Opened) -> Asked:
    """What the link asks for, before anything that was sent is read. Raises LinkEnded and TooOften."""
    paced(request)
    return await run_in_threadpool(office_links.look, store, secret)


Living = Annotated[Asked, Depends(living)]


async def sent(request: Request, _: Living) -> AsyncIterator[FormData]:
    """What an office sent by a living link."""
    async with request.form(max_files=1, max_fields=400) as form:
        yield form


Sent = Annotated[FormData, Depends(sent)]


@router.get("")
def office_page(secret: str, asked: Living) -> Response:
    """Who asks, and for which form: nothing about the patient yet."""
    return _page("office.html", secret=secret, asked=asked, zone=asked.zone, said="")


@router.get("/form")
def form_page(secret: str, asked: Living) -> Response:
    """The form, to fill in on screen."""
    return _form(secret, asked, {}, {})


@router.post("/form")
def fill(secret: str, asked: Living, form: Sent, store: Opened) -> Response:
    """Send it: read, reviewed and kept like every returned form."""
    given = {name: said for name, said in form.multi_items() if isinstance(said, str)}
    answers, wrong = office_form.answers_of(asked.edition.map, given)
    if wrong:
        return _form(secret, asked, given, wrong, status=422)
    try:
        office_links.answer(store, secret, answers, given["signer"].strip())
    except BadInput as no:
        return _form(
            secret, asked, given, {office_form.named_in(asked.edition.map, no.message): no.message}, status=422
        )
    return _page("office_thanks.html", asked=asked, on_screen=True)


@router.post("/file")
def upload(secret: str, asked: Living, form: Sent, store: Opened) -> Response:
    """Take the filled form as a file."""
    file, most = form.get("file"), store.settings.max_file * MEGABYTE
    content = file.file.read(most + 1) if isinstance(file, UploadFile) else b""
    try:
        if not content:
            raise BadInput("Choose the file first; this one is empty, or none was chosen.", code="no_file")
        office_links.hand_in(store, secret, content)
    except BadInput as no:
        return _page("office.html", status=422, secret=secret, asked=asked, zone=asked.zone, said=no.message)
    return _page("office_thanks.html", asked=asked, on_screen=False)


@router.get("/paper")
def office_paper(asked: Living) -> Response:
    """The form as it was sent, to print and fill in by hand."""
    answer = attachment(asked.headed, "application/pdf", "form.pdf")
    answer.headers.update(PRIVATE)
    return answer


async def ended(_: Request, error: Exception) -> Response:
    """The page of a link that opens nothing."""
    assert isinstance(error, LinkEnded)
    status, title = TITLES[error.code]
    return _page("office_ended.html", status=status, title=title, said=error.message, owner=error.owner)


async def too_often(_: Request, __: Exception) -> Response:
    """The page of who asks too often."""
    said = f"{tries.TOO_OFTEN} The link holds as long as it did before."
    return _page("office_ended.html", status=429, title="Too many tries", said=said, owner=None)


def _form(secret: str, asked: Asked, given: dict[str, str], wrong: dict[str, str], *, status: int = 200) -> Response:
    form, facts = asked.edition.map, asked.heading
    return _page(
        "office_form.html", status=status, secret=secret, asked=asked, parts=office_form.parts_of(form), given=given,
        wrong=wrong, heading=[(each.label, facts[each.name]) for each in form.fields if facts.get(each.name)],
    )  # fmt: skip


def _page(template: str, *, status: int = 200, **values: object) -> Response:
    answer = plain(template, status=status, **values)
    answer.headers.update(PRIVATE)
    return answer
