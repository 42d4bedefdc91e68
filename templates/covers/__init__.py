"""The cover sheet of a provider's papers, and the page whose addresses show in a window envelope: a Typst file."""

from __future__ import annotations

from pathlib import Path

COVER = Path(__file__).parent / "cover.typ"
