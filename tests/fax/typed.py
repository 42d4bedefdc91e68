"""Offices that type: the form filled on a screen, sent as it is, flattened ("print to PDF"), or printed and faxed."""

from __future__ import annotations

import io
import textwrap

import numpy as np
import pikepdf
import pypdf
import pypdfium2 as pdfium

from tests.fax.channel import Labels
from tests.fax.offices import Answers, Key
from tests.fax.paper import Grey, Sheet, widgets


def fill(pdf: bytes, answers: Answers) -> bytes:
    """The form with these answers in its fields, as a PDF viewer saves it; of a radio group the first one."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf))
    values = dict(answers.words)
    for widget in reversed(widgets(pdf)):
        if widget.multiline and widget.field in values:
            columns = int((widget.box[2] - widget.box[0]) / 5.8)  # viewers wrap by width; pypdf does not
            values[widget.field] = "\n".join(textwrap.wrap(values[widget.field], columns))
        if widget.key in answers.chosen and widget.kind in ("check", "radio"):
            values[widget.field] = f"/{widget.option or _on_state(pdf, widget.field)}"
    for page in writer.pages:
        writer.update_page_form_field_values(page, values, auto_regenerate=False)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _on_state(pdf: bytes, name: str) -> str:
    field = (pypdf.PdfReader(io.BytesIO(pdf)).get_fields() or {})[name]
    return next(str(s).lstrip("/") for s in field["/_States_"] if s != "/Off")


def flatten(pdf: bytes) -> bytes:
    """The same page without fields: what they showed is drawn into it."""
    document = pdfium.PdfDocument(pdf)
    document.init_forms()
    try:
        for number in range(len(document)):
            document[number].flatten()
        out = io.BytesIO()
        document.save(out)
    finally:
        document.close()
    return _without_form(out.getvalue())


def _without_form(pdf: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        if "/AcroForm" in document.Root:
            del document.Root["/AcroForm"]
        for page in document.pages:
            if "/Annots" in page.obj:
                del page.obj["/Annots"]
        out = io.BytesIO()
        document.save(out)
        return out.getvalue()


def label_prints(blank: Sheet, shown: Grey, labels: Labels, numbers: dict[Key, int], pdf: bytes, page: int) -> None:
    """Say on the label sheet which printed ticks are whose: where a box differs from the blank. In place."""
    for widget in (w for w in widgets(pdf) if w.page == page and w.key in numbers):
        x0, y0, x1, y1 = widget.box
        (left, top), (right, bottom) = blank.pixels_of(np.array([(x0, y1), (x1, y0)])).astype(int)
        inside = slice(top, bottom), slice(left, right)
        labels[inside][shown[inside].astype(int) < blank.pixels[inside].astype(int) - 60] = numbers[widget.key]
