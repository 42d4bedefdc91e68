"""Notes where no field is: beside the form, above or below it, with whatever room the paper leaves.

reply = simulate(pdf, profile, number, "fine", send=noting(profile, number, "fine"))
ink_of_note(reply.pages[0])   # the share of it that arrived
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from tests.fax import writing
from tests.fax.channel import Arrived
from tests.fax.profiles import Profile
from tests.fax.replies import Desk, How, ReplyPage, sent

LABEL = 60_000  # of the note's ink; marks and words of fields lie below
WORDS = (
    "no work until seen", "call me first", "see attached note", "no driving", "not to lift at all with left arm",
    "off work 2 weeks", "light duty only", "PT first", "needs MRI, hold", "left hand only!", "seated work only",
)  # fmt: skip
BESIDE, BELOW = (13.0, 572.0), (14.0, 24.0)  # points: where words one below the other begin; baselines below the form
HEIGHTS = (90.0, 700.0)  # points between which a note beside the form begins
LINE = 16.0  # points from word to word


def noting(profile: Profile, number: int, resolution: How) -> Callable[[Desk, int], Arrived]:
    """A way of sending in which somebody writes a note on the first page before it goes."""

    def send(work: Desk, page: int) -> Arrived:
        if page == 1:
            _write(work, profile, np.random.default_rng([profile.seed, number, 17]))
        return sent(work, profile, number, page, resolution)

    return send


def ink_of_note(page: ReplyPage) -> float:
    """The share of the note's ink that arrived."""
    return page.arrived.survived.get(LABEL, 0.0)


def _write(work: Desk, profile: Profile, rng: np.random.Generator) -> None:
    script, pen, text = profile.script(rng), profile.pen(rng), str(rng.choice(WORDS))
    small = replace(script, size=min(script.size, 13.0))
    if rng.random() < 0.25:
        at = (float(rng.uniform(130, 320)), float(rng.choice(BELOW)))
        work.put(writing.words(rng, text, at, small, pen, work.sheet), LABEL)
        return
    x, y = float(rng.choice(BESIDE)), float(rng.uniform(*HEIGHTS))
    for line, word in enumerate(text.split()):
        work.put(writing.words(rng, word, (x, y - line * LINE), small, pen, work.sheet), LABEL)
