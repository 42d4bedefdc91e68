"""Filled samples of every form, made once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from forms.editions import Edition, Library
from forms.fields import Place
from forms.values import Given, Written, written
from generate.copies import personalise
from generate.samples import sample_values

COPY = "QX7ABCDE23"
SEEDS = (0, 1, 2)


@dataclass(frozen=True)
class Sample:
    """A filled form and what was filled in."""

    edition: Edition
    values: dict[str, Given]
    pdf: bytes

    @property
    def written(self) -> dict[str, Written]:
        """What stands in every field: false and None in the empty ones."""
        fields = self.edition.map.fields
        empty = {f.name: False if f.kind == "check" else None for f in fields}
        return empty | {name: written(self.edition.map.field(name), v) for name, v in self.values.items()}

    @property
    def boxes(self) -> dict[Place, bool]:
        """Every box to tick, and whether it is ticked."""
        form, now = self.edition.map, self.written
        ticks = [p for p in form.places if form.field(p.field).kind in ("check", "radio")]
        return {p: now[p.field] is True if p.option is None else now[p.field] == p.option for p in ticks}


@lru_cache(maxsize=64)
def sample(name: str, seed: int = 0) -> Sample:
    """The form's sample with that seed."""
    edition = Library().current(name)
    values = sample_values(edition.map, seed)
    return Sample(edition, values, personalise(edition, values, COPY, None))
