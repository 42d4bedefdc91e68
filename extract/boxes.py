"""From the ink in boxes to readings of tick boxes and pick-one groups."""

from __future__ import annotations

from collections.abc import Mapping

from extract.marks import BoxReading, Key
from forms.fields import Box, Field, FormMap
from forms.readings import Reading, ReadingStatus, Source


def read_marks(form: FormMap, page: int, boxes: Mapping[Key, BoxReading]) -> dict[str, Reading]:
    """A reading for every tick box and every group of the page."""
    found: dict[str, Reading] = {}
    for field in form.fields:
        places = [p for p in form.places_of(field.name) if p.page == page]
        if field.kind == "check" and places:
            found[field.name] = _check(boxes[field.name, None], page, places[0].box)
        elif field.kind == "radio" and places:
            options = {p.option: boxes[field.name, p.option] for p in places if p.option is not None}
            found[field.name] = _radio(field, page, options, {p.option: p.box for p in places})
    return found


def _check(box: BoxReading, page: int, where: Box) -> Reading:
    if box.state == "doubtful":
        return _doubt(page, where, box.confidence, box.reason or "doubtful_mark", guess=box.leaning)
    return _sure(page, where, box.confidence, box.state == "marked")


def _radio(field: Field, page: int, options: Mapping[str, BoxReading], where: Mapping[str | None, Box]) -> Reading:
    """One clear mark among boxes without ink is the answer; one among doubtful ones is proposed; two contradict.

    A page full of specks leaves no box surely empty. Where one is asked for and one is clearly marked, the others may
    still count as not chosen: that pen arrived, and nobody marks twice to choose once.
    """
    whole = around(tuple(where.values()))
    marked = [o for o, b in options.items() if b.state == "marked"]
    if len(marked) > 1:
        return _doubt(page, whole, min(b.confidence for b in options.values()), "two_marks", guess=None)
    asked = {o: b for o, b in options.items() if not (marked and _without_ink(b))}
    confidence = min(b.confidence for b in asked.values())
    doubtful = [o for o, b in asked.items() if b.state == "doubtful"]
    if doubtful:
        leaning = marked or [o for o in doubtful if options[o].leaning]
        guess = leaning[0] if len(leaning) == 1 else None
        return _doubt(page, whole, confidence, options[doubtful[0]].reason or "doubtful_mark", guess=guess)
    if marked:
        return _sure(page, where[marked[0]], confidence, marked[0])
    return _sure(page, whole, confidence, None)


def _without_ink(box: BoxReading) -> bool:
    """Whether nothing is to be seen in the box, and the page alone is the doubt."""
    return not box.leaning and box.reason == "thin_page"


def around(boxes: tuple[Box, ...]) -> Box:
    """The smallest box around boxes."""
    x0, y0, x1, y1 = zip(*boxes, strict=True)
    return min(x0), min(y0), max(x1), max(y1)


def _sure(page: int, box: Box, confidence: float, value: bool | str | None) -> Reading:
    return Reading(
        value=value, status=ReadingStatus.ACCEPTED, confidence=confidence, source=Source.MARK, page=page, box=box
    )


def _doubt(page: int, box: Box, confidence: float, reason: str, guess: bool | str | None) -> Reading:
    return Reading(
        status=ReadingStatus.REVIEW, confidence=confidence, source=Source.MARK, page=page, box=box, reason=reason,
        guess=guess,
    )  # fmt: skip
