"""What reading a page gives: never a bare value, always a value with its status, confidence, source and place.

This is the public shape of `workslip read --json` and of the API; `document_schema()` is its JSON Schema.
Keys may be added, none renamed.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any, Literal

from pydantic import Field as Key

from cases.demands import Job
from cases.restrictions import Model, Report, Restriction, WorkStatus
from forms.fields import Box

Value = bool | int | float | date | str | None


class ReadingStatus(StrEnum):
    """`accepted` may be used, `review` needs a person, `missing` never arrived."""

    ACCEPTED = "accepted"
    REVIEW = "review"
    MISSING = "missing"


class Source(StrEnum):
    """How a value was read."""

    ACROFORM = "acroform"
    MARK = "mark"
    WORD = "word"
    OCR = "ocr"
    HANDWRITING = "handwriting"
    PERSON = "person"


class Reading(Model):
    """One field of one document. `box` in points of the blank page; `page` counts pages of the form from 1.

    `value` is None under `review`: a weak guess is not pre-filled. `guess` is what the machine would have said; it
    raises alarms (it may tighten) and is never shown as an answer. `reason` is a code of `REASONS`.
    """

    value: bool | float | str | None = None
    status: ReadingStatus
    confidence: float = Key(ge=0, le=1)
    source: Source
    page: int
    box: Box
    reason: str | None = None
    guess: bool | float | str | None = None
    evidence: str | None = None  # name of the crop picture beside the result, if one was kept


class Demands(Model):
    """What a paper says a job asks of a body. `left_out`: fields in doubt or unread, each with its code of `REASONS`.

    A cell that was left out is in the job without a value: the matcher asks about it.
    """

    job: Job
    left_out: dict[str, str] = Key(default_factory=dict)


def blank_of(picture: str) -> str:
    """The name of the crop of the blank that goes with a reading's picture."""
    return picture.removesuffix(".png") + ".blank.png"


class Document(Model):
    """One returned document found in a file, or (`document` None) the reason why a file holds none."""

    file: str
    document: int | None = None
    pages: tuple[int, ...] = ()
    form: str | None = None
    edition: str | None = None
    copy_id: str | None = Key(default=None, alias="copy")
    code: Literal["verified", "unverified", "none"] = "none"
    status: Literal["accepted", "review", "unreadable"]
    reasons: tuple[str, ...] = ()
    fields: dict[str, Reading] = Key(default_factory=dict)
    work_status: WorkStatus | None = None
    restrictions: tuple[Restriction, ...] = ()
    report: Report | None = None  # restrictions plus what was cleared and what stays unclear, for matching
    demands: Demands | None = None  # of a paper that describes a job or a task
    unplaced_pages: tuple[int, ...] = ()
    named: dict[str, str] = Key(default_factory=dict)  # without a code: whom the paper names in print; proves nothing


# Every reason a document or a reading can carry, with its sentence for the coordinator. A test holds the code to it.
REASONS: dict[str, str] = {
    # a file without a document
    "encrypted": "The file is encrypted with a password; ask the office for one without.",
    "truncated": "The file ends early; ask the office to send it again.",
    "empty_file": "The file is empty.",
    "too_many_pages": "The file has more pages than we read at once; split it.",
    "too_large": "The file is larger than we accept.",
    "too_many_pixels": "A page is larger than any sheet of paper we know.",
    "unsupported_type": "This is not a PDF, TIFF, PNG, JPEG or Word file (.docx).",
    "bad_word_file": "The Word file is damaged or more than a form; open it in Word and save it again as .docx.",
    "word_not_ours": "The Word file is no copy of a form of ours: its foot names none. Look at it by hand.",
    "no_pages": "A Word file is read by its fields; it has no pages to show here. Open the file itself.",
    "damaged": "The file could not be opened; look at it by hand.",
    "reader_crashed": "The reader gave up on this file; look at it by hand.",
    "timed_out": "Reading this file took too long; look at it by hand.",
    "no_form_found": "No page of a form we know was found.",
    # a document
    "unsigned": "There is no signature where the provider signs.",
    "signature_unclear": "It cannot be told whether the form is signed.",
    "undated": "The signature has no date.",
    "no_end_date": "Nothing says how long the restrictions last.",
    "level_alone": "The words name a level of work (“light duty”) and no limit: ask what has to be avoided.",
    "until_follow_up": "It holds until a follow-up visit, and no date of a visit is given.",
    "no_identity": "The office did not write the patient's birth date.",
    "identity_unread": "The birth date the office wrote has to be read by a person.",
    "identity_mismatch": "The birth date the office wrote is not that of the case's worker.",
    "nothing_marked": "Nothing on the form is marked.",
    "contradiction": "Two answers on the form contradict each other.",
    "no_status": "The form asks for one work status, and none is marked.",
    "untouched_section": "A section was left untouched: that is unknown, not permission.",
    "page_missing": "A page of the form did not arrive.",
    "page_twice": "A page arrived twice.",
    "page_unregistered": "A page could not be lined up with its blank, so it was not read.",
    "unknown_edition": "The page names an edition of a form that this installation does not have.",
    "found_by_look": "No code was found; the page was recognised by its print: find whose it is.",
    "edition_unseen": "The foot that names the edition did not arrive: compare the printed words with our blank.",
    "edition_unclear": "The page could be of two editions of the form that ask different things.",
    "codes_disagree": "The two codes of a page say different things.",
    "fields_in_review": "Some answers need a look.",
    "hidden_fields": "The PDF holds fields that cannot be seen on the page.",
    "unknown_fields": "The file holds fields that the form does not have.",
    "tags_lost": "The program that saved this Word file lost the names of its fields; copy the answers by hand.",
    "fields_missing": "Fields of the form are not in the Word file; it may be one part of it.",
    "no_report": "This is no provider's report: it changes no restrictions, and a person says what becomes of it.",
    "changed_blank": "The printed page differs from the blank we sent.",
    "unasked_writing": "Something is written where the form asks for nothing, as a note in the margin: read it.",
    # where a document belongs, found when it is placed with a case
    "unknown_copy": "The page code names a copy that this employer did not print.",
    "code_unverified": "The page code was not made with our key: check where this page comes from.",
    "copy_revoked": "This copy of the form was revoked.",
    "copy_superseded": "A newer copy of the form has been sent since.",
    "second_version": "Another version of this copy came earlier: compare the two.",
    # a reading
    "doubtful_mark": "There is ink, but it is not clear whether it is a mark.",
    "thin_page": "The page came out too thin: a light mark may be missing, or the stroke that takes one back.",
    "corrected_mark": "The mark looks crossed out.",
    "stray_ink": "Ink runs into the box from outside, or leads away from it.",
    "beside_box": "There is ink beside the box.",
    "words_inked": "There is ink on the words beside the marked box: they may be struck out or changed.",
    "weak_registration": "The box could not be lined up closely enough.",
    "two_marks": "Two boxes are marked where one choice is asked.",
    "handwritten": "Handwriting: a person reads it.",
    "unsure_text": "The text was not read surely enough.",
    "bad_date": "This is no date of the calendar.",
    "out_of_range": "The number is outside what is possible.",
    "value_not_shown": "The value stored in the PDF is not what its page shows.",
    "ambiguous_wording": "The printed words can be read in two ways: ask the office which it means.",
    "free_words": "Words that a person has to read.",
    "field_at_odds": "What the Word file stores in this field is not what it shows.",
    "unfit_value": "This field of the form cannot hold what stands there.",
    "not_read": "The machine does not read this field on paper.",
    "print_differs": "The print beside it is not that of our blank.",
    "contradicts": "It contradicts another answer.",
}


def document_schema() -> dict[str, Any]:
    """JSON Schema of one line of `workslip read --json`."""
    return Document.model_json_schema(by_alias=True, mode="serialization")
