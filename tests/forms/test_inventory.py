"""The inventory that the README tells is what the definitions hold."""

from __future__ import annotations

import re
from pathlib import Path

import forms
from forms.definitions import ALL
from templates.catalogue import LETTERS

README = (Path(forms.__file__).parent / "README.md").read_text(encoding="utf-8")
INVENTORY = README.partition("## The inventory")[2]
ROW = re.compile(r"^\| (?P<sample>00\d [^|]+) \| (?P<there>[^|]+) \| `(?P<form>[a-z-]+)` \| (\d+) \| (\d+) \|", re.M)


def test_every_form_has_a_row_with_its_numbers():
    """Each form stands once, after a section of a sample, with the boxes and fields that it has."""
    rows = list(ROW.finditer(INVENTORY))
    assert len(rows) == INVENTORY.count("\n| 00")
    here = {}
    for name, form in ALL.items():
        boxes = sum(len(f.options) or 1 for f in form.fields if f.kind in ("check", "radio"))
        here[name] = (boxes, len(form.fields))
    assert {r["form"]: (int(r[4]), int(r[5])) for r in rows} == here
    assert len(rows) == len(here)
    assert all(re.match(r"\d+ (boxes|fields|questions)", r["there"]) for r in rows)


def test_the_letters_it_names_exist():
    """What the inventory leaves to a letter is a letter of the catalogue."""
    said = INVENTORY.partition("Sections that are letters")[2].partition("\n\n")[0]
    named = re.findall(r"`([a-z-]+)`", said)
    assert len(named) == 3
    assert set(named) <= set(LETTERS)
