"""A thin page is settled by strips: all doubtful boxes of one group beside each other, each above the blank's.

The machine says of each what it saw, ink or none, never what that allows; no answer is chosen beforehand. "As shown" is
a person's word that they see the same, and stands for every box of the strip that they have not answered otherwise. A
box whose ink would allow something ("nothing to avoid here") is asked by itself: it is never as shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from starlette.datastructures import FormData

from api.casework.decisions import Decision
from api.casework.readings import Standing
from api.web.desk.asked import Asked
from cases.errors import BadInput
from forms.meaning import Allows, CanHandle, CanPerform, NothingToAvoid

THIN: Final = "thin_page"
ALLOWING: Final = (Allows, CanHandle, CanPerform, NothingToAvoid)
LEAST: Final = 2  # boxes of a strip; one alone is a doubt like others


@dataclass(frozen=True)
class Strip:
    """A group of boxes: each with what the machine saw of it (ink or none), its question, and whether that will do."""

    title: str
    boxes: list[tuple[bool, Asked, bool]]

    @property
    def name(self) -> str:
        """Tells it from the other strips of the page."""
        return f"strip-{self.boxes[0][1].field.name}"


def strips_of(now: Mapping[str, Standing], doubts: Iterable[Asked]) -> list[Strip]:
    """The strips of a reply, in the order of its doubts. A box without its two pictures is in none."""
    groups: dict[tuple[int, str], list[Asked]] = {}
    for asked in doubts:
        each = now[asked.field.name]
        if _thin(each) and asked.field.evidence and asked.blank and each.field:
            groups.setdefault((asked.field.page, each.field.section or ""), []).append(asked)
    return [
        Strip(_title(section), [(_ink(now[a.field.name]), a, not _allows(now[a.field.name])) for a in group])
        for (_, section), group in groups.items()
        if len(group) >= LEAST
    ]


def answers(now: Mapping[str, Standing], names: Iterable[str], said: FormData) -> dict[str, Decision]:
    """What a person says of the boxes of a strip. Raises BadInput for a box of which nothing is said."""
    found = {name: _answer(now[name], said) for name in names if name in now and _thin(now[name])}
    if not found:
        raise BadInput("This strip has no boxes any more; open the form again.", code="no_answer")
    return found


def _answer(each: Standing, said: FormData) -> Decision:
    chosen = said.get(f"value-{each.name}")
    if chosen in ("true", "false"):
        return Decision(value=chosen == "true", reason="seen in the strip")
    if not said.get("shown"):
        raise BadInput("Choose an answer for each box, or say that all others are as shown.", code="no_answer")
    if _allows(each):
        raise BadInput("Ink in one of these boxes would allow something: say what you see in it.", code="no_answer")
    ink = _ink(each)
    return Decision(value=ink, reason=f"as shown in the strip: {'ink' if ink else 'no ink'}")


def _thin(each: Standing) -> bool:
    return each.doubtful and each.reading.reason == THIN and each.field is not None and each.field.kind == "check"


def _ink(each: Standing) -> bool:
    """What the machine saw: the reader proposes a mark only where there is ink."""
    return each.reading.guess is True


def _allows(each: Standing) -> bool:
    return each.field is not None and isinstance(each.field.meaning, ALLOWING)


def _title(section: str) -> str:
    return section.replace("_", " ").capitalize() or "Boxes of the page"
