"""Letters: our Word files, what they say, and what they do with values."""

from __future__ import annotations

import io
import re
from datetime import datetime
from pathlib import Path

import pytest
from docx import Document

from cases.errors import BadInput, NotFound
from cases.programs.program import Program
from generate import letters
from generate.program_sheets import summary
from generate.word import check, steady
from templates.catalogue import BY_HAND, HOME, LETTERS, letter
from tests.generate.offer_case import HEADING
from tests.generate.word_files import part, template, with_part, words
from tools import make_letters

# 29 CFR 1635.8(b)(1)(i)(B), typed here a second time on purpose.
GINA = (
    "The Genetic Information Nondiscrimination Act of 2008 (GINA) prohibits employers and other entities covered by "
    "GINA Title II from requesting or requiring genetic information of an individual or family member of the "
    "individual, except as specifically allowed by this law. To comply with this law, we are asking that you not "
    "provide any genetic information when responding to this request for medical information. 'Genetic information,' "
    "as defined by GINA, includes an individual's family medical history, the results of an individual's or family "
    "member's genetic tests, the fact that an individual or an individual's family member sought or received genetic "
    "services, and genetic information of a fetus carried by an individual or an individual's family member or an "
    "embryo lawfully held by an individual or family member receiving assistive reproductive services."
)
ASKED_OF_THE_PHYSICIAN = (
    "Return to Work program", "Warehouse associate", "Physical Demands Task Assessment", "alternate work",
    "around medical appointments", "complete the enclosed Transitional Assignment form", "dark pen",
    "a fax sent at fine resolution", "date of birth", "Casey Example, 555-010-0140",
    "Sample Mutual Insurance, P.O. Box",
    "Return to Work Program Contact, Northfield", "Order picking", "do not send a diagnosis",
)  # fmt: skip
CHECKLIST = (
    "Jordan Sample", "WC-000-123", "November 20, 2026 · sent by first-class mail", "Parts inspector (temporary)",
    "Inspect finished parts", "6 hours a day", "Building B", "Monday to Friday", "$21.40", "November 30, 2026",
    "December 18, 2026", "Morgan Placeholder", "only tasks that stay within the restrictions",
    "knowledge and skills", "Training will be given", "Dr. Alex Sampleton dated November 19, 2026",
    "stop and tell Morgan Placeholder", "please answer by November 27, 2026", "By November 27, 2026: Check one, sign",
    "Declining work that fits your restrictions may affect workers’ compensation benefits",
    "Family and Medical Leave Act",
    "Americans with Disabilities Act", "reasonable accommodation", "I accept", "I decline", "Signature of Jordan",
    "average weekly wage", "Copies", "page 1, “Prolonged standing” (54, 640)", "Riley Coordinator", "Fits",
)  # fmt: skip


@pytest.mark.parametrize("letter_id", LETTERS)
def test_committed_word_files_are_what_our_script_writes(letter_id: str) -> None:
    """The Word files in the repository are the script's, byte for byte, twice over."""
    assert make_letters.made(letter_id) == make_letters.made(letter_id) == letter(letter_id).docx
    if letter(letter_id).by_hand:
        assert make_letters.made_by_hand(letter_id) == letter(letter_id).docx_by_hand


def test_every_word_file_belongs_to_a_letter() -> None:
    """No Word file lies about that the catalogue does not know."""
    known = {HOME / f"{name}.docx" for name in LETTERS} | {BY_HAND / f"{n}.docx" for n in LETTERS if LETTERS[n].by_hand}
    assert set(HOME.rglob("*.docx")) == known


@pytest.mark.parametrize("letter_id", LETTERS)
@pytest.mark.integration
def test_catalogue_lists_exactly_what_the_word_file_asks_for(letter_id: str) -> None:
    """A coordinator who reads the catalogue sees every variable of the Word file and no other."""
    assert set(letters.asked(letter(letter_id).docx)) == {v.name for v in letter(letter_id).variables}


@pytest.mark.integration
def test_letter_to_the_physician_asks_for_everything_and_holds_the_gina_paragraph() -> None:
    """The physician's letter says all that the sample program says, and the safe harbour word for word."""
    text = words(letters.render("treating-physician", letter("treating-physician").samples))
    assert [phrase for phrase in ASKED_OF_THE_PHYSICIAN if phrase not in text] == []
    assert GINA in text


@pytest.mark.integration
def test_offer_holds_the_core_checklist() -> None:
    """Every point that the states' checklists of a modified-duty offer have in common stands in the offer."""
    text = words(letters.render("offer-modified-duty", letter("offer-modified-duty").samples))
    assert [phrase for phrase in CHECKLIST if phrase.lower() not in text.lower()] == []


@pytest.mark.parametrize("letter_id", LETTERS)
@pytest.mark.integration
def test_a_sample_holds_every_value_and_no_trace_of_the_template(letter_id: str) -> None:
    """A preview shows every variable's sample somewhere, and no brace, placeholder or empty bracket."""
    text = words(letters.render(letter_id, letter(letter_id).samples))
    assert not any(sign in text for sign in ("{{", "}}", "{%", "%}", "()", "[]", "[ ]", "None", "undefined"))
    joined = " ".join(text.split())
    missing = [v.name for v in letter(letter_id).variables if not shown(v.sample, joined)]
    assert missing == []


def shown(sample, text: str) -> bool:
    """Whether all of a sample stands in the text, line by line."""
    if isinstance(sample, str):
        return all(line in text for line in sample.splitlines())
    parts = [part for item in sample for part in (item.values() if isinstance(item, dict) else [item])]
    return all(shown(part, text) for part in parts)


@pytest.mark.parametrize("letter_id", LETTERS)
@pytest.mark.integration
def test_optional_values_leave_no_tags_and_no_empty_brackets(letter_id: str) -> None:
    """Without any optional value a letter has no tag, no empty bracket and no dangling heading."""
    needed = {v.name: v.sample for v in letter(letter_id).variables if not v.optional} | {"company_name": "Northfield"}
    text = words(letters.render(letter_id, needed))
    assert not any(sign in text for sign in ("{{", "{%", "()", "[]", "None", "undefined", "Copies:", "(claim"))
    assert not any(sign in text for sign in (" ,", ", .", "fax .", ".."))


@pytest.mark.integration
def test_same_values_give_the_same_bytes() -> None:
    """A letter rendered again is the same file, so that running a job twice changes nothing."""
    values = letter("treating-physician").samples
    first, second = letters.render_all("treating-physician", [values, values])
    assert first == second == letters.render("treating-physician", values) == steady(first)


@pytest.mark.integration
def test_missing_variables_are_named_and_values_are_not() -> None:
    """The error names every variable that is missing and repeats no value of those that are there."""
    values = {**letter("treating-physician").samples, "worker_name": "ZQX-LUPUS-77"}
    del values["job_title"], values["carrier_name"]
    with pytest.raises(BadInput) as refused:
        letters.render("treating-physician", values)
    assert refused.value.reasons == ("carrier_name", "job_title")
    assert "ZQX-LUPUS-77" not in refused.value.message


@pytest.mark.integration
def test_a_users_edited_copy_is_used_and_may_ask_for_less() -> None:
    """A coordinator's own Word file takes the place of ours, with filters for lines and commas."""
    own = template("Dear {{ worker_name }}", "{{ enclosures | one_line }}", footer="{{ company_name | upper }}")
    values = {**letter("treating-physician").samples, "enclosures": ["one", "two"]}
    text = words(letters.render("treating-physician", values, own))
    assert "Dear Jordan Sample\none, two" in text
    assert "NORTHFIELD FABRICATION" in text


@pytest.mark.integration
def test_values_are_text_and_never_tags_or_markup() -> None:
    """Angle brackets, braces and signs that XML cannot hold stay visible text; a line break stays a break."""
    odd = "A & B <w:t> {{ 7 }} \x0c“ok”\r\nsecond"
    text = words(
        letters.render("treating-physician", {"worker_name": odd, "enclosures": []}, template("[{{ worker_name }}]"))
    )
    assert text.startswith("[A & B <w:t> {{ 7 }} \N{REPLACEMENT CHARACTER}“ok”second]")


@pytest.mark.parametrize(
    ("letter_id", "lost"),
    [
        ("treating-physician", "Genetic Information"),
        ("treating-physician", "worker_name"),
        ("offer-modified-duty", "refusal"),
    ],
)
@pytest.mark.integration
def test_an_edited_copy_that_lost_what_a_rule_asks_for_is_refused(letter_id: str, lost: str) -> None:
    """Neither the safe-harbour paragraph nor a point of the offer's checklist is lost by editing."""
    own = Document(io.BytesIO(letter(letter_id).docx))
    for paragraph in [p for p in own.paragraphs if lost in p.text]:
        paragraph._p.getparent().remove(paragraph._p)
    edited = io.BytesIO()
    own.save(edited)
    with pytest.raises(BadInput) as refused:
        letters.render(letter_id, letter(letter_id).samples, edited.getvalue())
    assert refused.value.code == "letter_incomplete"


@pytest.mark.integration
def test_traces_of_editing_do_not_travel() -> None:
    """An author's name and firm are taken out; tracked changes and comments are for the author to settle first."""
    own = Document(io.BytesIO(template("Dear {{ worker_name }}")))
    own.core_properties.author = own.core_properties.last_modified_by = "Pat Author"
    saved = io.BytesIO()
    own.save(saved)
    space = b"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
    firm = b"<Properties xmlns='%b'><Company>Old Firm</Company></Properties>" % space
    named = with_part(saved.getvalue(), "docProps/app.xml", firm)
    sent = letters.render("treating-physician", letter("treating-physician").samples, named)
    assert b"Pat Author" not in part(sent, "docProps/core.xml")
    assert b"Old Firm" not in part(sent, "docProps/app.xml")
    body = (
        part(named, "word/document.xml")
        .replace(b"<w:r>", b'<w:ins w:id="1" w:author="x"><w:r>', 1)
        .replace(b"</w:r>", b"</w:r></w:ins>", 1)
    )
    with pytest.raises(BadInput, match="tracked changes"):
        letters.render(
            "treating-physician", letter("treating-physician").samples, with_part(named, "word/document.xml", body)
        )


@pytest.mark.integration
def test_objects_are_not_let_into_a_letter() -> None:
    """Only plain values reach a template: an object with methods is refused before the child starts."""
    with pytest.raises(BadInput):
        letters.render("treating-physician", {"worker_name": Path("/")}, template("{{ worker_name }}"))


def test_unknown_letter_is_named_not_guessed() -> None:
    """A letter that the catalogue does not have is not found."""
    with pytest.raises(NotFound):
        letters.render("no-such-letter", {})


ASK_A_PHYSICIAN = (
    "treating-physician", "provider-return-to-work", "clarification-request", "second-request", "day-30-physician",
)  # fmt: skip


@pytest.mark.parametrize("letter_id", LETTERS)
@pytest.mark.integration
def test_the_safe_harbour_stands_in_every_letter_that_asks_a_physician_and_in_no_other(letter_id: str) -> None:
    """GINA's paragraph goes with every request for medical information, and cannot be edited away."""
    asks = letter_id in ASK_A_PHYSICIAN
    assert (GINA in words(letters.render(letter_id, letter(letter_id).samples))) is asks
    assert (GINA in letter(letter_id).verbatim) is asks


SAID = {
    "provider-return-to-work": (
        "as described, from a day that you name", "under conditions", "No part of it may be done at present",
        "Warehouse associate", "Parts inspector", "next appointment", "date of birth",
    ),
    "clarification-request": ("“Light duty”, without figures", "No end date", "Your answer", "stricter reading",
                              "Patient’s date of birth"),
    "second-request": ("On November 20, 2026 we sent", "fax to 555-010-0170", "enclosed once more"),
    "day-30-physician": ("30 days", "has agreed", "loosened", "help recovery", "full duty", "see your patient again"),
    "carrier-answer-notice": ("Declined on November 24, 2026", "Dated November 20, 2026", "facts only"),
    "day-60-carrier": ("case manager", "functional capacity evaluation", "only if the treating provider agrees",
                       "Other work we have looked at"),
    "day-90-decision": ("90 days", "Nothing has been decided", "lasting changes", "Another job", "Vocational",
                        "bring whom you trust"),
    "committee-update": ("can do", "Restrictions in force", "December 18, 2026", "Outlook for return", "four weeks",
                         "collective agreement"),
    "supervisor-notice": ("Assign only work within every restriction", "each day", "stop that task at once",
                          "Do not ask about the medical reasons"),
    "full-duty-release": ("without restrictions from January 11, 2027", "one to two weeks", "log of injuries",
                          "Sample Mutual Insurance"),
    "follow-up-call": ("December 17, 2026", "not for agreeing on a day of return", "no hurry",
                       "Ask nothing about diagnosis"),
    "program-summary": ("limits decide", "worth doing", "first and a last day", "90 days", "never a diagnosis"),
    "task-bank": ("Regular job: Warehouse associate", "Safety watch", "Gate and visitors", "Photocopying", "typical"),
}  # fmt: skip
PRESSURE = (
    "must return", "have to return", "lose your", "disciplin", "terminat", "at the latest return", "fail", "refus",
    "jeopard", "could affect", "lawyer", "attorney",
)  # fmt: skip


@pytest.mark.parametrize("letter_id", SAID)
@pytest.mark.integration
def test_each_letter_says_what_the_program_asks_of_it(letter_id: str) -> None:
    """What the sample programs put into a letter stands in ours, in our words."""
    text = " ".join(words(letters.render(letter_id, letter(letter_id).samples)).split())
    assert [phrase for phrase in SAID[letter_id] if phrase not in text] == []


@pytest.mark.parametrize("letter_id", SAID)
@pytest.mark.integration
def test_no_letter_threatens(letter_id: str) -> None:
    """No letter of the program puts pressure on anybody; benefits are for the carrier and the board to speak of."""
    text = words(letters.render(letter_id, letter(letter_id).samples)).casefold()
    assert [word for word in PRESSURE if word in text] == []


def test_the_call_counts_from_the_injury() -> None:
    """The sample shows the rule: 45 days after the injury, whenever the program began (domain 9)."""
    samples = letter("follow-up-call").samples
    first, call = (datetime.strptime(str(samples[name]), "%B %d, %Y") for name in ("injury_date", "call_date"))
    assert (call - first).days == 45


@pytest.mark.integration
def test_without_a_reply_form_the_answer_goes_on_a_sheet_of_the_letter() -> None:
    """The three answers can be given even where no coded form goes along."""
    entry = letter("provider-return-to-work")
    text = words(letters.render(entry.id, {**entry.samples, "reply_form": ""}))
    assert "Answer about return to work" in text
    assert "Provider’s signature" in text
    assert "Answer about return to work" not in words(letters.render(entry.id, entry.samples))


@pytest.mark.parametrize("letter_id", LETTERS)
def test_our_word_files_are_clean(letter_id: str) -> None:
    """Our own Word files pass the check that a user's has to pass, and name no author."""
    check(letter(letter_id).docx)
    assert b"python-docx" not in letter(letter_id).docx


@pytest.mark.parametrize("length", ["4 weeks", "120 days, then in reviews of 30 days"])
def test_how_long_modified_work_lasts_is_the_employers_to_say(length: str) -> None:
    """Trap (001, 003): the sample programs disagree about time on purpose, so no letter settles it for all of them."""
    values = summary(HEADING, Program(usual_length=length))
    assert length in words(letters.render("program-summary", values))


@pytest.mark.parametrize("letter_id", LETTERS)
def test_no_letter_promises_a_clock_of_one_state(letter_id: str) -> None:
    """Trap (004): "24 hours" starts two clocks there, and the first report's 24 to 48 hours differ by state."""
    assert not re.search(r"\b(24|48|72)\b.{0,12}hours?\b|first report of injury", words(letter(letter_id).docx), re.I)
