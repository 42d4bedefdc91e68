"""The fax machine for tests is itself tested: deterministic, honest about its truth, and independent of the product."""

from __future__ import annotations

import ast
import io
from pathlib import Path

import cv2
import numpy as np
import pikepdf
import pytest
from PIL import Image

from tests.fax import files, paper
from tests.fax.profiles import MEASURING, TUNING
from tests.fax.replies import simulate

BLANK = next(Path("forms/editions/transitional-assignment").glob("*/blank.pdf")).read_bytes()


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
    one, two = (simulate(BLANK, TUNING, 3, resolution) for _ in range(2))
    assert np.array_equal(one.pages[0].arrived.pixels, two.pages[0].arrived.pixels)
    assert one.boxes == two.boxes


def test_a_quarter_of_the_boxes_is_marked():
    """Every reply means at least a quarter of its boxes."""
    for number in range(6):
        meant = simulate(BLANK, MEASURING, number, "standard").answers.chosen
        boxes = [w for w in paper.widgets(BLANK) if w.kind in ("check", "radio")]
        assert len(meant) >= len(boxes) / 4


@pytest.mark.parametrize("resolution", ["fine", "standard", "scan"])
def test_truth_of_geometry_lies_on_the_frames(resolution):
    """Where the truth says a box's frame is, the page is darker than beside it."""
    for number in (1, 2, 5):
        page = simulate(BLANK, TUNING, number, resolution).pages[0]
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
    arrived = simulate(BLANK, TUNING, 1, "standard").pages[0].arrived
    data = files.pack([arrived], kind)
    if kind == "pdf":
        with pikepdf.open(io.BytesIO(data)) as document:
            picture = pikepdf.PdfImage(document.pages[0].obj["/Resources"]["/XObject"]["/Im0"]).as_pil_image()
    else:
        picture = Image.open(io.BytesIO(data))
        assert [round(float(v)) for v in picture.info["dpi"]] == [204, 98]
    assert np.array_equal(files.as_pixels(picture), arrived.pixels)


def test_a_mark_in_dark_ink_survives_a_dark_page_and_a_pale_one_does_not_survive_a_thin_page():
    """The share of surviving ink follows pen and exposure, as it must to set wiped-out marks apart."""
    shares = [b.survived for n in range(8) for b in simulate(BLANK, TUNING, n, "fine").boxes if b.intended == "yes"]
    assert min(shares) < 0.15
    assert np.median(shares) > 0.6
