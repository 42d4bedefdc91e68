"""The employer's settings at the desk: saved together, never over somebody else's change, and nothing typed is lost."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.casework.clock_settings import ClockSettingsShown
from api.identity.roles import Role
from api.store.tables import Employer
from api.web.desk import settings
from cases.clocks import Profile, Setting
from cases.clocks.rules import RULES
from cases.programs.policies import Policies
from tests.api.conftest import OURS

FIELD = re.compile(r'<input (?:[^>]* )?name="([^"]+)"[^>]*?value="([^"]*)"([^>]*)>')
AREA = re.compile(r'<textarea [^>]*name="([^"]+)"[^>]*>([^<]*)</textarea>')


def fields(page: str) -> dict[str, str]:
    """What a browser would send of the page's form, as it stands."""
    inside = page[page.index('action="/settings"') :]
    found = {
        name: unescape(value) for name, value, more in FIELD.findall(inside)
        if "checked" in more or not re.match(r"(rule\..*\.on|workday\..|policy\.(?!base|non_))", name)
    }  # fmt: skip
    found |= {name: unescape(value) for name, value in AREA.findall(inside)}
    zone = re.search(r"<option selected>([^<]+)", inside)
    found.pop("token")
    return found | {"zone": zone[1] if zone else ""}


@pytest.mark.integration
def test_what_is_saved_is_what_counts(seat, ours, store) -> None:
    """Address, sender, zone, days, a clock off, a number, a rule of assignment; the rest is untouched."""
    here = seat()
    form = fields(here.see("/settings"))
    form |= {"address": "1 Mill Road\nNorthfield, NY", "fax": "555-010-0123", "zone": "America/Chicago"}
    form |= {"sender.carrier_name": "Example Mutual", "rule.second-request.days": "5", "policy.no_overtime": "yes"}
    del form["rule.review-weekly.on"], form["workday.6"]

    assert here.submit("/settings", **form).headers["location"] == "/settings?saved=1"

    found = ours.get("/clock-settings").json()
    assert found["profile"]["zone"] == "America/Chicago"
    assert found["profile"]["workdays"] == [0, 1, 2, 3, 4, 5]
    changed = {
        name: {k: v for k, v in said.items() if v is not None} for name, said in found["profile"]["rules"].items()
    }
    assert changed == {"second-request": {"days": 5}, "review-weekly": {"on": False}}
    assert found["sender"]["carrier_name"] == "Example Mutual"
    assert (found["policies"]["no_overtime"], found["policies"]["no_bidding"]) == (True, False)
    with store.database.transaction() as session:
        row = session.query(Employer).filter_by(name=OURS).one()
        assert (row.address, row.fax) == ("1 Mill Road\nNorthfield, NY", "555-010-0123")


@pytest.mark.integration
def test_a_stale_edit_saves_nothing_and_loses_nothing(seat, ours) -> None:
    """What was typed is still in the form, what is on file stands beside it, and a second press saves."""
    here, colleague = seat(), seat(Role.HR)
    form = fields(here.see("/settings"))
    theirs = form | {"phone": "555-010-0111"}
    assert colleague.submit("/settings", **theirs).status_code == 303

    answer = here.submit("/settings", **(form | {"phone": "555-010-0222", "address": "9 Typed Street"}))

    assert answer.status_code == 409
    assert "nothing of yours was saved yet" in answer.text
    assert "Now on file: 555-010-0111" in answer.text
    again = fields(answer.text)
    assert (again["phone"], again["address"]) == ("555-010-0222", "9 Typed Street")
    assert fields(here.see("/settings"))["phone"] == "555-010-0111"
    assert here.submit("/settings", **again).status_code == 303
    assert fields(here.see("/settings"))["phone"] == "555-010-0222"


@pytest.mark.integration
@pytest.mark.parametrize(
    ("name", "said", "told"),
    [
        ("rule.second-request.days", "soon", "“soon” is not a number."),
        ("rule.osha-7d.days", "30", "it can be made shorter, not longer"),
        ("policy.base_rate_weeks", "0", "greater than or equal to 1"),
        ("zone", "Mars/Base", "not a time zone"),
        ("sender.signer_name", "Dana Whitfield", "Letters name the insurance carrier"),
    ],
)
def test_what_cannot_be_set_is_told_and_what_was_typed_stays(seat, ours, name: str, said: str, told: str) -> None:
    """Nothing is saved, not even what was right."""
    here = seat()
    form = fields(here.see("/settings")) | {name: said, "phone": "555-010-0333"}

    answer = here.submit("/settings", **form)

    assert answer.status_code == 422
    assert told in unescape(answer.text)
    assert fields(answer.text)["phone"] == "555-010-0333"
    assert ours.get("/clock-settings").json()["revision"] == 0
    assert fields(here.see("/settings"))["phone"] != "555-010-0333"


NUMBERS = st.none() | st.integers(1, 9)
SETTINGS = {
    name: st.builds(Setting, on=st.none() | st.just(not rule.on), lead=st.none() | st.integers(0, 9),
                    **({"days": NUMBERS} if rule.shape != "until" else {}))
    for name, rule in RULES.items() if not rule.law
}  # fmt: skip


@given(
    st.fixed_dictionaries({}, optional=SETTINGS), st.builds(Policies, no_bidding=st.booleans(), base_rate_weeks=NUMBERS)
)
def test_a_form_that_nobody_touched_changes_nothing(rules, policies) -> None:
    """Whatever is on file: shown as a form and read back it says the same."""
    found = ClockSettingsShown(revision=3, profile=Profile(rules=rules), policies=policies, sender=None)
    values = {"zone": found.profile.zone} | {f"workday.{day}": "yes" for day in found.profile.workdays}
    values |= {f"policy.{name}": f"{said:g}" for name, said in policies.model_dump().items() if said}
    for name, rule in RULES.items():
        values |= settings._rule_values(rule, rules.get(name, Setting()))

    new, _ = settings.wanted(values, found)

    assert Profile.model_validate(new.profile.model_dump()).active == found.profile.active
    assert new.policies == policies
