"""Editions: blank and map of every printing of every form, kept for ever so that last year's page can be read.

forms/editions/<form id>/<edition>/blank.pdf
                                   map.json
forms/editions/<form id>/current      the edition that is printed now
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from cases.errors import NotFound
from forms.fields import FormMap

HOME = Path(__file__).parent / "editions"


@dataclass(frozen=True)
class Edition:
    """One printing of one form: its blank PDF and the reader's map."""

    folder: Path

    @cached_property
    def map(self) -> FormMap:
        """Where every field lies and what it means."""
        return FormMap.model_validate_json((self.folder / "map.json").read_bytes())

    @cached_property
    def blank(self) -> bytes:
        """The blank PDF, as it was compiled."""
        return (self.folder / "blank.pdf").read_bytes()


_edition = lru_cache(maxsize=256)(Edition)  # an edition never changes: its blank and map are read once


class Library:
    """All editions of a folder, by form id, by edition digest and by the four characters of the page code."""

    def __init__(self, home: Path = HOME) -> None:
        self.home = home

    @cached_property
    def all(self) -> tuple[Edition, ...]:
        """Every edition, sorted by form and digest."""
        return tuple(_edition(p.parent) for p in sorted(self.home.glob("*/*/map.json")))

    @property
    def forms(self) -> tuple[str, ...]:
        """The ids of the forms that have a current edition."""
        return tuple(p.parent.name for p in sorted(self.home.glob("*/current")))

    @cached_property
    def _by_code(self) -> dict[str, Edition]:
        return {e.map.code: e for e in self.all}

    def by_code(self, code: str) -> Edition | None:
        """The edition that a page code names, or None if this installation does not know it."""
        return self._by_code.get(code)

    def get(self, form: str, edition: str) -> Edition:
        """That edition of that form."""
        folder = self.home / form / edition
        if not (folder / "map.json").is_file():
            raise NotFound(f"This installation has no edition {edition} of the form {form}.", code="unknown_edition")
        return _edition(folder)

    def current(self, form: str) -> Edition:
        """The edition that is printed now."""
        pointer = self.home / form / "current"
        if not pointer.is_file():
            raise NotFound(f"There is no form {form}; `workslip forms` lists what there is.", code="unknown_form")
        return self.get(form, pointer.read_text().strip())
