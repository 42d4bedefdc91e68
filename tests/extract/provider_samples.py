"""Samples of the forms a provider returns: readings of an answered one, and filled copies with a drawn signature."""

from __future__ import annotations

import io
from datetime import date

import pikepdf

from extract.restrictions import derive
from forms.codes import new_copy_id
from forms.editions import Library
from forms.meaning import Countersignature, DateOf, Identity, Signature
from forms.readings import Reading
from generate.copies import personalise
from tests.demo.office import _ink
from tests.extract.samples import reading

BORN, SIGNED = date(1980, 2, 29), date(2026, 11, 12)
ASSIGNMENT, JOB, EXAM = "transitional-assignment", "temporary-assignment-job-description", "provider-examination-report"
LETTER, QUESTIONS = "provider-release-letter", "supplementary-questions"
RETURNED = (JOB, EXAM, LETTER, QUESTIONS)
LIBRARY = Library()


def form_of(name):
    """The reader's map of the current edition."""
    return LIBRARY.current(name).map


def name_of(form, meaning):
    """The field with exactly this meaning."""
    return next(f.name for f in form.fields if f.meaning == meaning)


def answered(name, **values):
    """Readings of a signed, dated form on which nothing stands but `values` (a value, or a whole reading)."""
    form = form_of(name)
    readings = {f.name: reading(False if f.kind == "check" else None) for f in form.fields if f.writer == "office"}
    readings[name_of(form, Signature())] = reading(True)
    readings[name_of(form, DateOf(what="signed_date"))] = reading(SIGNED.isoformat())
    readings[name_of(form, Identity(what="birth_date"))] = reading(BORN.isoformat())
    return readings | {n: v if isinstance(v, Reading) else reading(v) for n, v in values.items()}


def derived(name, **values):
    """What a form says that is answered like this."""
    return derive(form_of(name), answered(name, **values), "doc-1")


def limits(name, **values):
    """Activity -> limits, where each activity is limited once."""
    return {r.activity: r.limits for r in derived(name, **values).restrictions}


PROVIDER, HOST = Signature(), Countersignature(who="hosting_department")


def sent(name, signature=PROVIDER, **values):
    """A copy filled and signed on a screen: the signature is drawn, as PDF viewers save it."""
    edition = LIBRARY.current(name)
    dates = {"signature_date": SIGNED, "birth_date": BORN}
    pdf = personalise(edition, dates | values, new_copy_id(), None)
    (place,) = edition.map.places_of(name_of(edition.map, signature))
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        document.pages[place.page - 1].Annots.append(document.make_indirect(_ink(document, place.box)))
        document.save(out)
    return out.getvalue()
