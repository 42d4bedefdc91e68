"""The rows of the 300 log: the box, the privacy case, the seven days, the totals."""

from __future__ import annotations

from datetime import date

from cases.osha import CaseFile, Column, Establishment, LogLine, Work, Worked, log_row, summary, totals
from cases.osha.decisions import Decision, PrivacyCase, Recordability
from cases.osha.log import HEADINGS, PRIVACY

INJURED = date(2026, 3, 2)
TODAY = date(2026, 4, 30)
ABSENT = Work(worked=Worked.ABSENT, first=date(2026, 3, 3), last=date(2026, 3, 5), reported=date(2026, 3, 3))


def line(**more) -> LogLine:
    """What a person entered."""
    said = {
        "number": 7, "name": "Robin Example", "job_title": "Press operator", "injured": INJURED, "where": "Hall B",
        "described": "Sprained wrist, slipped tool", "illness": "injury", "entered_on": date(2026, 3, 10),
    }  # fmt: skip
    return LogLine(**said | more)


def decided(content, on: date = date(2026, 3, 4)) -> Decision:
    """A decision of a named person."""
    return Decision(content=content, person="Casey Coordinator", reason="checked", on=on)


def of(*decisions: Decision, work: tuple[Work, ...] = (ABSENT,)):
    """The summary of a case."""
    return summary(CaseFile(injured=INJURED, work=work, decisions=decisions), TODAY)


def test_a_row_has_the_columns_of_the_form():
    """A to M, one box and one kind ticked, both counts entered."""
    row = log_row(line(), of(decided(Recordability(work_related=True))))

    assert len(row.cells) == len(HEADINGS) == 18
    assert row.cells[:4] == ("2026-007", "Robin Example", "Press operator", "2026-03-02")
    assert row.cells[6:12] == ("", "X", "", "", "3", "0")
    assert row.cells[12:] == ("X", "", "", "", "", "")


def test_the_name_of_a_privacy_case_is_nowhere_in_its_row():
    """1904.29(b)(6)-(8): each kind of the list, and only those."""
    for because in ("intimate", "assault", "mental", "infection", "sharps", "asked"):
        row = log_row(line(), of(decided(PrivacyCase(because=because))))
        assert row.name == PRIVACY
        assert "Robin" not in row.model_dump_json()
    assert log_row(line(), of(decided(PrivacyCase(because="none")))).name == "Robin Example"


def test_entered_on_the_seventh_day_is_in_time():
    """1904.29(b)(3): seven calendar days from learning of it, here the absence reported on the 3rd."""
    assert log_row(line(), of()).due == date(2026, 3, 10)
    assert not log_row(line(), of()).late
    assert log_row(line(entered_on=date(2026, 3, 11)), of()).late


def test_death_comes_before_days_and_treatment_after_them():
    """One box, the most serious outcome."""
    beyond = Recordability(work_related=True, criteria=("medical_treatment",))

    assert of(decided(Recordability(work_related=True, death=True))).column is Column.DEATH
    assert of(decided(beyond)).column is Column.AWAY
    assert of(decided(beyond), work=()).column is Column.OTHER


def test_first_aid_only_is_not_recordable_and_says_who_knows():
    """Without a day the case hangs on treatment: undecided until somebody says that there was none beyond first aid."""
    denied = decided(Recordability(work_related=True, beyond_first_aid_denied=True))

    assert of(work=()).recordable is None
    assert "treatment" in of(work=()).questions
    assert of(denied, work=()).recordable is False
    assert log_row(line(), of(denied, work=())) is None


def test_a_case_is_work_related_until_somebody_says_otherwise():
    """Doubt goes toward recording."""
    assert of().recordable is True
    assert "work_related" in of().questions
    assert of(decided(Recordability(work_related=False))).recordable is False
    assert log_row(line(), of(decided(Recordability(work_related=False)))) is None


def test_totals_add_up_and_say_nothing_about_hours_nobody_entered():
    """The columns of 300A."""
    rows = [log_row(line(number=n), of()) for n in (1, 2, 3)]
    found = totals(rows, Establishment())

    assert (found.away_cases, found.days_away, found.by_illness["injury"]) == (3, 9, 3)
    assert found.hours_worked is None
