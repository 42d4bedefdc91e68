"""No packet without a signed, unexpired, unrevoked release that names this provider (003 IV.D; 45 CFR 164.508(c))."""

from __future__ import annotations

from datetime import date

import pytest

from cases.errors import Refused
from cases.releases import Release, packet_refusals, require_release
from tests.cases.samples import TODAY

GOOD = Release(provider="dr-a", signed_on=date(2026, 11, 2), expires_on=date(2027, 5, 2))


def codes(*releases: Release) -> list[str]:
    """Why no packet may go to Dr. A today."""
    return [each.code for each in packet_refusals(releases, "dr-a", TODAY)]


@pytest.mark.parametrize(
    ("update", "code"),
    [
        ({"provider": "dr-b"}, "other_provider"),
        ({"signed": False}, "release_unsigned"),
        ({"signed_on": None}, "release_undated"),
        ({"signed_on": date(2026, 11, 22)}, "release_not_yet_signed"),
        ({"expires_on": None}, "release_without_expiry"),
        ({"expires_on": date(2026, 11, 20)}, "release_expired"),
        ({"revoked_on": TODAY}, "release_revoked"),
    ],
)
def test_each_flaw_refuses_the_packet(update, code):
    """One flaw is enough, and is named."""
    assert codes(GOOD.model_copy(update=update)) == [code]


def test_a_good_release_lets_the_packet_go():
    """Signed, naming the provider, not expired, not revoked; an event may stand for the day it ends."""
    assert codes(GOOD) == []
    assert codes(GOOD.model_copy(update={"expires_on": None, "expiry_event": "end of the claim"})) == []
    assert codes(GOOD.model_copy(update={"expires_on": TODAY})) == []


def test_one_good_release_among_others_is_enough():
    """An expired one and one for another provider do not stand in the way."""
    assert codes(GOOD.model_copy(update={"expires_on": date(2026, 11, 3)}), GOOD) == []
    assert codes() == ["no_release"]


def test_the_nearest_release_is_explained():
    """Of an expired release for this provider and a good one for another, the expired one is the reason."""
    assert codes(GOOD.model_copy(update={"provider": "dr-b"}), GOOD.model_copy(update={"revoked_on": TODAY})) == [
        "release_revoked"
    ]


def test_refused_carries_the_codes():
    """The error lists each rule that was not met."""
    with pytest.raises(Refused) as refused:
        require_release([], "dr-a", TODAY)
    assert refused.value.reasons == ("no_release",)
    require_release([GOOD], "dr-a", TODAY)
