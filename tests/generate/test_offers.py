"""The offer letter: what it prints, what it never prints, and when it is not written."""

from __future__ import annotations

import io
from datetime import date

import pdfplumber
import pytest
from hypothesis import given, settings

from cases import words as vocabulary
from cases.demands import Demand
from cases.errors import Refused
from cases.in_force import Filed, in_force
from cases.matching import match
from cases.offers import assignment_of
from cases.restrictions import Never, Prolonged, Required, Restriction
from forms.editions import Library
from forms.readings import Reading, ReadingStatus, Source
from generate.offers import Offer, evidence_of, match_table, offer_letter, requirements_of
from generate.own_words import SEE_REPORT, restriction
from tests.generate.offer_case import CANARY, EVIDENCE, HEADING, REPORT, TERMS, TODAY, job, limited, matched, reports
from tests.generate.test_own_words import RESTRICTIONS, SECRET
from tests.generate.word_files import words


@pytest.fixture(scope="module")
def offer() -> Offer:
    """The offer of the sample case."""
    governing, found = matched()
    return offer_letter(TERMS, HEADING, governing, found, EVIDENCE, today=TODAY, enclosures=["Report, a copy"])


def printed(pdf: bytes) -> str:
    """All words of a PDF, as one line."""
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        return " ".join(" ".join((page.extract_text() or "").split()) for page in document.pages)


@pytest.mark.integration
def test_every_restriction_is_printed_with_its_page_and_box(offer: Offer) -> None:
    """Demand, restriction, result, who settled it, and the box behind it stand in Word and in the PDF."""
    expected = (
        "Lifting: at most 10 lb", "Page 1, “Lifting over 10 lb” (72, 700)", "Lifting 1–10 lb: sometimes (heaviest 8 lb",
        "Bending: not at all", "“Bending” (72, 680)", "Standing: not for prolonged periods",
        "“Prolonged standing” (72, 640)", "At most 6 hours a day", "“Hours/day” (72, 300)",
        "Riley Coordinator, 11/20/2026", "From 11/20/2026 to 12/18/2026",
        "Transitional assignment form of Dr. Alex Sampleton dated November 19, 2026", "through December 18, 2026",
    )  # fmt: skip
    text = words(offer.docx)
    assert [phrase for phrase in expected if phrase not in text] == []
    assert [
        phrase for phrase in ("Lifting: at most 10 lb", "“Bending” (72, 680)") if phrase not in printed(offer.pdf)
    ] == []


@pytest.mark.integration
def test_the_terms_are_printed_as_offered(offer: Offer) -> None:
    """Position, duties, place, schedule, wage, days, supervisor, answer and copies are those of the terms."""
    expected = (
        TERMS.position, *TERMS.duties, TERMS.location, "(6 hours a day, 5 days a week, no overtime)", TERMS.wage,
        "November 30, 2026", "Reviewed on December 11, 2026", TERMS.supervisor_name, TERMS.stop_work_contact,
        TERMS.training, TERMS.refusal, TERMS.accommodation, "By November 27, 2026: Check one, sign below",
        "Copies: Supervisor (without the report)", "Enclosures: Report, a copy", "in person.",
    )  # fmt: skip
    text = words(offer.docx)
    assert [phrase for phrase in expected if phrase not in text] == []
    assert not any(sign in text for sign in ("{{", "{%", "()", "[]", "None"))


@pytest.mark.integration
def test_a_diagnosis_in_the_providers_words_or_a_reason_is_never_printed(offer: Offer) -> None:
    """The provider's free words and the reason of a settled pair can hold a diagnosis: neither reaches the letter."""
    assert CANARY in REPORT.model_dump_json()
    assert CANARY in matched()[1].model_dump_json()
    assert CANARY not in words(offer.docx) + printed(offer.pdf)
    assert CANARY.encode() not in offer.docx + offer.pdf
    assert "A limit in the provider’s words, see the report" in words(offer.docx)


@given(RESTRICTIONS)
@settings(max_examples=100, deadline=None)
def test_a_table_row_holds_no_free_word_of_a_restriction_and_never_loses_it(item: Restriction) -> None:
    """For any restriction a person may enter, whether the work provides what it requires or not."""
    report = REPORT.model_copy(update={"restrictions": (item,)})
    reports = in_force([Filed(report=report, received=TODAY, confirmed=True)], TODAY)
    for provided in ((), (SECRET,)):
        found = match(reports, job(), assignment_of(TERMS, provided, ()))
        rows = match_table(found, reports, EVIDENCE, "doc-1")
        assert SECRET not in str(rows)
        about = {each.report.says for each in found.pairs if vocabulary.restriction(item) in each.report.says}
        told = vocabulary.sentence_case(restriction(item, SEE_REPORT))
        assert not about or any(told in row["restriction"] for row in rows)


def test_what_is_required_is_hidden_as_a_whole_and_not_inside_other_words() -> None:
    """A provider who requires a "sit" changes no "sitting" of another row."""
    item = limited("hear", "other_positioning", Required(what="sit"))
    report = REPORT.model_copy(update={"restrictions": (*REPORT.restrictions, item)})
    reports = in_force([Filed(report=report, received=TODAY, confirmed=True)], TODAY)
    rows = match_table(match(reports, job(), assignment_of(TERMS, ("sit",), ())), reports, EVIDENCE, "doc-1")

    demands = [row["demand"] for row in rows]
    assert "As the report words it: provided" in demands
    assert any("itting" in each for each in demands)
    assert not any("words it" in each for each in demands if each != "As the report words it: provided")


@pytest.mark.integration
def test_an_ordinary_offer_takes_two_pages(offer: Offer) -> None:
    """Ten rows of matching still leave a letter of two pages, with the answer on the second."""
    with pdfplumber.open(io.BytesIO(offer.pdf)) as document:
        assert len(document.pages) == 2
        assert "Signature of Jordan Sample" in document.pages[1].extract_text()


def test_a_conflict_is_not_offered() -> None:
    """Bending forbidden, bending asked for: no letter, whatever else is in order."""
    bending = (
        job()
        .tasks[0]
        .model_copy(
            update={"demands": (Demand(activity="bend", value="often", cell="5. Bending"),)},
        )
    )
    found = match(reports(), job().model_copy(update={"tasks": (bending,)}), assignment_of(TERMS))
    with pytest.raises(Refused) as refused:
        offer_letter(TERMS, HEADING, reports(), found, EVIDENCE, today=TODAY)
    assert "conflict" in refused.value.reasons


def test_undecided_or_missing_terms_are_not_offered() -> None:
    """An open pair, and an offer without a wage, are named in one refusal."""
    found = match(reports(), job(), assignment_of(TERMS))
    with pytest.raises(Refused) as refused:
        offer_letter(
            TERMS.model_copy(update={"wage": "to be determined"}), HEADING, reports(), found, EVIDENCE, today=TODAY
        )
    assert {"undecided", "wages_undecided"} <= set(refused.value.reasons)


@pytest.mark.parametrize("lost", ["avoid_bending", "hours_per_day", "other_positioning"])
def test_a_restriction_without_a_box_is_not_offered(lost: str) -> None:
    """What cannot be traced to a box on a page does not go out as checked."""
    governing, found = matched()
    known = [each for each in EVIDENCE if each.field != lost]
    with pytest.raises(Refused) as refused:
        offer_letter(TERMS, HEADING, governing, found, known, today=TODAY)
    assert refused.value.reasons == ("evidence_missing",)


def test_a_restriction_that_names_no_field_is_not_offered() -> None:
    """A restriction entered without a box has no evidence, even beside ones that have."""
    bare = limited("bend", "x", Never()).model_copy(update={"from_": ()})
    report = REPORT.model_copy(
        update={"restrictions": (bare, limited("stand", "avoid_prolonged_standing", Prolonged()))}
    )
    governing, found = matched(report)
    with pytest.raises(Refused):
        offer_letter(TERMS, HEADING, governing, found, EVIDENCE, today=TODAY)


def test_a_page_entered_by_a_person_shows_its_schedule_by_one_box() -> None:
    """Where a person drew one box for the whole status, hours, days and dates rest on it."""
    governing, found = matched()
    drawn = EVIDENCE[0].model_copy(update={"field": "entered_status", "label": "", "stands_for": "status", "page": 2})
    rows = match_table(found, governing, [*EVIDENCE[:-2], drawn], "doc-1")
    sources = {row["restriction"]: row["source"] for row in rows}
    assert sources["At most 6 hours a day"] == sources["From 11/20/2026 to 12/18/2026"] == "Page 2, box (72, 700)"


def test_another_reports_box_names_its_document() -> None:
    """Only boxes of the report relied on go without the document's name."""
    governing, found = matched()
    rows = match_table(found, governing, EVIDENCE, "another")
    assert any(row["source"].startswith("Transitional assignment form, page 1, ") for row in rows)


def test_evidence_comes_from_readings_with_the_forms_own_labels() -> None:
    """A reading's page and box, the printed label, and what a schedule or a date stands for."""
    form = Library().current("transitional-assignment").map
    names = ("avoid_bending", "hours_per_day", "duration", "begin_date")
    readings = {
        name: Reading(
            status=ReadingStatus.ACCEPTED, confidence=1, source=Source.MARK, page=1, box=form.places_of(name)[0].box
        )
        for name in names
    }  # fmt: skip
    found = {each.field: each for each in evidence_of("doc-1", form, readings)}
    assert found["avoid_bending"].label == "Bending"
    stands_for = [found[name].stands_for for name in names]
    assert stands_for == ["", "max_hours_per_day", "expected_through", "effective_from"]
    assert found["avoid_bending"].title == "Transitional assignment form"


def test_requirements_name_what_a_task_asks_for_and_leave_out_what_it_does_not() -> None:
    """A line for each task, with hours and every demand above zero."""
    (line,) = requirements_of(job())
    assert line.startswith("Bench inspection (6 hours a day): sitting: often")
    assert "bending" not in line


def test_dates_are_checked_again_at_the_pen() -> None:
    """An offer prepared last month is refused today."""
    governing, found = matched()
    with pytest.raises(Refused) as refused:
        offer_letter(TERMS, HEADING, governing, found, EVIDENCE, today=date(2026, 12, 24))
    assert "start_passed" in refused.value.reasons
