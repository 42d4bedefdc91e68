"""Settings of the employer: its address, who writes its letters, its clocks and its rules of assignment.

    what is on file → flat values → a form → flat values → what will be on file

The form carries a digest of the values it was made from (`stood`). If somebody else changed them meanwhile nothing is
saved: the page comes back with everything that was typed, and beside each difference what stands there now.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Annotated, Any, Final

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from api.casework import clock_settings, house
from api.casework.act import Act
from api.casework.clock_settings import ClockSettingsShown, NewClockSettings, WantedProfile
from api.casework.house import House
from api.casework.packets import Sender
from api.identity.roles import Action
from api.web.desk.asking import Desk, doing
from api.web.desk.filled import file_in
from api.web.desk.rendering import shown
from api.web.downloads import picture
from cases.clocks import Setting
from cases.clocks.rule import AnyRule
from cases.clocks.rules import RULES
from cases.errors import BadInput, NotFound, Refused
from cases.programs.policies import SOURCES, Policies

router = APIRouter(prefix="/settings", include_in_schema=False)
Change = Annotated[Desk, doing(Action.SET_CLOCKS)]
Letters = Annotated[Desk, doing(Action.CHANGE_HOUSE)]
Values = dict[str, str]
ON: Final = "yes"
DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
ZONES: Final = (
    "America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles",
    "America/Anchorage", "Pacific/Honolulu", "America/Puerto_Rico",
)  # fmt: skip
POLICIES: Final = {
    "no_overtime": "No overtime during modified duty",
    "base_rate_weeks": "Weeks of modified duty after which human resources decides the rate of pay",
    "non_work_weeks": "Weeks of modified duty at most if the cause is not the work",
    "work_related_first": "Who was hurt at work comes first",
    "no_bidding": "Nobody on modified duty bids on posted jobs",
    "shown_restricted": "The assignment is shown as restricted duty",
    "wage_kept": "The wage before the injury is kept, with its general increases",
}
NUMBERS: Final = ("base_rate_weeks", "non_work_weeks")
SENDER: Final = {
    "signer_name": "Signed by", "signer_title": "Title", "contact_name": "Contact",
    "contact_phone": "Contact’s telephone", "contact_fax": "Contact’s fax", "contact_email": "Contact’s e-mail",
    "carrier_name": "Insurance carrier", "carrier_address": "Carrier’s address",
}  # fmt: skip


@router.get("")
def settings_page(at: Change) -> Response:
    """The settings as they stand."""
    return _page(at, now := values_of(at.act), now)


@router.post("")
def save(at: Change) -> Response:
    """Save them all, or nothing: what is wrong or was changed meanwhile is told beside what was typed."""
    typed = {name: said for name, said in at.form.items() if isinstance(said, str) and name not in ("token", "stood")}
    house.get_house(at.act, locked=True)
    now = values_of(at.act)
    if at.form.get("stood") != digest(now):
        return _page(at, typed, now, status=409, stale=True)
    try:
        new, own = wanted(typed, clock_settings.get_settings(at.act))
    except (ValidationError, BadInput) as no:
        return _page(at, typed, now, status=422, wrong=_sentences(no))
    try:
        clock_settings.set_settings(at.act, new)
    except Refused as no:
        return _page(at, typed, now, status=422, wrong={"": no.message})
    house.set_house(at.act, own)
    return RedirectResponse("/settings?saved=1", 303)


@router.get("/logo")
def logo(at: Letters) -> Response:
    """The logo above our letters."""
    png = house.get_logo(at.act)
    if png is None:
        raise NotFound("There is no logo on file.")
    return picture(png)


@router.post("/logo")
def change_logo(at: Letters) -> Response:
    """Put another one there; a file that is no picture is told on the page."""
    try:
        house.set_logo(at.act, file_in(at, "logo"))
    except BadInput as no:
        return _page(at, now := values_of(at.act), now, status=422, bad_logo=no.message)
    return RedirectResponse("/settings?saved=1#logo", 303)


@router.post("/logo/none")
def no_logo(at: Letters) -> Response:
    """Letters without a logo again."""
    house.set_logo(at.act, None)
    return RedirectResponse("/settings?saved=1#logo", 303)


def values_of(act: Act) -> Values:
    """What is on file as a form has it: a text for each field; a box that is not ticked is not there."""
    found, own = clock_settings.get_settings(act), house.get_house(act)
    values = {"address": own.address, "phone": own.phone, "fax": own.fax, "zone": found.profile.zone}
    values |= {f"workday.{day}": ON for day in found.profile.workdays}
    for name, said in found.policies.model_dump().items():
        values |= {f"policy.{name}": _text(said)} if name in NUMBERS or said else {}
    said_by = found.sender.model_dump(mode="json") if found.sender else {}
    values |= {f"sender.{name}": said_by.get(name) or "" for name in SENDER}
    for name, rule in RULES.items():
        values |= _rule_values(rule, found.profile.rules.get(name, Setting()))
    return {name: said.replace("\r\n", "\n") for name, said in values.items()}


def wanted(typed: Mapping[str, str], before: ClockSettingsShown) -> tuple[NewClockSettings, House]:
    """What the form asks for. Raises ValidationError or BadInput for what is none."""
    said = {name: text.replace("\r\n", "\n").strip() for name, text in typed.items()}
    rules = {name: _setting(rule, said, before.profile.rules.get(name, Setting())) for name, rule in RULES.items()}
    profile = {
        "zone": said.get("zone", ""),
        "workdays": [day for day in range(7) if f"workday.{day}" in said],
        "rules": {name: setting for name, setting in rules.items() if setting != Setting()},
    }
    policies = {
        name: _number(said, f"policy.{name}") if name in NUMBERS else f"policy.{name}" in said for name in POLICIES
    }
    sender = {name: text for name in SENDER if (text := said.get(f"sender.{name}", ""))}
    if sender and "carrier_name" not in sender:
        raise BadInput("Letters name the insurance carrier: fill it in.", code="sender.carrier_name")
    kept = before.sender.model_dump(include={"letter_date"}) if before.sender else {}
    new = NewClockSettings(
        revision=before.revision, profile=WantedProfile.model_validate(profile),
        policies=Policies.model_validate(policies), sender=Sender.model_validate(kept | sender) if sender else None,
    )  # fmt: skip
    return new, House(**{name: said.get(name, "") for name in ("address", "phone", "fax")})


def digest(values: Mapping[str, str]) -> str:
    """What a form was made from."""
    return hashlib.sha256(json.dumps(dict(values), sort_keys=True).encode()).hexdigest()


def unit_of(rule: AnyRule, setting: Setting) -> str:
    """Whether a rule counts hours or days for this employer; nothing if it ends with a day that is known."""
    if rule.shape == "until":
        return ""
    return "hours" if setting.hours is not None or (setting.days is None and rule.days is None) else "days"


def _rule_values(rule: AnyRule, setting: Setting) -> Values:
    values = {f"rule.{rule.id}.on": ON} if (rule.on if setting.on is None else setting.on) else {}
    for name in (unit_of(rule, setting), "lead"):
        if name:
            chosen = getattr(setting, name)
            values[f"rule.{rule.id}.{name}"] = _text(getattr(rule, name) if chosen is None else chosen)
    return values


def _setting(rule: AnyRule, said: Mapping[str, str], before: Setting) -> Setting:
    """What differs from the table; an empty number is the table's."""
    ticked, changed = f"rule.{rule.id}.on" in said, dict[str, Any]()
    for name in (unit_of(rule, before), "lead"):
        if name:
            number = _number(said, f"rule.{rule.id}.{name}")
            changed[name] = None if number == getattr(rule, name) else number
    return Setting.model_validate(
        before.model_dump() | changed | {"on": None if ticked == rule.on else ticked}
    )  # fmt: skip


def _number(said: Mapping[str, str], name: str) -> float | None:
    text = said.get(name, "")
    if not text:
        return None
    try:
        return float(text) if float(text) % 1 else int(float(text))
    except (ValueError, OverflowError):
        raise BadInput(f"“{text[:20]}” is not a number.", code=name) from None


def _text(said: float | None) -> str:
    return "" if said is None else f"{said:g}"


def _sentences(no: ValidationError | BadInput) -> dict[str, str]:
    """What is wrong, by the field it is in where that is known."""
    if isinstance(no, BadInput):
        return {no.code or "": no.message}
    found = {}
    for each in no.errors(include_input=False, include_url=False):
        where = ".".join(str(part) for part in each["loc"])
        name = next((known for known in (f"policy.{where}", f"sender.{where}", where) if known in _FIELDS), "")
        found[name] = each["msg"].removeprefix("Value error, ").rstrip(".") + "."
    return found


_FIELDS: Final = {
    "address", "phone", "fax", "zone", *(f"policy.{name}" for name in POLICIES), *(f"sender.{name}" for name in SENDER),
}  # fmt: skip


def _page(
    at: Desk,
    values: Values,
    now: Values,
    *,
    status: int = 200,
    stale: bool = False,
    wrong: dict[str, str] | None = None,
    bad_logo: str = "",
) -> Response:
    found, own = clock_settings.get_settings(at.act), house.get_house(at.act)
    theirs = {name for name in {*values, *now} if values.get(name, "") != now.get(name, "")} if stale else set()
    units = {name: unit_of(rule, found.profile.rules.get(name, Setting())) for name, rule in RULES.items()}
    return shown(
        at, "settings.html", status=status, values=values, now_filed=now, theirs=theirs, stale=stale, wrong=wrong or {},
        stood=digest(now), rules=list(RULES.values()), units=units, days=DAYS, policies=POLICIES, numbers=NUMBERS,
        sources=SOURCES, sender=SENDER, saved="saved" in at.request.query_params, company=own.name,
        zones=ZONES if now["zone"] in ZONES else (now["zone"], *ZONES),
        second_person=at.act.store.settings.mailing_second_person, bad_logo=bad_logo,
        logo=own.logo, largest=house.MOST // 2**20,
    )  # fmt: skip
