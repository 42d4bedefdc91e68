"""Where two addresses have to lie so that they show in the windows of a #10 double-window envelope.

The envelope is 4 1/8 by 9 1/2 inches. Measured on its face from the left and from the bottom edge, as envelopes are
sold: upper window 7/8 by 3 1/4, at 5/8 and 2 3/8; lower window 1 by 4, at 5/8 and 1 (the outer envelope that a large
US letter printer publishes, help.lob.com "Letter envelopes"; other makers differ by an eighth). The sheet is folded at
3 7/8 and 7 7/16 inches from its top, address outside, so it can move 1 inch across and 1/4 inch down. What has to show
wherever it lies is the part of the page that is inside the window at both ends of its way:

    return address   x 54 pt, at most 144 wide, 45 high around y 85.5 (points from the top left of the page)
    recipient        x 54 pt, at most 198 wide, 54 high around y 180

Across, 1/8 inch more stays clear on either side, as the Postal Service asks (DMM 601.6.3); a recipient of three lines
has it above and below as well. Nothing else is printed above the fold.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from cases.errors import BadInput
from generate.typefaces import can_draw, width

FOLD: Final = 279.0  # points from the top: 3 7/8 inches
CAP_HEIGHT: Final = 0.698  # of the face, in sizes
LEADING: Final = 1.12  # from line to line, in sizes


@dataclass(frozen=True)
class Window:
    """The part of the page that shows in a window wherever the sheet lies, in points from the page's top left.

    `sizes`: of the letters, the largest first; the smallest still is 0.08 inches high where a machine reads it.
    """

    name: str
    x: float
    middle: float
    width: float
    height: float
    sizes: tuple[float, ...]

    def placed(self, lines: list[str]) -> dict[str, Any]:
        """The lines where they show, as the template wants them. Raises BadInput (address_too_long) if they do not."""
        for size in self.sizes:
            broken = [part for line in lines for part in _broken(line, self.width / size)]
            tall = size * (CAP_HEIGHT + LEADING * (len(broken) - 1))
            if tall <= self.height and all(width(part) * size <= self.width for part in broken):
                top = self.middle - tall / 2
                return {"x": self.x, "y": top, "width": self.width + 2, "size": size, "leading": LEADING * size,
                        "lines": broken}  # fmt: skip
        raise BadInput(
            f"The address of the {self.name} does not fit into the window of an envelope: it would need more than "
            f"{self.most} lines or a line of more than about {int(self.width / self.sizes[-1] / 0.56)} letters. "
            "Shorten the practice or the address.",
            code="address_too_long",
        )

    @property
    def most(self) -> int:
        """Lines that fit at the smallest size."""
        return 1 + int((self.height / self.sizes[-1] - CAP_HEIGHT) / LEADING)


RECIPIENT: Final = Window("recipient", 54, 180, 198, 54, (10, 9, 8.5))
RETURN: Final = Window("sender", 54, 85.5, 144, 45, (9, 8.5, 8))


def typed_lines(*texts: str) -> list[str]:
    """What people typed as lines: letters composed, blanks single, empty lines left out.

    Raises BadInput (no_glyph) for a letter that our typeface lacks: it would be a hole in an address.
    """
    lines = [" ".join(line.split()) for text in texts for line in unicodedata.normalize("NFC", text).splitlines()]
    if not all(can_draw(line) for line in lines):
        raise BadInput(
            "An address or a name has a letter that our typeface cannot draw. Write it in Latin, Greek or Cyrillic.",
            code="no_glyph",
        )
    return [line for line in lines if line]


def _broken(line: str, room: float) -> Iterator[str]:
    """A line at its blanks into parts no wider than `room`, in sizes; a word that is wider stays whole."""
    part = ""
    for word in line.split(" "):
        longer = f"{part} {word}" if part else word
        if part and width(longer) > room:
            yield part
            part = word
        else:
            part = longer
    yield part
