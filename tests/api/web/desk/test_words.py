"""How the desk says days."""

from __future__ import annotations

import pytest

from api.web.desk.words import dated


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("from 2026-11-30 to 2026-12-06", "from Nov 30, 2026 to Dec 6, 2026"),
        ("It holds from 2028-02-29.", "It holds from Feb 29, 2028."),
        ("Part 2026-02-30 of the bench", "Part 2026-02-30 of the bench"),
        ("WC-2026-11-301 and 0000-01-01", "WC-2026-11-301 and 0000-01-01"),
        ("no day at all", "no day at all"),
    ],
)
def test_days_in_a_sentence_are_written_as_everywhere_here(sentence: str, said: str) -> None:
    """What only looks like a day stays as somebody wrote it."""
    assert dated(sentence) == said
