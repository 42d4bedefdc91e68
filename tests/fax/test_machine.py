"""The fax machine for tests is itself tested: deterministic, honest about its truth, and independent of the product."""

from __future__ import annotations

import ast
import io
import itertools
from dataclasses import replace
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import pikepdf
import pytest
from PIL import Image

from tests.fax import chosen, crops, files, naive, offices, paper, pens
from tests.fax.envelopes import seal
from tests.fax.profiles import MEASURING, TUNING
from tests.fax.replies import desk, simulate
from tests.fax.strokes import Hand
from tests.fax.typed import fill, flatten

HOME = Path(__file__).parents[2] / "forms/editions/transitional-assignment"
BLANK = (HOME / (HOME / "current").read_text().strip() / "blank.pdf").read_bytes()

pytestmark = pytest.mark.xdist_group("fax machine")  # they share simulated replies


@cache
def reply(profile, number, resolution):
    """Simulated once for all tests here."""
    return simulate(BLANK, profile, number, resolution)


def test_knows_pdfs_only():
    """No file of the fax machine imports a room of the product."""
    rooms = {"cases", "forms", "templates", "generate", "extract", "api"}
    for path in Path(__file__).parent.glob("*.py"):
        tree = ast.parse(path.read_text())
        names = {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
        names |= {n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
        assert not {n.split(".")[0] for n in names} & rooms, path.name


def test_the_worlds_share_nothing():
    """Tuning and measuring differ in seeds and fonts, and measuring has styles that tuning never shows."""
    assert TUNING.seed != MEASURING.seed
    assert not set(TUNING.fonts) & set(MEASURING.fonts)
    assert set(MEASURING.chosen) > set(TUNING.chosen)
    assert set(MEASURING.spoiled) > set(TUNING.spoiled)


@pytest.mark.parametrize("resolution", ["fine", "standard"])
def test_same_seed_same_fax(resolution):
    """The same number gives the same pixels and the same truth."""
    one, two = reply(TUNING, 1, resolution), simulate(BLANK, TUNING, 1, resolution)
    assert np.array_equal(one.pages[0].arrived.pixels, two.pages[0].arrived.pixels)
    assert one.boxes == two.boxes


def test_a_quarter_of_the_boxes_is_marked():
    """Every reply means at least a quarter of its boxes."""
    for number in range(200):
        meant = offices.answers(MEASURING.rng(number), paper.widgets(BLANK)).chosen
        boxes = [w for w in paper.widgets(BLANK) if w.kind in ("check", "radio")]
        assert len(meant) >= len(boxes) / 4


@pytest.mark.parametrize("resolution", ["fine", "standard", "scan"])
def test_truth_of_geometry_lies_on_the_frames(resolution):
    """Where the truth says a box's frame is, the page is darker than beside it."""
    for number in (1, 2):
        page = reply(TUNING, number, resolution).pages[0]
        dark = 255 - page.arrived.pixels.astype(float)
        on, off = [], []
        for box in (w.box for w in paper.widgets(BLANK) if w.kind == "check"):
            on.append(_mean_along(dark, page, box, 0.0))
            off.append(_mean_along(dark, page, box, -3.5))
        assert np.median(on) > 2 * np.median(off) + 10


def _mean_along(dark, page, box, grow):
    x0, y0, x1, y1 = box[0] - grow, box[1] - grow, box[2] + grow, box[3] + grow
    t = np.linspace(0, 1, 20)
    ring = np.vstack([np.column_stack([x0 + t * (x1 - x0), np.full(20, y)]) for y in (y0, y1)])
    u, v = np.floor(page.passage.pixels_of(ring)).astype(int).T
    wide = cv2.dilate(dark, np.ones((3, 3)))
    return wide[np.clip(v, 0, len(dark) - 1), np.clip(u, 0, dark.shape[1] - 1)].mean()


@pytest.mark.parametrize("kind", ["tiff-g3", "tiff-g4", "png", "pdf"])
def test_one_bit_files_hold_the_very_pixels(kind):
    """What a file of a fax holds is what arrived, pixel by pixel, with its unequal resolution."""
    arrived = reply(TUNING, 1, "standard").pages[0].arrived
    data = files.pack([arrived], kind)
    if kind == "pdf":
        with pikepdf.open(io.BytesIO(data)) as document:
            picture = pikepdf.PdfImage(document.pages[0].obj["/Resources"]["/XObject"]["/Im0"]).as_pil_image()
    else:
        picture = Image.open(io.BytesIO(data))
        assert [round(float(v)) for v in picture.info["dpi"]] == [204, 98]
    assert np.array_equal(files.as_pixels(picture), arrived.pixels)


def test_dark_ink_survives_a_dark_page_and_pencil_vanishes_on_a_thin_one():
    """The share of surviving ink follows pen and exposure, as it must to set wiped-out marks apart."""
    dark = replace(TUNING, pens={pens.GEL: 1.0}, exposure=(0.0, 0.0, 1.0))
    thin = replace(TUNING, pens={pens.LIGHT_PENCIL: 1.0}, exposure=(1.0, 0.0, 0.0))
    kept, lost = ([b.survived for b in reply(p, 1, "standard").boxes if b.intended == "yes"] for p in (dark, thin))
    assert np.median(kept) > 0.7
    assert np.median(lost) < 0.15


def test_a_mark_that_nobody_could_give_to_its_box_is_unclear():
    """A mark meant for one box that landed in another says nothing of either, however well its ink arrived."""
    box, other = [w for w in paper.widgets(BLANK) if w.kind == "check"][:2]
    sheet = paper.sheets(BLANK)[0]
    work = desk(sheet)
    for label, where in ((1, box.box), (2, other.box)):
        for part in chosen.tick(np.random.default_rng(label), where, Hand(), pens.GEL.draw(np.random.default_rng(1))):
            work.put(pens.ink(np.random.default_rng(1), part.strokes, part.pen, sheet), label)
    assert work.astray({1: box, 2: other}, [box, other]) == frozenset()
    assert work.astray({1: other, 2: other}, [box, other]) == {1}


def test_ink_on_print_is_not_to_be_seen():
    """Of a stroke along a line of the frame nothing lies in sight, of one across the box nearly everything."""
    box = next(w for w in paper.widgets(BLANK) if w.kind == "check").box
    sheet = paper.sheets(BLANK)[0]
    work, thin = desk(sheet), pens.Pen("thin", 0.1, 20)
    low, middle = box[1] + 0.35, (box[1] + box[3]) / 2
    for label, y in ((1, low), (2, middle)):
        way = np.array([(box[0] + 2, y), (box[2] - 2, y)])
        work.put(pens.ink(np.random.default_rng(1), [pens.Stroke(way)], thin, sheet), label)
    on_print, bare = work.in_sight()[1:3]
    assert on_print < 0.15 < 0.9 < bare


def test_typed_answers_are_shown_faxed_and_true():
    """A form filled on a screen shows its ticks, and each of them counts as ink of its own."""
    typed = simulate(BLANK, TUNING, 1, "fine", on_screen=True)
    printed = [b for b in typed.boxes if b.style == "printed"]
    assert printed
    assert all(b.intended == "yes" and b.survived > 0.1 for b in printed)
    assert {t.pen for t in typed.texts if t.value and t.kind != "signature"} == {"typed"}


def test_flattened_form_looks_the_same_and_has_no_fields():
    """Print-to-PDF keeps what is seen and loses every field."""
    filled = fill(BLANK, offices.answers(TUNING.rng(4), paper.widgets(BLANK)))
    flat = flatten(filled)
    assert not paper.widgets(flat)
    seen, kept = (paper.sheets(p)[0].pixels.astype(int) for p in (filled, flat))
    assert (abs(seen - kept) > 100).mean() < 0.001


def test_an_envelope_says_what_each_page_is():
    """Cover, foreign page, separator and replies are all in the file, in the order the truth gives."""
    replies = [reply(MEASURING, n, "standard") for n in (0, 1)]
    envelope = seal(replies, MEASURING, 9, "standard", extras=("cover", "other", "blank"), shuffled=True)
    assert sorted(p.content for p in envelope.pages) == ["blank", "cover", "other", "reply", "reply"]
    with Image.open(io.BytesIO(envelope.data)) as picture:
        assert picture.n_frames == 5
        for number, truth in enumerate(envelope.pages):
            picture.seek(number)
            if truth.content == "reply":
                arrived = replies[truth.reply].pages[truth.page - 1].arrived
                assert np.array_equal(files.as_pixels(picture), arrived.pixels)


def test_the_naive_reader_is_disappointed():
    """ORB and an ink threshold are silently wrong on at least one box in twenty, wiped-out marks not counted."""
    wrong = judged = 0
    for number, resolution in itertools.product(range(5), ("fine", "standard")):
        sent = reply(MEASURING, number, resolution)
        read = naive.read(BLANK, 1, sent.pages[0].arrived)
        for box in sent.boxes:
            if box.intended != "unclear" and box.survived >= 0.15:
                judged += 1
                wrong += read[box.field, box.option] != (box.intended == "yes")
    assert judged > 200
    assert wrong / judged >= 0.05


def test_study_crops_show_every_kind_where_the_truth_says():
    """The ink study gets every kind of box, each with a homography that puts the box inside its crop."""
    kinds = set()
    for crop in crops.crops(BLANK, TUNING, "standard", each=1):
        kinds.add(crop.kind)
        corners = crops.box_pixels(crop, crop.truth.box)
        assert (corners > 0).all()
        assert (corners < crop.pixels.shape[::-1]).all()
    assert kinds == set(crops.KINDS)
