"""Fax numbers: one spelling of each, `+1` and ten digits, or a refusal. A wrong digit is somebody else's office.

The North American plan: area code and exchange begin with 2 to 9, and neither is a service code (`911`). What a letter,
an extension or a missing area code would leave to guessing is refused.
"""

from __future__ import annotations

import re
from typing import Final

from cases.errors import BadInput

_NUMBER: Final = re.compile(r"(?:\+?1[ .-]?)?\(?([2-9][0-9]{2})\)?[ .-]?([2-9][0-9]{2})[ .-]?([0-9]{4})", re.ASCII)


def fax_number(written: str) -> str:
    """The number in one spelling: `(518) 555-0162` is `+15185550162`. Raises BadInput for what is none."""
    found = _NUMBER.fullmatch(written.strip())
    if found is None or found[1].endswith("11") or found[2].endswith("11"):
        raise BadInput(
            "This is no fax number of North America: write its area code and all ten digits, and no extension.",
            code="bad_fax_number",
        )
    return f"+1{found[1]}{found[2]}{found[3]}"
