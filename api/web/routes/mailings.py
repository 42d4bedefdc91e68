"""/mailings: many packets from a sheet or a filter of cases; /print-batches: what of them is posted by a person."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Path, Query, Response

from api.casework import mailing_again, mailing_envelopes, mailing_prints, mailing_steps, mailings
from api.casework.act import Act
from api.casework.mailing_again import Resending
from api.casework.mailing_options import FromFilter
from api.casework.mailing_prints import Posting, PrintBatchShown
from api.casework.mailing_views import (
    EnvelopePage,
    EnvelopeWindow,
    MailingShown,
    MailingWhole,
    RowPage,
    RowShown,
    RowWindow,
)
from api.casework.paging import Page, Window
from api.identity.roles import Action
from api.web.asking import doing
from api.web.downloads import CSV, FILE, PDF, attachment
from api.web.problems import documented
from api.web.uploads import SHEET, SentSheet, sending_sheet

router = APIRouter(tags=["mailings"])
See = Annotated[Act, doing(Action.SEE_MAILING)]
Make = Annotated[Act, doing(Action.MAKE_MAILING)]
Key = Annotated[
    str,
    Header(alias="Idempotency-Key", min_length=1, max_length=200, pattern=r"^[A-Za-z0-9._:-]+$",
           description="The caller's own: the same one again is the same mailing, or the same sending of a row."),
]  # fmt: skip
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
FileName = Annotated[str, Path(max_length=100, pattern=r"^[a-z0-9.-]+$")]


@router.post("/mailings", status_code=201, openapi_extra=SHEET, responses=documented(409, 415))
def make_mailing(key: Key, sent: Annotated[SentSheet, sending_sheet(Action.MAKE_MAILING)], act: Make) -> MailingWhole:
    """A draft from a CSV or XLSX sheet of cases, as the part `file`; `options` is what holds for every row.

    Its columns: case id, claim number, or employee number and injury date; and provider, job, channel.
    """
    return mailings.make_from_sheet(act, key, sent.content, sent.options)


@router.post("/mailings/from-filter", status_code=201, responses=documented(404, 409))
def make_mailing_from_filter(key: Key, wanted: FromFilter, act: Make) -> MailingWhole:
    """A draft from the open cases that a filter finds now."""
    return mailings.make_from_filter(act, key, wanted)


@router.get("/mailings/template.csv", response_class=Response, responses=CSV)
def get_mailing_template(act: See) -> Response:
    """An empty sheet with the headings that are known."""
    return attachment(mailings.template(), "text/csv", "mailing.csv")


@router.get("/mailings")
def list_mailings(act: See, window: Annotated[Window, Query()]) -> Page[MailingShown]:
    """The mailings, newest first."""
    return mailings.list_mailings(act, window)


@router.get("/mailings/{mailing}", responses=documented(404))
def get_mailing(mailing: UUID, act: See) -> MailingWhole:
    """One mailing, and how far it is."""
    return mailings.get_mailing(act, mailing)


@router.get("/mailings/{mailing}/rows", responses=documented(404))
def list_mailing_rows(mailing: UUID, act: See, window: Annotated[RowWindow, Query()]) -> RowPage:
    """Its rows in the order of the sheet, with the reasons of those that are bad."""
    return mailings.list_rows(act, mailing, window)


@router.get("/mailings/{mailing}/envelopes", responses=documented(404))
def list_mailing_envelopes(mailing: UUID, act: See, window: Annotated[EnvelopeWindow, Query()]) -> EnvelopePage:
    """Which delivery would go, or went, to which address."""
    return mailing_envelopes.list_envelopes(act, mailing, window)


@router.post("/mailings/{mailing}/dry-run", response_class=Response, responses=PDF | documented(404, 409))
def dry_run_mailing(mailing: UUID, act: Make) -> Response:
    """The papers of the first good row, as they would leave. Nothing of them is kept."""
    return attachment(mailing_envelopes.dry_run(act, mailing), "application/pdf", "dry-run.pdf")


@router.post("/mailings/{mailing}/start", responses=documented(404, 409))
def start_mailing(mailing: UUID, act: Make) -> MailingWhole:
    """Start a draft. A large one then waits until a second person has approved it."""
    return mailing_steps.start(act, mailing)


@router.post("/mailings/{mailing}/approve", responses=documented(404, 409))
def approve_mailing(mailing: UUID, act: Make) -> MailingWhole:
    """Approve a mailing that another person started."""
    return mailing_steps.approve(act, mailing)


@router.post("/mailings/{mailing}/pause", responses=documented(404, 409))
def pause_mailing(mailing: UUID, act: Make) -> MailingWhole:
    """Make and send nothing more until it is resumed."""
    return mailing_steps.pause(act, mailing)


@router.post("/mailings/{mailing}/resume", responses=documented(404, 409))
def resume_mailing(mailing: UUID, act: Make) -> MailingWhole:
    """Let it go on where it stopped."""
    return mailing_steps.resume(act, mailing)


@router.post("/mailings/{mailing}/cancel", responses=documented(404, 409))
def cancel_mailing(mailing: UUID, act: Make) -> MailingWhole:
    """Call it off. What was sent stays sent."""
    return mailing_steps.cancel(act, mailing)


@router.post("/mailings/{mailing}/rows/{number}/resend", responses=documented(404, 409))
def resend_row(mailing: UUID, number: Number, said: Resending, key: Key, act: Make) -> RowShown:
    """Send one row again, with a reason, to the address that is on file now. The same key again sends nothing more."""
    return mailing_again.resend(act, mailing, number, said, key)


@router.get("/mailings/{mailing}/print-batches", responses=documented(404))
def list_print_batches(mailing: UUID, act: See) -> list[PrintBatchShown]:
    """What is to be printed and posted."""
    return mailing_prints.list_print_batches(act, mailing)


@router.get("/print-batches/{print_batch}/files/{name}", response_class=Response, responses=FILE | documented(404))
def get_print_batch_file(print_batch: UUID, name: FileName, act: See) -> Response:
    """`batch.pdf` for the printer, or `manifest.csv`."""
    kind = "application/pdf" if name.endswith(".pdf") else "text/csv"
    return attachment(mailing_prints.print_file(act, print_batch, name), kind, name)


@router.post("/print-batches/{print_batch}/posted", responses=documented(404, 409))
def post_print_batch(print_batch: UUID, act: Make, said: Posting | None = None) -> PrintBatchShown:
    """Say that a batch was printed and posted, and what was taken out of it. Said twice, it counts once."""
    return mailing_prints.post_batch(act, print_batch, said)
