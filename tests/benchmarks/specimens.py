"""Specimens: personalised copies that went out, were filled by a simulated office, and came back as files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import numpy as np

from forms.codes import ALPHABET
from forms.editions import Edition, Library
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


@dataclass(frozen=True)
class Specimen:
    """One file on its way in, what lies in it, and the id of the copy behind each of its replies."""

    number: int
    name: str
    envelope: Envelope
    copies: tuple[str, ...]


@cache
def edition() -> Edition:
    """The edition that is printed now."""
    return Library().current(FORM)


def copy_id(profile: Profile, number: int) -> str:
    """The ten random characters of a copy, seeded."""
    return "".join(np.random.default_rng([profile.seed, number, 11]).choice(list(ALPHABET), 10))


def copy(profile: Profile, number: int) -> bytes:
    """A copy with what we fill in ourselves."""
    rng = np.random.default_rng([profile.seed, number, 12])
    values = {
        "worker_name": str(rng.choice(WORKERS)),
        "injury_date": date(2026, 3, 1) + timedelta(days=int(rng.integers(0, 200))),
        "claim_number": f"G {rng.integers(100, 999)} {rng.integers(1000, 9999)}",
        "provider_name": str(rng.choice(CLINICS)),
        "employer_name": str(rng.choice(FIRMS)),
    }
    return personalise(edition(), values, copy_id(profile, number), KEY)


def specimen(profile: Profile, number: int, resolution: How) -> Specimen:
    """File `number` of a run: mostly one reply; some with a cover sheet, foreign pages, a second reply, out of order.

    One reply in eight was filled on a screen and printed.
    """
    kind, extras, count, shuffled = _make_up(number)
    numbers = [number] if count == 1 else [number, number + 1_000_000]
    replies = [simulate(copy(profile, n), profile, n, resolution, on_screen=number % 8 == 7) for n in numbers]
    envelope = seal(replies, profile, number, resolution, kind, extras, shuffled)
    name = f"{profile.name}-{resolution}-{number:04d}"
    return Specimen(number, name, envelope, tuple(copy_id(profile, n) for n in numbers))


def _make_up(number: int) -> tuple[FileKind, tuple[Content, ...], int, bool]:
    kinds: tuple[FileKind, ...] = ("tiff-g4", "tiff-g4", "pdf", "tiff-g3")
    extras: tuple[Content, ...] = {2: ("cover",), 4: ("cover", "other"), 5: ("blank",)}.get(number % 10, ())
    return kinds[number % 4], extras, 2 if number % 10 == 5 else 1, number % 10 in (4, 5)
