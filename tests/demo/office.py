"""The doctor's office of the demo: what Dr. Okafor means, and the ways in which it comes back.

A PDF filled on a screen, a fine fax, a standard-resolution fax, and a prescription pad. Pens and fax machines are those
of `tests/fax`: simulated, and as bad as usual.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pikepdf
from PIL import Image

from tests.fax import channel, paper, pens, writing
from tests.fax.files import pack
from tests.fax.offices import Answers
from tests.fax.paper import Sheet
from tests.fax.profiles import TUNING
from tests.fax.replies import desk, simulate
from tests.fax.typed import fill
from tests.fax.writing import Script

AVOID = (
    "avoid_prolonged_standing", "avoid_bending", "avoid_climbing", "avoid_squatting",
    "avoid_lift_over_25", "avoid_lift_over_50", "avoid_lift_off_floor", "nothing_repetitive",
)  # fmt: skip
PAD = ("Rx", "No lifting over 15 lb. No ladders.", "Two weeks.", "A. Okafor MD")


@dataclass(frozen=True)
class Sent:
    """A file that came back, and what the office meant by it: what the person in the demo sees beside the picture."""

    data: bytes
    how: str
    meant: Mapping[str, object]


def answers(birth_date: date, today: date) -> Answers:
    """What the office ticks and writes. Dates are eight digits, month first."""
    written = {
        "standing_hours_at_a_time": "2",
        "hours_per_day": "6",
        "days_per_week": "5",
        "begin_date": today + timedelta(days=1),
        "next_visit": today + timedelta(days=21),
        "birth_date": birth_date,
        "signature_date": today,
    }
    words = {k: v.strftime("%m%d%Y") if isinstance(v, date) else v for k, v in written.items()}
    chosen = frozenset({(name, None) for name in AVOID} | {("duration", "weeks_4")})
    return Answers(chosen, words)


def meant(said: Answers) -> dict[str, object]:
    """The same as values of the form: what somebody who looks at the page would type."""
    values: dict[str, object] = {name: True for name, option in said.chosen if option is None}
    values |= {name: option for name, option in said.chosen if option is not None}
    for name, text in said.words.items():
        values[name] = f"{text[4:]}-{text[:2]}-{text[2:4]}" if len(text) == 8 else float(text)
    return values | {"provider_signature": True}


def filled_pdf(copy: bytes, said: Answers) -> Sent:
    """Filled in a PDF viewer and signed there with the pen tool."""
    return Sent(sign_on_screen(fill(copy, said)), "a filled PDF", meant(said))


def fax(copy: bytes, said: Answers, resolution: channel.Resolution, number: int) -> Sent:
    """Ticked with a pen, signed, and faxed; one machine of many, named by `number`."""
    reply = simulate(copy, TUNING, number, resolution, answers=said, styles=_styles(said))
    how = {"fine": "a fine fax (204 × 196 dpi)", "standard": "a standard-resolution fax (204 × 98 dpi)"}[resolution]
    return Sent(pack([page.arrived for page in reply.pages], "tiff-g4"), how, meant(said))


def prescription_pad(number: int) -> Sent:
    """A note on a pad, faxed: no form of ours, no code, no box to tick."""
    rng = TUNING.rng(number)
    sheet = Sheet(np.full((round(792 * paper.DPI / 72), round(612 * paper.DPI / 72)), 255, np.uint8), 612.0, 792.0)
    work = desk(sheet)
    pen = pens.Pen("ballpoint", 0.5, 25)
    for line, text in enumerate(PAD):
        script = Script(TUNING.fonts[0], 17)
        for layer in writing.paragraph(rng, text, (90, 600 - 60 * line, 540, 650 - 60 * line), 50, script, pen, sheet):
            work.put(layer)
    machine = TUNING.machine(rng, rng, "fine", sheet)
    arrived = channel.fax(sheet, work.page, np.zeros(sheet.pixels.shape, np.uint16), machine, [TUNING.seed, number])
    return Sent(pack([arrived], "tiff-g4"), "a note on a prescription pad, faxed", {})


def signed_release(blank: bytes, number: int) -> bytes:
    """The authority to release, signed by the worker with a pen and scanned."""
    sheet = paper.sheets(blank)[0]
    work = desk(sheet)
    rng = TUNING.rng(number)
    for widget in paper.widgets(blank):
        if widget.kind == "signature":
            work.put(pens.ink(rng, writing.signature(rng, widget.box), pens.Pen("ballpoint", 0.45, 30), sheet))
    out = io.BytesIO()
    picture = Image.fromarray(work.page)
    picture.resize((picture.width // 2, picture.height // 2)).save(out, "PDF", resolution=paper.DPI / 2)
    return out.getvalue()


def sign_on_screen(pdf: bytes) -> bytes:
    """A drawn signature as PDF viewers save it: an ink annotation with its appearance, in the signature's place."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        field = next(w for w in paper.widgets(pdf) if w.kind == "signature")
        page = document.pages[field.page - 1]
        page.Annots.append(document.make_indirect(_ink(document, field.box)))
        out = io.BytesIO()
        document.save(out)
        return out.getvalue()


def _ink(document: pikepdf.Pdf, box: tuple[float, float, float, float]) -> pikepdf.Dictionary:
    x0, y0, x1, y1 = box
    way = [(x0 + 12 + 14 * i, y0 + (8, 22, 6, 18, 10, 20)[i % 6]) for i in range(9)]
    drawn = "1.4 w 1 J 1 j " + " ".join(f"{x:.1f} {y:.1f} {'l' if i else 'm'}" for i, (x, y) in enumerate(way)) + " S"
    look = pikepdf.Stream(document, drawn.encode())
    look.Type, look.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
    look.BBox = pikepdf.Array([x0, y0, x1, y1])
    return pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Ink, Rect=pikepdf.Array([x0, y0, x1, y1]), F=4,
        InkList=pikepdf.Array([pikepdf.Array([v for point in way for v in point])]),
        AP=pikepdf.Dictionary(N=document.make_indirect(look)),
    )  # fmt: skip


def _styles(said: Answers) -> dict[tuple[str, str | None], str]:
    """A tick here, a cross there, as one person alternates."""
    return {key: ("tick", "cross")[i % 2] for i, key in enumerate(sorted(said.chosen, key=str))}
