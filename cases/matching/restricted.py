"""Every restriction of one report against every line of the job, and against what the assignment provides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cases import words
from cases.activities import children_of, covers
from cases.demands import Assignment
from cases.matching.drafts import Draft, Kind, job_cell, material, report_cell, restriction_material, topic
from cases.matching.limits import Relation, Work, free_words, judge, relation
from cases.matching.lines import Line
from cases.matching.results import Cell
from cases.matching.steps import Sourced
from cases.matching.verdicts import COMPATIBLE, CONFLICT, UNDECIDED, Verdict, undecided
from cases.restrictions import FreeText, MaxForce, MaxWeight, Required, Restriction, Review


@dataclass(frozen=True)
class Found:
    """One restriction's verdict on one line."""

    restriction: Restriction
    line: Line
    relation: Relation
    verdict: Verdict

    @property
    def answers(self) -> bool:
        """Whether it permits the whole demand of this line: by covering it, not by a part, a zone or a qualifier.

        Hours alone do not answer a load: "lifting, 2 hours a day" leaves the weight open.
        """
        if self.relation not in ("covers", "carry") or self.restriction.qualifier:
            return False
        loads = self.line.activity.split(".")[0] in ("lift", "carry")
        weighed = any(isinstance(each, MaxWeight | MaxForce) for each in self.restriction.limits)
        return self.verdict.outcome is COMPATIBLE and (weighed or not loads or self.verdict.code == "absent")


def findings(restriction: Restriction, work: Work) -> list[Found]:
    """The verdicts of one restriction, line by line; lift zones of its limits are restrictions of their own."""
    found: list[Found] = []
    if _only_requires(restriction):
        return found
    plain = not restriction.together and not any(getattr(each, "lift_zone", None) for each in restriction.limits)
    for each in [restriction] if plain else zoned(restriction):
        for line in work.lines:
            how = relation(each, line)
            verdict = judge(each, line, work, how) if how is not None else None
            if verdict is not None and how is not None:
                found.append(Found(each, line, how, verdict))
    return found


def zoned(restriction: Restriction) -> list[Restriction]:
    """One restriction for each activity it spans, and for each lift zone of its weights: that child (domain 1)."""
    activities = restriction.activities
    return [
        part
        for each in activities
        for part in _by_zone(
            restriction.model_copy(
                update={"activity": each, "together": tuple(other for other in activities if other != each)}
            )
            if restriction.together
            else restriction
        )
    ]


def _by_zone(restriction: Restriction) -> list[Restriction]:
    zones = {each.lift_zone for each in restriction.limits if isinstance(each, MaxWeight) and each.lift_zone}
    inside = {f"{restriction.activity}.{zone}": zone for zone in sorted(zones)}
    known = {code: zone for code, zone in inside.items() if code in children_of(restriction.activity)}
    rest = [each for each in restriction.limits if getattr(each, "lift_zone", None) not in known.values()]
    split = [
        restriction.model_copy(
            update={
                "activity": code,
                "limits": tuple(each for each in restriction.limits if getattr(each, "lift_zone", None) == zone),
            }
        )
        for code, zone in known.items()
    ]
    return ([restriction.model_copy(update={"limits": tuple(rest)})] if rest else []) + split


def restricted(source: Sourced, found: list[Found], work: Work) -> list[Draft]:
    """The pairs of one restriction: verdicts that say the same of one activity make one pair.

    A restriction nobody has confirmed keeps its conflicts; the rest of it waits for a person (domain 4).
    """
    drafts = row_drafts(source, found, work) + _provided(source, work.assignment)
    if source[1].review is Review.EXTRACTED:
        return [*(each for each in drafts if each.verdict.outcome is CONFLICT), _alone(source, _unconfirmed())]
    return drafts + _unmentioned(source, found, work)


def row_drafts(source: Sourced, found: list[Found], work: Work) -> list[Draft]:
    """What one restriction says of the rows alone; of an unconfirmed one only what it forbids."""
    document, restriction = source
    groups: dict[tuple[str, str, str, str], list[Found]] = {}
    for each in found:
        same = (each.restriction.activity, each.line.activity, each.verdict.code, each.verdict.why)
        groups.setdefault(same, []).append(each)
    drafts = [_draft(document, group, work.assignment) for group in groups.values()]
    extracted = restriction.review is Review.EXTRACTED
    return [each for each in drafts if each.verdict.outcome is CONFLICT] if extracted else drafts


def _draft(document: str, group: list[Found], assignment: Assignment) -> Draft:
    first, lines = group[0], [each.line for each in group]
    kinds: dict[Relation, Kind] = {"covers": "limit", "carry": "limit"}
    aspect = "carry" if first.relation == "carry" else ""
    return Draft(
        verdict=first.verdict,
        kind="absent" if first.verdict.code == "absent" else kinds.get(first.relation, "part"),
        report=lambda: report_cell(document, first.restriction),
        demand=lambda: job_cell(lines),
        topics=tuple(topic(line, aspect) for line in lines),
        material=lambda: (
            restriction_material(document, first.restriction),
            *(material(line, assignment) for line in lines),
        ),
    )


def each_part(found: list[Found], work: Work) -> list[Draft]:
    """A row that names several activities undivided, each of them forbidden: whichever it means, it is a conflict."""
    drafts = []
    for line in (each for each in work.lines if each.also):
        parts = [each for each in found if each.line is line and _forbids_part(each)]
        if all(any(covers(each.restriction.activity, code) for each in parts) for code in line.activities):
            drafts.append(_every_part(line, [each.restriction for each in parts], work.assignment))
    return drafts


def _every_part(line: Line, parts: list[Restriction], assignment: Assignment) -> Draft:
    verdict = Verdict(CONFLICT, "each_part", "whichever of these activities the row means is forbidden")
    return Draft(
        verdict=verdict,
        kind="limit",
        report=lambda: Cell(says="; ".join(dict.fromkeys(map(words.restriction, parts)))),
        demand=lambda: job_cell([line]),
        topics=(topic(line),),
        material=lambda: (*(each.model_dump_json() for each in parts), material(line, assignment)),
    )


def _forbids_part(found: Found) -> bool:
    """A conflict that was softened only because the row names more than the restriction."""
    side = found.restriction.side
    sure = side not in ("left", "right") or found.line.side in ("both", side)
    return found.verdict.code == "narrower" and sure and not found.restriction.qualifier


def _alone(source: Sourced, verdict: Verdict, says: str = "the job", needs: tuple[str, ...] = ()) -> Draft:
    document, restriction = source
    return Draft(
        verdict=verdict,
        kind="other",
        report=lambda: report_cell(document, restriction),
        demand=lambda: Cell(says=says),
        topics=(f"restriction|{restriction.activity}",),
        material=lambda: (restriction_material(document, restriction), says),
        needs=needs,
    )


def _unconfirmed() -> Verdict:
    return Verdict(
        UNDECIDED,
        "unconfirmed",
        "nobody has confirmed this reading yet",
        "Is this what the page says?",
        "employer",
        resolvable=False,
    )


def _unmentioned(source: Sourced, found: list[Found], work: Work) -> list[Draft]:
    """A restriction on what no row of the job names: the job's paper does not say, so nobody knows (rule 1)."""
    restriction = source[1]
    if all(isinstance(each, Required) for each in restriction.limits) or any(
        f.verdict.outcome is CONFLICT for f in found
    ):
        return []
    needs = tuple(each.activity for each in zoned(restriction))
    codes, merged = names(work.lines)
    if all(named(each, codes, merged) for each in needs):
        return []
    if any(isinstance(each, FreeText) for each in restriction.limits):
        return [_alone(source, free_words(), needs=needs)]
    what = words.activity(restriction.activity)
    why, question = f"no row of the job says whether it takes {what}", f"Does the job take {what}, and how much?"
    return [_alone(source, undecided("not_in_job", why, question, "employer"), f"no row for {what}", needs)]


def _only_requires(restriction: Restriction) -> bool:
    return all(isinstance(each, Required) for each in restriction.limits)


def names(lines: Iterable[Line]) -> tuple[frozenset[str], bool]:
    """The activities that the job's rows speak of, and whether lifting and carrying are one row."""
    lines = tuple(lines)
    return frozenset(code for line in lines for code in line.activities), any(line.merged for line in lines)


def named(activity: str, codes: frozenset[str], merged: bool) -> bool:
    """Whether rows speak of an activity: by itself, by its parent, by all of its children, or merged."""
    if any(covers(code, activity) for code in codes) or (activity == "carry" and merged):
        return True
    children = children_of(activity)
    return bool(children) and all(child in codes for child in children)


def _provided(source: Sourced, assignment: Assignment) -> list[Draft]:
    """`required`: fits only if the assignment records it; recorded as not provided it is a conflict (rule 12)."""
    needs = [each.what for each in source[1].limits if isinstance(each, Required)]
    return [_need(source, what, assignment) for what in needs]


def _need(source: Sourced, what: str, assignment: Assignment) -> Draft:
    recorded = assignment.records(what)
    if recorded is False:
        says, found = f"{what}: not provided", Verdict(CONFLICT, "not_provided", "the assignment does without it")
    elif recorded:
        says, found = f"{what}: provided", Verdict(COMPATIBLE, "provided", "the assignment records it as provided")
    else:
        says = f"{what}: nothing recorded"
        found = undecided("provision_unknown", "the assignment does not say", f"Is {what} provided?", "employer")
    return _alone(source, found, says)
