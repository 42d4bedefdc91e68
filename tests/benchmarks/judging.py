"""Holding what was read against what was meant, answer by answer and page by page.

An *answer* is a check box or a whole "pick one" group. Outcomes:

    right    accepted, and so meant
    missed   accepted as empty, but the writer chose it      (wrong)
    invented accepted as chosen, but the writer did not      (wrong)
    other    accepted, but another option or two were chosen (wrong)
    review   left to a person
    absent   its page was not read: listed, not lost

`gone` answers rest on ink of which the channel left less than 15 %, `undecidable` ones on ink that nobody could judge
on paper; both are counted apart, whatever was read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from forms.readings import Document, Reading, ReadingStatus
from tests.benchmarks.specimens import Specimen
from tests.fax.replies import BoxTruth, Reply, TextTruth

Outcome = Literal["right", "missed", "invented", "other", "review", "absent"]
WRONG: frozenset[Outcome] = frozenset({"missed", "invented", "other"})
GONE = 0.15
TAKEN_BACK = {"corrected", "struck_out", "corrected_round", "waved_out"}


@dataclass(frozen=True)
class Answer:
    """One judged answer. `apart` names why it is counted apart, if it is."""

    specimen: str
    reply: int
    field: str
    kind: Literal["box", "group", "text", "date", "signature"]
    marked: bool  # the writer meant something by it
    outcome: Outcome
    apart: Literal["", "gone", "undecidable"]
    style: str
    pen: str
    survived: float
    confidence: float
    reason: str
    guess_right: bool | None  # whether value or guess is what was meant; None if there is neither
    boxes: int = 1  # on paper: a group is one answer to several


@dataclass(frozen=True)
class Judged:
    """One file, judged."""

    specimen: str
    answers: tuple[Answer, ...]
    pages: int
    read_pages: int  # pages of replies that were read as the document they belong to
    unplaced_pages: int
    reply_pages: int
    dropped: tuple[int, ...]  # pages of the file that the result does not mention
    misplaced: tuple[str, ...]  # documents that claim pages of somebody else


def judge(specimen: Specimen, documents: Iterable[Document]) -> Judged:
    """Every answer of every reply in the file, and the whereabouts of every page."""
    found = list(documents)
    pages = specimen.envelope.pages
    mentioned = {p for d in found for p in (*d.pages, *d.unplaced_pages)}
    answers: list[Answer] = []
    misplaced: list[str] = []
    read = 0
    for index, reply in enumerate(specimen.envelope.replies):
        own = {n for n, p in enumerate(pages, 1) if p.reply == index}
        document = next((d for d in found if d.document is not None and own & set(d.pages)), None)
        if document and (set(document.pages) - own or document.copy_id not in (None, specimen.copies[index])):
            misplaced.append(f"{specimen.name}: reply {index}")
        read += len(own & set(document.pages)) if document else 0
        answers += judge_reply(specimen.name, reply, document.fields if document else {})
    unplaced = {p for d in found for p in d.unplaced_pages}
    dropped = tuple(sorted(set(range(1, len(pages) + 1)) - mentioned))
    replies = sum(p.content == "reply" for p in pages)
    return Judged(specimen.name, tuple(answers), len(pages), read, len(unplaced), replies, dropped, tuple(misplaced))


def judge_reply(name: str, reply: Reply, fields: Mapping[str, Reading]) -> list[Answer]:
    """Every answer of one reply, however its readings came about."""
    boxes = [b for b in reply.boxes if b.option is None]
    groups: dict[str, list[BoxTruth]] = {}
    for box in (b for b in reply.boxes if b.option is not None):
        groups.setdefault(box.field, []).append(box)
    return [
        *(_box(name, reply, b, fields.get(b.field)) for b in boxes),
        *(_group(name, reply, g, fields.get(f)) for f, g in groups.items()),
        *(_text(name, reply, t, fields.get(t.field)) for t in reply.texts),
    ]


def _box(name: str, reply: Reply, truth: BoxTruth, reading: Reading | None) -> Answer:
    marked = truth.intended == "yes"
    outcome = _outcome(reading, marked, "missed" if marked else "invented")
    return Answer(
        name, reply.number, truth.field, "box", marked, outcome, _apart([truth]), truth.style, truth.pen,
        truth.survived, *_figures(reading, marked),
    )  # fmt: skip


def _group(name: str, reply: Reply, options: list[BoxTruth], reading: Reading | None) -> Answer:
    """A pick-one group: nothing chosen is null, two chosen can only be left to a person."""
    chosen = [o for o in options if o.intended == "yes"]
    meant: Any = chosen[0].option if len(chosen) == 1 else None if not chosen else object()
    value = reading.value if reading else None
    wrong: Outcome = "missed" if chosen and value is None else "other" if chosen else "invented"
    styles = "+".join(sorted(o.style for o in options if o.style != "empty")) or "empty"
    survived = min((o.survived for o in options if o.style != "empty"), default=1.0)
    return Answer(
        name, reply.number, options[0].field, "group", bool(chosen), _outcome(reading, meant, wrong), _apart(options),
        styles, chosen[0].pen if chosen else "", survived, *_figures(reading, meant), len(options),
    )  # fmt: skip


def _text(name: str, reply: Reply, truth: TextTruth, reading: Reading | None) -> Answer:
    """Texts are equal but for white space and case, dates as days, numbers as numbers, a signature as there or not."""
    kind: Any = "signature" if truth.kind == "signature" else "date" if truth.kind == "comb" else "text"
    meant: Any = truth.value is not None if kind == "signature" else _plain(truth.value)
    value = None if reading is None else reading.value if kind == "signature" else _plain(reading.value)
    wrong: Outcome = "missed" if truth.value and not value else "other" if truth.value else "invented"
    same = reading.model_copy(update={"value": value}) if reading else None
    apart: Any = "gone" if truth.value and truth.survived < GONE else ""
    return Answer(
        name, reply.number, truth.field, kind, truth.value is not None, _outcome(same, meant, wrong), apart, truth.pen,
        truth.pen, truth.survived, *_figures(same, meant),
    )  # fmt: skip


def _plain(value: object) -> str | None:
    """One spelling for what is the same: days as MMDDYYYY, 4.0 as 4, words without case and white space."""
    if value is None or value == "":
        return None
    text = re.sub(r"\s+", "", str(value)).casefold()
    iso = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", text)
    if iso:
        return f"{iso[2]}{iso[3]}{iso[1]}"
    return re.sub(r"^(\d+)\.0$", r"\1", text)


def _outcome(reading: Reading | None, meant: object, wrong: Outcome) -> Outcome:
    if reading is None or reading.status is ReadingStatus.MISSING:
        return "absent"
    if reading.status is not ReadingStatus.ACCEPTED:
        return "review"
    return "right" if reading.value == meant else wrong


def _figures(reading: Reading | None, meant: object) -> tuple[float, str, bool | None]:
    if reading is None:
        return 0.0, "", None
    accepted = reading.status is ReadingStatus.ACCEPTED
    said = reading.value if accepted else reading.guess
    known = accepted or reading.guess is not None
    return reading.confidence, reading.reason or "", (said == meant) if known else None


def _apart(boxes: Iterable[BoxTruth]) -> Literal["", "gone", "undecidable"]:
    boxes = list(boxes)
    if any(b.survived < GONE and (b.intended == "yes" or b.style in TAKEN_BACK) for b in boxes):
        return "gone"
    return "undecidable" if any(b.intended == "unclear" for b in boxes) else ""
