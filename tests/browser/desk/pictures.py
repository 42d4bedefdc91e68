"""Pictures of every page of the desk as it looks now: `python -m tests.browser.desk.pictures`, or with names of pages.

One picture a page: wide in light and dark, narrow in light and dark, in the colours of the desk. They go to
tests/resources/desk; look at them before you commit them.
"""

from __future__ import annotations

import io
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from unittest.mock import patch

import httpx2 as httpx
from PIL import Image, ImageColor
from playwright.sync_api import sync_playwright

from api.casework import entering, pictures
from api.web.app import create_app
from api.web.desk.rendering import STATIC
from tests.benchmarks.installation import fresh_store
from tests.browser.conftest import NO_HOSTS
from tests.browser.desk import alone, paper, scene
from tests.browser.desk.pages import GRID, PAGES, PROBLEMS
from tests.browser.desk.scene import Scene
from tests.browser.desk.seat import Seat, seated
from tests.browser.desk.serving import served

HOME = Path(__file__).parents[2] / "resources" / "desk"
LEAST, TALLEST = 400, 1200  # pixels of a page that are kept
GAP = 24  # pixels between the four looks of a page


def main(wanted: Sequence[str]) -> None:
    """Draw the pictures of these pages anew, or of all."""
    HOME.mkdir(exist_ok=True)
    program = shutil.which("chromium")
    assert program, "There is no Chromium: run `make setup`."
    with (
        installed() as (home, morning),
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=program, args=[NO_HOSTS]) as browser,
    ):
        for login, pages in PAGES.items():
            looks: dict[str, list[Image.Image]] = {name: [] for name in pages if name in (wanted or pages)}
            for width, theme in GRID if looks else ():
                secret = morning.session_of(login) if login else None
                with seated(browser, home, secret=secret, width=width, theme=theme) as seat:
                    seat.expected = [str(PROBLEMS[name]) for name in looks if name in PROBLEMS]
                    for name, shots in looks.items():
                        shots.append(look(seat, pages[name].format(**morning.places)))
            for name, shots in looks.items():
                (HOME / f"{name}.png").write_bytes(together(shots))


def look(seat: Seat, path: str) -> Image.Image:
    """A page as it is, in a window that is as tall as the page, within reason."""
    seat.go(path)
    tall = seat.tab.evaluate("Math.ceil(document.querySelector('main').getBoundingClientRect().bottom)")
    width = seat.tab.evaluate("innerWidth")
    seat.tab.set_viewport_size({"width": width, "height": min(max(tall, LEAST), TALLEST)})
    return Image.open(io.BytesIO(seat.tab.screenshot())).convert("RGB")


def together(looks: Sequence[Image.Image]) -> bytes:
    """Side by side, in few colours."""
    size = sum(each.width + GAP for each in looks) - GAP, max(each.height for each in looks)
    sheet = Image.new("RGB", size, "#8a8f94")
    left = 0
    for each in looks:
        sheet.paste(each, (left, 0))
        left += each.width + GAP
    out = io.BytesIO()
    sheet.quantize(palette=_palette(), dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


@cache
def _palette() -> Image.Image:
    """The colours that the sheet of styles names, and greys between them: chosen by frequency, the few that mean
    something would be lost."""
    named = dict.fromkeys(re.findall(r"#[0-9a-f]{6}\b|#[0-9a-f]{3}\b", (STATIC / "desk.css").read_text()))
    greys = [(level,) * 3 for level in range(0, 256, 36)]
    made = Image.new("P", (1, 1))
    made.putpalette([part for each in [*map(ImageColor.getrgb, named), *greys] for part in each])
    return made


@contextmanager
def installed() -> Iterator[tuple[str, Scene]]:
    """A new installation that is thrown away afterwards, served, with the scene in it."""
    with (
        tempfile.TemporaryDirectory() as folder,
        fresh_store(Path(folder)) as made,
        served(alone.install(create_app(made))) as home,
        httpx.Client(base_url=f"{home}/api/v1", timeout=60) as http,
    ):
        ids = scene.people(made)
        http.headers["Authorization"] = f"Bearer {ids['key']}"
        morning = scene.set_up(made, http, ids)
        straight = patch.object(pictures, "straight_picture", lambda _act, _reply, _page: morning.page)
        loose = patch.object(pictures, "page_picture", lambda _act, _document, _page: paper.png(paper.blank()))
        packet = patch.object(pictures, "packet_picture", lambda _act, _packet, _page: paper.png(paper.blank()))
        shown, entered = (patch.object(each, "pages_of", paper.blank_pages) for each in (pictures, entering))
        with straight, loose, packet, shown, entered:
            yield home, morning


if __name__ == "__main__":
    main(sys.argv[1:])
