"""Is everything there that a digital page draws? A drawing that was damaged on its way is drawn up to the damage, and
whatever is missing, a tick among it, looks as if nobody had made it."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any, Final

import pikepdf

DEEPEST: Final = 8  # drawings within drawings; ours have two


def draws_whole(pdf: pikepdf.Pdf, number: int) -> bool:
    """Whether every drawing on the page can be unpacked to its end and names only what is there."""
    pdf.get_warnings()  # what there was to say before is told elsewhere
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", UserWarning)  # "Unexpected end of stream"
            whole = all(_whole(each, each.get("/Resources"), 0) for each in _drawn(pdf.pages[number - 1].obj))
    except (pikepdf.PdfError, UserWarning, ValueError, TypeError, AttributeError, KeyError):
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
    known = (resources or {}).get("/XObject") or {}
    for words in pikepdf.parse_content_stream(drawing, "Do"):
        named = known.get(str(words.operands[0]))
        if not isinstance(named, pikepdf.Stream):
            return False
        if named.get("/Subtype") == "/Form" and not _whole(named, named.get("/Resources", resources), depth + 1):
            return False
    return True
