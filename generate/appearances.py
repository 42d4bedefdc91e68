"""How typed values look: one line, several ruled lines, one character a cell. Sizes and positions in points."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cases.errors import BadInput
from generate.typefaces import Face, width

MARGIN = 2.0  # air left and right of a value
SMALLEST = 7.0  # what does not fit at this size is refused: nobody could read it on a fax
STEP = 0.5
RULED = 12.0  # lines nearer to each other are not ruled: small type in a row of a grid
LINE_SPACING = 1.15  # of unruled lines, in sizes
CAP_HEIGHT = 0.698  # of the face, in sizes


@dataclass(frozen=True)
class Room:
    """The room that a field has for its value; `cells` of a comb, ruled `lines`."""

    name: str
    width: float
    height: float
    size: float
    cells: int | None = None
    lines: int = 1


def drawing(text: str, room: Room, face: Face) -> bytes:
    """The appearance's operators. Raises BadInput if the value does not fit."""
    if room.cells:
        body = _in_cells(text, room, face)
    elif room.lines > 1:
        body = _on_lines(text, room, face)
    else:
        body = _on_one_line(text, room, face)
    return b"/Tx BMC q BT 0 g\n%b\nET Q EMC" % body


def _on_one_line(text: str, room: Room, face: Face) -> bytes:
    if "\n" in text:
        raise BadInput(f"The field {room.name} has one line; give it text without line breaks.", code="one_line")
    at_one = width(text)
    fits = (room.width - 2 * MARGIN) / at_one if at_one else room.size
    size = min(room.size, int(fits / STEP) * STEP)
    if size < min(SMALLEST, room.size):
        raise _too_long(room)
    return b"%b %.2f %.2f Td %b Tj" % (face.at(size), MARGIN, _baseline(room.height, size), face.show(text))


def _on_lines(text: str, room: Room, face: Face) -> bytes:
    leading = room.height / room.lines
    size = room.size
    while len(lines := _wrapped(text, (room.width - 2 * MARGIN) / size)) > room.lines:
        size -= STEP
        if size < SMALLEST:
            raise _too_long(room)
    if leading < RULED and len(lines) == 1:
        return b"%b %.2f %.2f Td %b Tj" % (face.at(size), MARGIN, _baseline(room.height, size), face.show(text))
    if leading < RULED:
        size = min(size, leading / LINE_SPACING)
    drop = leading / 6 if leading >= RULED else -0.1 * size  # near its ruled line, or clear of the row's rule
    first = room.height - leading + _baseline(leading, size) - drop
    start = b"%b %.2f TL %.2f %.2f Td" % (face.at(round(size, 2)), leading, MARGIN, first)
    return start + b"".join(b" %b Tj T*" % face.show(line) for line in lines)


def _in_cells(text: str, room: Room, face: Face) -> bytes:
    assert room.cells
    if len(text) > room.cells:
        raise _too_long(room)
    cell, at, ops = room.width / room.cells, 0.0, [face.at(room.size)]
    for i, character in enumerate(text):
        x = i * cell + (cell - width(character) * room.size) / 2
        ops.append(
            b"%.2f %.2f Td %b Tj" % (x - at, 0.0 if i else _baseline(room.height, room.size), face.show(character))
        )
        at = x
    return b" ".join(ops)


def _wrapped(text: str, measure: float) -> list[str]:
    """The text in lines of at most `measure` sizes: broken at spaces, its own line breaks kept, longer words cut."""
    return [line for paragraph in text.split("\n") for line in _broken(paragraph, measure)]


def _broken(paragraph: str, measure: float) -> list[str]:
    lines, used, space = [""], 0.0, width(" ")
    for word in (piece for whole in paragraph.split(" ") for piece in _pieces(whole, measure)):
        needed = width(word)
        if lines[-1] and used + space + needed > measure:
            lines.append(word)
            used = needed
        else:
            used += needed + (space if lines[-1] else 0)
            lines[-1] = f"{lines[-1]} {word}" if lines[-1] else word
    return lines


def _pieces(word: str, measure: float) -> Iterator[str]:
    """A word, cut where it is wider than a line."""
    while width(word) > measure:
        fits = max(1, sum(width(word[: n + 1]) <= measure for n in range(len(word))))
        yield word[:fits]
        word = word[fits:]
    yield word


def _baseline(height: float, size: float) -> float:
    return (height - CAP_HEIGHT * size) / 2


def _too_long(room: Room) -> BadInput:
    return BadInput(f"The value of {room.name} does not fit on the paper; shorten it.", code="too_long")
