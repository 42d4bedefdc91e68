"""Photographs laid flat: the page is where the blank has it, evenly lit and sharp, or it is not read."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from extract import read_in_process
from extract.flatten import flattened
from extract.identify import identify
from extract.page import RasterPage
from extract.pictures import PictureFile
from extract.register import register
from tests.extract.samples import EDITION, drawn, filled, picture
from tests.fax import channel, paper
from tests.fax.camera import Bend
from tests.fax.files import pack
from tests.fax.paper import sheets
from tests.fax.profiles import TUNING

PDF = filled(copy="FLATFLATFL")
BOXES = np.array([w.box for w in paper.widgets(PDF) if w.kind in ("check", "radio")])
MIDDLES = (BOXES[:, :2] + BOXES[:, 2:]) / 2


def photographed(seed=3, **view):
    """The page through a phone, 2 megapixels, with some of the view changed."""
    rng = np.random.default_rng(seed)
    (sheet,) = sheets(PDF)
    stance = replace(TUNING.stance, sizes=((1500, 2000),))
    shot = TUNING.shots.draw(rng, rng, replace(stance.draw(rng, rng, sheet), quarter_turns=0, **view))
    shot = replace(shot, shadows=(), motion=(0.0, 0.0), defocus=0.7, exposure=0.85)
    return sheet, shot


def taken(sheet, shot):
    """What arrives."""
    return channel.photograph(sheet, sheet.pixels, np.zeros(sheet.pixels.shape, np.uint16), shot, [1])


def lined_up(pixels):
    """The page on its blank, before it is laid flat."""
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY) if pixels.ndim == 3 else pixels
    page = RasterPage(1, grey, (200.0, 200.0), one_bit=False)
    return register(page, EDITION, identify(page))


def frames(page):
    """Mean grey along the boxes' frames, where the page says they are."""
    along = np.linspace(0.1, 0.9, 9)
    sides = [(x0 + along * (x1 - x0), np.full(9, y)) for x0, y0, x1, y1 in BOXES for y in (y0 + 0.45, y1 - 0.45)]
    at = page.pixels_of(np.vstack([np.column_stack(s) for s in sides])).astype(np.float32) - 0.5
    return float(cv2.remap(page.raster.pixels, at[:, :1], at[:, 1:], cv2.INTER_LINEAR).mean())


def test_a_curled_page_is_laid_flat():
    """Boxes that the plane misses by their own frames lie on their frames once the page was drawn anew."""
    sheet, shot = photographed(bend=Bend(np.pi / 2, 0.05, 0.004))
    arrived = taken(sheet, shot)
    bent = lined_up(arrived.pixels)
    miss = np.abs(bent.pixels_of(MIDDLES) - arrived.passage.pixels_of(MIDDLES)).max()
    flat = flattened(bent)
    assert miss / 200 * 72 > 2
    assert flat is not bent
    assert frames(flat) < 0.75 * frames(bent)


def test_a_flat_even_scan_stays_as_it_is():
    """Nothing is drawn anew without need: the pixels are those that arrived."""
    page = lined_up(drawn(PDF))
    assert flattened(page) is page


def test_a_fax_is_left_alone():
    """Lost lines are no curl."""
    page = lined_up(drawn(PDF))
    assert flattened(replace(page, raster=replace(page.raster, one_bit=True))).raster.pixels is page.raster.pixels


def test_a_shadows_edge_is_no_ink():
    """Half of the page in deep shadow: its paper comes out as light as the other half's."""
    pixels = drawn(PDF).astype(np.float32)
    pixels[:, 900:] *= 0.5
    even = flattened(lined_up(pixels.astype(np.uint8))).raster.pixels
    lit, dark = (np.median(even[:, columns]) for columns in (slice(200, 800), slice(1000, 1600)))
    assert abs(lit - dark) < 8


def test_a_page_whose_parts_lie_where_they_please_is_not_read():
    """Strips of the page pushed to and fro: its print lies on no smooth sheet, so none of it can be trusted."""
    pixels = drawn(PDF)
    for turn, top in enumerate(range(330, 1850, 95)):
        pixels[top : top + 95] = np.roll(pixels[top : top + 95], (30, -25, 12, -35)[turn % 4], axis=1)
    page = lined_up(pixels)
    assert page is None or flattened(page) is None


@pytest.mark.parametrize("seed", [4])
def test_a_photograph_is_read_without_a_wrong_value(seed):
    """Ticks printed on the page come back from its photograph, most of them by machine, and none is another."""
    sheet, shot = photographed(seed, bend=Bend(0.2, -0.04, 0.0))
    (document,) = read_in_process(pack([taken(sheet, shot)], "jpeg"), "photo.jpg", evidence=False).documents
    (said,) = read_in_process(PDF, "said.pdf", evidence=False).documents
    boxes = [n for n, r in said.fields.items() if isinstance(r.value, bool) and n in document.fields]
    accepted = [n for n in boxes if document.fields[n].status == "accepted"]
    assert document.copy_id == "FLATFLATFL"
    assert {n: document.fields[n].value for n in accepted} == {n: said.fields[n].value for n in accepted}
    assert len(accepted) > 0.8 * len(boxes)


def test_a_phones_resolution_is_not_believed():
    """72 dots an inch would make the page four feet wide; a page is taken for a letter page then."""
    page = PictureFile(picture(np.full((4032, 3024), 255, np.uint8), "JPEG", dpi=(72, 72)), "jpeg").page(1)
    assert page.dpi == pytest.approx((3024 / 8.5, 3024 / 8.5))
