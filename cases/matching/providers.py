"""Several governing reports: where providers differ nobody decides for them (domain 4 rule 15, domain 9)."""

from __future__ import annotations

from dataclasses import replace

from cases.matching.drafts import Draft
from cases.matching.verdicts import COMPATIBLE, CONFLICT, undecided

_QUESTION = "Which provider's view counts here, and why? A new report from the treating provider settles it."


def reconcile(voices: list[list[Draft]]) -> list[Draft]:
    """One list of pairs. Two that forbid are a conflict; one that forbids and one that permits are undecided.

    A provider who was not asked does not contradict one who was: silence is dropped where another report speaks.
    """
    if len(voices) == 1:
        return voices[0]
    merged: list[Draft] = []
    for n, drafts in enumerate(voices):
        others = [draft for m, each in enumerate(voices) if m != n for draft in each]
        earlier = [draft for each in voices[:n] for draft in each]
        permitted = _topics(others, "permit")
        spoken = _topics(others, "speak") | {topic for d in earlier if d.kind == "silent" for topic in d.topics}
        for draft in drafts:
            if draft.kind == "silent" and set(draft.topics) <= spoken:
                continue
            merged.append(_against(draft, permitted))
    return merged


def _topics(drafts: list[Draft], how: str) -> set[str]:
    kinds = ("limit", "cleared")
    return {
        topic
        for draft in drafts
        if draft.kind in kinds and (how == "speak" or draft.verdict.outcome is COMPATIBLE)
        for topic in draft.topics
    }


def _against(draft: Draft, permitted: set[str]) -> Draft:
    if _contradicted(draft, permitted):
        return _undecided(draft, "providers_differ", f"{draft.verdict.why}, but another provider's report permits it")
    if draft.verdict.code == "expired" and "dates" in permitted:
        return _undecided(draft, "one_expired", f"{draft.verdict.why}, while another provider's report covers it")
    return draft


def _contradicted(draft: Draft, permitted: set[str]) -> bool:
    """Whether another provider permits what this one forbids: row by row, or the whole job by its status."""
    if draft.verdict.outcome is not CONFLICT or not draft.topics:
        return False
    forbids_work = draft.verdict.code in ("off_work", "not_appropriate")
    return set(draft.topics) <= permitted or "job" in permitted or (forbids_work and bool(permitted - {"dates"}))


def _undecided(draft: Draft, code: str, why: str) -> Draft:
    return replace(draft, verdict=undecided(code, why, _QUESTION, "provider"))
