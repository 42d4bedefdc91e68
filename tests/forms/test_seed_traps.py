"""Traps inside the sample programs: slips of theirs that none of our papers may repeat. Each test cites its trap.

Held elsewhere: four approvals and thirteen weeks, the plan in two parts, repetitions with a period
(`test_house_papers`); 15 and 45 lb in one row each, heavy carrying without heavy lifting (`tests/extract/test_rows`);
which of two notes counts (`tests/cases/test_traps`); the "None" column (`tests/generate/test_old_editions`).
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import forms
from cases.demands import Demand
from cases.restrictions import MaxWeight
from cases.scales import ABSENT, SHARES, presence
from forms.definition import Definition, Prose
from forms.definitions import ALL
from forms.definitions.task_assessment import FORM as TASK
from forms.definitions.task_assessment import SHARES as PRINTED
from forms.fields import Field
from forms.meaning import Allows, DemandOf

EXAM, PLAN = ALL["provider-examination-report"], ALL["individual-return-to-work-plan"]


def words_of(form: Definition) -> str:
    """Everything that a form prints: titles, questions, labels, prose, explained words."""
    said = [form.title, form.lead]
    for block in (b for page in form.pages for b in page):
        said += [str(getattr(block, name, "") or "") for name in ("title", "ask")]
        if isinstance(block, Prose):
            said += [*block.paragraphs, *(f"{term} {text}" for term, text in block.terms)]
    for field in form.fields:
        said += [field.label, field.tip, *(o.label for o in field.options)]
    return "\n".join(said)


def explained() -> dict[str, str]:
    """The words that the task assessment explains."""
    return {term: text for page in TASK.pages for b in page if isinstance(b, Prose) for term, text in b.terms}


def actions() -> list[Field]:
    """The rows of actions and motions."""
    asked = [f for f in TASK.fields if isinstance(f.meaning, DemandOf) and f.meaning.part == "value"]
    return [f for f in asked if f.meaning.cell.startswith("3.")]


# --- 003, appendix D: definitions and labels --------------------------------------------------------------------------


def test_every_action_is_explained_crawling_too():
    """Trap (003 D): crawling is asked and defined nowhere."""
    terms = {term.casefold() for term in explained()}
    for field in actions():
        word = field.label.partition(":")[0].casefold()
        assert word in terms, field.label


@pytest.mark.parametrize(
    ("term", "own", "foreign"),
    [
        ("Climbing", ("up or down", "ladder"), ("drag", "toward you", "slid")),
        ("Squatting", ("knees", "feet on the floor"), ("hands and knees", "moving on")),
        ("Crawling", ("hands and knees",), ("feet on the floor",)),
        ("Pulling", ("toward you",), ("ladder", "stairs")),
    ],
)
def test_an_explanation_is_about_its_own_word(term: str, own: tuple[str, ...], foreign: tuple[str, ...]):
    """Trap (003 D): the climbing example repeats the pulling example, the squatting example describes crawling."""
    text = explained()[term]
    assert all(each in text for each in own)
    assert not [each for each in foreign if each in text]


def test_no_two_words_share_an_example():
    """Trap (003 D): an example that stands twice explains one of its two words wrongly."""
    texts = [text.rpartition(":")[2].strip(" .") for text in explained().values()]
    assert len(set(texts)) == len(texts)


def test_sometimes_is_one_share():
    """Trap (003 D): the sentence on "sometimes" prints two shares. Ours is up to a third, everywhere."""
    (said,) = re.findall(r"“Sometimes” is ([^“]*?),", words_of(TASK))
    assert said == "more than nothing and up to a third of it"
    labels = {o.label for f in actions() for o in f.options if o.value == "sometimes"}
    assert labels == {"Sometimes, to 33 %"}
    assert SHARES["nys-task-assessment"]["sometimes"].high == 1 / 3


def test_one_set_of_labels():
    """Trap (003 D): the instruction says never, the form says not present. One set here; an old "never" is absence."""
    assert "never" not in words_of(TASK).casefold()
    assert set(PRINTED) == {"not_present", *SHARES["nys-task-assessment"]}
    old = Demand(activity="bend", value="never", cell="bending")
    assert (presence(old), "never" in ABSENT["nys-task-assessment"]) == ("absent", True)


# --- 001: scales ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scale", SHARES)
def test_classes_of_a_scale_meet_and_never_overlap(scale: str):
    """Trap (001 B): "continuous 67 +" after "34-66", "0-33" beside "none". Each share of a day is in one class."""
    spans = sorted(SHARES[scale].values(), key=lambda span: span.low)
    assert [s.high for s in spans[:-1]] == [s.low for s in spans[1:]]
    assert (spans[0].low, spans[-1].high) == (0, 1)


def test_very_heavy_has_no_upper_end_made_up():
    """Trap (001 C): "over 100 lb occasionally, up to 100 frequently". 100 is the frequent most; no occasional most."""
    (lifting,) = (f for f in EXAM.fields if isinstance(f.meaning, Allows) and "very_heavy" in f.meaning.options)
    (often,) = lifting.meaning.options["very_heavy"]
    assert isinstance(often, MaxWeight)
    assert (often.value, often.frequency) == (100, "frequent")


# --- headings ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ALL.values(), ids=lambda f: f.id)
def test_no_paper_cites_an_appendix(form: Definition):
    """Trap (001): headings are numbered three ways ("Appendix 2", "Appendix B ... 2"): nobody could follow it."""
    assert not re.search(r"\bappendi(x|ces)\b", words_of(form), re.IGNORECASE)


def test_sources_of_the_first_sample_are_cited_by_title():
    """Trap (001): an appendix of it holds several papers, so the inventory names the paper beside the letter."""
    table = (Path(forms.__file__).parent / "README.md").read_text()
    rows = re.findall(r"^\| 001 ([^|]+) \|", table, re.M)
    assert rows
    assert [row for row in rows if not re.match(r"(appendix [A-D], )?(?!appendix)\w{3,}", row)] == []
