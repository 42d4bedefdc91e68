"""Matching between programs: restrictions and demands as two versioned documents, and the answer (schemas/README.md).

`format` is 1. Keys may be added within a format, none renamed and none taken away; a reader of format 1 refuses others.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final, Literal

from pydantic import Field

from cases.demands import Assignment, Job
from cases.errors import BadInput
from cases.in_force import Filed, in_force
from cases.matching import Match, Outcome, Pair, match
from cases.matching.suggestions import Question, Suggestion, questions, suggestions
from cases.restrictions import Model

FORMAT: Final = 1


class Restrictions(Model):
    """What providers say: one report or several, each with the day it came and whether a person confirmed it.

    `as_of` is the day they are asked about; the assignment's first day if it is not given.
    """

    format: Literal[1]
    as_of: date | None = None
    reports: tuple[Filed, ...] = Field(min_length=1)


class Demands(Model):
    """What the work asks: a job, and the days and hours for which it is offered."""

    format: Literal[1]
    job: Job
    assignment: Assignment | None = None


class Answer(Model):
    """How they match. `pairs`: conflicts, then what is undecided, then what fits; `outcome` is that of the whole."""

    format: Literal[1] = FORMAT
    outcome: Outcome
    as_of: date
    assignment: Assignment
    documents: tuple[str, ...]
    pending: tuple[str, ...]
    pairs: tuple[Pair, ...]
    questions: tuple[Question, ...]
    suggestions: tuple[Suggestion, ...]


DOCUMENTS: Final[dict[str, type[Model]]] = {"restrictions": Restrictions, "demands": Demands, "match": Answer}


def answer(said: Restrictions, asked: Demands) -> Answer:
    """The match of the two documents. Raises BadInput where nobody says from when the work would be done."""
    if asked.assignment is None:
        raise BadInput("Say from which day the work would be done: an `assignment` with a `start`.", code="no_start")
    reports = in_force(said.reports, said.as_of or asked.assignment.start)

    def again(job: Job, assignment: Assignment) -> Match:
        return match(reports, job, assignment)

    found = again(asked.job, asked.assignment)
    return Answer(
        outcome=found.outcome,
        as_of=found.as_of,
        assignment=found.assignment,
        documents=found.documents,
        pending=found.pending,
        pairs=(*found.conflicts, *found.undecided, *found.compatible),
        questions=questions(found),
        suggestions=suggestions(reports, asked.job, found, again),
    )


def schema_of(document: str) -> dict[str, Any]:
    """The JSON Schema of `restrictions`, `demands` or `match`, generated from the types. Raises BadInput for others."""
    if document not in DOCUMENTS:
        raise BadInput(f"There is no schema of that name. Ask for one of: {', '.join(DOCUMENTS)}.", code="no_schema")
    mode: Literal["validation", "serialization"] = "serialization" if document == "match" else "validation"
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:workslip:{document}:{FORMAT}",
    }
    return head | DOCUMENTS[document].model_json_schema(by_alias=True, mode=mode)
