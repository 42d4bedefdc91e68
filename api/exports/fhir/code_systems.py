"""Our vocabulary as FHIR CodeSystems: no core or ODH code system has work restrictions (domain 8).

They are published as JSON beside the schemas, so that whoever receives an Observation can look its codes up.
"""

from __future__ import annotations

from typing import Final, get_args

from api.exports.fhir.systems import ACTIVITY, LIMIT, SIDE, STRENGTH, Resource
from cases import words
from cases.activities import TREE
from cases.restrictions import Limit, Side, Strength

LIMITS: Final[dict[str, str]] = {
    "never": "Not at all",
    "max_weight": "Load at most",
    "max_force": "Force of a push or a pull at most",
    "max_continuous": "At one time at most",
    "max_hourly": "In every hour at most",
    "max_daily": "In a day in all at most",
    "max_band": "Up to a class of frequency, of the scale that was printed",
    "max_reps": "Repetitions at most",
    "max_distance": "Distance at most",
    "max_steps": "Steps at most",
    "prolonged": "Not for long; no number was given",
    "environment": "Exposure that is permitted",
    "required": "Something that has to be there",
    "free_text": "In the provider's own words; never decided by machine",
}
OTHERS: Final[dict[str, str]] = {
    "strength": "How the provider put it",
    "side": "Which side of the body",
    "together": "An activity that shares the limit: their times add up",
}
STRENGTHS: Final[dict[Strength, str]] = {
    Strength.PROHIBITED: "Prohibited",
    Strength.AVOID: "To be avoided",
    Strength.LIMIT: "Limited",
    Strength.TOLERANCE: "As much as is tolerated",
}


def activities() -> Resource:
    """Every activity; a child stands under its parent, whose restriction covers it."""
    concepts = [
        _concept(code, words.sentence_case(words.activity(code)))
        | ({"concept": [_child(code, child) for child in children]} if children else {})
        for code, children in TREE.items()
    ]
    return _system("activity", ACTIVITY, "WorkActivity", "Activities that a work restriction speaks of", concepts) | {
        "hierarchyMeaning": "is-a"
    }


def limits() -> Resource:
    """Kinds of limits, and what else an Observation says about one."""
    concepts = [_concept(code, display) for code, display in (LIMITS | OTHERS).items()]
    return _system("limit", LIMIT, "WorkLimit", "Kinds of limits of a work restriction", concepts)


def strengths() -> Resource:
    """How a provider puts a restriction."""
    concepts = [_concept(code.value, display) for code, display in STRENGTHS.items()]
    return _system("strength", STRENGTH, "WorkRestrictionStrength", "How a restriction was put", concepts)


def sides() -> Resource:
    """Sides of the body, as a form states them or does not."""
    concepts = [_concept(side, words.sentence_case(side)) for side in get_args(Side)]
    return _system("side", SIDE, "WorkRestrictionSide", "Side of the body that a restriction is about", concepts)


def kinds() -> frozenset[str]:
    """The kinds of limits that the model knows."""
    union = get_args(get_args(Limit)[0])
    return frozenset(each.model_fields["kind"].default for each in union)


def _child(parent: str, child: str) -> Resource:
    code = f"{parent}.{child}"
    return _concept(code, words.sentence_case(words.activity(code)))


def _concept(code: str, display: str) -> Resource:
    return {"code": code, "display": display}


def _system(key: str, url: str, name: str, title: str, concepts: list[Resource]) -> Resource:
    return {
        "resourceType": "CodeSystem", "id": f"workslip-{key}", "url": url, "version": "1", "name": name, "title": title,
        "status": "active", "experimental": False, "caseSensitive": True, "content": "complete", "concept": concepts,
    }  # fmt: skip
