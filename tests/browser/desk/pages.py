"""Every page of the desk, by who may look at it; `{robin}` and the like are ids of the scene (`Scene.places`)."""

from __future__ import annotations

from tests.browser.desk.scene import COORDINATOR, SUPERVISOR
from tests.browser.desk.seat import Theme

PAGES: dict[str | None, dict[str, str]] = {
    None: {
        "sign-in": "/sign-in", "office": "/office/{link}", "office-form": "/office/{link}/form",
        "office-over": "/office/{link_over}", "office-thanks": "/alone/thanks", "first-run": "/alone/first-run",
        "again": "/alone/again", "second-step": "/alone/code",
    },
    COORDINATOR: {
        "today": "/", "cases": "/cases", "cases-none": "/cases?find=nobody", "case": "/cases/{robin}",
        "case-held": "/cases/{avery}", "returns": "/returns", "review": "/returns/{waiting}",
        "review-settled": "/returns/{settled}", "upload": "/upload", "document": "/documents/{loose}",
        "mail": "/tray/mail/{mail}", "delivery": "/outbox/{delivery}", "problem": "/cases/{mail}",
        "you": "/you", "keys": "/you/keys", "links": "/packets/{packet}/links", "second-factor": "/you/second-factor",
    },
    SUPERVISOR: {
        "supervisor-today": "/", "supervisor-cases": "/cases", "supervisor-case": "/cases/{avery}",
        "supervisor-problem": "/returns/{waiting}",
    },
}  # fmt: skip
GRID: tuple[tuple[int, Theme], ...] = ((1280, "light"), (1280, "dark"), (320, "light"), (320, "dark"))
SMALL_GRID: tuple[tuple[int, Theme], ...] = ((1280, "light"), (320, "dark"))
PROBLEMS = {
    "problem": 404,
    "office-over": 410,
    "supervisor-problem": 403,
}  # pages that are errors, and say so on the console
