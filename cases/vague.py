"""Words that sound like a limit and set none (domain 3): a level of work, and an end that names no day."""

from __future__ import annotations

import re
from typing import Final

_LEVEL: Final = re.compile(
    r"\b(sedentary|light|medium|moderate|heavy|limited|modified|restricted|desk|seated)\s+(duty|duties|work|job)\b",
    re.I,
)
_FOLLOW_UP: Final = re.compile(
    r"\b(until|till|til|pending)\s+(the\s+|his\s+|her\s+|their\s+|my\s+)?(next\s+)?"
    r"(follow[\s-]?up|re-?check|re-?evaluat\w*|next\s+visit|visit|appointment|appt|seen|cleared|further\s+notice)",
    re.I,
)


def names_level_alone(text: str) -> bool:
    """ "Light duty" and its kind: every scale defines it otherwise, and without a figure nothing is decided."""
    return bool(_LEVEL.search(text)) and not re.search(r"\d", text)


def runs_until_follow_up(text: str) -> bool:
    """ "Until follow-up": the end is a visit, of which the words give no day."""
    return bool(_FOLLOW_UP.search(text)) and not re.search(r"\d", text)
