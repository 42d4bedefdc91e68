"""Readings to restrictions: by meaning, never loosening on doubt."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from cases.restrictions import FreeText, MaxContinuous, MaxWeight, Prolonged, Status
from extract.restrictions import derive
from forms.meaning import Avoid, Comments, LimitOf, NotAppropriate, OtherToAvoid, Schedule
from forms.readings import ReadingStatus, Source
from tests.extract.samples import (
    BEND,
    DURATION,
    FORM,
    NOTHINGS,
    SIGNATURE,
    SIGNED,
    STAND,
    answered,
    by_meaning,
    reading,
)

HOURS_AT_A_TIME = by_meaning(LimitOf, of=STAND)[0]
COMMENTS = by_meaning(Comments)[0]
REFUSAL = by_meaning(NotAppropriate)[0]
AVOIDS = by_meaning(Avoid)
SECTION = FORM.field(BEND).section
IN_SECTION = [n for n in AVOIDS if FORM.field(n).section == SECTION]


def derived(**values):
    """What a form says that is answered like this."""
    return derive(FORM, answered(**values), "doc-1")


def test_a_tick_is_a_restriction_with_its_source_and_its_dates():
    """From the signature's date, for as many days as were chosen, resting on the box."""
    (bend,) = derived(**{BEND: True, DURATION: "weeks_2"}).restrictions
    assert (bend.activity, bend.from_) == ("bend", (BEND,))
    assert (bend.effective_from, bend.effective_through) == (SIGNED, SIGNED + timedelta(days=14))


def test_every_weight_box_is_kept():
    """Two lifting limits stay two: the strictest wins when matching, not here."""
    boxes = [n for n in AVOIDS if isinstance(FORM.field(n).meaning.limits[0], MaxWeight)][:2]
    found = derived(**dict.fromkeys(boxes, True)).restrictions
    assert [r.from_ for r in found] == [(n,) for n in boxes]


def test_a_number_takes_the_place_of_prolonged():
    """ "More than 2 hours at a time" is 120 minutes at one time; without the number it stays prolonged."""
    with_number = derived(**{STAND: True, HOURS_AT_A_TIME: 2.0}).restrictions[0]
    assert with_number.limits == (MaxContinuous(minutes=120),)
    assert with_number.from_ == (STAND, HOURS_AT_A_TIME)
    unread = derived(**{STAND: True, HOURS_AT_A_TIME: reading(None, "review", "handwritten")}).restrictions[0]
    assert unread.limits == (Prolonged(),)


def test_a_number_without_its_tick_still_limits():
    """The number says more than the missing tick; it restricts and clears nothing."""
    found = derived(**{HOURS_AT_A_TIME: 2.0})
    assert found.restrictions[0].limits == (MaxContinuous(minutes=120),)
    assert "stand" not in {c.activity for c in found.report.cleared}


def test_an_answered_section_clears_what_it_leaves_unmarked():
    """One tick in a section of a signed form: the others are "not restricted by this report"."""
    report = derived(**{BEND: True}).report
    assert {c.from_[0] for c in report.cleared} == set(IN_SECTION) - {BEND}
    assert not {FORM.field(n).meaning.activity for n in IN_SECTION} & set(report.unclear)


def test_nothing_to_avoid_clears_its_section_and_no_other():
    """ "Nothing to avoid here" is an answer for its own section only."""
    nothing = next(n for n in NOTHINGS if FORM.field(n).section == SECTION)
    report = derived(**{nothing: True}).report
    assert {c.from_[0] for c in report.cleared} == set(IN_SECTION)
    others = {FORM.field(n).meaning.activity for n in AVOIDS if n not in IN_SECTION}
    assert others <= set(report.unclear)


def test_words_that_wait_to_be_read_keep_everything_open():
    """An unread comment may hold any limit; an unread "Other" any limit of its section."""
    other = next(n for n in by_meaning(OtherToAvoid) if FORM.field(n).section == SECTION)
    waiting = reading(None, "review", "handwritten")
    assert not derived(**{BEND: True, COMMENTS: waiting}).report.cleared
    assert not derived(**{BEND: True, other: waiting}).report.cleared


def test_words_a_person_read_become_a_limit_that_no_machine_decides():
    """The words on the "Other" line, as a person entered them, stand verbatim."""
    other = by_meaning(OtherToAvoid)[0]
    (found,) = derived(**{other: reading("no ladders", source=Source.PERSON)}).restrictions
    assert (found.activity, found.limits) == ("other", (FreeText(text="no ladders"),))


def test_a_comment_that_was_read_stays_open_until_it_is_settled():
    """A comment can hold a limit: its words stand beside the boxes, for a person to settle when a job is matched."""
    found = derived(**{BEND: True, COMMENTS: reading("seated tasks first week", source=Source.PERSON)}).restrictions
    assert [r.from_ for r in found] == [(BEND,), (COMMENTS,)]
    assert found[1].limits == (FreeText(text="seated tasks first week"),)


def test_status_follows_the_signature():
    """Signed with a limit: restricted. Unsigned, or signed with nothing: unknown, never full duty."""
    hours = by_meaning(Schedule, what="max_hours_per_day")[0]
    assert derived(**{BEND: True}).work_status.status is Status.RESTRICTED
    assert derived(**{hours: 6.0}).work_status.status is Status.RESTRICTED
    assert derived(**{BEND: True, SIGNATURE: False}).work_status.status is Status.UNKNOWN
    assert derived().work_status.status is Status.UNKNOWN
    assert derived(**dict.fromkeys(NOTHINGS, True)).work_status.status is Status.UNKNOWN


def test_program_not_appropriate_is_its_own_status_once_read():
    """Unread words leave the status unknown; read ones refuse the program, which is not "off work"."""
    assert derived(**{REFUSAL: reading(None, "review", "handwritten")}).work_status.status is Status.UNKNOWN
    said = reading("surgery next week", source=Source.PERSON)
    assert derived(**{REFUSAL: said}).work_status.status is Status.PROGRAM_NOT_APPROPRIATE


def test_an_open_end_stays_open():
    """ "Longer" has no last day."""
    longer = next(o for o, days in FORM.field(DURATION).meaning.days.items() if days is None)
    assert derived(**{BEND: True, DURATION: longer}).work_status.expected_through is None


STATES = st.sampled_from([reading(True), reading(False), reading(None, "review", "doubtful_mark", guess=False),
                          reading(None, "review", "thin_page", guess=False), reading(None, "missing")])  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.fixed_dictionaries(dict.fromkeys([*AVOIDS, *NOTHINGS], STATES)), st.sampled_from([True, False, None]))
def test_doubt_never_clears(boxes, signed):
    """Whatever the marks: a box in doubt or missing is neither cleared nor a restriction, and is listed as unclear."""
    signature = reading(signed) if signed is not None else reading(None, "review", "signature_unclear")
    report = derived(**boxes, **{SIGNATURE: signature}).report
    for name in AVOIDS:
        state, activity = boxes[name], FORM.field(name).meaning.activity
        cleared = any(name in c.from_ for c in report.cleared)
        assert any(name in r.from_ for r in report.restrictions) == (state.value is True)
        if state.status is not ReadingStatus.ACCEPTED:
            assert not cleared
            assert activity in report.unclear
        if cleared:
            assert signed is True
            assert state.value is False


@settings(max_examples=30, deadline=None)
@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_the_written_first_day_wins_over_the_signatures(start):
    """Restrictions begin on the day the office wrote."""
    begin = next(f.name for f in FORM.fields if getattr(f.meaning, "what", "") == "effective_from")
    found = derived(**{BEND: True, DURATION: "weeks_2", begin: start.isoformat()})
    assert found.work_status.effective_from == start
    assert found.restrictions[0].effective_through == start + timedelta(days=14)
