"""Is everything there that this state asks of an offer? Each missing item is refused with its citation (domain 5)."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from datetime import date

from cases.in_force import InForce, Voice
from cases.offers.terms import OfferTerms, missing
from cases.programs.jurisdictions.pack import (
    COUNSEL,
    TEMPORARY,
    ByHand,
    DaysBetween,
    Enclosed,
    Item,
    LastsMonths,
    Note,
    Pack,
    Signed,
    Stated,
    TreatingDoctor,
    WageShare,
)
from cases.releases import Refusal
from cases.restrictions import Report


def pack_refusals(pack: Pack, terms: OfferTerms, reports: InForce) -> tuple[Refusal, ...]:
    """Every item of the pack that this offer lacks, with its citation; a draft says that it is one."""
    return tuple(
        Refusal(code=item.code, sentence=_say(pack, item.says), citation=item.citation)
        for item in pack.items
        if _applies(item, terms, reports) and not _met(item, terms, reports)
    )


def warnings(pack: Pack) -> tuple[Note, ...]:
    """What a person should know of an offer here, also of one that may be written."""
    draft = (Note(says=COUNSEL, citation=pack.name),) if pack.draft else ()
    return (*draft, *(each.model_copy(update={"says": _say(pack, each.says)}) for each in pack.notes))


def asked(pack: Pack) -> tuple[tuple[str, str], ...]:
    """What a person must confirm by hand: code and question."""
    return tuple((code, _say(pack, ask)) for code, ask in pack.asks)


def _say(pack: Pack, text: str) -> str:
    return f"{text} {COUNSEL}" if pack.draft else text


def _applies(item: Item, terms: OfferTerms, reports: InForce) -> bool:
    """Restrictions of which no report says how long they stay count as permanent until a person has looked."""
    if item.when == "always":
        return True
    said = {voice.report.status.permanence for voice in reports.voices}
    return "permanent" in said or not (said == {"temporary"} or TEMPORARY in terms.confirmed)


def _met(item: Item, terms: OfferTerms, reports: InForce) -> bool:
    """Whether the offer has the item. Nothing known is nothing met."""
    rule = item.rule
    match rule:
        case Stated():
            return not missing(getattr(terms, rule.name))
        case Enclosed():
            return rule.paper in terms.enclosed
        case ByHand():
            return item.code in terms.confirmed
        case DaysBetween():
            return _days(rule, terms, reports)
        case LastsMonths():
            return _lasts(terms.start_date, terms.end_date, rule.months)
        case WageShare():
            return terms.wage_share is not None and terms.wage_share >= rule.at_least
        case Signed():
            return all(voice.report.status.signed is True for voice in _relied_on(terms, reports))
        case TreatingDoctor():
            return _treating(rule, terms, reports)


def _days(rule: DaysBetween, terms: OfferTerms, reports: InForce) -> bool:
    first, then = (_day(name, terms, reports) for name in (rule.first, rule.then))
    if first is None or then is None:
        return False
    between = (then - first).days
    return (rule.at_least is None or between >= rule.at_least) and (rule.at_most is None or between <= rule.at_most)


def _day(name: str, terms: OfferTerms, reports: InForce) -> date | None:
    if name != "exam_date":
        day: date | None = getattr(terms, name)
        return day
    exams = [voice.report.status.exam_date for voice in _relied_on(terms, reports)]
    return min((exam for exam in exams if exam), default=None)


def _lasts(first: date | None, last: date | None, months: int) -> bool:
    """Twelve months from January 10 end on January 9."""
    if first is None or last is None:
        return False
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    day = min(first.day, calendar.monthrange(year, month + 1)[1])
    return last.toordinal() >= date(year, month + 1, day).toordinal() - 1


def _treating(rule: TreatingDoctor, terms: OfferTerms, reports: InForce) -> bool:
    """28 TAC 129.6(b). A treating doctor's report that waits for confirmation is no silence."""
    relied = _relied_on(terms, reports)
    if relied and all(voice.role == "treating" for voice in relied):
        return True
    pending = (each.report for each in reports.pending)
    if any(_by_treating(each) for each in (*(voice.report for voice in reports.voices), *pending)):
        return False
    examined = bool(relied) and all(voice.report.status.exam_date for voice in relied)
    return examined and rule.confirm in terms.confirmed


def _by_treating(report: Report) -> bool:
    return report.status.provider_role.strip().casefold() == "treating"


def _relied_on(terms: OfferTerms, reports: InForce) -> tuple[Voice, ...]:
    return tuple(voice for voice in reports.voices if voice.report.document == terms.report_document)


def merged(*groups: Iterable[Refusal]) -> tuple[Refusal, ...]:
    """Refusals of several sources, each code once: the last group that has it gives sentence and citation."""
    return tuple({each.code: each for group in groups for each in group}.values())
