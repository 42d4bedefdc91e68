"""A reply as FHIR says the same about working as the reply itself; what comes back in doubt is never "allowed"."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.exports.fhir.questionnaires import canonical, questionnaire
from api.exports.fhir.responses import readings_of, report_of, response
from cases.errors import BadInput
from cases.restrictions import Status
from extract.check import ROWS, is_report
from extract.restrictions import derive
from forms.meaning import Avoid
from forms.readings import ReadingStatus
from tests.api.exports import drawn, r4

FEW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
MANY = settings(FEW, max_examples=10_000)
REPORTS = tuple(form for form in drawn.FORMS if is_report(form))
ABOUT = {"id": "r-1", "status": "completed", "authored": datetime(2026, 11, 26, tzinfo=UTC).isoformat()}
FORM = drawn.LIBRARY.current("transitional-assignment").map


def to_fhir(form, readings, *, medical=True):
    """The reply as it is exported."""
    return response(form, readings, medical=medical, **ABOUT)


def the_same_comes_back(data: st.DataObject) -> None:
    """There and back: equal restrictions, status, cleared and unclear."""
    form = REPORTS[data.draw(st.integers(0, len(REPORTS) - 1))]
    readings = data.draw(drawn.readings(form))

    sent = to_fhir(form, readings)

    assert report_of(form, sent, "d") == derive(form, readings, "d").report


@FEW
@given(st.data())
def test_a_response_gives_the_same_restrictions(data) -> None:
    """For sampled answers of every returned form in every edition."""
    the_same_comes_back(data)


@pytest.mark.soak
@MANY
@given(st.data())
def test_a_response_gives_the_same_restrictions_at_length(data) -> None:
    """The same, 10,000 times."""
    the_same_comes_back(data)


@FEW
@given(st.data())
def test_every_response_is_r4(data) -> None:
    """Whatever was answered, on any form, in either tier."""
    form = drawn.FORMS[data.draw(st.integers(0, len(drawn.FORMS) - 1))]
    readings = data.draw(drawn.readings(form))

    assert r4.problems(to_fhir(form, readings, medical=data.draw(st.booleans()))) == []


@pytest.mark.parametrize("form", drawn.FORMS, ids=lambda f: f"{f.form}-{f.edition}")
def test_every_edition_is_a_questionnaire(form) -> None:
    """Valid R4; each field once under its own name; options by their export values."""
    made = questionnaire(form)

    assert r4.problems(made) == []
    assert [item["linkId"] for item in made["item"]] == [f.name for f in form.fields]
    for item, field in zip(made["item"], form.fields, strict=True):
        assert [o["valueCoding"]["code"] for o in item.get("answerOption", [])] == [o.value for o in field.options]


def plain(**values):
    """An answered form, as FHIR, and what its readings were."""
    from tests.extract.samples import answered

    readings = answered(**values)
    return readings, to_fhir(FORM, readings)


def item_of(sent, name):
    """The item of a field."""
    return next(each for each in sent["item"] if each["linkId"] == name)


@FEW
@given(st.data())
def test_a_lost_item_is_unclear_and_releases_nobody(data) -> None:
    """A renderer that leaves unanswered questions out says less than paper: what it is silent about stays open."""
    form = REPORTS[data.draw(st.integers(0, len(REPORTS) - 1))]
    asked = [f for f in form.fields if isinstance(f.meaning, (Avoid, *ROWS))]
    lost = data.draw(st.sets(st.sampled_from([f.name for f in asked or form.fields]), min_size=1, max_size=5))
    sent = to_fhir(form, data.draw(drawn.readings(form)))

    after = report_of(form, sent | {"item": [i for i in sent.get("item", ()) if i["linkId"] not in lost]}, "d")

    silent = [f for f in asked if f.name in lost]
    assert not (silent and after.status.status is Status.FULL_DUTY)
    for field in silent:
        assert getattr(field.meaning, "activity", "other") in after.unclear
        assert all(field.name not in each.from_ for each in (*after.cleared, *after.restrictions))


def test_a_box_without_an_answer_is_in_doubt() -> None:
    """An empty item of a box tells neither ticked nor not; an empty line is an empty line."""
    _, sent = plain()
    name = next(f.name for f in FORM.fields if f.kind == "check")
    words = next(f.name for f in FORM.fields if f.kind == "text" and f.writer == "office")
    for each in (name, words):
        item_of(sent, each).pop("answer", None)

    back = readings_of(FORM, sent)

    assert back[name].status is ReadingStatus.REVIEW
    assert (back[words].status, back[words].value) == (ReadingStatus.ACCEPTED, None)


@pytest.mark.parametrize(
    "answer",
    [
        [{"valueString": "yes"}], [{"valueBoolean": True}, {"valueBoolean": False}],
        [{"valueCoding": {"system": "urn:x", "code": "true"}}], [{"valueDecimal": 1}],
    ],
)  # fmt: skip
def test_what_is_no_answer_of_the_field_is_in_doubt(answer) -> None:
    """Another kind, or two answers where one is asked: a person looks."""
    _, sent = plain()
    name = next(f.name for f in FORM.fields if f.kind == "check")
    item_of(sent, name)["answer"] = answer

    assert readings_of(FORM, sent)[name].status is ReadingStatus.REVIEW


@pytest.mark.parametrize("value", [-1, 25, True, 1e9])
def test_an_impossible_number_is_in_doubt(value) -> None:
    """Twenty-five hours a day, or fewer than none."""
    _, sent = plain()
    item_of(sent, "hours_per_day")["answer"] = [{"valueDecimal": value}]

    assert readings_of(FORM, sent)["hours_per_day"].status is ReadingStatus.REVIEW


@pytest.mark.parametrize("day", ["2026-11", "2026", "2026-02-30", "soon", "20261101"])
def test_half_a_date_is_in_doubt(day) -> None:
    """FHIR may write a month alone; a form asks for a day."""
    _, sent = plain()
    item_of(sent, "begin_date")["answer"] = [{"valueDate": day}]

    assert readings_of(FORM, sent)["begin_date"].status is ReadingStatus.REVIEW


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"status": "in-progress"}, "not_a_response"),
        ({"resourceType": "Questionnaire"}, "not_a_response"),
        ({"questionnaire": canonical("transitional-assignment", "0" * 16)}, "another_form"),
        ({"modifierExtension": [{"url": "urn:x", "valueBoolean": True}]}, "modified"),
        ({"item": [{"linkId": "no_such_field"}]}, "unknown_fields"),
        ({"item": [{"linkId": "comments", "modifierExtension": []}]}, "modified"),
    ],
)
def test_what_is_not_ours_to_read_is_refused(change, code) -> None:
    """Another edition, an unfinished answer, a question we never asked, a modifier that we do not know."""
    _, sent = plain()

    with pytest.raises(BadInput) as refused:
        readings_of(FORM, sent | change)
    assert refused.value.code == code


def test_outside_the_medical_tier_words_are_masked() -> None:
    """The words stay away and the fact that there are some stays; coming back they are in doubt, not empty."""
    readings, _ = plain(comments="ZQX-LUPUS-77", other_handling="ZQX-LUPUS-77")

    sent = to_fhir(FORM, readings, medical=False)

    assert "ZQX" not in str(sent)
    assert item_of(sent, "comments")["extension"][0]["valueCode"] == "masked"
    assert readings_of(FORM, sent)["comments"].status is ReadingStatus.REVIEW
    assert all(readings["birth_date"].value not in str(item) for item in sent["item"])
