"""The gates a decision must pass, as data: a figure, its limit, and why a person looks when it is not kept.

The network says what a box looks like; the gates say when looks prove nothing. Every limit was set on tuning pages
with a margin; `tools/train_marks.py` prints what each one costs and saves.
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


# Share of a page's boxes that were not found. Stains, tears and large rings made it .17 at most on 840 tuning pages; on
# one that was lined up a row off it was .41, and a tick had been given to the box above its own.
LOST = 0.2

MARKED = (
    Gate("inside", "corrected_mark", most=0.6),  # share of the inside: blackened, or blackened to take it back?
    Gate("hatched", "corrected_mark", most=10.0),  # mm of strokes side by side: chosen by hatching, or taken back?
    Gate("outline", "corrected_mark", most=13.0),  # mm of strokes inside: scribbled over, or what an eraser left
    Gate("edges", "weak_registration", least=2),  # printed frame edges found, of four
    Gate("match", "weak_registration", least=0.5),  # correlation of box and caption with the blank; marks lower it
    Gate("print_kept", "weak_registration", least=0.5),  # share of the print beside the box: else lines were lost here
    Gate("page_lost", "weak_registration", most=LOST),
    Gate("copied", "weak_registration", most=0.9),  # mm of the box that are one line, sent again and again
    Gate("across", "corrected_mark", most=1.5),  # mm of the mark beyond both sides: struck out
    Gate("flanked", "corrected_mark", most=0.3),  # square mm of ink both left and right of it: struck out, in pieces?
    Gate("upright", "stray_ink", most=1.5),  # mm of the mark beyond top and bottom
    Gate("above_and_below", "stray_ink", most=0.5),  # square mm of ink on both sides of it: a line down, in pieces?
    Gate("diagonal", "stray_ink", most=2.4),  # mm beyond all in all at two opposite corners: a line running through
    Gate("through", "corrected_mark", most=0.4),  # square mm beyond it in opposite quarters: struck out aslant
    Gate("cornered", "corrected_mark", most=1.0),  # of what may lie beyond three corners: a cross over the whole box
    Gate("piece_share", "stray_ink", least=0.42),  # of the mark's ink, the share inside the box: it belongs next door
    Gate("led", "stray_ink", most=0.3),  # square mm of a line from it that leaves the picture: an arrow to another box?
    Gate("spread", "doubtful_mark", least=1.75),  # mm, the longer side of all ink inside: else the rest of a mark
    Gate("inked", "doubtful_mark", least=0.4),  # square mm of it
    Gate("thread", "doubtful_mark", least=1.0),  # of the width a pen's line has at least: a hair on the glass?
    Gate("blot", "doubtful_mark", least=2.8),  # mm, of ink as dense as a thick pen that was set down and slipped
    Gate("darkness", "doubtful_mark", least=0.32),  # of full print, where grey survives: rubbed out, or from the back?
    Gate("arrived", "doubtful_mark", least=0.4),  # on one bit, the share of its ink: else the rest of a correction?
    Gate("page_thin", "thin_page", most=0.5),  # what took the mark back may have vanished, as a mark may have
    Gate("label_ink", "words_inked", most=1.0),  # of the ink that may lie on the words beyond the mark: changed?
)

# What a mark mostly is and does not have to be. Where one of these fails it must look like a mark far more surely, have
# arrived, and stay at home.
PLAIN = (
    Gate("inside", "corrected_mark", most=0.52),  # share of it that is black
    Gate("piece", "doubtful_mark", least=0.7),  # square mm in one piece
    Gate("extent", "doubtful_mark", least=2.4),  # mm, the longer side of that piece
    Gate("loose", "stray_ink", most=0.5),  # square mm beside a box whose mark stays inside: a line cut by the frame?
)
STILL_MARKED = (
    Gate("arrived", "doubtful_mark", least=0.5),
    Gate("across", "corrected_mark", most=0.5),
    Gate("upright", "stray_ink", most=0.5),
)

# A box that nobody wrote in, with a ring drawn around it and nothing else: as good as a mark. A ring around a mark may
# take it back, and one around words means the words.
RINGED = (
    Gate("ring", "beside_box", least=0.9),  # of all directions: else it is open
    Gate("edges", "weak_registration", least=3),
    Gate("print_kept", "weak_registration", least=0.5),
    Gate("page_lost", "weak_registration", most=LOST),
    Gate("inside_over", "doubtful_mark", most=0.014),
    Gate("stroke", "doubtful_mark", most=0.22),
    Gate("faint_inside", "doubtful_mark", most=0.002),
    Gate("label_ink", "beside_box", most=1.0),
    Gate("page_specks", "thin_page", most=0.03),
    Gate("page_thin", "thin_page", most=0.5),  # what the ring takes back, or a second stroke, may have vanished
)
# What such a box claims: on tuning pages 59 were read so, on fax, scan and photograph, and all of them had been chosen;
# none of 280 arrows, rings around words or around marks, words, stains and strokes was. One error is added.
RINGED_SURE = 1 - 1 / 61

EMPTY = (
    Gate("edges", "weak_registration", least=3),
    Gate("match", "weak_registration", least=0.6),
    Gate("page_lost", "weak_registration", most=LOST),
    Gate("inside_over", "doubtful_mark", most=0.014),  # share of the inside above the specks around this box
    Gate("stroke", "doubtful_mark", most=0.22),  # of a straight piece of stroke of 2.2 mm, in any direction
    Gate("faint_inside", "doubtful_mark", most=0.002),  # where grey survives: ink in the core, however pale
    Gate("faint_stroke", "doubtful_mark", most=1.0),  # of what grain may look like: a stroke that hardly shows
    Gate("swollen", "doubtful_mark", most=1.0),  # of the ink that may lie on one spot of its frame: a mark on the line?
    Gate("beside", "beside_box", most=0.3),  # square mm of one piece of ink left or right of the box
    Gate("above", "beside_box", most=0.4),  # likewise above or below, where neighbours reach in: whose is it?
    Gate("below", "beside_box", most=0.4),
    Gate("label_ink", "beside_box", most=1.0),  # of the ink that may lie on the words of the box in a square of 2.5 mm
    Gate("near_over", "beside_box", most=0.03),  # share of the near ring above the specks: a circle, or its rest
    Gate("faint_beside", "beside_box", most=0.01),  # the same where grey survives
    Gate("page_specks", "thin_page", most=0.03),  # share of bare paper gone dark: a light mark drowns in it
    Gate("page_grain", "thin_page", most=0.03),  # grain of the paper, as dark as a stroke: a pale mark drowns in it
    Gate("page_thin", "thin_page", most=0.5),  # 1: on this page a mark may have left nothing (exposure.hides_marks)
    Gate("bleached", "thin_page", most=0.5),  # 1: every pale line of the patch is gone: a paler second pen may be, too
)

# How sure the network must be: its own ink gates stand beside "empty".
# Where grey survives no ink is lost, and a little less will do.
# On one bit a tick of a millimetre on the line of a frame is hardly thicker than the line: of 54 such that passed as
# empty at 0.8 (of 2,000, on tuning pages and `seen`) 0.93 asks about 20, and about one empty box in 40.
SURE_MARKED, SURE_MARKED_UNUSUAL, SURE_EMPTY = 0.95, 0.985, 0.93
SURE_MARKED_GREY, SURE_MARKED_GREY_UNUSUAL, SURE_EMPTY_GREY = 0.93, 0.97, 0.8
# The most that "empty" claims on a one-bit page, where a mark can vanish: of 3,282 boxes accepted as empty on the usual
# pages that were held back from training 34 had held a mark that left next to nothing; one error is added.
EMPTY_ONE_BIT = 1 - 35 / 3284
