"""The public form of the benchmark: a folder of pages that anyone can read with anything, with the truth beside them.

    set.json            form, edition, profile, channel, numbers; where every place of the blank lies
    blank.pdf, blank-1.png ...   the empty form, and its pages at 200 dots an inch
    pages/50000-1.tif   page 1 of reply 50000 as it arrived: one bit as TIFF group 4, grey as PNG
    truth/50000.json    what was meant in every box and line, how it was drawn, what arrived of it, and where

Places are points of the blank, origin bottom left, `[x0, y0, x1, y1]`; `pixels` are the same corners on the arrived
page, clockwise from the blank's top left, origin top left. README.md tells every key.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from forms.editions import Edition
from tests.benchmarks.judging import judge_reply
from tests.benchmarks.specimens import FORM, copy, edition
from tests.fax import paper
from tests.fax.files import pack
from tests.fax.offices import Answers
from tests.fax.paper import Box, Widget
from tests.fax.profiles import Profile
from tests.fax.replies import BoxTruth, How, Reply, ReplyPage, TextTruth, simulate

FORMAT = 1
BLANK_DPI = 200.0


@dataclass(frozen=True)
class PublicSet:
    """A folder as it was read back: what it says of itself, and the truth of its replies."""

    folder: Path
    about: dict[str, Any]
    replies: tuple[Reply, ...]


def replies(profile: Profile, numbers: Iterable[int], channel: How, form: str = FORM) -> Iterator[Reply]:
    """The same replies as in the accuracy run (there with cover sheets and the like), one reply a number."""
    for number in numbers:
        yield simulate(copy(profile, number, form), profile, number, channel, on_screen=number % 8 == 7)


def write(folder: Path, made: Iterable[Reply], profile: Profile, channel: str, form: str = FORM) -> None:
    """Write a set, reply by reply; a folder that holds one already is refused by the file system."""
    for part in ("pages", "truth"):
        (folder / part).mkdir(parents=True)
    numbers = []
    for reply in made:
        numbers.append(reply.number)
        for page in reply.pages:
            (folder / _page_file(reply, page)).write_bytes(_packed(page))
        (folder / "truth" / f"{reply.number}.json").write_text(json.dumps(_truth(reply), indent=1) + "\n")
    _blank(folder, edition(form))
    about = {"format": FORMAT, "form": form, "edition": edition(form).folder.name, "profile": profile.name,
             "seed": profile.seed, "channel": channel, "numbers": numbers, **_places(edition(form).blank)}  # fmt: skip
    (folder / "set.json").write_text(json.dumps(about, indent=1) + "\n")


def load(folder: Path) -> PublicSet:
    """A set from its folder. Pages stay on disk."""
    about = json.loads((folder / "set.json").read_text())
    truths = (json.loads((folder / "truth" / f"{n}.json").read_text()) for n in about["numbers"])
    return PublicSet(folder, about, tuple(_reply(t, about["profile"]) for t in truths))


def page_name(number: int, page: int) -> str:
    """What a page is called in answers."""
    return f"{number}-{page}"


def _page_file(reply: Reply, page: ReplyPage) -> str:
    return f"pages/{page_name(reply.number, page.number)}{'.tif' if page.arrived.one_bit else '.png'}"


def _packed(page: ReplyPage) -> bytes:
    return pack([page.arrived], "tiff-g4" if page.arrived.one_bit else "png")


def _blank(folder: Path, known: Edition) -> None:
    (folder / "blank.pdf").write_bytes(known.blank)
    for number, sheet in enumerate(paper.sheets(known.blank), 1):
        scale = BLANK_DPI / paper.DPI
        small = cv2.resize(sheet.pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        (folder / f"blank-{number}.png").write_bytes(cv2.imencode(".png", small)[1].tobytes())


def _places(blank: bytes) -> dict[str, Any]:
    sizes = [[s.width, s.height] for s in paper.sheets(blank)]
    return {"pages": sizes, "blank_dpi": BLANK_DPI, "places": [_place(w) for w in paper.widgets(blank)]}


def _place(widget: Widget) -> dict[str, Any]:
    return {"field": widget.field, "option": widget.option, "kind": widget.kind, "page": widget.page,
            "box": _rounded(widget.box)}  # fmt: skip


def _truth(reply: Reply) -> dict[str, Any]:
    apart = {a.field: a.apart for a in judge_reply("", reply, {})}
    pages = [
        {"page": p.number, "name": page_name(reply.number, p.number), "file": _page_file(reply, p),
         "dpi": list(p.arrived.dpi), "one_bit": p.arrived.one_bit}
        for p in reply.pages
    ]  # fmt: skip
    return {
        "reply": reply.number,
        "signed": reply.signed,
        "pages": pages,
        "boxes": [_with_pixels(b, reply, apart[b.field]) for b in reply.boxes],
        "texts": [_with_pixels(t, reply, apart[t.field]) for t in reply.texts],
    }


def _with_pixels(truth: BoxTruth | TextTruth, reply: Reply, apart: str) -> dict[str, Any]:
    x0, y0, x1, y1 = truth.box
    passage = next(p.passage for p in reply.pages if p.number == truth.page)
    corners = passage.pixels_of(np.array([(x0, y1), (x1, y1), (x1, y0), (x0, y0)]))
    pixels = [[round(float(v), 1) for v in corner] for corner in corners]
    return asdict(truth) | {"box": _rounded(truth.box), "pixels": pixels, "apart": apart}


def _rounded(box: Box) -> list[float]:
    return [round(v, 3) for v in box]


def _reply(truth: dict[str, Any], profile: str) -> Reply:
    """The truth as the judge takes it; the pages themselves are not needed for judging."""
    boxes = tuple(BoxTruth(**_own(b)) for b in truth["boxes"])
    texts = tuple(TextTruth(**_own(t)) for t in truth["texts"])
    return Reply(truth["reply"], profile, (), boxes, texts, truth["signed"], Answers(frozenset()))


def _own(truth: dict[str, Any]) -> dict[str, Any]:
    x0, y0, x1, y1 = truth["box"]
    return {k: v for k, v in truth.items() if k not in ("pixels", "apart")} | {"box": (x0, y0, x1, y1)}
