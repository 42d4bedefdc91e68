"""Providers: the offices on file, one of them to look at and change, and the second person's word for its addresses."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Query, Response
from fastapi.responses import RedirectResponse
from sqlalchemy import or_, select

from api.casework import providers
from api.casework.act import Act
from api.casework.paging import CURSOR, Window, page_of
from api.casework.providers import Confirmation, NewProvider, ProviderShown
from api.identity.keys import principal_of
from api.identity.roles import Action
from api.outbox.numbers import fax_number
from api.store.tables import Channel, Provider, User
from api.web.desk.asking import Desk, doing
from api.web.desk.filled import new_once, once, said
from api.web.desk.filling import taken, written
from api.web.desk.rendering import shown
from cases.errors import BadInput, Conflict, WorkslipError

router = APIRouter(prefix="/providers", include_in_schema=False)
See = Annotated[Desk, doing(Action.SEE_PROVIDER)]
Change = Annotated[Desk, doing(Action.CHANGE_PROVIDER)]
EACH: Final = 50
FIELDS: Final = ("name", "practice", "role", "address", "phone", "fax", "email", "channel")
WAYS: Final = {Channel.FAX: "Fax", Channel.MAIL: "E-mail", Channel.PRINT: "Print and post"}
CHANGED: Final = "Somebody changed this provider meanwhile. Nothing of yours was saved; look at it again."


@dataclass(frozen=True)
class Address:
    """A fax number or e-mail address: whether a second person has confirmed it, and who can if nobody has."""

    what: Literal["fax", "email"]
    word: str
    value: str
    entered_by: str
    confirmed_by: str
    confirmed_at: object
    mine: bool
    others: list[str]


@router.get("")
def provider_list(
    at: See,
    find: Annotated[str, Query(max_length=100)] = "",
    after: Annotated[str | None, Query(pattern=CURSOR)] = None,
) -> Response:  # fmt: skip
    """The offices on file, by name if asked."""
    query = at.act.own(Provider)
    if word := find.strip():
        query = query.where(
            or_(Provider.name.icontains(word, autoescape=True), Provider.practice.icontains(word, autoescape=True))
        )
    page = page_of(at.act, query, Provider, Window(limit=EACH, after=after), ProviderShown.model_validate)
    return shown(at, "providers.html", page=page, find=find, ways=WAYS)


@router.get("/new")
def new_provider_page(at: Change) -> Response:
    """Where an office is put on file."""
    return _form(at, {}, {}, once_=new_once())


@router.post("")
def add_provider(at: Change) -> Response:
    """Put an office on file. Sent twice, it is there once."""
    key, values = once(at), said(at, *FIELDS)
    if at.act.session.scalar(at.act.own(Provider).where(Provider.id == key)) is None:
        new, faults = taken(NewProvider, values)
        if new is None:
            return _form(at, values, faults, once_=str(at.form.get("once")), status=422)
        providers.add_provider(at.act, new, name=key)
    return RedirectResponse(f"/providers/{key}", 303)


@router.get("/{provider}")
def provider_page(provider: uuid.UUID, at: See) -> Response:
    """One office: its addresses, who confirmed them, and what is on file of it."""
    return _form(at, _values(at.act.find(Provider, provider)), {}, row=at.act.find(Provider, provider))


@router.post("/{provider}")
def change_provider(provider: uuid.UUID, at: Change) -> Response:
    """Set what is on file. What somebody else changed meanwhile is not written over."""
    row = at.act.find(Provider, provider, locked=True)
    if str(at.form.get("stood", "")) != mark_of(row):
        raise Conflict(CHANGED, code="changed_meanwhile")
    values = said(at, *FIELDS)
    new, faults = taken(NewProvider, values)
    if new is None:
        return _form(at, values, faults, row=row, status=422)
    providers.change_provider(at.act, provider, new)
    return RedirectResponse(f"/providers/{provider}", 303)


@router.post("/{provider}/confirmation")
def confirm(provider: uuid.UUID, at: Annotated[Desk, doing(Action.CONFIRM_ADDRESS)]) -> Response:
    """A second person says what they read at the source: a number, or an address."""
    row = at.act.find(Provider, provider)
    word = written(Confirmation, said(at, "what", "value"))
    on_file = row.fax if word.what == "fax" else row.email
    same = _is_same(word, on_file)
    providers.confirm_address(at.act, provider, word.model_copy(update={"value": on_file}) if same else word)
    return RedirectResponse(f"/providers/{provider}", 303)


def named_offices(act: Act, keys: Iterable[uuid.UUID | None]) -> dict[uuid.UUID, Provider]:
    """Offices by their ids, for pages that list many: one query for all of them."""
    query = act.own(Provider).where(Provider.id.in_({key for key in keys if key is not None}))
    return {row.id: row for row in act.session.scalars(query)}


def addresses_of(at: Desk, row: Provider) -> list[Address]:
    """Its fax number and its e-mail address, as far as they are on file, with who stands behind them."""
    return [_address(at, row, "fax", "Fax", row.fax), _address(at, row, "email", "E-mail", row.email)]


def mark_of(row: Provider) -> str:
    """Stands for what is on file of an office."""
    return uuid.uuid5(row.id, "\n".join(_values(row).values())).hex


def _address(at: Desk, row: Provider, what: Literal["fax", "email"], word: str, value: str) -> Address:
    by, ok = getattr(row, f"{what}_entered_by"), getattr(row, f"{what}_confirmed_by")
    mine = by == at.act.who.user
    others = _who_may_confirm(at, by) if value and not ok else []
    return Address(
        what, word, value, _name(at, by), _name(at, ok), getattr(row, f"{what}_confirmed_at"), mine, others
    )  # fmt: skip


def _who_may_confirm(at: Desk, entered_by: uuid.UUID | None) -> list[str]:
    query = at.act.own(User).where(User.disabled_at.is_(None)).order_by(User.name)
    people = [each for each in at.act.session.scalars(query) if each.id != entered_by]
    return [each.name for each in people if _may_confirm(each)]


def _may_confirm(user: User) -> bool:
    try:
        return principal_of(user).sees(Action.CONFIRM_ADDRESS) is not None
    except WorkslipError:  # a role that this version does not know
        return False


def _name(at: Desk, user: uuid.UUID | None) -> str:
    found = at.act.session.scalar(select(User.name).where(User.id == user)) if user else None
    return found or ""


def _is_same(word: Confirmation, on_file: str) -> bool:
    """The same number, however it is written."""
    try:
        return word.what == "fax" and fax_number(word.value) == fax_number(on_file)
    except BadInput:
        return False


def _values(row: Provider) -> dict[str, str]:
    return {name: str(getattr(row, name) or "") for name in FIELDS}


def _form(
    at: Desk, values: dict[str, str], faults: dict[str, str], *,
    row: Provider | None = None, once_: str = "", status: int = 200,
) -> Response:  # fmt: skip
    addresses = [each for each in addresses_of(at, row) if each.value] if row else []
    return shown(
        at, "provider.html", status=status, row=row, said=values, faults=faults, once=once_, ways=WAYS,
        addresses=addresses, stood=mark_of(row) if row else "",
    )  # fmt: skip
