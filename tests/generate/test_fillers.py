"""The fillers: every letter has one, each fills what its letter needs, and no secret of a case comes with it."""

from __future__ import annotations

import io
import json
from datetime import date

import pdfplumber
import pytest

from cases.demands import Demand, Job, Task
from cases.errors import Refused
from cases.offers import OfferTerms
from cases.programs.bank import in_columns
from cases.programs.program import Program
from cases.restrictions import MaxWeight, Never, Review, Status
from generate import carrier_letters, house_letters, letters, program_sheets, restricted_rows
from generate.carrier_letters import Answer
from generate.house_letters import Standing
from generate.office import to_pdf
from generate.own_words import ASK, SEE_REPORT
from templates.catalogue import LETTERS, Reader, letter
from tests.generate.filled_letters import CASE, POST, RELEASED, STOOL, entered, filled, held
from tests.generate.offer_case import CANARY, HEADING, REPORT, STATUS, TERMS, TODAY
from tests.generate.word_files import words

PROVIDERS = [key for key, item in LETTERS.items() if item.readers == (Reader.PROVIDER,)]
OTHERS = [key for key in LETTERS if key not in PROVIDERS]


@pytest.fixture(scope="module")
def values() -> dict[str, dict[str, object]]:
    """All letters of one case."""
    return filled()


def said(rows: list[dict[str, str]]) -> list[str]:
    """The restrictions of rows."""
    return [row["restriction"] for row in rows]


@pytest.mark.parametrize("letter_id", LETTERS)
def test_every_letter_has_a_filler_for_all_that_it_requires(values, letter_id: str) -> None:
    """A new letter fails here until something fills it; required values are there and not empty, none is foreign."""
    given, asked = values[letter_id], letter(letter_id).variables
    missing = {v.name for v in asked if not v.optional and not given.get(v.name)}
    assert missing == set()
    if letter_id not in ("treating-physician", "offer-modified-duty"):  # they take the whole heading
        assert set(given) <= {v.name for v in asked}
    for variable in asked:
        rows = given.get(variable.name)
        if variable.cells and rows:
            assert {frozenset(row) for row in rows} == {variable.cells}, variable.name


@pytest.mark.parametrize("letter_id", LETTERS)
@pytest.mark.integration
def test_a_filled_letter_leaves_no_placeholder(values, letter_id: str) -> None:
    """What comes out is a letter: no brace, no None, no empty bracket."""
    text = words(letters.render(letter_id, values[letter_id]))
    assert not [sign for sign in ("{{", "{%", "}}", "None", "()", "[]", "nan") if sign in text]


@pytest.mark.parametrize("letter_id", OTHERS)
@pytest.mark.integration
def test_no_word_of_the_provider_reaches_anybody_else(values, letter_id: str) -> None:
    """A canary in every free word of a report, and in the name of who wrote it, is in no letter of another reader."""
    assert CANARY in CASE.model_dump_json()
    made = letters.render(letter_id, values[letter_id])
    assert CANARY not in json.dumps(values[letter_id])
    assert CANARY not in words(made)
    assert CANARY.encode() not in made


@pytest.mark.integration
def test_no_word_of_the_provider_is_in_the_pdf_of_a_notice(values) -> None:
    """Nor in the PDF, its title and its bytes: the supervisor's notice and the Committee's update."""
    docx = [letters.render(each, values[each]) for each in ("supervisor-notice", "committee-update")]
    for pdf in to_pdf(docx):
        with pdfplumber.open(io.BytesIO(pdf)) as document:
            text = " ".join(page.extract_text() for page in document.pages) + str(document.metadata)
        assert "Lifting: at most 10 lb" in text
        assert CANARY not in text
        assert CANARY.encode() not in pdf


@pytest.mark.parametrize("letter_id", ["supervisor-notice", "committee-update"])
def test_supervisor_and_committee_learn_nothing_that_leads_to_the_file(values, letter_id: str) -> None:
    """No provider, claim or injury date among the values, whatever the Word file asks; nor that there is a medicine."""
    text = json.dumps(values[letter_id], ensure_ascii=False).casefold()
    secrets = (HEADING.provider_name, HEADING.claim_number, "November 2, 2026", "medic", "report words", "see the")
    assert not [each for each in secrets if each.casefold() in text]


def test_a_limit_in_free_words_is_shown_as_a_limit_and_none_of_its_figures() -> None:
    """Half a limit would read as leave: where a person's words narrow it, the row says to ask, and no number."""
    rows = said(restricted_rows.rows(held(CASE), ASK))
    for activity in ("Lifting", "Carrying", "Pushing", "Standing", "Noise", "Hearing", "Walking"):
        assert f"{activity}: {ASK.part}" in rows
    assert ASK.whole[0].upper() + ASK.whole[1:] in rows
    assert not [row for row in rows if any(figure in row for figure in ("21", "22", "23", "80"))]
    assert "Walking: as the report words it" in said(restricted_rows.rows(held(CASE), SEE_REPORT))


def test_a_part_of_an_activity_that_our_own_form_names_is_said() -> None:
    """“Repeated bending” is printed on our form: these words are ours."""
    report = REPORT.model_copy(update={"restrictions": (entered("bend", Never(), qualifier="repeated bending"),)})
    assert "Bending (repeated bending): not at all" in said(restricted_rows.rows(held(report), ASK))


# --- doubt is shown, never rounded toward "allowed" -------------------------------------------------------------------


def test_nothing_is_written_on_a_report_nobody_confirmed() -> None:
    """A list of limits of a report in review would say that the rest is allowed."""
    with pytest.raises(Refused) as refused:
        house_letters.supervisor_notice(HEADING, POST, held(pending=(REPORT,)), [STOOL], date(2026, 12, 11))
    assert refused.value.reasons == ("unconfirmed",)


def test_a_newer_report_in_review_adds_its_limits_and_takes_none_away() -> None:
    """What is pending appears as restricted from now on, the old limits stay, and no ability is claimed."""
    newer = REPORT.model_copy(
        update={
            "document": "doc-2",
            "restrictions": (entered("lift", MaxWeight(value=5)), entered("kneel", Never())),
            "unclear": ("twist", "medication_required"),
            "status": STATUS.model_copy(update={"max_hours_per_day": 4, "overtime_ok": False}),
        }
    )  # fmt: skip
    reports = held(REPORT, pending=(newer,), doubtful=("avoid_bending",))
    rows = restricted_rows.rows(reports, ASK)
    expected = (
        "Lifting: at most 10 lb", "Lifting: at most 5 lb (not confirmed yet)",
        "Kneeling: not at all (not confirmed yet)",
        "Working day: at most 4 hours (not confirmed yet)", "Overtime: none (not confirmed yet)",
        "Left open, ask before assigning: twisting, a further point", restricted_rows.BEING_READ,
    )  # fmt: skip
    assert [each for each in expected if each not in said(rows)] == []
    assert {row["from"] for row in rows if "not confirmed" in row["restriction"]} == {restricted_rows.NOW}
    assert restricted_rows.abilities(reports) == []
    assert house_letters.outlook(reports).startswith("Open")
    update = house_letters.committee_update(HEADING, reports, Standing(work_status="x"))
    assert update["abilities"] == [house_letters.NONE_CONFIRMED]


def test_a_new_look_without_a_paper_is_shown_too() -> None:
    """A re-evaluation that a person opened: the notice says to ask before anything new."""
    notice = house_letters.supervisor_notice(HEADING, POST, held(REPORT), [], date(2026, 12, 11), again=True)
    assert restricted_rows.BEING_READ in said(notice["restrictions"])
    assert [row["accommodation"] for row in notice["accommodations"]] == [house_letters.NO_CHANGE]


@pytest.mark.parametrize(
    ("status", "row"),
    [
        ({"status": Status.OFF_WORK}, "No work at all"),
        ({"status": Status.PROGRAM_NOT_APPROPRIATE}, "No temporary assignment at present"),
        ({"status": Status.UNKNOWN}, restricted_rows.NOT_RELEASED),
        ({"signed": None}, restricted_rows.NOT_RELEASED),
        ({"expected_through": date(2026, 11, 19)}, restricted_rows.NOT_RELEASED),
        ({"expected_through": None}, restricted_rows.NOT_RELEASED),
    ],
)
def test_a_report_that_releases_nothing_says_so(status: dict[str, object], row: str) -> None:
    """Off work, not appropriate, unknown, unsigned, expired, endless: a row of its own beside the limits."""
    rows = said(restricted_rows.rows(held(REPORT.model_copy(update={"status": STATUS.model_copy(update=status)})), ASK))
    assert row in rows
    assert "Bending: not at all" in rows


def test_an_end_that_has_passed_ends_nothing() -> None:
    """After its last day, and when carried over from an earlier report, a limit stays until a new report."""
    earlier = REPORT.model_copy(
        update={
            "document": "doc-0",
            "status": STATUS.model_copy(update={"exam_date": date(2026, 11, 10)}),
            "restrictions": (entered("kneel", Never(), effective_through=date(2026, 12, 31)),),
        }
    )
    late = (entered("crawl", Never(), effective_through=date(2026, 11, 12)),)
    rows = restricted_rows.rows(held(earlier, REPORT.model_copy(update={"restrictions": late})), ASK)
    through = {row["restriction"]: row["through"] for row in rows}
    assert through["Kneeling: not at all"] == through["Crawling: not at all"] == restricted_rows.UNTIL_NEW
    assert through["Working day: at most 6 hours"] == "December 18, 2026"


def test_a_rejected_restriction_is_not_printed() -> None:
    """A person found that it does not count."""
    gone = entered("kneel", Never()).model_copy(update={"review": Review.REJECTED})
    rows = said(restricted_rows.rows(held(REPORT.model_copy(update={"restrictions": (gone,)})), ASK))
    assert not [row for row in rows if row.startswith("Kneeling")]


def test_abilities_are_what_every_report_sets_free_and_nothing_near_a_limit() -> None:
    """Carrying is cleared, but lifting, which it takes, is limited; walking and sitting are free."""
    assert restricted_rows.abilities(held(REPORT)) == ["Walking: not restricted", "Sitting: not restricted"]
    another = REPORT.model_copy(
        update={"document": "doc-2", "cleared": (), "status": STATUS.model_copy(update={"provider_role": "ime"})}
    )
    assert restricted_rows.abilities(held(REPORT, another)) == []


def test_full_duty_is_announced_on_a_written_release_alone() -> None:
    """Not while limits are in force, not while something newer is open, not as a list of restrictions."""
    release = house_letters.Release(regular=POST, assignment_end=date(2026, 11, 19), notified=("All",))
    told = house_letters.full_duty_release(HEADING, held(RELEASED), release)
    assert told["release_date"] == "November 20, 2026"
    shorter = RELEASED.model_copy(update={"status": RELEASED.status.model_copy(update={"max_hours_per_day": 4})})
    for reports, again, code in (
        (held(REPORT), False, "not_released"),
        (held(RELEASED, pending=(REPORT,)), False, "re_evaluation_pending"),
        (held(RELEASED), True, "re_evaluation_pending"),
        (held(shorter), False, "not_released"),
        (held(), False, "not_released"),
    ):
        with pytest.raises(Refused) as refused:
            house_letters.full_duty_release(HEADING, reports, release, again=again)
        assert refused.value.reasons == (code,)
    with pytest.raises(Refused) as refused:
        restricted_rows.rows(held(RELEASED), ASK)
    assert refused.value.reasons == ("full_duty",)


# --- the rest ---------------------------------------------------------------------------------------------------------


def test_the_outlook_is_the_latest_day_that_every_provider_named() -> None:
    """One provider without a date leaves it open; an estimate releases nothing."""
    dated = STATUS.model_copy(update={"expected_full_duty": date(2027, 1, 11)})
    one = REPORT.model_copy(update={"status": dated})
    later = dated.model_copy(update={"provider_role": "ime", "expected_full_duty": date(2027, 2, 1)})
    assert "February 1, 2027" in house_letters.outlook(
        held(one, one.model_copy(update={"document": "b", "status": later}))
    )
    assert house_letters.outlook(held(REPORT)).startswith("Open")


def test_the_next_update_is_the_earliest_day_a_report_names() -> None:
    """The next visit, else the end; none that has passed; without any the update is refused until somebody says."""
    assert house_letters.next_update(held(CASE)) == date(2026, 12, 10)
    endless = REPORT.model_copy(update={"status": STATUS.model_copy(update={"expected_through": None})})
    with pytest.raises(Refused) as refused:
        house_letters.committee_update(HEADING, held(endless), Standing(work_status="x"))
    assert refused.value.reasons == ("no_next_update",)


@pytest.mark.parametrize(
    ("kind", "opening", "still_open"),
    [("accepted", "Accepted on", ""), ("declined", "Declined on", "December 4, 2026"),
     ("none", "Not answered by", "December 4, 2026")],
)  # fmt: skip
def test_the_carrier_is_told_the_answer_and_never_why(kind, opening: str, still_open: str) -> None:
    """Accepted work is not open any more."""
    told = carrier_letters.answer_notice(
        HEADING, TERMS, Answer(kind=kind, day=date(2026, 11, 24)), open_through=date(2026, 12, 4)
    )
    assert told["answer"] == f"{opening} November 24, 2026"
    assert told["open_through"] == still_open
    assert told["schedule"] == f"{TERMS.schedule} (6 hours a day, 5 days a week, no overtime)"
    assert OfferTerms.model_fields.keys() >= {"wage", "location"}


def test_the_call_is_on_the_45th_day_after_the_injury(values) -> None:
    """November 2 and 45 days."""
    assert values["follow-up-call"]["call_date"] == "December 17, 2026"


def test_the_task_sheet_shows_hours_as_circled_and_leaves_out_what_is_blank() -> None:
    """Two of eight hours is sometimes, three and seven often; without the day, the heavier heading."""
    hours = [("stand", "2"), ("sit", "3"), ("walk", "7"), ("drive", "0"), ("bend", None)]
    demands = [Demand(activity=a, value=v, scale="hours", measure="per_day", cell=a) for a, v in hours]
    assert in_columns(demands, 8) == {
        "often": "sitting (3 h a day in all), walking (7 h a day in all)",
        "sometimes": "standing (2 h a day in all)",
        "not_at_all": "driving",
    }
    assert in_columns(demands[:1])["often"] == "standing (2 h a day in all)"
    odd = Demand(activity="kneel", value="now_and_then", cell="kneel")
    assert in_columns([odd])["often"] == "kneeling (now and then)"
    regular = Job(title="x", tasks=(Task(title="Receiving", demands=tuple(demands)),))
    (row,) = program_sheets.task_sheet(HEADING, regular, Program())["regular_tasks"]
    assert row["hours"] == "an unstated number of"


def test_an_employer_chooses_its_tasks_from_the_bank() -> None:
    """In its own order; an id that the bank does not have is named."""
    chosen = Program(modified_tasks=("gate", "clerical"), edition_date=date(2026, 11, 1))
    sheet = program_sheets.task_sheet(HEADING, Job(title="x"), chosen)
    assert [row["task"] for row in sheet["modified_tasks"]] == ["Gate and visitors", "Office work"]
    assert program_sheets.summary(HEADING, chosen)["edition_date"] == "November 1, 2026"
    assert program_sheets.summary(HEADING, Program())["edition_date"] == "November 20, 2026"
    assert HEADING.letter_date == TODAY
    with pytest.raises(ValueError, match="juggling"):
        Program(modified_tasks=("juggling",))
