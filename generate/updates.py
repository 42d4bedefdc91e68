"""One small incremental update (ISO 32000-1, 7.5.6): the original bytes stay, changed and new objects follow them.

The update's cross-reference is a stream, as in the blanks themselves.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

import pikepdf


@dataclass(frozen=True)
class Base:
    """The file that updates are appended to, and what an update must know of it."""

    data: bytes
    size: int  # one more than the highest object number
    previous: int  # where its newest cross-reference begins
    root: int
    file_id: bytes

    @classmethod
    def of(cls, data: bytes, pdf: pikepdf.Pdf) -> Base:
        """`pdf` is `data`, opened."""
        previous = int(re.findall(rb"startxref\s+(\d+)", data)[-1])
        return cls(data, int(pdf.trailer.Size), previous, pdf.Root.objgen[0], bytes(pdf.trailer.ID[0]))

    def updated(self, objects: Mapping[int, bytes]) -> bytes:
        """The file with these objects: number -> everything between `obj` and `endobj`."""
        parts, offsets, at = [self.data], {}, len(self.data)
        for number in sorted(objects):
            part = b"%d 0 obj\n%b\nendobj\n" % (number, objects[number])
            offsets[number] = at
            parts.append(part)
            at += len(part)
        parts.append(self._cross_reference(offsets, at, b"".join(parts[1:])))
        return b"".join(parts)

    def _cross_reference(self, offsets: dict[int, int], at: int, update: bytes) -> bytes:
        number = max(self.size, max(offsets, default=0) + 1)
        offsets = offsets | {number: at}
        rows = b"".join(b"\x01" + offsets[n].to_bytes(4, "big") + b"\x00" for n in sorted(offsets))
        index = b" ".join(b"%d %d" % run for run in _runs(sorted(offsets)))
        new_id = hashlib.sha256(update).hexdigest()[:32].encode()
        return (
            b"%d 0 obj\n<</Type/XRef/Size %d/Index[%b]/W[1 4 1]/Root %d 0 R/Prev %d/ID[<%b><%b>]/Length %d>>stream\n"
            % (number, number + 1, index, self.root, self.previous, self.file_id.hex().encode(), new_id, len(rows))
        ) + b"%b\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % (rows, at)


def stream(dictionary: bytes, data: bytes) -> bytes:
    """A stream object; `dictionary` without its brackets and its length."""
    return b"<<%b/Length %d>>stream\n%b\nendstream" % (dictionary, len(data), data)


def text_string(text: str) -> bytes:
    """A text string: plain where it is ASCII, else UTF-16 (7.9.2.2)."""
    if text.isascii():
        return literal(text.encode("ascii"))
    return b"<feff%b>" % text.encode("utf-16-be").hex().encode()


def literal(data: bytes) -> bytes:
    """Bytes between parentheses."""
    for byte, escaped in ((b"\\", b"\\\\"), (b"(", b"\\("), (b")", b"\\)"), (b"\r", b"\\r"), (b"\n", b"\\n")):
        data = data.replace(byte, escaped)
    return b"(" + data + b")"


def _runs(numbers: list[int]) -> list[tuple[int, int]]:
    """Consecutive numbers as (first, count)."""
    runs: list[tuple[int, int]] = []
    for n in numbers:
        if runs and sum(runs[-1]) == n:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((n, 1))
    return runs
