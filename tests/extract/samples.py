"""Samples made on the spot: readings of an answered form, filled copies, faxes of them."""

from __future__ import annotations

import io
from datetime import date
from functools import lru_cache

import numpy as np
import pikepdf
import pypdfium2
from PIL import Image

from forms.codes import new_copy_id
from forms.editions import Library
from forms.meaning import Avoid, DateOf, Identity, NothingToAvoid, Signature
from forms.readings import Reading, ReadingStatus, Source
from generate.copies import personalise
from tests.fax.files import pack
from tests.fax.profiles import TUNING
from tests.fax.replies import simulate

EDITION = Library().current("transitional-assignment")
FORM = EDITION.map
KEY = b"a page key of the tests, 32 long"
BORN, SIGNED, BEGINS = date(1980, 2, 29), date(2026, 11, 12), date(2026, 11, 16)


def by_meaning(kind, **what):
    """Names of the fields with such a meaning."""
    return [
        f.name
        for f in FORM.fields
        if isinstance(f.meaning, kind) and all(getattr(f.meaning, k) == v for k, v in what.items())
    ]


BEND, SIT, STAND = (by_meaning(Avoid, activity=a)[0] for a in ("bend", "sit", "stand"))
SIGNATURE = by_meaning(Signature)[0]
BIRTH_DATE = by_meaning(Identity, what="birth_date")[0]
SIGNED_ON = by_meaning(DateOf, what="signed_date")[0]
NOTHINGS = by_meaning(NothingToAvoid)
DURATION = next(f.name for f in FORM.fields if f.kind == "radio")


def reading(value=None, status="accepted", reason=None, guess=None, source=Source.MARK):
    """A reading somewhere on page 1."""
    return Reading(
        value=value, status=ReadingStatus(status), confidence=0.99, source=source, page=1, box=(0, 0, 9, 9),
        reason=reason, guess=guess,
    )  # fmt: skip


def answered(**values):
    """Readings of a signed, dated form on which nothing is marked but `values` (a value, or a whole reading)."""
    readings = {
        f.name: reading(False if f.kind == "check" else None) for f in FORM.fields if f.writer == "office"
    }  # fmt: skip
    readings[SIGNATURE] = reading(True)
    readings[BIRTH_DATE] = reading(BORN.isoformat())
    readings[SIGNED_ON] = reading(SIGNED.isoformat())
    for name, value in values.items():
        readings[name] = value if isinstance(value, Reading) else reading(value)
    return readings


VALUES = {
    "worker_name": "Ana Ruiz",
    "claim_number": "G 882 1042",
    BEND: True,
    STAND: True,
    DURATION: "weeks_3",
    "hours_per_day": 6,
    "begin_date": BEGINS,
    SIGNED_ON: SIGNED,
    BIRTH_DATE: BORN,
}


def filled(values=None, copy=None, key=None):
    """A copy with values in its form fields, as an office fills it on a screen."""
    return personalise(EDITION, VALUES if values is None else values, copy or new_copy_id(), key)


def changed(pdf, change):
    """The same PDF after `change(pikepdf.Pdf)`, saved anew."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        change(document)
        document.save(out)
    return out.getvalue()


def widget(document, name, page=0):
    """The widget (of a radio group: the first) with that field name."""
    for annotation in document.pages[page].Annots:
        parent = annotation.get("/Parent", pikepdf.Dictionary())
        if name in (str(annotation.get("/T", "")), str(parent.get("/T", ""))):
            return annotation
    raise AssertionError(f"no widget {name}")


def drawn(pdf, dpi=200, page=0):
    """A page as a grey picture, form fields included."""
    document = pypdfium2.PdfDocument(pdf)
    document.init_forms()
    pixels = document[page].render(scale=dpi / 72, grayscale=True).to_numpy().copy()
    document.close()
    return pixels.reshape(pixels.shape[0], pixels.shape[1])


def one_bit(pixels, threshold=140):
    """Black and white."""
    return np.where(pixels < threshold, 0, 255).astype(np.uint8)


def tiff(pages, dpi=(204, 196), compression="group4", **more):
    """A TIFF of grey pictures, one bit a pixel in fax compression."""
    images = [Image.fromarray(p).convert("1" if compression.startswith("group") else "L") for p in pages]
    out = io.BytesIO()
    images[0].save(out, "TIFF", save_all=True, append_images=images[1:], compression=compression, dpi=dpi, **more)
    return out.getvalue()


def picture(pixels, kind, **more):
    """A PNG or JPEG."""
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, kind, **more)
    return out.getvalue()


@lru_cache(maxsize=16)
def faxed(number, resolution="fine", on_screen=False):
    """Reply `number` of the tuning world: its copy id, its truth, and the TIFF that arrived."""
    copy = new_copy_id()
    reply = simulate(filled({"worker_name": "Ana Ruiz"}, copy), TUNING, number, resolution, on_screen=on_screen)
    kind = "png" if resolution == "scan" else "tiff-g4"
    return copy, reply, pack([p.arrived for p in reply.pages], kind)
