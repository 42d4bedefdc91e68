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
        "match": "/cases/{casey}/match/{dock}", "offers": "/cases/{casey}/offers", "offer": "/offers/{offer}",
        "offer-new": "/cases/{casey}/offers/new", "plan": "/plans/{plan}", "plan-revision": "/plans/{plan}/revision",
        "plan-new": "/cases/{casey}/plans/new", "clocks": "/cases/{casey}/clocks",
        "osha": "/cases/{casey}/osha", "papers": "/cases/{casey}/papers", "people": "/cases/{casey}/people",
        "re-evaluations": "/cases/{avery}/re-evaluations", "tray": "/tray", "place": "/returns/{unplaced}/place",
        "mail": "/tray/mail/{mail}", "delivery": "/outbox/{delivery}", "problem": "/cases/{mail}",
        "case-new": "/cases/new?find=rob", "packet-new": "/cases/{jordan}/packets/new", "packet": "/packets/{packet}",
        "providers": "/providers", "provider": "/providers/{office}", "provider-new": "/providers/new",
        "mailings": "/mailings", "mailing-new": "/mailings/new", "mailing-filter": "/mailings/new?source=filter",
        "mailing": "/mailings/{draft}", "mailing-row": "/mailings/{draft}/rows/3",
        "mailing-sending": "/mailings/{running}",
        "reports": "/reports", "reports-none": "/reports?show=missed&year=2020", "evaluation": "/reports/evaluation",
        "settings": "/settings", "library": "/library", "form": "/library/forms/authority-to-release",
        "letter": "/library/letters/offer-modified-duty", "letter-own": "/library/letters/supervisor-notice",
        "entry-files": "/entry?case={jordan}", "entry-whose": "/documents/{loose}/entry",
        "entry": "/documents/{loose}/entry?case={jordan}", "confirmers": "/confirmers",
        "you": "/you", "keys": "/you/keys", "links": "/packets/{linked}/links", "second-factor": "/you/second-factor",
    },
    SUPERVISOR: {
        "supervisor-today": "/", "supervisor-cases": "/cases", "supervisor-case": "/cases/{avery}",
        "supervisor-match": "/cases/{casey}/match/{dock}", "supervisor-offer": "/offers/{offer}",
        "supervisor-plan": "/plans/{plan}", "supervisor-problem": "/returns/{waiting}",
    },
}  # fmt: skip
GRID: tuple[tuple[int, Theme], ...] = ((1280, "light"), (1280, "dark"), (320, "light"), (320, "dark"))
SMALL_GRID: tuple[tuple[int, Theme], ...] = ((1280, "light"), (320, "dark"))
PROBLEMS = {
    "problem": 404,
    "office-over": 410,
    "supervisor-problem": 403,
}  # pages that are errors, and say so on the console
