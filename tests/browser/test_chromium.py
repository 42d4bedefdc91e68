"""Our forms in Chromium's own PDF viewer (pdfium): what it saves when a person fills them in."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.chromium import ChromiumViewer
from tests.browser.filling import SENT, came_back, errand, some_quick

pytestmark = pytest.mark.integration
BY_KEYBOARD = [
    "modified-duty-assignment",
    *(pytest.param(name, marks=pytest.mark.soak)
      for name in ("provider-examination-report", "temporary-assignment-job-description")),
]  # fmt: skip


@pytest.mark.parametrize("name", some_quick(sorted(SENT)))
def test_what_is_filled_in_with_the_mouse_comes_back(name: str, tab: Page):
    """A copy is opened, its fields are clicked and filled in, it is saved and read: each value as it was typed."""
    sent = errand(name)
    viewer = ChromiumViewer(tab, sent.blank, sent.made.edition.map)
    viewer.fill(sent.typed)
    came_back(viewer.saved(), sent)


@pytest.mark.parametrize("name", BY_KEYBOARD)
def test_the_tab_key_goes_in_reading_order(name: str, tab: Page):
    """What is typed from tab stop to tab stop, in the order in which the form is read, lands in the fields meant."""
    sent = errand(name)
    viewer = ChromiumViewer(tab, sent.blank, sent.made.edition.map)
    viewer.fill_by_keyboard(sent.typed)
    came_back(viewer.saved(), sent)
