"""The offer of modified duty, in Word and PDF, from the terms, the match and the evidence (domain 5; 001 appendix D).

    the rules of `cases/offers.py`, once more → evidence for every restriction → the match table → letter → PDF

It prints restrictions and where they stand in the report; never a diagnosis, and never the provider's own words, which
can hold one: a limit in free words is shown as such, and the worker reads it in the report.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from cases import words
from cases.demands import Job
from cases.errors import Refused
from cases.in_force import InForce, ends
from cases.matching import Match, Pair
from cases.offers import OfferTerms, require_offer
from cases.programs.jurisdictions import GENERAL, Pack
from cases.restrictions import Model, Required, Restriction
from cases.scales import presence
from forms.fields import Box, FormMap
from forms.meaning import DateOf, Duration, Schedule
from forms.readings import Reading
from generate.headings import Heading, for_letter, spelled
from generate.letters import render
from generate.office import to_pdf
from generate.own_words import SEE_REPORT, own_words, restriction, without

LETTER: Final = "offer-modified-duty"
WHOLE_STATUS: Final = "status"
SCHEDULE: Final = ("max_hours_per_day", "max_days_per_week")
# What the schedule and date pairs of a match rest on: they name no fields themselves.
_RESTS_ON: Final = {
    "hours a day": ("max_hours_per_day",),
    "days a week": ("max_days_per_week",),
    "from ": ("effective_from", "expected_through", "next_visit"),
}


class Evidence(Model):
    """Where one field of one report stands. `box` in points of the page, origin bottom left.

    `document` is the report's id, `title` what it is called on paper. `stands_for` is what it says beyond a
    restriction: a limit of the schedule or a date, by its name in `WorkStatus`; or all of it (`WHOLE_STATUS`), where a
    person entered the status of a page from one box.
    """

    document: str
    title: str
    field: str
    label: str
    page: int
    box: Box
    stands_for: str = ""


@dataclass(frozen=True)
class Offer:
    """A finished offer letter."""

    docx: bytes
    pdf: bytes


def offer_letter(
    terms: OfferTerms,
    heading: Heading,
    reports: InForce,
    match: Match,
    evidence: Iterable[Evidence],
    *,
    today: date,
    enclosures: Sequence[str] = (),
    template: bytes | None = None,
    pack: Pack = GENERAL,
) -> Offer:
    """Write an offer. `match` carries the resolutions of named persons; `template` is a user's edited letter,
    `pack` the state whose law it has to meet.

    Raises Refused with every reason's code if the rules do not allow it, or a restriction has no evidence.
    """
    require_offer(terms, reports, match, today=today, pack=pack)
    places = list(evidence)
    _require_evidence(reports, places)
    values = offer_values(terms, heading, reports, match, places) | {"enclosures": list(enclosures)}
    docx = render(LETTER, values, template)
    return Offer(docx, to_pdf([docx])[0])


def offer_values(
    terms: OfferTerms, heading: Heading, reports: InForce, match: Match, evidence: Sequence[Evidence]
) -> dict[str, object]:
    """The letter's variables, its enclosures apart; whether it may be written at all is for `offer_letter`."""
    title = next((each.title for each in evidence if each.document == terms.report_document), "report")
    return {
        **for_letter(heading),
        **in_letter(terms),
        "report_title": title,
        "restrictions_through": _through(reports, terms.report_document),
        "matches": match_table(match, reports, evidence, terms.report_document),
    }


def match_table(match: Match, reports: InForce, evidence: Sequence[Evidence], relied_on: str) -> list[dict[str, str]]:
    """Rows of the table: restriction, demand, result, who settled it; the source in the first row of a restriction.

    A source names its document only where that is not the report the offer relies on. Copies of an offer go to people
    who never see the report, so no word of the provider's own is in a row.
    """
    said = _without_own_words([each for voice in reports.voices for _, each in voice.restrictions])
    groups: dict[tuple[str | None, tuple[str, ...], str], list[Pair]] = {}
    for pair in match.pairs:
        groups.setdefault((pair.report.document, pair.report.where, pair.report.says), []).append(pair)
    tasks = {where.split(": ")[0] for pair in match.pairs for where in pair.demand.where}
    rows = []
    for pairs in groups.values():
        source = _source(pairs[0], evidence, relied_on)
        for pair in pairs:
            rows.append(_row(pair, said, name_tasks=len(tasks) > 1) | {"source": source})
            source = ""
    return rows


def evidence_of(document: str, form: FormMap, readings: Mapping[str, Reading]) -> list[Evidence]:
    """The evidence that the readings of one of our forms give."""
    found = []
    for name, reading in readings.items():
        field = form.by_name.get(name)
        label, meaning = (field.label, field.meaning) if field else (name, None)
        what = meaning.what if isinstance(meaning, Schedule | DateOf) else ""
        found.append(
            Evidence(
                document=document,
                title=f"{form.title} form",
                field=name,
                label=label,
                page=reading.page,
                box=reading.box,
                stands_for="expected_through" if isinstance(meaning, Duration) else what,
            )
        )
    return found


def requirements_of(job: Job) -> tuple[str, ...]:
    """Physical and time requirements, a line for each task: its hours, and every demand above zero, as assessed."""
    lines = []
    for task in job.tasks:
        hours = f" ({words.number(task.hours_per_day)} hours a day)" if task.hours_per_day else ""
        asked = [words.demand(each) for each in task.demands if presence(each) in ("present", "undefined")]
        lines.append(f"{task.title}{hours}: {'; '.join(asked) or 'no physical demand recorded'}")
    return tuple(lines)


def in_letter(terms: OfferTerms) -> dict[str, object]:
    """The terms as a letter's variables; `require_offer` has seen that everything is there."""
    days = {name: _spelled(getattr(terms, name)) for name in ("letter_date", "start_date", "report_date")}
    kept = ("worker_name", "claim_number", "sent_by", "position", "location", "wage", "supervisor_name")
    more = ("report_provider", "stop_work_contact", "training", "refusal", "accommodation")
    return {
        **{name: getattr(terms, name) for name in (*kept, *more) if getattr(terms, name)},
        **days,
        "duties": list(terms.duties),
        "requirements": list(terms.requirements),
        "schedule": f"{terms.schedule} ({_hours(terms)})",
        "end_date": ("Reviewed on " if terms.ends_in_review else "") + _spelled(terms.end_date),
        "answer_by": _spelled(terms.answer_by),
        "answer_how": _sentence(terms.answer_how) + _open_through(terms),
        "copies": list(terms.copies),
    }


def _open_through(terms: OfferTerms) -> str:
    return f" The work stays open for you through {spelled(terms.open_through)}." if terms.open_through else ""


def _hours(terms: OfferTerms) -> str:
    overtime = "with overtime" if terms.overtime else "no overtime"
    return (
        f"{words.number(terms.hours_per_day or 0)} hours a day, {words.number(terms.days_per_week or 0)} days a week, "
        f"{overtime}"
    )


def _spelled(day: date | None) -> str:
    return spelled(day) if day else ""


def _sentence(text: str) -> str:
    text = words.sentence_case(text.strip())
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _through(reports: InForce, document: str) -> str:
    last = [ends(voice.report) for voice in reports.voices if voice.report.document == document]
    return _spelled(last[0]) if last else ""


def _row(pair: Pair, said: Callable[[str], str], *, name_tasks: bool) -> dict[str, str]:
    settled = pair.resolution
    return {
        "restriction": words.sentence_case(_dated(said(pair.report.says))),
        "demand": words.sentence_case(_dated(said(pair.demand.says))) + (_tasks(pair) if name_tasks else ""),
        "result": "Fits",
        "settled_by": f"{settled.person}, {settled.at:%m/%d/%Y}" if settled else "Comparison",
    }


def _tasks(pair: Pair) -> str:
    """The tasks the demand belongs to, from its cells ("task: row of the assessment")."""
    tasks = dict.fromkeys(where.split(": ")[0] for where in pair.demand.where)
    return f" [{', '.join(tasks)}]" if tasks else ""


def _without_own_words(restrictions: Sequence[Restriction]) -> Callable[[str], str]:
    """A cell as it is printed: a restriction with free words in it is told whole in words of the vocabulary; what a
    demand's cell names of it, a thing that is provided, only as what the report words."""
    told = {words.restriction(each): restriction(each, SEE_REPORT) for each in restrictions}
    longest_first = sorted(((a, b) for a, b in told.items() if a != b), key=lambda pair: -len(pair[0]))
    verbatim = own_words(restrictions)
    required = {f"{each.what}: " for r in restrictions for each in r.limits if isinstance(each, Required)}

    def said(cell: str) -> str:
        for before, after in longest_first:
            cell = cell.replace(before, after)
        named = max((what for what in required if cell.startswith(what)), key=len, default="")
        cell = f"{SEE_REPORT.part}: {cell.removeprefix(named)}" if named else cell
        return without(cell, verbatim, SEE_REPORT)

    return said


def _dated(says: str) -> str:
    """Its dates as the letter writes them."""
    return re.sub(r"(\d{4})-(\d\d)-(\d\d)", r"\2/\3/\1", says)


def _source(pair: Pair, evidence: Sequence[Evidence], relied_on: str) -> str:
    """Document, page and boxes behind a row; empty where the report has no box for it ("no limit named")."""
    names = set(pair.report.where)
    stands_for = {
        name for says, named in _RESTS_ON.items() if says in pair.report.says for name in (*named, WHOLE_STATUS)
    }
    mine = [
        each
        for each in evidence
        if each.document == pair.report.document
        and (each.field in names or (not names and each.stands_for in stands_for))
    ]
    pages: dict[tuple[str, int], list[str]] = {}
    for each in mine:
        where = f"({each.box[0]:.0f}, {each.box[1]:.0f})"
        title = "" if each.document == relied_on else f"{each.title}, "
        pages.setdefault((title, each.page), []).append(f"“{each.label}” {where}" if each.label else f"box {where}")
    return words.sentence_case("; ".join(f"{title}page {page}, {', '.join(at)}" for (title, page), at in pages.items()))


def _require_evidence(reports: InForce, evidence: Sequence[Evidence]) -> None:
    """Every restriction, and every limit of hours and days, has a place on a page (domain 5)."""
    known = {(each.document, name) for each in evidence for name in (each.field, each.stands_for)}
    shown = []
    for voice in reports.voices:
        for document, each in voice.restrictions:
            shown.append(bool(each.from_) and {(document, name) for name in each.from_} <= known)
        limits = [name for name in SCHEDULE if getattr(voice.report.status, name) is not None]
        shown += [bool({(voice.report.document, at) for at in (name, WHOLE_STATUS)} & known) for name in limits]
    if not all(shown):
        raise Refused(
            "No offer was written. A restriction cannot be shown on a page; say which box of the report it rests on.",
            code="offer_refused",
            reasons=("evidence_missing",),
        )
