"""What else lies in a fax: cover sheets, blank separators, pages of other forms, several replies, pages out of order.

envelope = seal([reply, other_reply], rng, kind="tiff-g4", resolution="standard", profile=MEASURING)
envelope.data -> the file;  envelope.pages -> what each of its pages is
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from PIL import Image, ImageDraw

from tests.fax import channel
from tests.fax.channel import Arrived
from tests.fax.files import FileKind, pack
from tests.fax.paper import DPI, Grey, Sheet
from tests.fax.profiles import Profile
from tests.fax.replies import How, Reply
from tests.fax.writing import typeface

Content = Literal["reply", "cover", "blank", "other"]
PX = DPI / 72.0
VISIT = (
    "Visit summary", "Vital signs   BP 128/82   HR 74   Temp 98.4", "Assessment", "Lumbar strain, improving.", "Plan",
    "Continue home exercises twice a day.", "Follow up in two weeks or sooner if worse.",
    "Medications reconciled at this visit.",
)  # fmt: skip


@dataclass(frozen=True)
class PageTruth:
    """One page of a file: what it is; for a page of a reply, whose (index in the envelope) and which."""

    content: Content
    reply: int | None = None
    page: int | None = None


@dataclass(frozen=True)
class Envelope:
    """A file and what is in it, in the order of its pages."""

    data: bytes
    kind: FileKind
    pages: tuple[PageTruth, ...]
    replies: tuple[Reply, ...]


def seal(
    replies: Sequence[Reply],
    profile: Profile,
    number: int,
    resolution: How,
    kind: FileKind = "tiff-g4",
    extras: Sequence[Content] = (),
    shuffled: bool = False,
) -> Envelope:
    """Replies and extra pages in one file. The first extra comes first, others lie between; or all of it shuffled."""
    rng = np.random.default_rng([profile.seed, number, 7])
    sheets = [(PageTruth("reply", i, p.number), p.arrived) for i, r in enumerate(replies) for p in r.pages]
    for turn, content in enumerate(extras):
        place = 0 if turn == 0 else int(rng.integers(0, len(sheets) + 1))
        sheets.insert(place, (PageTruth(content), stranger(content, profile, number, turn, resolution)))
    if shuffled:
        sheets = [sheets[int(i)] for i in rng.permutation(len(sheets))]
    data = pack([arrived for _, arrived in sheets], kind)
    return Envelope(data, kind, tuple(truth for truth, _ in sheets), tuple(replies))


def stranger(content: Content, profile: Profile, number: int, turn: int, resolution: How) -> Arrived:
    """A page that belongs to no form of ours, through a machine of the same kind."""
    seed = [profile.seed, number, 100 + turn, 3]
    rng = np.random.default_rng(seed)
    sheet = _drawn(content, rng)
    nothing = np.zeros(sheet.pixels.shape, dtype=np.uint16)
    if resolution in ("scan", "colour"):
        return channel.office_scan(sheet, sheet.pixels, nothing, profile.scanner(rng, rng, sheet), seed)
    if resolution == "photo":
        return channel.photograph(sheet, sheet.pixels, nothing, profile.shot(rng, rng, sheet), seed)
    machine = profile.machine(rng, rng, "standard" if resolution == "standard" else "fine", sheet)
    return channel.fax(sheet, sheet.pixels, nothing, machine, seed)


def _drawn(content: Content, rng: np.random.Generator) -> Sheet:
    picture = Image.new("L", (round(612 * PX), round(792 * PX)), 255)
    pen = ImageDraw.Draw(picture)
    if content == "cover":
        _cover(pen, rng)
    elif content == "other":
        _visit(pen, rng)
    pixels: Grey = np.asarray(picture, dtype=np.uint8)
    return Sheet(pixels, 612.0, 792.0)


def _line(pen: ImageDraw.ImageDraw, x: float, y: float, text: str, size: float) -> None:
    pen.text((x * PX, y * PX), text, font=typeface("sans", round(size * PX)), fill=0)


def _cover(pen: ImageDraw.ImageDraw, rng: np.random.Generator) -> None:
    """A fax cover sheet with a few lines and a heavy title."""
    _line(pen, 72, 80, "FAX", 44)
    for i, text in enumerate(
        ("To: Return-to-work program", "From: Clinic front desk", f"Pages: {rng.integers(2, 9)}", "Re:")
    ):
        _line(pen, 72, 170 + 30 * i, text, 14)
        pen.line([(150 * PX, (188 + 30 * i) * PX), (540 * PX, (188 + 30 * i) * PX)], fill=0, width=4)
    _line(pen, 72, 330, "This message is meant only for the person named above.", 10)
    pen.rectangle([60 * PX, 380 * PX, 552 * PX, 700 * PX], outline=0, width=6)


def _visit(pen: ImageDraw.ImageDraw, rng: np.random.Generator) -> None:
    """A page of an office's own system: headings, sentences, a table with boxes, some ticked."""
    for i, text in enumerate(VISIT):
        _line(pen, 60, 60 + 26 * i, text, 16 if i == 0 else 10)
    for row in range(12):
        y = 320 + 24 * row
        pen.rectangle([60 * PX, y * PX, 72 * PX, (y + 12) * PX], outline=0, width=5)
        _line(pen, 84, y, f"Item {row + 1}", 10)
        if rng.random() < 0.4:
            pen.line([(62 * PX, (y + 2) * PX), (70 * PX, (y + 10) * PX)], fill=0, width=7)
            pen.line([(70 * PX, (y + 2) * PX), (62 * PX, (y + 10) * PX)], fill=0, width=7)
