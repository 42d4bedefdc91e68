"""How a text gets into the field that has the focus."""

from __future__ import annotations

from playwright.sync_api import Page

from forms.fields import Field


def write(tab: Page, field: Field, text: str) -> None:
    """Figures and several lines key by key; one line of words at one go, as from a clipboard, which is faster."""
    if field.cells or "\n" in text:
        tab.keyboard.type(text)
    else:
        tab.keyboard.insert_text(text)
