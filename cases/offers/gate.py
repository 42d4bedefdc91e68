"""Every reason to refuse an offer of modified duty, each with its citation (domain 5 core checklist; 004 step 3).

Refusals are sentences for the coordinator without medical content: they are logged. What a state asks beside the core
is in `packs.py`; where both refuse the same thing, the state's citation is named.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from cases.comparing import tightening
from cases.errors import Refused
from cases.in_force import InForce, Voice, validity
from cases.matching import Match, Outcome
from cases.offers.packs import merged, pack_refusals
from cases.offers.terms import OfferTerms, missing
from cases.programs.jurisdictions import GENERAL, Pack
from cases.releases import Refusal
from cases.restrictions import Status
from cases.words import number

CHECKLIST: Final = "Construction return-to-work playbook, step 3: the offer in writing (seed 004)"
DATES: Final = "New York model program, part IV.E: never open-ended (seed 003)"
REPORTS: Final = "Construction return-to-work playbook, step 2: restrictions in writing (seed 004)"
MATCHED: Final = "Sample program 1, part II.B.3: no work beyond the restrictions (seed 001, appendix A)"
_LETTER: Final = "Sample letter to the employee (seed 001, appendix D)"
_TIGHTEN: Final = "Construction return-to-work playbook, triggers: restrictions tighten (seed 004)"
_LEAVE: Final = "29 CFR 825.220(d), 825.702(d)"
_SIGNED: Final = "Sample program 1, part I.E: a licensed practitioner's word (seed 001, appendix A)"
_OWN: Final[dict[str, str]] = {
    "position_unknown": _LETTER,
    "wages_undecided": _LETTER,
    "missing_refusal": _LETTER,
    "missing_accommodation": _LEAVE,
    "unsigned": _SIGNED,
    "re_evaluation_pending": _TIGHTEN,
}

# Checklist item -> code and sentence. A claim number may be missing: a first offer can precede the carrier's claim.
_REQUIRED: Final[dict[str, str]] = {
    "worker_name": "The offer names no worker.",
    "letter_date": "The letter has no date.",
    "sent_by": "The offer does not say how it is sent.",
    "duties": "The duties are missing.",
    "requirements": "The physical and time requirements are missing.",
    "location": "The place of work is missing.",
    "schedule": "The schedule is missing: days, hours and shift.",
    "hours_per_day": "The hours a day are missing.",
    "days_per_week": "The days a week are missing.",
    "overtime": "The offer does not say whether there is overtime.",
    "start_date": "The first day is missing.",
    "supervisor_name": "The supervisor is missing.",
    "report_document": "The report the offer relies on is missing.",
    "report_provider": "The provider whose report the offer relies on is missing.",
    "report_date": "The date of the report the offer relies on is missing.",
    "stop_work_contact": "The offer does not say whom to tell when a task goes beyond the restrictions.",
    "answer_by": "The offer does not say until when to answer.",
    "answer_how": "The offer does not say how to accept or decline.",
    "training": "The statement about suitable tasks and training is missing.",
    "refusal": "The neutral statement about declining is missing.",
    "accommodation": "The paragraph about accommodation and leave is missing.",
}


def refusals(
    terms: OfferTerms,
    reports: InForce,
    match: Match,
    *,
    today: date,
    re_evaluation_open: bool = False,
    pack: Pack = GENERAL,
) -> tuple[Refusal, ...]:
    """Every reason not to write this offer; empty if it may be written. `pack`: the state whose law it has to meet.

    `match` carries the resolutions of named persons already (`cases.matching.settle`). `re_evaluation_open`: an
    unconfirmed reading might tighten what is in force (`cases.comparing.may_tighten`), and nobody has closed that yet.
    """
    core = (
        *_cited(CHECKLIST, _checklist(terms)),
        *_cited(DATES, _dates(terms, today)),
        *_cited(REPORTS, _reports(terms, reports, re_evaluation_open)),
        *_cited(MATCHED, _matched(terms, reports, match)),
    )
    return merged(core, pack_refusals(pack, terms, reports))


def require_offer(
    terms: OfferTerms,
    reports: InForce,
    match: Match,
    *,
    today: date,
    re_evaluation_open: bool = False,
    pack: Pack = GENERAL,
) -> None:
    """Raise Refused, with every reason's code, if this offer may not be written."""
    reasons = refusals(terms, reports, match, today=today, re_evaluation_open=re_evaluation_open, pack=pack)
    if reasons:
        raise Refused(refused_text(reasons), code="offer_refused", reasons=tuple(each.code for each in reasons))


def refused_text(reasons: tuple[Refusal, ...]) -> str:
    """All reasons in sentences, each with where it is written."""
    return "No offer was written. " + " ".join(f"{each.sentence} ({each.citation})" for each in reasons)


def _cited(citation: str, found: list[Refusal]) -> list[Refusal]:
    """Each with the source of its group, or of its own."""
    return [each.model_copy(update={"citation": _OWN.get(each.code, citation)}) for each in found]


def _checklist(terms: OfferTerms) -> list[Refusal]:
    found = [
        Refusal(code=f"missing_{name}", sentence=sentence)
        for name, sentence in _REQUIRED.items()
        if missing(getattr(terms, name))
    ]
    if missing(terms.position):
        found.append(Refusal(code="position_unknown", sentence="The position is not named; “unknown” is no position."))
    if missing(terms.wage):
        found.append(Refusal(code="wages_undecided", sentence="The wage is not decided; an offer states it."))
    return found


def _dates(terms: OfferTerms, today: date) -> list[Refusal]:
    start, end, answer = terms.start_date, terms.end_date, terms.answer_by
    rules = (
        (end is None, "no_end_date", "The offer has neither an end nor a review date; it may not be open-ended."),
        (start and end and end < start, "end_before_start", "The offer ends before it begins."),
        (start and start < today, "start_passed", "The first day has passed already."),
        (answer and answer < today, "answer_by_passed", "The day to answer by has passed already."),
    )
    return [Refusal(code=code, sentence=sentence) for broken, code, sentence in rules if broken]


def _reports(terms: OfferTerms, reports: InForce, re_evaluation_open: bool) -> list[Refusal]:
    found = [refusal for voice in reports.voices for refusal in _report(terms, voice)]
    if not reports.voices:
        found.append(Refusal(code="unconfirmed", sentence="No report of the provider is confirmed and in force."))
    elif terms.report_document and terms.report_document not in [v.report.document for v in reports.voices]:
        text = "The report named in the offer is not the one in force."
        found.append(Refusal(code="report_not_in_force", sentence=text))
    if re_evaluation_open or tightening(reports):
        text = "A newer reading that might tighten the restrictions waits for a person; no offer until it is looked at."
        found.append(Refusal(code="re_evaluation_pending", sentence=text))
    return list({each.code: each for each in found}.values())


def _report(terms: OfferTerms, voice: Voice) -> list[Refusal]:
    """Signature, status, days and hours of one governing report (28 TAC 129.6: signed, and in force then)."""
    report, status = voice.report, voice.report.status
    hours, days = (limit and limit[1] for limit in (voice.hours_per_day, voice.days_per_week))
    rules = [
        (status.signed is not True, "unsigned", "The report is not signed."),
        (status.signed_date is None and status.exam_date is None, "undated", "The report has no date."),
        (status.status is Status.UNKNOWN, "status_unknown", "The report does not say plainly what the worker may do."),
        (status.status is Status.OFF_WORK, "off_work", "The report takes the worker off work."),
        (
            status.status is Status.PROGRAM_NOT_APPROPRIATE,
            "not_appropriate",
            "The provider finds a transitional assignment not appropriate at this time.",
        ),
        (
            hours is not None and terms.hours_per_day is not None and terms.hours_per_day > hours,
            "hours_over_limit",
            f"The offer asks for {number(terms.hours_per_day or 0)} hours a day, more than the report allows.",
        ),
        (
            days is not None and terms.days_per_week is not None and terms.days_per_week > days,
            "days_over_limit",
            f"The offer asks for {number(terms.days_per_week or 0)} days a week, more than the report allows.",
        ),
        (status.overtime_ok is False and terms.overtime is True, "overtime", "The report allows no overtime."),
    ]
    if terms.start_date is not None and report.document == terms.report_document:
        rules.append(_IN_FORCE[validity(report, terms.start_date, terms.end_date)])
    return [Refusal(code=code, sentence=sentence) for broken, code, sentence in rules if broken]


_IN_FORCE: Final[dict[str, tuple[bool, str, str]]] = {
    "in_force": (False, "", ""),
    "no_end": (False, "", ""),  # the match asks for it, and a named person may settle it
    "no_start": (True, "not_in_force", "The report says no day from which it holds."),
    "not_yet": (True, "not_in_force", "The work would start before the report holds."),
    "expired": (True, "not_in_force", "The work would run past the last day of the report; ask for a new one."),
}


def _matched(terms: OfferTerms, reports: InForce, match: Match) -> list[Refusal]:
    """The match has to be of these reports and these terms, and settled."""
    known = (reports.documents, tuple(report.document for report in tightening(reports)))
    offered = (terms.start_date, terms.end_date, terms.hours_per_day, terms.days_per_week, terms.overtime)
    used = match.assignment
    matched = (used.start, used.end, used.hours_per_day, used.days_per_week, used.overtime)
    stale = (match.documents, match.pending) != known or offered != matched
    conflicts, open_pairs = len(match.conflicts), len(match.undecided)
    rules = (
        (stale, "match_stale", "The match is not of this report and these days and hours; match again."),
        (conflicts > 0, "conflict", f"{_pairs(conflicts)} in conflict with the report."),
        (
            open_pairs > 0 or (not conflicts and match.outcome is not Outcome.COMPATIBLE),
            "undecided",
            f"{_pairs(open_pairs)} still undecided; a named person settles each, or the provider does.",
        ),
    )
    return [Refusal(code=code, sentence=sentence) for broken, code, sentence in rules if broken]


def _pairs(count: int) -> str:
    return "One pair of the match is" if count == 1 else f"{count} pairs of the match are"
