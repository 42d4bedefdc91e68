"""Specimens: personalised copies that went out, were filled by a simulated office, and came back as files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import numpy as np

from forms.codes import ALPHABET
from forms.editions import Edition, Library
from forms.fields import Field
from forms.values import Given
from generate.copies import personalise
from tests.fax.envelopes import Content, Envelope, seal
from tests.fax.files import FileKind
from tests.fax.profiles import Profile
from tests.fax.replies import How, simulate

FORM = "transitional-assignment"
KEY = b"a key of the test installation  "
WORKERS = ("Ana Example", "Lee Sampleton", "Mo Placeholder", "Kit Specimen", "Jo Testwell", "Ray Mockford")
FIRMS = ("Northern Cold Storage", "Example Paper Mill", "Sample City Transit", "Testwell Foods")
CLINICS = ("Dr. A. Sample", "Dr. B. Example", "Dr. C. Specimen")
TASKS = ("Sort parts", "Label boxes", "Answer calls", "Check stock", "File papers", "Greet visitors", "Scan mail")


@dataclass(frozen=True)
class Specimen:
    """One file on its way in, what lies in it, and the id of the copy behind each of its replies."""

    number: int
    name: str
    envelope: Envelope
    copies: tuple[str, ...]


@cache
def edition(form: str = FORM) -> Edition:
    """The edition that is printed now."""
    return Library().current(form)


def copy_id(profile: Profile, number: int) -> str:
    """The ten random characters of a copy, seeded."""
    return "".join(np.random.default_rng([profile.seed, number, 11]).choice(list(ALPHABET), 10))


def copy(profile: Profile, number: int, form: str = FORM) -> bytes:
    """A copy with what we fill in ourselves."""
    rng = np.random.default_rng([profile.seed, number, 12])
    values: dict[str, Given] = {
        "worker_name": str(rng.choice(WORKERS)),
        "injury_date": date(2026, 3, 1) + timedelta(days=int(rng.integers(0, 200))),
        "claim_number": f"G {rng.integers(100, 999)} {rng.integers(1000, 9999)}",
        "provider_name": str(rng.choice(CLINICS)),
        "employer_name": str(rng.choice(FIRMS)),
    }
    if form != FORM:  # its copies are those of earlier runs
        values = _printed(rng, edition(form).map.fields, values)
    return personalise(edition(form), values, copy_id(profile, number), KEY)


def _printed(rng: np.random.Generator, fields: tuple[Field, ...], known: dict[str, Given]) -> dict[str, Given]:
    """All that a form takes from us, page after page; rows of tasks end somewhere, half of the boxes are ticked."""
    rows = int(rng.integers(4, 9))
    values: dict[str, Given] = {}
    for field in (f for f in fields if f.writer == "us"):
        name = field.name.partition("page_2_")[2] or field.name
        row = field.name.removeprefix("function_")
        if field.kind == "check":
            values[field.name] = bool(rng.random() < 0.5)
        elif field.kind == "text" and not (row.isdigit() and int(row) > rows):
            values[field.name] = known[name] if name in known else _words(rng, name)
    return values


def _words(rng: np.random.Generator, name: str) -> Given:
    """A day, a number to call, or a few words, after the name of what is asked."""
    if name.endswith("_date"):
        return date(2026, 10, 1) + timedelta(days=int(rng.integers(0, 30)))
    if name in ("reply_fax", "reply_phone"):
        return f"555 01{rng.integers(10, 99)}"
    return str(rng.choice(WORKERS if name == "contact_name" else TASKS))


def specimen(profile: Profile, number: int, resolution: How, form: str = FORM) -> Specimen:
    """File `number` of a run: mostly one reply; some with a cover sheet, foreign pages, a second reply, out of order.

    One reply in eight was filled on a screen and printed. All pages of a reply lie in the file.
    """
    kind, extras, count, shuffled = _make_up(number)
    if resolution in ("photo", "colour"):  # a picture a page, or all of them in a PDF
        kind = (
            ("jpeg", "png", "pdf")[number % 3]
            if count + len(extras) == 1 and len(edition(form).map.pages) == 1
            else "pdf"
        )
    numbers = [number] if count == 1 else [number, number + 1_000_000]
    replies = [simulate(copy(profile, n, form), profile, n, resolution, on_screen=number % 8 == 7) for n in numbers]
    envelope = seal(replies, profile, number, resolution, kind, extras, shuffled)
    name = f"{profile.name}-{resolution}-{number:04d}"
    return Specimen(number, name, envelope, tuple(copy_id(profile, n) for n in numbers))


def _make_up(number: int) -> tuple[FileKind, tuple[Content, ...], int, bool]:
    kinds: tuple[FileKind, ...] = ("tiff-g4", "tiff-g4", "pdf", "tiff-g3")
    extras: tuple[Content, ...] = {2: ("cover",), 4: ("cover", "other"), 5: ("blank",)}.get(number % 10, ())
    return kinds[number % 4], extras, 2 if number % 10 == 5 else 1, number % 10 in (4, 5)
