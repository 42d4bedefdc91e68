"""What looking at a page's ink gives: the state of a box, the exposure of a page, the ink in a field."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

State = Literal["marked", "empty", "doubtful"]
Key = tuple[str, str | None]  # field name, and the option of a radio group


@dataclass(frozen=True)
class Exposure:
    """How this page came out, learnt from its own print. Would a light mark have survived?

    `thin`: the page may have lost light marks, or was lined up wrongly; an empty box or an unsigned line on it proves
    nothing.
    `frame_darkness`: print of the box frames as a share of the blank's (1 as drawn, under 1 thinner, None: no box).
    `finest_line`: width in points of the finest black line of the printed patch that arrived (9: none), None where the
    form has no patch. `palest_line`: darkness (0..1) of the palest broad line of the patch that arrived (1: none);
    paler ink than that was lost.
    `specks`: share of bare paper that came out dark, the page's own floor.
    `coarse`: fewer than 150 lines an inch in one direction.
    `grain`: how dark a stroke the grain of bare paper looks like at most, where grey survives (0..1).
    `bleached`: every pale line of the patch is gone, by a fax's threshold or by a scanner that whitens its paper.
    `pen_lost`: marks or writing came out in pieces, so this writer may have left some that cannot be seen.
    `pen_arrives`: this writer's marks came out nearly whole, whatever became of finer writing; `writing_lost`: that
    came out in pieces.
    """

    thin: bool
    frame_darkness: float | None
    finest_line: float | None
    palest_line: float | None
    specks: float
    coarse: bool
    grain: float = 0.0
    bleached: bool = False
    pen_lost: bool = False
    pen_arrives: bool = False
    writing_lost: bool = False


@dataclass(frozen=True)
class FieldInk:
    """Ink in a field beyond the print of the blank.

    `area`: square millimetres of ink above the page's floor of specks, in `strokes` joined pieces, not in specks.
    `share`: the same as a share of the field. `extent`: what part of the field's width the strokes span.
    `flowing`: joined strokes are as wide and high as a signature's and turn like one, on a page clean enough to tell
    them from dirt, in a place that looks like its blank.
    `present`: there is writing. `bare`: there is practically nothing, on a page that would have shown it;
    neither is true where it cannot be told.
    """

    area: float
    strokes: int
    share: float
    extent: float
    flowing: bool
    present: bool
    bare: bool


@dataclass(frozen=True)
class BoxReading:
    """A box as its ink tells it.

    `confidence` is calibrated on the tuning pages. `reason` (a code of `forms.readings.REASONS`) is set exactly when
    the state is doubtful. `leaning` is what the machine would have said: it may raise an alarm, never stand as an
    answer. `shift` is how far (points, right and up) the box was found from where the page's registration put it.
    `figures` are the ink figures behind the decision, by name (see `features.py` for units).
    """

    state: State
    confidence: float
    leaning: bool
    reason: str | None = None
    shift: tuple[float, float] = (0.0, 0.0)
    figures: dict[str, float] = field(default_factory=dict)
