"""What a file is, by its first bytes; and whether it looks as if its end were still to come.

Names lie and hold patients' names. The reader opens the file with a real parser later; this only sorts.
"""

from __future__ import annotations

from typing import Final, Literal

Kind = Literal["pdf", "tif", "png", "jpg", "heic", "docx"]
_STARTS: Final[tuple[tuple[bytes, Kind], ...]] = (
    (b"II*\0", "tif"),
    (b"MM\0*", "tif"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpg"),
)
_HEIC: Final = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1"})
_TNEF: Final = b"\x78\x9f\x3e\x22"
# Where a whole file of that kind ends: within so many bytes of its end, for what programs append.
_ENDS: Final[dict[Kind, tuple[bytes, int]]] = {
    "pdf": (b"%%EOF", 2048),
    "png": (b"IEND", 64),
    "jpg": (b"\xff\xd9", 2048),
}


def kind_of(content: bytes) -> Kind | None:
    """What these bytes begin like, or None."""
    if b"%PDF-" in content[:1024]:
        return "pdf"
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC:
        return "heic"
    if content.startswith(b"PK\x03\x04") and b"[Content_Types].xml" in content[:4096]:
        return "docx"
    return next((kind for start, kind in _STARTS if content.startswith(start)), None)


def is_winmail(content: bytes) -> bool:
    """Whether this is Outlook's own envelope, `winmail.dat`, which hides what was attached."""
    return content.startswith(_TNEF)


def looks_cut(content: bytes) -> bool:
    """Whether the end seems to be missing: nothing at all, or a kind that ends with a mark and does not."""
    kind = kind_of(content)
    if kind is None or kind not in _ENDS:
        return not content
    mark, within = _ENDS[kind]
    return mark not in content[-within:]
