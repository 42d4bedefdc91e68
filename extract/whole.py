"""Is everything there that a page shows? A drawing that was damaged on its way is drawn up to the damage, a JPEG with
whatever comes after it: what is missing, a tick among it, looks as if nobody had made it."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any, Final

import pikepdf
import simplejpeg

DEEPEST: Final = 8  # drawings within drawings; ours have two
_FONT_PARTS: Final = ("/FontFile", "/FontFile2", "/FontFile3")
_TORN: Final = ("Corrupt JPEG", "Premature end")  # how libjpeg's warnings of lost data begin; others are of oddities


def decodes_whole(jpeg: bytes) -> bool:
    """Whether nothing of a JPEG's picture was lost. There is no checksum: some damage cannot be seen at all.

    What the decoder does not know (colours it cannot turn to grey, say) is no damage.
    """
    try:
        simplejpeg.decode_jpeg(jpeg, "GRAY", strict=True)
    except ValueError as problem:
        return not str(problem).startswith(_TORN)
    return True


def draws_whole(pdf: pikepdf.Pdf, number: int) -> bool:
    """Whether every drawing on the page, and every font, can be unpacked to its end and names only what is there.

    Objects are read when they are asked for, some before this, so every warning since the file was opened counts.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", UserWarning)  # "Unexpected end of stream"
            whole = all(_whole(each, each.get("/Resources"), 0) for each in _drawn(pdf.pages[number - 1].obj))
    except (pikepdf.PdfError, UserWarning, ValueError, TypeError, AttributeError, KeyError, IndexError):
        return False
    return whole and not pdf.get_warnings()


def _drawn(page: Any) -> Iterator[Any]:  # noqa: ANN401
    """The page itself, and the looks of what lies on it."""
    yield page
    for note in page.get("/Annots") or ():
        looks = (note.get("/AP") or {}).get("/N")
        if isinstance(looks, pikepdf.Stream):
            yield looks
        elif looks is not None:
            yield from (look for _, look in looks.items() if isinstance(look, pikepdf.Stream))


def _whole(drawing: Any, resources: Any, depth: int) -> bool:  # noqa: ANN401 - pikepdf objects
    """One drawing and all that it draws by name."""
    if depth > DEEPEST:
        return False
    _unpack_fonts(resources)
    known = (resources or {}).get("/XObject") or {}
    for words in pikepdf.parse_content_stream(drawing, "Do"):
        named = known.get(str(words.operands[0]))
        if not isinstance(named, pikepdf.Stream):
            return False
        if filters(named) == ["/DCTDecode"] and not decodes_whole(named.read_raw_bytes()):
            return False
        if named.get("/Subtype") == "/Form" and not _whole(named, named.get("/Resources", resources), depth + 1):
            return False
    return True


def _unpack_fonts(resources: Any) -> None:  # noqa: ANN401
    """Raises, or leaves a warning in the file, where a font is damaged: its letters would be missing from the page."""
    for font in ((resources or {}).get("/Font") or {}).values():
        for each in (font, *(font.get("/DescendantFonts") or ())):
            described = each.get("/FontDescriptor") or {}
            for part in (each.get("/ToUnicode"), *(described.get(name) for name in _FONT_PARTS)):
                if isinstance(part, pikepdf.Stream):
                    part.read_bytes()


def filters(stream: pikepdf.Stream) -> list[str]:
    """The names of a stream's filters, in their order."""
    stages = stream.get("/Filter")
    return [str(s) for s in stages] if isinstance(stages, pikepdf.Array) else [str(stages)]
