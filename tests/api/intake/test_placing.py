"""Where a reply belongs: never attached to a case by machine unless our code and the written birth date both say so."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from api.intake.placing import KnownCopy, place
from api.intake.sameness import fingerprint
from api.store.tables import CopyState, ReplyState
from forms.readings import REASONS, Document, Reading

TODAY = date(2026, 11, 21)
BIRTH = date(1980, 5, 17)
dates = st.dates(min_value=date(1940, 1, 1), max_value=date(2010, 12, 31))
few = st.sampled_from([BIRTH, date(1980, 5, 18), date(1955, 1, 2)])  # so that two of them often agree
codes = st.sampled_from(["verified", "unverified", "none"])


def typed(value: object, **more: Any) -> Reading:
    """A birth date as the office typed it."""
    given_ = {
        "value": value,
        "status": "accepted",
        "confidence": 1.0,
        "source": "acroform",
        "page": 1,
        "box": (0, 0, 1, 1),
    }
    return Reading.model_validate({**given_, **more})


readings = st.one_of(
    st.none(),
    st.builds(
        typed,
        st.one_of(st.none(), few.map(date.isoformat), st.just("not a date")),
        status=st.sampled_from(["accepted", "review", "missing"]),
        source=st.sampled_from(["acroform", "ocr", "handwriting", "mark"]),
    ),
)
copies = st.one_of(st.none(), st.builds(KnownCopy, st.sampled_from(CopyState), few, st.booleans()))


@given(copies, codes, readings, st.booleans())
@example(KnownCopy(CopyState.ISSUED, BIRTH), "verified", typed(BIRTH.isoformat()), True)
def test_a_machine_attaches_only_on_two_agreeing_signs(
    copy: KnownCopy | None, code: str, written: Reading | None, clean: bool
) -> None:
    """Whatever comes in: attached means verified code, a copy that was not revoked, and the same date, typed."""
    placement = place(copy, code, written, clean=clean, today=TODAY)

    assert set(placement.reasons) <= set(REASONS)
    if placement.attach:
        assert copy is not None
        assert code == "verified"
        assert copy.state is not CopyState.REVOKED
        assert written is not None
        assert written.value == copy.birth_date.isoformat()
        assert written.status == "accepted"
        assert written.source in ("acroform", "ocr")
        assert placement.state in (ReplyState.READY, ReplyState.REVIEW)
    else:
        assert placement.state in (ReplyState.UNPLACED, ReplyState.QUARANTINE, ReplyState.IDENTITY)


@given(dates, dates)
@example(BIRTH, BIRTH)
def test_somebody_elses_birth_date_is_quarantined(on_case: date, on_page: date) -> None:
    """Of any two people with different birth dates, the one's page never reaches the other's case."""
    placement = place(
        KnownCopy(CopyState.ISSUED, on_case), "verified", typed(on_page.isoformat()), clean=True, today=TODAY
    )

    assert placement.attach == (on_case == on_page)
    if on_case != on_page:
        assert (placement.state, placement.reasons) == (ReplyState.QUARANTINE, ("identity_mismatch",))


def test_three_hundred_swapped_pairs_are_never_attached() -> None:
    """Neighbouring days, months and years, twins' dates in other years: each pair is held back."""
    near = [BIRTH + timedelta(days=d) for d in range(-75, 76) if d] + [
        BIRTH.replace(year=1980 + y) for y in range(-40, 30) if y
    ]
    swapped = [*near, *(BIRTH + timedelta(days=31 * k) for k in range(3, 100))]
    found = [
        place(KnownCopy(CopyState.ISSUED, BIRTH), "verified", typed(d.isoformat()), clean=True, today=TODAY)
        for d in swapped
    ]

    assert len(found) >= 300
    assert not any(p.attach for p in found)


@pytest.mark.parametrize("source", ["handwriting", "mark"])
def test_a_penned_birth_date_waits_for_a_person(source: str) -> None:
    """Even if the machine is sure of a penned date, a person reads it."""
    placement = place(
        KnownCopy(CopyState.ISSUED, BIRTH), "verified", typed("1980-05-17", source=source), clean=True, today=TODAY
    )

    assert (placement.state, placement.attach) == (ReplyState.IDENTITY, False)


def found(**more: Any) -> Document:
    """A reply with a tick and a doubtful note."""
    fields = {
        "tick": typed(True, source="mark"),
        "note": typed(None, status="review", source="handwriting"),
    }
    said = {"file": "x", "document": 1, "status": "review", "form": "f", "edition": "e", "fields": fields}
    return Document.model_validate({**said, **more})


def test_two_readings_alike_are_the_same_only_if_their_doubts_look_alike() -> None:
    """A doubtful mark has no value, so its picture decides; without a picture nothing is proved."""
    assert fingerprint(found(), {"note": "aa"}) == fingerprint(found(), {"note": "aa"})
    assert fingerprint(found(), {"note": "aa"}) != fingerprint(found(), {"note": "bb"})
    assert fingerprint(found(), {}) is None


def test_ink_outside_the_boxes_is_never_the_same() -> None:
    """A note in the margin is in no field: two such pages cannot be told to be alike."""
    assert fingerprint(found(reasons=["changed_blank"]), {"note": "aa"}) is None
