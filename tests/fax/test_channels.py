"""Photographs, photocopies, damaged paper: what arrives is where the truth says, and it knows what is hidden."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from tests.fax import channel, damage, paper
from tests.fax.camera import Stance
from tests.fax.copier import Recopied
from tests.fax.feed import Passage
from tests.fax.paper import DPI, Sheet
from tests.fax.profiles import MEASURING, TUNING
from tests.fax.replies import HOWS, simulate
from tests.fax.test_machine import BLANK

SMALL = Stance(sizes=((1200, 1600),), flat=0.0, bend=0.03, twist=0.004, tilt=9.0)  # photographs that are quick to make
DOTS = np.array([(x, y) for x in (70.0, 300.0, 540.0) for y in (60.0, 280.0, 500.0, 730.0)])
RADIUS = 26  # sheet pixels


def dotted():
    """A letter page with black dots at `DOTS`."""
    pixels = np.full((4400, 3400), 255, np.uint8)
    sheet = Sheet(pixels, 612.0, 792.0)
    for x, y in sheet.pixels_of(DOTS):
        cv2.circle(pixels, (round((x - 0.5) * 16), round((y - 0.5) * 16)), RADIUS * 16, 0, -1, shift=4)
    return sheet


def seen(grey, expected):
    """Middles of the dark dots nearest to where they should be; a dot must not be 25 pixels off."""
    found = []
    for x, y in expected:
        left, top = int(x) - 25, int(y) - 25
        dark = 255.0 - grey[top : top + 50, left : left + 50]
        dark = np.clip(dark - np.median(dark) - 40, 0, None)
        rows, columns = np.mgrid[:50, :50]
        found.append((left + 0.5 + (dark * columns).sum() / dark.sum(), top + 0.5 + (dark * rows).sum() / dark.sum()))
    return np.array(found)


def nothing(sheet):
    """No ink of anybody's."""
    return np.zeros(sheet.pixels.shape, np.uint16)


@pytest.mark.parametrize("number", range(4))
def test_a_point_of_a_photographed_sheet_arrives_where_its_view_says(number):
    """However the sheet curls and the camera leans, every dot lies within half a pixel of the truth."""
    rng = np.random.default_rng(number)
    sheet = dotted()
    view = replace(SMALL.draw(rng, rng, sheet), quarter_turns=number)
    shot = replace(TUNING.shots.draw(rng, rng, view), shadows=(), motion=(0.0, 0.0), desk="plain")
    arrived = channel.photograph(sheet, sheet.pixels, nothing(sheet), shot, [number])
    expected = arrived.passage.pixels_of(DOTS)
    assert arrived.pixels.shape[:2] == view.arrived
    assert np.abs(seen(arrived.pixels.mean(axis=2), expected) - expected).max() < 0.5


def test_a_point_of_a_photocopied_sheet_arrives_where_the_chain_says():
    """Two copiers, each a little askew, then a fax: every dot lies within a pixel of the truth."""
    rng = np.random.default_rng(5)
    sheet = dotted()
    copiers = [MEASURING.copiers.draw(rng, sheet.pixels.shape) for _ in range(2)]
    machine = channel.FaxMachine("fine", channel.fax_feed("fine", sheet, skew=0.8), channel.Optics(grain=0.0))
    arrived = channel.recopied_fax(sheet, sheet.pixels, nothing(sheet), copiers, machine, [1])
    expected = arrived.passage.pixels_of(DOTS)
    assert isinstance(arrived.passage, Recopied)
    assert np.abs(seen(arrived.pixels.astype(float), expected) - expected).max() < 1.0


def test_a_sheet_that_was_never_copied_goes_the_plain_way():
    """Without a copier the chain is the fax alone."""
    sheet = dotted()
    passage = Passage(channel.fax_feed("fine", sheet), 612.0, 792.0, np.arange(2151))
    assert np.allclose(Recopied(passage, ()).pixels_of(DOTS), passage.pixels_of(DOTS))
    still = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
    assert np.allclose(Recopied(passage, (still,)).pixels_of(DOTS), passage.pixels_of(DOTS))


@pytest.mark.parametrize("harm", [f for f, _ in damage.Mishaps().rates], ids=lambda f: f.__name__)
def test_damage_falls_on_print_and_ink_alike_and_only_darkens_or_hides(harm):
    """Paper is damaged, the truth is not: ink that is gone is noted as hidden, and no ink appears out of nothing."""
    blank = np.full((2200, 1700), 225, np.uint8)
    inked = np.zeros(blank.shape, bool)
    inked[::40] = True
    for seed in range(3):
        worn = damage.Worn(blank.copy(), np.where(inked, 40, blank).astype(np.uint8))
        harm(np.random.default_rng(seed), worn)
        assert (worn.blank != blank).any()
        assert np.array_equal(worn.blank[~inked], worn.page[~inked])
        assert worn.hidden[inked & (worn.page == worn.blank)].all()


def test_a_box_under_a_hole_is_nobodys_to_decide():
    """A hole over a box makes it unclear, its neighbour keeps its truth."""
    (sheet,) = paper.sheets(BLANK)
    boxes = [w.box for w in paper.widgets(BLANK) if w.kind == "check"]
    (x, y), *_ = sheet.pixels_of(np.array([boxes[0][:2]]))
    worn = damage.Worn(sheet.pixels.copy(), sheet.pixels.copy())
    worn.cover(np.ones((60, 60), bool), 255.0, (int(y) - 60, int(x)))
    assert damage.unknowable(worn.hidden, sheet, boxes[0])
    assert not damage.unknowable(worn.hidden, sheet, boxes[1])


@pytest.mark.parametrize("lost", [damage.lost_square, damage.lost_code])
def test_a_lost_mark_lies_where_it_is_printed(lost):
    """Squares and codes are found on the paper itself: what is covered was dark."""
    (sheet,) = paper.sheets(BLANK)
    printed = sheet.pixels.copy()
    printed[240:520, 2830:3110] = printed[3880:4160, 290:570] = np.kron(np.eye(20), np.full((14, 14), 255))  # codes
    for seed in range(4):
        worn = damage.Worn(printed.copy(), printed.copy())
        lost(np.random.default_rng(seed), worn)
        assert (printed[worn.hidden] < 128).mean() > 0.15


def test_the_same_seed_gives_the_same_page():
    """A number gives the same pixels and the same truth again, and another way of sending shares its pen work only."""
    calm = replace(TUNING, stance=SMALL)
    one, two = (simulate(BLANK, calm, 2, "photo") for _ in range(2))
    assert np.array_equal(one.pages[0].arrived.pixels, two.pages[0].arrived.pixels)
    assert one.boxes == two.boxes
    fax = simulate(BLANK, calm, 2, "fine")
    assert [b.style for b in fax.boxes] == [b.style for b in one.boxes]
    assert not np.array_equal(fax.pages[0].arrived.pixels, one.pages[0].arrived.pixels)


def test_earlier_ways_keep_their_chance():
    """The chance of a way is its place in this list: nobody may put a new one before an old one."""
    assert HOWS == ("fine", "standard", "scan", "photo", "copy", "faults", "colour")


def test_a_sheet_bent_and_seen_again_is_the_same_sheet():
    """What the camera draws by looking backwards is what the truth says looking forwards, to a hundredth of an inch."""
    rng = np.random.default_rng(1)
    sheet = dotted()
    for _ in range(5):
        view = replace(SMALL.draw(rng, rng, sheet), quarter_turns=0)
        across, down = view.sheet_map()
        columns, rows = np.floor(view.pixels_of(DOTS)).astype(int).T
        inside = (columns >= 0) & (columns < across.shape[1]) & (rows >= 0) & (rows < across.shape[0])
        there = np.column_stack([m[rows[inside], columns[inside]] for m in (across, down)]) + 0.5
        assert np.abs(there - sheet.pixels_of(DOTS)[inside]).max() < 0.012 * DPI
