"""The gates a decision must pass, as data: a figure, its limit, and why a person looks when it is not kept.

The trees say what a box looks like; the gates say when looks prove nothing. Every limit was set on tuning pages with
a margin; `tools/train_marks.py` prints what each one costs and saves.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Gate:
    """`figure` must lie from `least` to `most`; otherwise the box is doubtful for `reason` (forms.readings.REASONS)."""

    figure: str
    reason: str
    least: float = float("-inf")
    most: float = float("inf")

    def holds(self, figures: dict[str, float]) -> bool:
        """Whether the figure lies within the limits."""
        return self.least <= figures[self.figure] <= self.most


PLACED = (
    Gate("edges", "weak_registration", least=2),  # printed frame edges found, of four
    Gate("match", "weak_registration", least=0.35),  # correlation of box and caption with the blank; marks lower it
)

MARKED = (
    *PLACED,
    Gate("inside", "corrected_mark", most=0.52),  # share of the inside: blackened, or blackened to take it back?
    Gate("across", "corrected_mark", most=1.2),  # mm of the mark beyond both sides: struck out
    Gate("upright", "stray_ink", most=1.2),  # mm of the mark beyond top and bottom
    Gate("diagonal", "stray_ink", most=1.9),  # mm beyond all in all at two opposite corners: a line running through
    Gate("piece_share", "stray_ink", least=0.6),  # of the mark's ink, the share inside the box: it belongs next door
    Gate("whole", "corrected_mark", least=0.64),  # largest piece's share of the ink: the rest of a correction?
    Gate("pieces", "doubtful_mark", most=4),  # joined pieces of ink inside
    Gate("extent", "doubtful_mark", least=2.0),  # mm, the longer side: else what is left of a mark
    Gate("slender", "doubtful_mark", least=2.2),  # times as long as thick: a blob is no stroke of a pen
    Gate("row_alone", "doubtful_mark", least=0.35),  # square mm outside the four fullest rows: else a repeated line
    Gate("column_alone", "doubtful_mark", least=0.35),  # likewise columns: else dirt on one sensor element
)

EMPTY = (
    *PLACED,
    Gate("edges", "weak_registration", least=3),
    Gate("match", "weak_registration", least=0.6),
    Gate("inside", "doubtful_mark", most=0.03),  # share of the inside
    Gate("inside_over", "doubtful_mark", most=0.014),  # the same above the specks around this box
    Gate("stroke", "doubtful_mark", most=0.17),  # of a straight piece of stroke of 2.2 mm, in any direction
    Gate("faint_inside", "doubtful_mark", most=0.002),  # where grey survives: ink in the core, however pale
    Gate("beside", "beside_box", most=0.2),  # square mm of one piece of ink left or right of the box
    Gate("above", "beside_box", most=0.3),  # likewise above or below, where neighbours reach in
    Gate("label_ink", "beside_box", most=0.3),  # square mm in the fullest square of 2.5 mm on the words of the box
    Gate("near_over", "beside_box", most=0.02),  # share of the near ring above the specks: a circle, or its rest
    Gate("faint_beside", "beside_box", most=0.005),  # the same where grey survives
    Gate("page_specks", "thin_page", most=0.03),  # share of bare paper gone dark: a light mark drowns in it
    Gate("page_pale", "thin_page", most=0.6),  # darkness of the palest patch line that arrived: so would a mark
    Gate("page_unproven", "thin_page", most=0.5),  # 1: palish lines were lost, and the page shows no marks at all
)

# How sure the trees must be: usually, and on pages that may have lost light ink (where corrections fade first).
SURE_MARKED, SURE_MARKED_THIN = 0.93, 0.985
SURE_EMPTY = 0.9
# The most that "empty" claims on a one-bit page, where a light mark can vanish: of 685 boxes accepted as empty on 80
# tuning files 22 had held a mark, nearly all of them marks that left next to nothing; one error is added.
EMPTY_ONE_BIT = 1 - 23 / 687
PALE_UNKNOWN, FRAME_KNOWN = 0.6, 1.1  # without a printed patch: assumed, where the frames came out at least this dark
