"""What is still open in a report, as questions to the office that wrote it: only those, each with what the report says.

    a reason of the reader's check → the rows of the request for clarification (`QUESTIONS`)

The words of the report are in these rows. They go back to its writer, and to nobody else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from cases import words
from cases.in_force import ends
from cases.restrictions import FreeText, Report, Restriction, Review, Status
from cases.vague import names_level_alone
from forms.fields import Field, FormMap
from forms.meaning import (
    Allows,
    Ambiguous,
    Avoid,
    CanHandle,
    CanPerform,
    Identity,
    Medical,
    NothingToAvoid,
    Signature,
    Told,
)
from forms.readings import Reading, ReadingStatus
from templates.catalogue import Row

UNREAD: Final = "What stands there cannot be read surely"
TWO_WAYS: Final = "The mark can be read in two ways"
OLD_WORDS: Final = "The printed words can be read in two ways"
# What is medical is never asked; the rest has a question of its own.
ASKED_APART: Final = (Identity, Signature, Medical, Told, Ambiguous)


@dataclass(frozen=True)
class Reply:
    """A reply as it stands: its form and readings, and the groups of fields that contradict each other."""

    form: FormMap
    readings: Mapping[str, Reading]
    contradicting: tuple[tuple[str, ...], ...] = ()


def open_questions(reply: Reply | None, reasons: Iterable[str], report: Report) -> list[Row]:
    """The rows of the request, in the order of the reasons; empty where nothing is open.

    `reply` is None for pages of no form: what is open there shows in what a person entered (`open_in`). Reasons that
    only we can settle (whose copy it is, which edition) ask nothing.
    """
    levels = _levels(report.restrictions)
    if reply is None:
        found = [FIXED[code] for code in open_in(report)]
    else:
        asked = [
            code for code in dict.fromkeys(reasons) if code in QUESTIONS and not (levels and code == "level_alone")
        ]
        found = [row for code in asked for row in QUESTIONS[code](reply)]
    return found + [_level(text) for text in levels]


def open_in(report: Report) -> Iterator[str]:
    """The reasons that a report without a form gives by itself."""
    status = report.status
    if status.signed is not True:
        yield "unsigned"
    if status.signed_date is None and status.exam_date is None:
        yield "undated"
    if status.status is Status.UNKNOWN:
        yield "no_status"
    if status.status is Status.RESTRICTED and status.permanence != "permanent" and ends(report) is None:
        yield "no_end_date"


def _row(about: str, says: str, question: str) -> Row:
    return {"about": words.sentence_case(about), "says": says, "question": question}


FIXED: Final[dict[str, Row]] = {
    "unsigned": _row("signature", "No signature", "Is this report yours? Please sign and date this page."),
    "signature_unclear": _row(
        "signature", "It cannot be told whether it is signed", "Is this report yours? Please sign and date this page."
    ),
    "undated": _row("date", "The signature has no date", "On which day did you sign the report?"),
    "no_identity": _row("patient", "No date of birth", "What is your patient’s date of birth?"),
    "identity_unread": _row("patient", "The date of birth cannot be read", "What is your patient’s date of birth?"),
    "nothing_marked": _row(
        "work",
        "Nothing is marked",
        "What must your patient not do at work? If there is nothing to avoid, please say so.",
    ),
    "no_status": _row(
        "work", "No answer is marked", "Which holds: the regular work, work within limits, or no work at present?"
    ),
    "level_alone": _row(
        "work allowed",
        "A level of work, without figures",
        "How many pounds may be lifted, and how often? Which positions and movements are to be avoided?",
    ),
    "until_follow_up": _row(
        "how long", "Until a follow-up visit, without its date", "On which day do you see your patient again?"
    ),
    "no_end_date": _row(
        "how long", "No end date", "Until which day do the limits hold, or when do you see your patient again?"
    ),
}


def _fixed(code: str) -> Callable[[Reply], Iterator[Row]]:
    return lambda _: iter([FIXED[code]])


def _untouched(reply: Reply) -> Iterator[Row]:
    """Sections with nothing in them, and rows of which none was picked, each kind as one question."""
    sections = dict.fromkeys(f.section for f in reply.form.fields if f.section and f.writer == "office")
    empty = [s for s in sections if all(_is_empty(reply, f) for f in reply.form.fields if f.section == s)]
    rows = [f for f in reply.form.fields if isinstance(f.meaning, Allows | CanHandle | CanPerform)]
    named = [s.replace("_", " ") for s in empty]
    named += [_name(reply.form, f) for f in rows if _is_empty(reply, f)]
    if named:
        asked = "Is there nothing to avoid in any of these? If there is, what?"
        yield _row("left empty", words.sentence_case("; ".join(named)), asked)


def _contradiction(reply: Reply) -> Iterator[Row]:
    for group in dict.fromkeys(tuple(dict.fromkeys(names)) for names in reply.contradicting):
        fields = [reply.form.field(name) for name in group]
        says = " and ".join(_says(reply, field) for field in fields)
        yield _row(_name(reply.form, fields[0]), says, "Which of these holds?")


def _page_missing(reply: Reply) -> Iterator[Row]:
    lost = {r.page for r in reply.readings.values() if r.status is ReadingStatus.MISSING}
    pages = ", ".join(str(page) for page in sorted(lost))
    yield _row("page", f"Page {pages} did not reach us", "Please send the whole report once more, with every page.")


def _two_wordings(reply: Reply) -> Iterator[Row]:
    """Rows of an old printing whose words say two things, asked in words that say one."""
    for field in (f for f in reply.form.fields if isinstance(f.meaning, Ambiguous) and not _is_empty(reply, f)):
        asked = "How much of the day may your patient do this: not at all, up to a third, up to two thirds, or more?"
        yield _row(_name(reply.form, field), OLD_WORDS, asked)


def _in_review(reply: Reply) -> Iterator[Row]:
    """Each answer that nobody could read; never what is medical, and what has a question of its own is not repeated."""
    told = {name for group in reply.contradicting for name in group}
    for field in reply.form.fields:
        reading = reply.readings.get(field.name)
        unread = reading is not None and reading.status is ReadingStatus.REVIEW and field.name not in told
        if unread and field.writer == "office" and not isinstance(field.meaning, ASKED_APART):
            says = TWO_WAYS if field.kind in ("check", "radio") else UNREAD
            yield _row(_name(reply.form, field), says, _asked(field))


# Every reason of `extract.check` that the office can answer; a test holds the two together. `no_report` is none: a
# paper that no provider answers is ours to place.
QUESTIONS: Final[dict[str, Callable[[Reply], Iterator[Row]]]] = {
    **{code: _fixed(code) for code in FIXED},
    "untouched_section": _untouched,
    "contradiction": _contradiction,
    "ambiguous_wording": _two_wordings,
    "page_missing": _page_missing,
    "fields_in_review": _in_review,
}


def _asked(field: Field) -> str:
    """The question about one field, by its kind."""
    if isinstance(field.meaning, NothingToAvoid):
        return "Is there nothing to avoid in this section?"
    if isinstance(field.meaning, Avoid):
        return "Is this to be avoided: yes or no?"
    if field.kind == "radio":
        return f"Which holds: {', '.join(option.label for option in field.options)}?"
    return {
        "check": "Is this marked: yes or no?",
        "date": "Which date is meant? Please write the month as a word.",
        "digits": "Which number is meant?",
    }.get(field.kind, "What does it say? Please write it once more in print, without diagnosis or treatment.")


def _name(form: FormMap, field: Field) -> str:
    """A field as the office knows it: its label, or what tells it from others of that label."""
    for name in (field.label, field.tip):
        if sum(name in (other.label, other.tip) for other in form.fields) == 1:
            return name
    return f"{(field.section or '').replace('_', ' ')}: {field.label}".removeprefix(": ")


def _says(reply: Reply, field: Field) -> str:
    """“Bending” marked; “Hours/day” 4."""
    reading = reply.readings.get(field.name)
    value = reading.value if reading is not None else None
    label = f"“{words.sentence_case(_name(reply.form, field))}”"
    if isinstance(value, str) and field.kind == "radio":
        return f"{label}: {next((o.label for o in field.options if o.value == value), value)}"
    if value is None and reading is not None and reading.reason == "two_marks":
        return f"{label}: two answers marked"
    if value is None:
        return f"{label}: something is written"
    if isinstance(value, bool):
        return f"{label} {'marked' if value else 'not marked'}"
    return f"{label}: {words.number(value) if isinstance(value, float) else value}"


def _is_empty(reply: Reply, field: Field) -> bool:
    reading = reply.readings.get(field.name)
    return reading is not None and reading.status is ReadingStatus.ACCEPTED and reading.value in (None, False)


def _levels(restrictions: Sequence[Restriction]) -> list[str]:
    """Words that name a level of work and give no figure."""
    texts = [limit.text for each in restrictions if each.review is not Review.REJECTED
             for limit in each.limits if isinstance(limit, FreeText)]  # fmt: skip
    return list(dict.fromkeys(text for text in texts if names_level_alone(text)))


def _level(text: str) -> Row:
    asked = "How many pounds may be lifted, and how often? Which positions and movements are to be avoided?"
    return _row("work allowed", f"“{text}”, without figures", asked)
