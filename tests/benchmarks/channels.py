"""The ways that a page comes back to us. A new one is a value of `How` (tests/fax) and a line here."""

from __future__ import annotations

from tests.fax.replies import How

CHANNELS: dict[How, str] = {
    "fine": "fax, 204 x 196 dots an inch, one bit",
    "standard": "fax, 204 x 98 dots an inch, one bit",
    "scan": "office scan, 150 to 300 dots an inch, grey",
    "photo": "phone photograph, 2 to 12 megapixels",
    "copy": "photocopy, or the photocopy of one, faxed at 204 x 196",
    "faults": "several faults at once: damaged paper, copied, fed askew, faxed over a bad line",
}
