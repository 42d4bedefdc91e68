"""Speed of reading: a faxed page, a filled AcroForm, a typed field."""

from __future__ import annotations

import io
from functools import partial

import cv2
import numpy as np
import pypdf
import pytesseract
from PIL import Image

from extract.acroform import other_view, stored_fields
from extract.identify import identify
from extract.marks import blank_of, read_boxes
from extract.ocr import LINE, AsProgram, InProcess, Word
from extract.opened import open_file
from extract.pdf import PdfFile
from extract.register import register
from forms.editions import Library
from tests.benchmarks.reader import read
from tests.benchmarks.specimens import copy
from tests.benchmarks.timing import Race, costs
from tests.fax import paper
from tests.fax.channel import Arrived, Resolution
from tests.fax.files import pack
from tests.fax.offices import answers
from tests.fax.profiles import TUNING
from tests.fax.replies import Reply, simulate
from tests.fax.typed import fill

FIRST = 700_000  # numbers of replies that no other run uses
LIBRARY = Library()  # known before the first file comes, as in the reader's fork server
EQUAL_NONE = "not comparable: whole-page OCR says nothing about boxes"


def pages(resolution: Resolution, count: int = 16) -> list[Race]:
    """A page from file to codes, boxes and status, beside whole-page OCR and beside decoding alone."""
    faxes = [simulate(copy(TUNING, FIRST + n), TUNING, FIRST + n, resolution) for n in range(count)]
    files = [pack([p.arrived for p in f.pages], "tiff-g4") for f in faxes]
    boxes, decode, ocr, whole = costs(
        [partial(_boxes, data) for data in files],
        [partial(_decoded, data) for data in files],
        [partial(_ocr, f.pages[0].arrived) for f in faxes[:4]],
        [partial(read, data, "bench.tif") for data in files],
    )
    name = f"faxed page, {resolution}"
    return [
        Race(f"{name}: codes and boxes", "page", boxes, "whole-page pytesseract", ocr, 40, EQUAL_NONE),
        Race(f"{name}: codes and boxes", "page", boxes, "decoding alone", decode, 1 / 5, "the same pixels"),
        Race(f"{name}: everything, dates and words too", "page", whole, "whole-page pytesseract", ocr, 40, EQUAL_NONE),
        Race(
            f"{name}: everything, dates and words too",
            "page",
            whole,
            "decoding alone",
            decode,
            1 / 5,
            "the same pixels",
        ),
    ]


def _boxes(data: bytes) -> int:
    """The path without text: decode, find the code, line up, read every box."""
    raster = open_file(data).page(1)
    seen = identify(raster)
    edition = LIBRARY.by_code(seen[0].code.edition) if seen else None
    registered = register(raster, edition, seen) if edition else None
    if registered is None:
        return 0
    return len(read_boxes(registered, blank_of(registered.edition, registered.geometry.number)))


def _decoded(data: bytes) -> int:
    with Image.open(io.BytesIO(data)) as picture:
        return int(np.asarray(picture.convert("L")).size)


def _ocr(page: Arrived) -> str:
    square = cv2.resize(page.pixels, None, fx=1, fy=page.dpi[0] / page.dpi[1], interpolation=cv2.INTER_NEAREST)
    return str(pytesseract.image_to_string(Image.fromarray(square)))


def acroform(count: int = 40) -> list[Race]:
    """Values of a filled form, by our reader's path and by pypdf; both have to say the same."""
    every = [copy(TUNING, FIRST + n) for n in range(count)]
    filled = [fill(pdf, answers(TUNING.rng(FIRST + n), paper.widgets(pdf))) for n, pdf in enumerate(every)]
    agreed = sum(_ours(data) == _theirs(data) for data in filled)
    ours, theirs, checked = costs(
        [partial(_ours, d) for d in filled],
        [partial(_theirs, d) for d in filled],
        [partial(read, d, "bench.pdf") for d in filled],
    )
    equal = f"same values in {agreed} of {count} files"
    return [
        Race("filled AcroForm: its values", "file", ours, "pypdf get_fields", theirs, 5, equal),
        Race("filled AcroForm: read, cross-checked by pypdf, compared with what it shows", "file", checked,
             "pypdf get_fields", theirs, 0, "does more"),
    ]  # fmt: skip


def _ours(data: bytes) -> dict[str, str]:
    file = PdfFile(data)
    found = {n: f for p in range(1, file.count + 1) for n, f in stored_fields(file.pdf, p).items()}
    file.close()
    return {n: _spelled(f.value) for n, f in found.items() if f.kind != "signature"}


def _spelled(value: bool | str | None) -> str:
    return "on" if value is True else "" if value in (False, None) else str(value)


def _theirs(data: bytes) -> dict[str, str]:
    fields = pypdf.PdfReader(io.BytesIO(data)).get_fields() or {}
    said = other_view(data) if not fields else {n: f.get("/V") for n, f in fields.items() if f.get("/FT") != "/Sig"}
    plain = {n: str(v or "").lstrip("/").replace("\r", "\n") for n, v in said.items()}
    kinds = {n: f.get("/FT") == "/Btn" and "/Kids" not in f for n, f in fields.items()}
    return {n: "" if v == "Off" else "on" if kinds.get(n) and v == "Yes" else v for n, v in plain.items()}


def typed_field(count: int = 12) -> list[Race]:
    """A typed line through the engine in process and through a program started for each crop."""
    crops = [c for n in range(count) for c in _typed(FIRST + n)][:24]
    inside, program = InProcess(), AsProgram()
    same = sum(_said(inside.words(c, LINE)) == _said(program.words(c, LINE)) for c in crops)
    ours, theirs = costs(
        [partial(inside.words, c, LINE) for c in crops], [partial(program.words, c, LINE) for c in crops]
    )
    equal = f"same text on {same} of {len(crops)} crops (two builds of Tesseract)"
    return [Race("typed field", "crop", ours, "a pytesseract call a crop", theirs, 10, equal)]


def _said(words: tuple[Word, ...]) -> str:
    return " ".join(word.text for word in words)


def _typed(number: int) -> list[paper.Grey]:
    """Crops of what the office typed, at some 300 dpi, as an OCR engine likes them."""
    reply: Reply = simulate(copy(TUNING, number), TUNING, number, "fine", on_screen=True)
    found = []
    for text in (t for t in reply.texts if t.value and t.kind == "text" and t.pen != "ours"):
        page = reply.pages[text.page - 1]
        x0, y0, x1, y1 = text.box
        corners = page.passage.pixels_of(np.array([(x0, y1), (x1, y1), (x0, y0)])).astype(np.float32)
        size = round((x1 - x0) / 72 * 300), round((y1 - y0) / 72 * 300)
        goal = np.array([(0, 0), (size[0], 0), (0, size[1])], dtype=np.float32)
        turn = cv2.getAffineTransform(corners, goal)
        found.append(cv2.warpAffine(page.arrived.pixels, turn, size, flags=cv2.INTER_AREA, borderValue=255))
    return found
