"""A form in pdf.js, the PDF viewer of Firefox: drawn, or filled in and saved."""

from __future__ import annotations

import base64
import io
import sys
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import Locator, Page, Route

from forms.fields import Field, FormMap
from forms.values import Written
from tests.browser.keys import write
from tests.generate.drawn import DPI

HOST = "http://pdfjs.test"  # nobody's: RFC 6761
HERE = Path(__file__).parent
LIBRARY = Path(sys.prefix) / "node_modules" / "pdfjs-dist"
KINDS = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".mjs": "text/javascript"}


class PdfJs:
    """One PDF, open in a tab."""

    def __init__(self, tab: Page, pdf: bytes) -> None:
        self.tab, self.pdf = tab, pdf
        tab.set_viewport_size({"width": 1000, "height": 4000})  # pages that nobody sees are not shown
        tab.route(f"{HOST}/**", self._answer)
        tab.goto(f"{HOST}/pdfjs.html")
        tab.wait_for_function("globalThis.form")

    def _answer(self, route: Route) -> None:
        path = route.request.url.removeprefix(f"{HOST}/")
        if path == "form.pdf":
            route.fulfill(body=self.pdf, content_type="application/pdf")
            return
        file = LIBRARY / path.removeprefix("pdfjs/") if path.startswith("pdfjs/") else HERE / path
        route.fulfill(path=file, content_type=KINDS.get(file.suffix, "application/octet-stream"))

    def drawn(self) -> list[np.ndarray]:
        """The pages as pdf.js draws them, in grey."""
        pages = range(1, self.tab.evaluate("form.pages") + 1)
        pictures = (self.tab.evaluate(f"form.draw({number}, {DPI / 72})") for number in pages)
        return [np.asarray(Image.open(io.BytesIO(base64.b64decode(png))).convert("L")) for png in pictures]

    def show(self) -> None:
        """Show the form to be filled in."""
        self.tab.evaluate("form.show()")

    def fill(self, form: FormMap, values: Mapping[str, Written]) -> None:
        """Type into the fields, tick the boxes and choose the options, with the keyboard."""
        for name, value in values.items():
            field = form.field(name)
            self.input(field, value).focus()
            if field.kind in ("check", "radio"):
                self.tab.keyboard.press("Space")
            else:
                write(self.tab, field, str(value))

    def input(self, field: Field, option: Written = None) -> Locator:
        """The input of a field; of a radio group the one of that option."""
        if field.kind != "radio":
            return self.tab.locator(f'[name="{field.name}"]')
        label = next(o.label for o in field.options if o.value == option)
        return self.tab.get_by_title(f"{field.tip}: {label}", exact=True).get_by_role("radio")

    def order(self) -> list[str]:
        """The fields that the tab key meets, from the top of the first page to the end."""
        met: list[str] = []
        while (stop := self._next_stop()) is not None:
            met += [stop] if stop else []
        return met

    def _next_stop(self) -> str | None:
        """Press the tab key: the name of the field it stops at, "" for a page of text, None behind the last stop."""
        self.tab.keyboard.press("Tab")
        return self.tab.evaluate("(e => e === document.body ? null : e.name ?? '')(document.activeElement)")

    def tips(self) -> dict[str, list[str]]:
        """What the viewer says of each field, by its name; of a radio group for each option."""
        return self.tab.evaluate("form.tips()")

    def saved(self) -> bytes:
        """The file that the viewer saves."""
        return base64.b64decode(self.tab.evaluate("form.save()"))
