"""What an office puts on a form: which boxes, which words. Knows only what the PDF says: names, kinds, places.

Names are looked at as a person would look at labels: "nothing_…" stands for a section without restrictions, a comb of
eight cells is a date, "birth" asks when somebody was born; what "job_…" and "function_…" ask is answered in the row
beside, and hardly ever where they ask nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from tests.fax.paper import Widget

Key = tuple[str, str | None]

REMARKS = (
    "no ladders", "seated work first week", "may use left hand only", "brace at all times", "no overtime",
    "breaks every hour", "PT twice a week", "recheck after MRI", "see note attached", "limit stairs",
    "no driving after medication", "light duty only",
)  # fmt: skip
NAMES = ("A. Sample, MD", "B. Example, PA-C", "Dr. C. Specimen", "D. Mockford, DO")
TIMES = ("9:30 am", "10 am", "2:15 pm", "3 pm", "8:45")
TRIES = 40  # fillings-in until a quarter of the boxes is chosen
OURS = re.compile(
    r"worker|claim|injury|provider_name|employer|contact|letter|reply|^job_|position_name|^hosting|^function_|_kind$"
    r"|open_question"
)
SCALE = 3  # rows that share their options are a scale: an office leans to one side of it


@dataclass(frozen=True)
class Answers:
    """What the office means: the boxes it chooses, and the words it writes (dates as eight digits, month first)."""

    chosen: frozenset[Key]
    words: Mapping[str, str] = field(default_factory=dict)
    signed: bool = True

    def signs(self, name: str) -> bool:
        """Whether a signature stands there: the office's, or that of a host, who signs where it writes its date."""
        return f"{name.removesuffix('_signature')}_date" in self.words if name.startswith("host_") else self.signed


def sections(boxes: Sequence[Widget]) -> list[list[Widget]]:
    """Check boxes in the groups a person sees: each "nothing" box and what stands below it, down to the next."""
    checks = sorted((b for b in boxes if b.kind == "check"), key=lambda b: (b.page, -b.box[3], b.box[0]))
    groups: list[list[Widget]] = [[]]
    for box in checks:
        if "nothing" in box.field and groups[-1]:
            groups.append([])
        groups[-1].append(box)
    return [g for g in groups if g]


def answers(rng: np.random.Generator, widgets: Sequence[Widget]) -> Answers:
    """A plausible filling-in: at least a quarter of all boxes are chosen, sections as an office sees them."""
    boxes = [w for w in widgets if w.kind in ("check", "radio") and asked(w)]
    chosen = _boxes(rng, boxes, _idle(widgets))
    return Answers(frozenset(chosen), _words(rng, widgets, chosen), bool(rng.random() < 0.94))


def asked(widget: Widget) -> bool:
    """Whether the place is the office's: neither filled before the paper left, nor named as ours."""
    return not widget.value and not OURS.search(widget.field)


def _idle(widgets: Sequence[Widget]) -> frozenset[str]:
    """Rows beside a box or a line of ours that stayed empty."""
    empty = {w.field for w in widgets if w.field.startswith(("job_", "function_")) and not w.value}
    return frozenset(
        n.removeprefix("job_") if n.startswith("job_") else n.replace("function_", "can_perform_") for n in empty
    )


def _boxes(rng: np.random.Generator, boxes: Sequence[Widget], idle: frozenset[str]) -> set[Key]:
    """Section by section; filled in anew while less than a quarter of all boxes came out chosen.

    A form of pick-one rows alone can lie below a quarter for ever: the fullest try stands then. Where one question is
    all there is, it may stay unanswered.
    """
    if len({b.field for b in boxes}) == 1:
        return _radios(rng, boxes, idle)
    best: set[Key] = set()
    for _ in range(TRIES):
        chosen = _radios(rng, boxes, idle)
        for group in sections(boxes):
            chosen |= _section(rng, group)
        best = max(best, chosen, key=len)
        if len(chosen) * 4 >= len(boxes):
            break
    return best


def _section(rng: np.random.Generator, group: list[Widget]) -> set[Key]:
    """ "Nothing" alone, or some of the rest; now and then both, because people do."""
    nothing = [b.key for b in group if "nothing" in b.field]
    free = [b.key for b in group if "nothing" not in b.field]
    if nothing and rng.random() < (0.15 if len(free) > 2 else 0.5):
        return {nothing[0], *(key for key in free if rng.random() < 0.02)}
    share = rng.uniform(0.2, 0.6)
    return {key for key in free if rng.random() < share}


def _radios(rng: np.random.Generator, boxes: Sequence[Widget], idle: frozenset[str]) -> set[Key]:
    """One of many: mostly one, now and then none, sometimes two; mostly none in a row that nobody asks about."""
    groups: dict[str, list[Widget]] = {}
    for box in boxes:
        if box.kind == "radio":
            groups.setdefault(box.field, []).append(box)
    leanings = _leanings(rng, groups)
    chosen: set[Key] = set()
    for name, options in groups.items():
        count = int(rng.choice([0, 1, 2], p=[0.7, 0.3, 0.0] if name in idle else [0.08, 0.88, 0.04]))
        size, lean = len(options), leanings.get(_scale(options))
        chosen |= {options[int(i)].key for i in rng.choice(size, min(count, size), replace=False, p=lean)}
    return chosen


def _scale(options: Sequence[Widget]) -> tuple[str | None, ...]:
    return tuple(o.option for o in options)


def _leanings(
    rng: np.random.Generator, groups: Mapping[str, Sequence[Widget]]
) -> dict[tuple[str | None, ...], NDArray[np.float64]]:
    """How an office's answers fall on each scale: "yes" to nearly everything, or "occasional" down the column."""
    scales = [_scale(options) for options in groups.values()]
    return {s: rng.dirichlet([1.5] * len(s)) for s in dict.fromkeys(scales) if scales.count(s) >= SCALE}


def _words(rng: np.random.Generator, widgets: Sequence[Widget], chosen: set[Key]) -> dict[str, str]:
    seen = date(2026, 11, 1) + timedelta(days=int(rng.integers(0, 300)))
    written: dict[str, str] = {}
    for widget in widgets:
        if not asked(widget):
            continue
        if widget.kind == "comb" and rng.random() < 0.85:
            written[widget.field] = _comb(rng, widget, seen)
        elif widget.kind == "text" and rng.random() < (0.4 if widget.multiline else 0.2):
            written[widget.field] = _text(rng, widget)
    return {name: text for name, text in written.items() if _belongs(name, chosen)}


def _belongs(name: str, chosen: set[Key]) -> bool:
    """A number "at a time" belongs to the box beside it: nobody writes it without."""
    found = re.match(r"(\w+)_hours_at_a_time", name)
    return found is None or any(found[1] in key[0] for key in chosen)


def _text(rng: np.random.Generator, widget: Widget) -> str:
    """Remarks; a name or a time of day where one is asked for."""
    if widget.field.endswith(("_name", "examiner")):
        return str(rng.choice(NAMES))
    if widget.field.endswith("_time"):
        return str(rng.choice(TIMES))
    count = int(rng.integers(1, 4)) if widget.multiline else 1
    return ", ".join(rng.choice(REMARKS, count, replace=False))


def _comb(rng: np.random.Generator, widget: Widget, seen: date) -> str:
    if widget.cells == 8:
        if "birth" in widget.field:
            day = date(1958, 1, 1) + timedelta(days=int(rng.integers(0, 45 * 365)))
        elif "sign" in widget.field or widget.field.startswith("host_"):
            day = seen
        else:
            day = seen + timedelta(days=int(rng.integers(1, 60)))
        return day.strftime("%m%d%Y")
    if "days" in widget.field:
        return str(rng.integers(2, 6))
    return str(rng.choice(["1", "2", "4", "6", "8", "4", "8"]))
