"""The house style of our own forms: one Typst template and the fonts it uses (IBM Plex Sans, OFL)."""

from __future__ import annotations

from pathlib import Path

HOUSE = Path(__file__).parent / "house.typ"
FONTS = Path(__file__).parent / "fonts"
TYPED_FONT = FONTS / "IBMPlexSans-Medium.ttf"  # what people type, and what we type for them


def drawing() -> tuple[bytes, ...]:
    """All that decides how a definition looks: the template and its fonts."""
    return tuple(p.read_bytes() for p in (HOUSE, *sorted(FONTS.glob("*.ttf"))))
