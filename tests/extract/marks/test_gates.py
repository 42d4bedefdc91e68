"""The gates: machine-made ink and ink that proves nothing is a person's, whatever the network thinks of it."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise, product

import numpy as np
import pytest

from extract.marks import page_exposure, read_boxes
from extract.marks.decide import judge
from extract.marks.exposure import hides_marks, pen_arrives
from extract.marks.gates import EMPTY, MARKED, PLAIN, Gate
from forms.fields import Place
from forms.readings import REASONS
from tests.extract.marks import pages


def figures_within(gates: tuple[Gate, ...]) -> dict[str, float]:
    """Figures that every gate lets pass."""
    names = (
        "stray",
        "piece_share",
        "across",
        "upright",
        "inside",
        "coarse_black",
        "one_bit",
        "arrived",
        "page_thin",
        "ring",
    )
    own = dict.fromkeys(names, 0.0)
    for gate in gates:
        low, high = max(gate.least, -99.0), min(gate.most, 99.0)
        least, most = own.get(f"{gate.figure} low", -99.0), own.get(f"{gate.figure} high", 99.0)
        own[f"{gate.figure} low"], own[f"{gate.figure} high"] = max(low, least), min(high, most)
        own[gate.figure] = (own[f"{gate.figure} low"] + own[f"{gate.figure} high"]) / 2
    return own


@pytest.mark.parametrize(
    ("gates", "likely"), [((*MARKED, *PLAIN), [0.0, 1.0, 0.0, 1.0]), (EMPTY, [1.0, 0.0, 0.0, 0.0])]
)
def test_each_gate_alone_sends_a_box_to_a_person(gates, likely):
    """However sure the network is, one figure out of bounds makes the box doubtful, for that gate's reason."""
    own = figures_within(gates)
    assert judge(np.array(likely), own, (0.0, 0.0)).state != "doubtful"
    for gate in (g for g in gates if g.figure != "arrived" and g not in PLAIN):  # which is no figure of the ink
        beyond = gate.most + 1 if gate.most < 99 else gate.least - 1
        reading = judge(np.array(likely), own | {gate.figure: beyond}, (0.0, 0.0))
        assert reading.state == "doubtful"
        assert reading.reason in {g.reason for g in gates if g.figure == gate.figure} <= set(REASONS)


@pytest.mark.parametrize("gate", PLAIN)
def test_an_unusual_mark_must_look_like_one_far_more_surely(gate):
    """Ink in pieces, ink beside the box: a mark only where nearly certain, arrived, and within its box."""
    own = figures_within((*MARKED, *PLAIN)) | {"one_bit": 1.0}
    odd = own | {gate.figure: gate.most * 1.1 if gate.most < 99 else gate.least * 0.9}
    fairly, surely = ([0.0, p, 1 - p, 0.9] for p in (0.97, 0.99))
    states = [judge(np.array(p), figures, (0.0, 0.0)).state for p in (fairly, surely) for figures in (own, odd)]
    assert states == ["marked", "doubtful", "marked", "marked"]
    for lost in ({"across": 0.6}, {"upright": 0.6}):
        reading = judge(np.array(surely), odd | lost, (0.0, 0.0))
        assert (reading.state, reading.reason) == ("doubtful", gate.reason)
    assert judge(np.array([0.0, 0.99, 0.01, 0.45]), odd, (0.0, 0.0)).state == "doubtful"


def test_a_mark_of_which_half_is_gone_is_asked_about():
    """What is left of a correction on a fax looks like a mark that lost half of its ink."""
    own, half = figures_within((*MARKED, *PLAIN)) | {"one_bit": 1.0}, np.array([0.0, 1.0, 0.0, 0.3])
    assert judge(half, own, (0.0, 0.0)).state == "doubtful"
    assert judge(half, own | {"one_bit": 0.0}, (0.0, 0.0)).state == "marked"


def test_no_mark_is_sure_where_marks_may_have_vanished():
    """On a thin page the scribble over a mark fades first: the clearest mark is proposed there, for the page's sake."""
    own, clear = figures_within((*MARKED, *PLAIN)) | {"one_bit": 1.0}, np.array([0.0, 1.0, 0.0, 1.0])
    fair, thin = (judge(clear, own | {"page_thin": thin}, (0.0, 0.0)) for thin in (0.0, 1.0))
    assert (fair.state, fair.leaning) == ("marked", True)
    assert (thin.state, thin.leaning, thin.reason) == ("doubtful", True, "thin_page")


def test_empty_claims_less_where_a_mark_can_vanish():
    """On a one-bit page a light mark may leave nothing, so "empty" is never as sure as on a grey one."""
    own, sure = figures_within(EMPTY), np.array([1.0, 0.0, 0.0, 0.0])
    fax, scan = (judge(sure, own | {"one_bit": bit}, (0.0, 0.0)) for bit in (1.0, 0.0))
    assert fax.confidence < 0.997 < scan.confidence


@pytest.mark.parametrize(
    "likely", [[0.6, 0.4, 0.0, 1.0], [0.4, 0.6, 0.0, 1.0], [0.0, 0.3, 0.7, 1.0], [0.5, 0.0, 0.5, 0.0]]
)
def test_unsure_looks_are_no_answer(likely):
    """A box of which the network is not nearly certain is doubtful even if every gate is kept."""
    own = figures_within((*MARKED, *PLAIN)) | figures_within(EMPTY)
    assert judge(np.array(likely), own, (0.0, 0.0)).state == "doubtful"


@pytest.mark.parametrize("dpi", [pages.FINE, pages.STANDARD])
def test_a_repeated_line_is_no_mark(dpi):
    """A fax that repeats a line of the frame copies the frame into the box."""
    page = pages.printed(dpi)
    place = pages.boxes()[5]
    top = int(page.corners_of(place.box)[0, 1]) + 1
    pixels = np.insert(page.raster.pixels, [top] * 3, page.raster.pixels[top], axis=0)
    raster = type(page.raster)(1, pixels, page.raster.dpi, True)
    again = type(page)(raster, page.edition, page.geometry, None, page.to_pixels, page.residual)
    assert "marked" not in pages.states(again).values()


@pytest.mark.parametrize("dpi", [pages.FINE, pages.STANDARD])
@pytest.mark.parametrize("wide", [1, 2])
def test_a_streak_down_the_page_is_no_mark(dpi, wide):
    """Dirt on one sensor element draws a line through a column of boxes."""
    page = pages.printed(dpi)
    column = int(page.corners_of(pages.boxes()[6].box).mean(axis=0)[0])
    page.raster.pixels[:, column : column + wide] = 0
    assert "marked" not in pages.states(page).values()


@pytest.mark.parametrize("dpi", [pages.FINE, pages.STANDARD, pages.SCAN])
def test_a_line_running_through_is_no_mark(dpi):
    """A stroke that comes from far outside and goes on belongs to something else."""

    def through(picture: np.ndarray, corners: np.ndarray) -> None:
        pages.line(picture, corners, (-0.9, 1.9), (1.9, -0.9))

    readings = read_boxes(pages.printed(dpi, through, pages.boxes()[5:6]))
    assert readings[pages.key(pages.boxes()[5])].state == "doubtful"


@pytest.mark.parametrize("dpi", [pages.FINE, pages.STANDARD])
def test_a_line_that_breaks_off_at_the_frame_is_asked_about(dpi):
    """A stroke running through a box may lose its ends at the frame: what goes on outside belongs to it."""

    def broken(picture: np.ndarray, corners: np.ndarray) -> None:
        for start, end in (((0.22, 0.78), (0.78, 0.22)), ((-0.6, 1.3), (-0.15, 0.95)), ((1.15, 0.05), (1.6, -0.3))):
            pages.line(picture, corners, start, end)

    place = pages.boxes()[5]
    assert read_boxes(pages.printed(dpi, broken, [place]))[pages.key(place)].state == "doubtful"


@pytest.mark.parametrize("dpi", [pages.FINE, pages.STANDARD, pages.SCAN])
@pytest.mark.parametrize("way", [((0.45, 0.55), (0.6, 0.38)), ((0.3, 0.36), (0.55, 0.17))])
def test_a_thick_pen_set_down_and_lifted_is_asked_about(dpi, way):
    """A felt pen that touched the box, or slipped on it, leaves a blot like a small dot."""

    def touch(picture: np.ndarray, corners: np.ndarray) -> None:
        pages.line(picture, corners, *way, width=1.3)

    place = pages.boxes()[5]
    assert read_boxes(pages.printed(dpi, touch, [place]))[pages.key(place)].state == "doubtful"


def test_specks_around_a_blot_do_not_make_it_a_mark():
    """On a photocopy the specks in the box reach farther than the pen did that slipped on it."""

    def touch(picture: np.ndarray, corners: np.ndarray) -> None:
        pages.line(picture, corners, (0.3, 0.36), (0.55, 0.17), width=1.3)
        for x, y in ((0.2, 0.75), (0.7, 0.8), (0.8, 0.5)):
            pages.line(picture, corners, (x, y), (x + 0.02, y), width=0.4)

    place = pages.boxes()[5]
    assert read_boxes(pages.printed(pages.FINE, touch, [place]))[pages.key(place)].state == "doubtful"


@pytest.mark.parametrize("dpi", [pages.FINE, pages.STANDARD, pages.SCAN])
def test_a_mark_beside_a_box_is_asked_about(dpi):
    """A tick that misses the box by a millimetre is not "nothing there"."""

    def beside(picture: np.ndarray, corners: np.ndarray) -> None:
        pages.line(picture, corners, (-0.9, 0.4), (-0.6, 0.9))
        pages.line(picture, corners, (-0.6, 0.9), (-0.25, 0.0))

    place = pages.boxes()[5]
    reading = read_boxes(pages.printed(dpi, beside, [place]))[pages.key(place)]
    assert (reading.state, reading.reason) == ("doubtful", "beside_box")


def _above(place: Place) -> Place:
    """The next box up in the same column."""
    up = [p for p in pages.boxes() if abs(p.box[0] - place.box[0]) < 1 and 0 < p.box[1] - place.box[1] < 25]
    return min(up, key=lambda p: p.box[1])


BELOW_ANOTHER = [p for p in pages.boxes() if any(abs(q.box[0] - p.box[0]) < 1 and 0 < q.box[1] - p.box[1] < 25
                                        for q in pages.boxes())][::5]  # fmt: skip


def ring(picture: np.ndarray, corners: np.ndarray, wide: float = 1.6, turn: float = 1.0, right: float = 0.0) -> None:
    """A ring of `turn` turns around the box, `wide` half boxes from its middle; `right` more of them to the right."""
    t = np.linspace(0, 2 * np.pi * turn, 40)
    x, y = np.cos(t) * wide, np.sin(t) * 1.5
    spots = np.stack([0.5 + np.where(x > 0, x * (1 + right), x) / 2, 0.5 + y / 2], axis=1)
    for a, b in pairwise(spots):
        pages.line(picture, corners, tuple(a), tuple(b))


@pytest.mark.parametrize("dpi", [pages.FINE, pages.STANDARD, pages.SCAN])
def test_a_ring_around_an_untouched_box_chooses_it(dpi):
    """Who rings a box instead of ticking it means it, as long as nothing stands in it."""
    place = pages.boxes()[5]
    assert pages.states(pages.printed(dpi, ring, [place], black=170))[pages.key(place)] == "marked"


@pytest.mark.parametrize("dpi", [pages.FINE, pages.STANDARD, pages.SCAN])
@pytest.mark.parametrize(
    "odd", [lambda p, c: ring(p, c, turn=0.7), lambda p, c: ring(p, c, right=4.0),
            lambda p, c: (ring(p, c), pages.line(p, c, (0.2, 0.5), (0.8, 0.5)))], ids=["open", "words", "over a mark"],
)  # fmt: skip
def test_a_ring_that_may_mean_something_else_is_asked_about(dpi, odd):
    """An open ring, one around the words as well, one around something written: a person has to look."""
    place = pages.boxes()[5]
    assert pages.states(pages.printed(dpi, odd, [place], black=170))[pages.key(place)] == "doubtful"


def test_the_ragged_trace_of_an_eraser_is_no_mark():
    """A dark fax blackens the grey that an eraser spread: many ragged spots, more edge than any mark's strokes have."""

    def rubbed(picture: np.ndarray, corners: np.ndarray) -> None:
        rng = np.random.default_rng(4)
        for x, y in product(np.linspace(0.12, 0.88, 4), np.linspace(0.12, 0.8, 4)):
            pages.line(picture, corners, (x, y), (x + rng.uniform(-0.06, 0.06), y + 0.1), width=0.35)

    place = pages.boxes()[5]
    reading = read_boxes(pages.printed(pages.FINE, rubbed, [place], black=170))[pages.key(place)]
    assert reading.figures["outline"] > 13
    assert reading.state == "doubtful"


WAVE = ((-1.0, 0.5), (-0.3, 0.05), (0.2, 0.75), (0.5, 0.6), (0.75, 0.3)), ((1.15, 0.7), (1.6, 0.9), (1.9, 0.3))
DOWN = ((0.5, -0.8), (0.5, -0.15)), ((0.5, 0.2), (0.5, 0.8)), ((0.5, 1.15), (0.55, 1.7))


@pytest.mark.parametrize("dpi", [pages.FINE, pages.STANDARD, pages.SCAN])
@pytest.mark.parametrize("stroke", [WAVE, DOWN], ids=["wave", "line down"])
def test_a_stroke_that_goes_on_beyond_the_frame_takes_a_tick_back(dpi, stroke):
    """A tick that is struck out is no answer, also where the frame's lines cut the stroke into pieces."""

    def struck(picture: np.ndarray, corners: np.ndarray) -> None:
        tick = (0.15, 0.45), (0.4, 0.85), (0.85, 0.2)
        for a, b in (pair for part in (tick, *stroke) for pair in pairwise(part)):
            pages.line(picture, corners, a, b, width=0.6)

    place = pages.boxes()[5]
    assert read_boxes(pages.printed(dpi, struck, [place], black=170))[pages.key(place)].state == "doubtful"


@pytest.mark.parametrize(
    ("dpi", "width", "grey", "state"),
    [
        (pages.FINE, 0.12, 40, "doubtful"),
        (pages.FINE, 0.4, 40, "marked"),
        (pages.SCAN, 0.12, 40, "doubtful"),
        (pages.SCAN, 0.25, 130, "doubtful"),
        (pages.SCAN, 0.4, 40, "marked"),
        (pages.SCAN, 0.6, 130, "marked"),
    ],
)
def test_a_line_thinner_than_a_pen_is_asked_about(dpi, width, grey, state):
    """A hair on the glass lies across a box like a slash, dark or pale; a pen's stroke is broader."""

    def across(picture: np.ndarray, corners: np.ndarray) -> None:
        pages.line(picture, corners, (0.02, 0.92), (0.92, 0.06), width=width, grey=grey)

    place = pages.boxes()[5]
    reading = read_boxes(pages.printed(dpi, across, [place], black=170))[pages.key(place)]
    assert (reading.state, reading.leaning) == (state, True)


@pytest.mark.parametrize(("dpi", "grey"), [(pages.FINE, 30), (pages.STANDARD, 30), (pages.SCAN, 30), (pages.SCAN, 165)])
def test_a_cross_over_the_whole_box_is_asked_about(dpi, grey):
    """Dark or pale it may take back the tick beneath: its arms reach beyond the corners, where a mark hardly does."""

    def tick(picture: np.ndarray, corners: np.ndarray) -> None:
        pages.line(picture, corners, (0.15, 0.5), (0.4, 0.85), width=0.6)
        pages.line(picture, corners, (0.4, 0.85), (0.85, 0.1), width=0.6)

    def over(picture: np.ndarray, corners: np.ndarray) -> None:
        tick(picture, corners)
        for start, end in (((-0.35, -0.35), (1.35, 1.35)), ((-0.35, 1.35), (1.35, -0.35))):
            pages.line(picture, corners, start, end, grey=grey, width=0.3)

    place = pages.boxes()[5]
    alone, crossed = (read_boxes(pages.printed(dpi, d, [place], black=170))[pages.key(place)] for d in (tick, over))
    assert alone.state == "marked"
    assert (crossed.state, crossed.reason) == ("doubtful", "corrected_mark")


@pytest.mark.parametrize("dpi", [pages.FINE, pages.STANDARD])
def test_a_mark_is_only_proposed_on_a_page_that_may_hide_what_took_it_back(dpi):
    """Of a cross over the whole box a faded page leaves the tick beneath: there the tick is a person's."""

    def tick(picture: np.ndarray, corners: np.ndarray) -> None:
        pages.line(picture, corners, (0.15, 0.5), (0.4, 0.85))
        pages.line(picture, corners, (0.4, 0.85), (0.85, 0.1))

    place, page = pages.boxes()[5], pages.printed(dpi, tick, [pages.boxes()[5]], black=170)
    thin = replace(page, geometry=page.geometry.model_copy(update={"patch": ()}))
    fair, faded = (read_boxes(each)[pages.key(place)] for each in (page, thin))
    assert (fair.state, fair.reason) == ("marked", None)
    assert (faded.state, faded.leaning, faded.reason) == ("doubtful", True, "thin_page")


@pytest.mark.parametrize("dpi", [pages.FINE, pages.STANDARD, pages.SCAN])
def test_the_tail_of_a_tick_is_its_own_boxs(dpi):
    """A tick that reaches a millimetre above its box leaves the box above it empty: most ticks do."""

    def tick(picture, corners):
        pages.line(picture, corners, (0.15, 0.5), (0.4, 0.85))
        pages.line(picture, corners, (0.4, 0.85), (1.1, -0.22), width=0.7)

    found = pages.states(pages.printed(dpi, tick, BELOW_ANOTHER, black=170))
    assert {found[pages.key(p)] for p in BELOW_ANOTHER} == {"marked"}
    assert {found[pages.key(_above(p))] for p in BELOW_ANOTHER} == {"empty"}


@pytest.mark.parametrize("dpi", [pages.FINE, pages.STANDARD, pages.SCAN])
@pytest.mark.parametrize(("start", "end"), [((0.3, -0.15), (0.8, -0.5)), ((0.5, 0.5), (0.8, -0.5))])
def test_ink_between_two_boxes_is_asked_about(dpi, start, end):
    """A stroke that hangs between two boxes, or comes nearer to the upper one, may be a mark that missed that one."""
    found = pages.states(pages.printed(dpi, lambda p, c: pages.line(p, c, start, end), BELOW_ANOTHER, black=170))
    assert {found[pages.key(_above(p))] for p in BELOW_ANOTHER} == {"doubtful"}


@pytest.mark.parametrize("dpi", [pages.FINE, pages.STANDARD, pages.SCAN])
@pytest.mark.parametrize("dots", [False, True])
@pytest.mark.parametrize("known", [True, False])
def test_a_tick_on_the_words_is_asked_about(dpi, dots, known):
    """Who ticks the words means what they say, joined or dithered, wherever a form says that its words stand."""

    def on_words(picture: np.ndarray, corners: np.ndarray) -> None:
        for start, end in (((2.6, 0.3), (3.0, 1.0)), ((3.0, 1.0), (3.9, -0.3))):
            steps = np.linspace(0, 1, 14)
            ends = [tuple(np.array(start) + (np.array(end) - start) * s) for s in steps]
            for a, b in zip(ends[::2], ends[1::2], strict=True) if dots else [(start, end)]:
                pages.line(picture, corners, a, b, width=0.5)

    place = pages.boxes()[5]
    page = pages.printed(dpi, on_words, [place])
    reading = read_boxes(page if known else pages.unlabelled(page))[pages.key(place)]
    assert (reading.state, reading.reason) == ("doubtful", "beside_box")


@pytest.mark.parametrize("dpi", [pages.FINE, pages.STANDARD, pages.SCAN])
@pytest.mark.parametrize(
    ("added", "reading"),
    [
        ([], ("marked", None)),
        ([((1.4, 0.7), (7.5, 0.3))], ("doubtful", "words_inked")),  # the words struck out
        ([((4.9, 0.9), (5.6, 0.1))], ("doubtful", "words_inked")),  # the figure among them
        ([((1.4, 1.25), (6.5, 1.25))], ("marked", None)),  # a line under them
        ([((0.9, 0.15), (2.6, -0.9))], ("marked", None)),  # the tail of the tick
    ],
)
def test_words_that_were_struck_beside_a_ticked_box_are_asked_about(dpi, added, reading):
    """A tick beside "10 lb" struck out does not mean 10 lb; a line under words or a tick's own tail changes nothing.

    Coordinates are shares of the box, down from its upper left corner.
    """

    def ticked(picture: np.ndarray, corners: np.ndarray) -> None:
        for start, end in (((0.2, 0.5), (0.45, 0.8)), ((0.45, 0.8), (0.9, 0.15)), *added):
            pages.line(picture, corners, start, end, width=0.45)

    place = next(p for p in pages.boxes() if p.field == "avoid_lift_over_10")
    found = read_boxes(pages.printed(dpi, ticked, [place], black=170))[pages.key(place)]
    assert (found.state, found.reason) == reading


@pytest.mark.parametrize(("grey", "state"), [(80, "doubtful"), (250, "empty")])
def test_a_thin_pencil_tick_on_the_words_of_a_scan_is_asked_about(grey, state):
    """Where grey survives a pale and thin tick on the words shows; what no pen leaves is no tick."""

    def on_words(picture: np.ndarray, corners: np.ndarray) -> None:
        for start, end in (((3.2, 0.5), (3.3, 0.75)), ((3.3, 0.75), (3.55, 0.2))):
            pages.line(picture, corners, start, end, grey=grey, width=0.25)

    place = pages.boxes()[5]
    assert read_boxes(pages.printed(pages.SCAN, on_words, [place]))[pages.key(place)].state == state


@pytest.mark.parametrize("dpi", [pages.FINE, pages.STANDARD, pages.SCAN])
@pytest.mark.parametrize("reach", [-0.1, 0.3])
def test_a_blackened_box_is_asked_about(dpi, reach):
    """Blackened can mean chosen, or blackened to take a cross back: within its frame too, nothing tells them apart."""

    def filled(picture: np.ndarray, corners: np.ndarray) -> None:
        for height in np.linspace(0.1, 0.9, 9):
            pages.line(picture, corners, (-reach, height), (1 + reach, height))

    place = pages.boxes()[8]
    reading = read_boxes(pages.printed(dpi, filled, [place]))[pages.key(place)]
    assert (reading.state, reading.reason, reading.leaning) == ("doubtful", "corrected_mark", True)


@pytest.mark.parametrize(("grey", "grain"), [(205, 4), (225, 2), (242, 0)])
def test_a_pale_stroke_on_a_scan_is_not_nothing(grey, grain):
    """Where grey survives, the palest line inside a box is ink, as far as it is told from the paper's own grain."""

    def pale(picture: np.ndarray, corners: np.ndarray) -> None:
        pages.line(picture, corners, (0.15, 0.85), (0.85, 0.15), grey=grey)

    place = pages.boxes()[4]
    readings = read_boxes(pages.grained(pages.printed(pages.SCAN, pale, [place]), grain))
    assert readings[pages.key(place)].state == "doubtful"
    assert {reading.state for key, reading in readings.items() if key != pages.key(place)} == {"empty"}


def test_where_grain_is_as_dark_as_pencil_no_box_is_empty_for_sure():
    """A pale mark drowns in coarse grain all over the page; dirt on three fifths of it is not the page's grain."""
    grainy, dirty = pages.printed(pages.SCAN), pages.printed(pages.SCAN)
    pages.grained(grainy, 60)
    part = dirty.raster.pixels[: len(dirty.raster.pixels) * 3 // 5]
    part[:] = np.clip(part + np.random.default_rng(4).normal(-10, 60, part.shape), 0, 255)
    assert page_exposure(grainy).grain > 0.03 > page_exposure(dirty).grain
    assert "empty" not in {reading.state for reading in read_boxes(grainy).values()}


def test_where_a_scanner_whitened_its_paper_no_box_is_empty_for_sure():
    """What makes paper white takes pale pencil with it; the palest lines of the patch tell. Dark marks stay marks."""
    crosses, whitened = pages.boxes()[::3], []
    for white in (120, 225):
        readings = read_boxes(pages.whitened(pages.printed(pages.SCAN, pages.cross, crosses), white))
        assert readings[pages.key(crosses[0])].state == "marked"
        whitened.append({readings[pages.key(p)].reason for p in pages.boxes() if p not in crosses})
    assert whitened == [{"thin_page"}, {None}]


def looking(*arrived: float) -> list[np.ndarray]:
    """A page of boxes: one mark for each share of ink that arrived, and twenty that look empty."""
    marks = [[0.0, 1.0, 0.0, share] for share in arrived]
    return [np.array([*marks, *[[1.0, 0.0, 0.0, 0.0]] * 20])]


def test_a_pen_that_came_out_in_pieces_proves_no_box_empty():
    """Where the writer's other marks lost much of their ink, another mark may have lost all of it."""
    exposure = replace(page_exposure(pages.printed(pages.FINE)), palest_line=0.3)
    assert hides_marks(looking(0.5, 0.4, 0.6), exposure, one_bit=True)
    assert not hides_marks(looking(0.9, 0.8, 0.95), exposure, one_bit=True)


def test_a_pen_that_arrived_whole_speaks_for_a_page_that_lost_pale_lines():
    """Three marks that arrived are better proof than a printed patch; one or two are not."""
    exposure = replace(page_exposure(pages.printed(pages.FINE)), palest_line=0.7)
    assert not hides_marks(looking(0.9, 0.9, 0.9), exposure, one_bit=True)
    assert hides_marks(looking(0.6, 0.6, 0.6), exposure, one_bit=True)
    assert not hides_marks(looking(*[0.65] * 6), replace(exposure, palest_line=0.4), one_bit=True)
    assert hides_marks(looking(*[0.65] * 6), exposure, one_bit=True)
    assert hides_marks(looking(0.9, 0.9), exposure, one_bit=True)


def test_a_mark_half_gone_is_enough_for_doubt_unless_many_arrived_whole():
    """What arrived is not all that was made: one that looks half gone says that others may be, two say so always."""
    exposure = replace(page_exposure(pages.printed(pages.FINE)), palest_line=0.3)
    few, many = looking(*[0.9] * 5), looking(*[0.9] * 6)
    half_gone = np.array([[0.3, 0.6, 0.1, 0.3]])
    assert not hides_marks(few, exposure, one_bit=True)
    assert hides_marks([*few, half_gone], exposure, one_bit=True)
    assert not hides_marks([*few, half_gone], exposure, one_bit=False)
    assert not hides_marks([*many, half_gone], exposure, one_bit=True)
    assert hides_marks([*many, half_gone, half_gone], exposure, one_bit=True)


def test_marks_that_arrived_whole_speak_for_marks():
    """Six marks nearly whole leave none unseen, whatever became of finer writing; fewer or paler ones do not tell."""
    assert pen_arrives(looking(*[0.8] * 6))
    assert not pen_arrives(looking(*[0.8] * 5))
    assert not pen_arrives(looking(*[0.7] * 6))


def test_ticks_that_we_printed_say_nothing_of_the_writers_pen():
    """Where no patch tells, the office's own marks prove what arrives; ticks that we printed prove nothing."""
    page, crossed = pages.faxed("cross", "fine", every=3), pages.boxes()[::3]
    page = replace(page, geometry=page.geometry.model_copy(update={"patch": ()}))
    rest = [pages.key(p) for p in pages.boxes() if p not in crossed]
    penned, ours = read_boxes(page), read_boxes(pages.printed_by_us(page, {p.field for p in crossed}))
    assert "empty" in {penned[key].state for key in rest}
    assert "empty" not in {ours[key].state for key in rest}


def test_a_page_without_marks_is_believed_only_if_its_pale_lines_arrived():
    """No mark is seen: either there is none, or all of them are among what was lost."""
    exposure = page_exposure(pages.printed(pages.FINE))
    assert not hides_marks(looking(), replace(exposure, palest_line=0.4), one_bit=True)
    assert hides_marks(looking(), replace(exposure, palest_line=0.5), one_bit=True)
    assert hides_marks(looking(), replace(exposure, palest_line=None), one_bit=True)
    assert not hides_marks(looking(), replace(exposure, palest_line=1.0), one_bit=False)


def test_where_every_pale_line_of_the_patch_is_gone_no_box_is_empty_for_sure():
    """Whole marks speak for the pen that made them: a second, paler pen may have left nothing on such a page."""
    crosses, bleached = pages.boxes()[::3], []
    for black in (70, 110):
        readings = read_boxes(pages.printed(pages.FINE, pages.cross, crosses, black=black))
        assert readings[pages.key(crosses[0])].state == "marked"
        bleached.append({readings[pages.key(p)].state for p in pages.boxes() if p not in crosses})
    assert "empty" not in bleached[0]
    assert "empty" in bleached[1]


def test_a_page_that_was_put_elsewhere_is_not_read():
    """Five millimetres beside the boxes nothing can be lined up, and nothing is accepted."""
    page = pages.printed(pages.FINE)
    moved = np.array([[1, 0, 50.0], [0, 1, 38.0], [0, 0, 1]]) @ page.to_pixels
    readings = read_boxes(type(page)(page.raster, page.edition, page.geometry, None, moved, 0.1))
    assert {r.state for r in readings.values()} == {"doubtful"}


@pytest.mark.parametrize("dpi", [pages.FINE, pages.STANDARD, pages.SCAN])
@pytest.mark.parametrize("stretch", [0.02, 0.03, 0.04])
def test_where_many_boxes_of_a_page_are_not_found_none_is_believed(dpi, stretch):
    """A page lined up a row off finds some boxes where others lie: what looks found is no better than the rest."""
    page = pages.printed(dpi, pages.cross, pages.boxes()[::3], black=170)
    off = np.array([[1, 0, 0], [0, 1 + stretch, 14 - 400 * stretch], [0, 0, 1.0]])
    readings = read_boxes(replace(page, to_pixels=page.to_pixels @ off)).values()
    assert any(r.figures["match"] > 0.6 and r.figures["edges"] > 3 for r in readings)
    assert {r.state for r in readings} == {"doubtful"}


@pytest.mark.parametrize("dpi", [pages.FINE, pages.STANDARD])
@pytest.mark.parametrize("share", [0.35, 0.5, 0.65])
def test_a_burst_of_repeated_lines_blackens_no_box(dpi, share):
    """A line of the frame that stands in for all lines of half a box is dirt on the line, not a mark."""
    page = pages.printed(dpi)
    corners = page.corners_of(pages.boxes()[5].box)
    top, bottom = int(corners[0, 1]) + 1, int(corners[3, 1])
    page.raster.pixels[top : top + round((bottom - top) * share)] = page.raster.pixels[top]
    assert "marked" not in pages.states(page).values()
