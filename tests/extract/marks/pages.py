"""Pages for the tests of marks: clean prints of the blank with ink drawn on them, and a few that went through a fax."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

import cv2
import numpy as np

from extract.marks import BoxReading, Key, read_boxes
from extract.page import RasterPage, Registered
from forms.editions import Edition, Library
from forms.fields import Place
from tests.fax import paper
from tests.fax.profiles import TUNING, Profile
from tests.fax.replies import simulate

FINE, STANDARD, SCAN = (204.0, 196.0), (204.0, 98.0), (200.0, 200.0)
TWO_PENS = dict.fromkeys(list(TUNING.pens)[:2], 1.0)
CALM = replace(TUNING, exposure=(0.0, 1.0, 0.0), usual=(125.0, 135.0), faulty=0.0, specks=(0.0003, 0.001), wedge=0.0,
               skew=0.5, shake=(0.05, 0.1), slack=(0.04, 0.08), pens=TWO_PENS)  # fmt: skip
THIN = replace(CALM, exposure=(1.0, 0.0, 0.0), thin=(58.0, 70.0))
Draw = Callable[[np.ndarray, np.ndarray], None]  # a picture, and the box's corners on it (4 x 2)


@lru_cache(maxsize=1)
def edition() -> Edition:
    """The form the tests read."""
    return Library().current("transitional-assignment")


def boxes() -> list[Place]:
    """Every tick box and radio option of page 1."""
    form = edition().map
    return [p for p in form.places if p.page == 1 and form.field(p.field).kind in ("check", "radio")]


def key(place: Place) -> Key:
    """What a box is called in readings."""
    return place.field, place.option


def printed(
    dpi: tuple[float, float], draw: Draw | None = None, on: list[Place] | None = None, black: int = 140
) -> Registered:
    """A clean page at this resolution (one bit for a fax, grey for a scan), with `draw` done on some of its boxes.

    What is darker than `black` is black on a fax: at 170 the palest lines of the patch arrive, too.
    """
    sheet = paper.sheets(edition().blank)[0]
    picture = sheet.pixels.copy()
    for place in on or []:
        x0, y0, x1, y1 = place.box
        if draw:
            draw(picture, sheet.pixels_of(np.array([[x0, y1], [x1, y1], [x1, y0], [x0, y0]])))
    size = (round(sheet.width / 72 * dpi[0]), round(sheet.height / 72 * dpi[1]))
    pixels = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
    one_bit = dpi != SCAN
    if one_bit:
        pixels = np.where(pixels < black, 0, 255).astype(np.uint8)
    return registered(pixels, dpi, one_bit)


def grained(page: Registered, strength: float) -> Registered:
    """A scan whose paper is a little grey, with grain on it that varies by so many greys."""
    grain = np.random.default_rng(11).normal(-10, strength, page.raster.pixels.shape) if strength else 0.0
    page.raster.pixels[:] = np.clip(page.raster.pixels + grain, 0, 255)
    return page


def whitened(page: Registered, white: int) -> Registered:
    """A scan by a machine that makes white what is as light as this or lighter, and all else lighter with it."""
    page.raster.pixels[:] = np.clip(page.raster.pixels * (255 / white), 0, 255)
    return page


def registered(pixels: np.ndarray, dpi: tuple[float, float], one_bit: bool) -> Registered:
    """An upright page of exactly the form's size."""
    page = edition().map.pages[0]
    across, down = pixels.shape[1] / page.width, pixels.shape[0] / page.height
    to_pixels = np.array([[across, 0, 0], [0, -down, page.height * down], [0, 0, 1.0]])
    return Registered(RasterPage(1, pixels, dpi, one_bit), edition(), page, None, to_pixels, 0.1)


@lru_cache(maxsize=16)
def faxed(style: str | None, resolution: str, thin: bool = False, number: int = 1, every: int = 1) -> Registered:
    """A page whose boxes all (or every third, ...) carry this style of mark, after a calm (or thin) fax."""
    profile: Profile = THIN if thin else CALM
    styles = {key(p): style for p in boxes()[::every]} if style else {}
    reply = simulate(edition().blank, profile, number, resolution, styles=styles)  # type: ignore[arg-type]
    arrived, geometry = reply.pages[0].arrived, edition().map.pages[0]
    corners = np.array(geometry.squares).reshape(-1, 2)
    raster = RasterPage(1, arrived.pixels, arrived.dpi, arrived.one_bit)
    return Registered(raster, edition(), geometry, None, arrived.passage.homography(corners), 0.3)


def states(page: Registered) -> dict[Key, str]:
    """State of every box."""
    return {name: reading.state for name, reading in read_boxes(page).items()}


def share(readings: dict[Key, BoxReading], state: str) -> float:
    """How many of the boxes are in that state."""
    return sum(r.state == state for r in readings.values()) / len(readings)


def cross(picture: np.ndarray, corners: np.ndarray) -> None:
    """Two diagonals of a dark ball-point, 0.45 mm wide."""
    line(picture, corners, (0.12, 0.12), (0.88, 0.88))
    line(picture, corners, (0.88, 0.12), (0.12, 0.88))


def tick(picture: np.ndarray, corners: np.ndarray) -> None:
    """Of the same pen, inside the box."""
    line(picture, corners, (0.2, 0.5), (0.42, 0.8))
    line(picture, corners, (0.42, 0.8), (0.9, 0.2))


def line(picture: np.ndarray, corners: np.ndarray, start: tuple[float, float], end: tuple[float, float],
         grey: int = 40, width: float = 0.45) -> None:  # fmt: skip
    """A straight stroke between two spots given as shares of the box (may lie outside)."""
    low, size = corners[0], corners[2] - corners[0]
    a, b = ((low + size * np.array(spot)).round().astype(int).tolist() for spot in (start, end))
    cv2.line(picture, a, b, grey, round(width / 25.4 * paper.DPI), cv2.LINE_AA)


def unlabelled(page: Registered) -> Registered:
    """The same page of a form whose map does not say where the words of its boxes stand."""
    places = tuple(p.model_copy(update={"label_box": None}) for p in page.edition.map.places)
    return with_map(page, places=places)


def printed_by_us(page: Registered, names: set[str]) -> Registered:
    """The same page of a form on which we fill these fields ourselves."""
    fields = tuple(f.model_copy(update={"writer": "us"}) if f.name in names else f for f in page.edition.map.fields)
    return with_map(page, fields=fields)


def with_map(page: Registered, **changed: object) -> Registered:
    """The same page of a form whose map says something else."""
    bare = Edition(page.edition.folder)
    vars(bare)["map"] = page.edition.map.model_copy(update=changed)
    return replace(page, edition=bare)
