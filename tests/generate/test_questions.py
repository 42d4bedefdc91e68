"""Questions to the office: every reason of the reader's check has one, and only what is open is asked."""

from __future__ import annotations

import ast
import inspect
from datetime import date

import pytest

from cases.errors import Refused
from cases.restrictions import FreeText, Status
from extract import check
from forms.editions import Library
from forms.fields import FormMap
from forms.meaning import Ambiguous, Medical
from forms.readings import Reading, ReadingStatus, Source
from generate import provider_letters, questions
from generate.provider_letters import Received
from generate.questions import QUESTIONS, Reply, open_questions
from tests.generate.offer_case import HEADING, REPORT, STATUS, limited

FORM = Library().current("transitional-assignment").map
EXAM = Library().current("provider-examination-report").map
OLD_WORDS = EXAM.model_copy(
    update={
        "fields": tuple(
            f.model_copy(update={"meaning": Ambiguous(activity="bend")}) if f.name == "bend" else f for f in EXAM.fields
        )
    }
)


def reply(form: FormMap = FORM, **said: object) -> Reply:
    """A reply in which all is empty but what is said; a reason's code as a value puts the field in review."""
    readings = {}
    for field in form.fields:
        place = form.places_of(field.name)[0]
        value = said.get(field.name, False if field.kind in ("check", "signature") else None)
        given = {"confidence": 1, "source": Source.MARK, "page": place.page, "box": place.box}
        if value == "missing":
            readings[field.name] = Reading(status=ReadingStatus.MISSING, **given)
        elif isinstance(value, tuple):
            readings[field.name] = Reading(status=ReadingStatus.REVIEW, reason=value[0], **given)
        else:
            readings[field.name] = Reading(status=ReadingStatus.ACCEPTED, value=value, **given)
    return Reply(form, readings, tuple(check.contradicting(form, readings)))


def asked(given: Reply) -> list[dict[str, str]]:
    """The rows for what the reader's own check finds."""
    return open_questions(
        given, check.check(given.form, given.readings), REPORT.model_copy(update={"restrictions": ()})
    )


def reasons_of_the_check() -> set[str]:
    """Every code that `extract.check` can give, read from its source: the constants that its checks yield."""
    checks = (check._reasons, check._signature, check._identity, check._content, check._vague)
    trees = [ast.parse(inspect.getsource(each)) for each in checks]
    yielded = [node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Yield)]
    return {node.value for node in yielded if isinstance(node, ast.Constant)}


def test_every_reason_of_the_check_has_a_question() -> None:
    """A new reason fails here until somebody says what the office is asked."""
    assert len(reasons_of_the_check()) >= 12
    assert set(QUESTIONS) == reasons_of_the_check() - {"no_report"}  # a paper that no office answers


@pytest.mark.parametrize("code", sorted(QUESTIONS))
def test_every_question_has_its_three_cells(code: str) -> None:
    """What it is about, what the report says, what we ask, for a reply in which that reason stands."""
    given = {
        "contradiction": {"nothing_positioning": True, "avoid_bending": True},
        "page_missing": {"comments": "missing"},
        "fields_in_review": {"avoid_bending": ("doubtful_mark",)},
        "ambiguous_wording": {"bend": ("ambiguous_wording",)},
    }
    form = OLD_WORDS if code == "ambiguous_wording" else FORM
    rows = list(QUESTIONS[code](reply(form, **given.get(code, {}))))
    assert rows
    for row in rows:
        assert set(row) == {"about", "says", "question"}
        assert all(row.values())
        assert row["question"].rstrip(".?") != row["question"]


def test_a_contradiction_is_asked_with_both_answers() -> None:
    """Nothing to avoid, and bending to avoid: one question, both as the form has them."""
    rows = asked(reply(nothing_positioning=True, avoid_bending=True, provider_signature=True))
    (row,) = [row for row in rows if row["question"] == "Which of these holds?"]
    assert row["says"] == "“Positioning: Nothing to avoid here” marked and “Bending” marked"


def test_more_hours_at_a_time_than_the_day_has_are_both_shown() -> None:
    """Six hours of standing in a day of four (feature 33)."""
    given = reply(avoid_prolonged_standing=True, standing_hours_at_a_time=6.0, hours_per_day=4.0)
    (row,) = [row for row in asked(given) if row["question"] == "Which of these holds?"]
    assert ": 6 and “Hours/day”: 4" in row["says"]


def test_a_mark_nobody_could_read_is_asked_for_by_its_name() -> None:
    """The field's label; a group's options; never the machine's guess."""
    given = reply(avoid_bending=("doubtful_mark",), duration=("two_marks",), comments=("handwritten",))
    rows = {row["about"]: row for row in asked(given)}
    assert rows["Bending"] == {
        "about": "Bending", "says": questions.TWO_WAYS, "question": "Is this to be avoided: yes or no?"
    }  # fmt: skip
    assert rows["How long these limits will last: check one"]["says"].endswith("two answers marked")
    assert rows["Other comments"]["says"] == questions.UNREAD
    assert "diagnosis" in rows["Other comments"]["question"]


def test_words_that_say_two_things_are_asked_about_once_in_words_that_say_one() -> None:
    """A "None" column of an old printing: how much of the day, and not again as an unread answer."""
    rows = asked(reply(OLD_WORDS, bend=("ambiguous_wording",)))
    (row,) = [row for row in rows if row["says"] == questions.OLD_WORDS]
    assert row["question"].startswith("How much of the day")
    assert [r["about"] for r in rows].count(row["about"]) == 1


def test_nothing_medical_is_asked_for() -> None:
    """An unread diagnosis stays unread: what we ask for is abilities and limits."""
    medical = [f.name for f in EXAM.fields if isinstance(f.meaning, Medical)]
    assert medical
    plain = {row["about"] for row in asked(reply(EXAM))}
    assert {row["about"] for row in asked(reply(EXAM, **dict.fromkeys(medical, ("handwritten",))))} == plain


def test_untouched_sections_are_one_question() -> None:
    """Left empty is unknown, not permission: they are named together."""
    rows = asked(reply(nothing_positioning=True, provider_signature=True))
    (row,) = [row for row in rows if row["about"] == "Left empty"]
    assert row["says"] == "Handling; repetitive"


def test_a_level_word_without_a_figure_is_asked_for_figures() -> None:
    """“Light duty” alone is undecided; with pounds beside it, it is not."""
    words = [
        limited("other", "comments", FreeText(text=text)) for text in ("Light duty only", "light work, 15 lb", "x")
    ]
    report = REPORT.model_copy(update={"restrictions": tuple(words)})
    (row,) = open_questions(None, (), report)
    assert row["says"] == "“Light duty only”, without figures"
    assert "pounds" in row["question"]


def test_a_page_of_no_form_is_asked_for_what_it_lacks() -> None:
    """Signature, date, status and end, as far as a person found none."""
    bare = STATUS.model_copy(
        update={"signed": None, "signed_date": None, "exam_date": None, "expected_through": None}
    )  # fmt: skip
    report = REPORT.model_copy(update={"restrictions": (), "status": bare})
    assert [row["about"] for row in open_questions(None, ("entered",), report)] == ["Signature", "Date", "How long"]
    unknown = report.model_copy(update={"status": STATUS.model_copy(update={"status": Status.UNKNOWN})})
    assert [row["about"] for row in open_questions(None, (), unknown)] == ["Work"]


def test_a_report_without_an_open_point_gets_no_letter() -> None:
    """What is ours to settle (an unknown copy, a mismatch) asks nothing of the office."""
    rows = open_questions(
        reply(), ("unknown_copy", "identity_mismatch"), REPORT.model_copy(update={"restrictions": ()})
    )
    assert rows == []
    with pytest.raises(Refused) as refused:
        provider_letters.clarification(HEADING, Received(title="report", day=date(2026, 11, 19)), rows)
    assert refused.value.reasons == ("nothing_open",)
