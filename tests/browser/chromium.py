"""A form in Chromium's own PDF viewer (pdfium): filled in with mouse and keyboard, and saved."""

from __future__ import annotations

import base64
import io
import time
from collections.abc import Mapping

import numpy as np
from PIL import Image
from playwright.sync_api import Page

from forms.fields import FormMap, Place
from forms.values import Written
from tests.browser.keys import write

ADDRESS = "http://chromium.test/form.pdf"  # nobody's: RFC 6761
PIXEL = 96 / 72  # of a point at 100 %
MARGIN = 12  # pixels of a page in which nothing is printed
WHITE = 0.1  # share of a row or column of pixels that a page is sure to leave white
PATIENCE = 60  # seconds for the viewer to draw the pages, on a busy machine

# The one thing that is not as a person has it: the system's dialog for the name of the file, which has no window here.
KEEP = """() => {
  globalThis.kept = new Promise((keep) => {
    chrome.fileSystem.chooseEntry = (options, then) =>
      then({ createWriter: (ready) => ready({ write: keep }) });
  });
}"""
KEPT = "async () => new Uint8Array(await (await kept).arrayBuffer()).toBase64()"


class ChromiumViewer:
    """One PDF, open in a tab that is tall enough for all its pages."""

    def __init__(self, tab: Page, pdf: bytes, form: FormMap) -> None:
        self.tab, self.form = tab, form
        height = sum(page.height for page in form.pages) * PIXEL
        tab.set_viewport_size({"width": 900, "height": round(height) + 200})
        tab.route(f"{ADDRESS}**", lambda route: route.fulfill(body=pdf, content_type="application/pdf"))
        tab.goto(f"{ADDRESS}#zoom=100&navpanes=0")
        self.corners = self._corners()

    def _corners(self) -> list[tuple[int, int]]:
        """Where the pages begin on the screen, left and top in pixels: white, with print, on the viewer's dark desk."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            screen = np.asarray(Image.open(io.BytesIO(self.tab.screenshot())).convert("L"))
            columns, rows = ((screen == 255).mean(axis) > WHITE for axis in (0, 1))
            tops = np.flatnonzero(np.diff(rows.astype(int), prepend=0) == 1)
            if len(tops) == len(self.form.pages) and (screen[tops[-1] :, columns] == 0).any():
                return [(int(columns.argmax()), int(top)) for top in tops]
        raise TimeoutError("Chromium's viewer did not show the pages.")

    def click(self, place: Place) -> None:
        """Click into the middle of a field's place."""
        x0, y0, x1, y1 = place.box
        left, top = self.corners[place.page - 1]
        height = self.form.pages[place.page - 1].height
        self.tab.mouse.click(left + (x0 + x1) / 2 * PIXEL, top + (height - (y0 + y1) / 2) * PIXEL)

    def fill(self, values: Mapping[str, Written]) -> None:
        """Click each field and type, tick the boxes, choose the options."""
        for name, value in values.items():
            self.click(next(p for p in self.form.places_of(name) if p.option in (None, value)))
            if isinstance(value, str) and self.form.field(name).kind != "radio":
                write(self.tab, self.form.field(name), value)

    def fill_by_keyboard(self, values: Mapping[str, Written]) -> None:
        """Click beside the form, then go from field to field in reading order with the keyboard alone.

        Locked fields are stops too, signatures are not.
        """
        left, top = self.corners[0]
        self.tab.mouse.click(left + MARGIN, top + MARGIN)
        for place in self.form.places:
            field, value = self.form.field(place.field), values.get(place.field)
            if field.kind == "signature":
                continue
            self.tab.keyboard.press("Tab")
            if field.kind in ("check", "radio"):
                if value == (place.option or True):
                    self.tab.keyboard.insert_text(" ")  # as a key from this driver it leaves the box as it was
            elif isinstance(value, str):
                write(self.tab, field, value)

    def saved(self) -> bytes:
        """The file that the viewer's button "Download", "With your changes", writes."""
        frame = next(f for f in self.tab.frames if f.url.startswith("chrome-extension:"))
        frame.evaluate(KEEP)
        frame.get_by_role("button", name="Download").click()
        frame.get_by_role("menuitem", name="With your changes").click()
        return base64.b64decode(frame.evaluate(KEPT))
