"""Letters: a Word template and plain values become a Word file.

    values → plain text, lists and rows → a limited child runs the template (`generate/templating.py`) → .docx

Our templates and their variables are in `templates/catalogue/`; a user may hand in an edited copy instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from cases.errors import BadInput
from forms.child import ChildFailed, ChildLimits, run_limited
from templates.catalogue import Letter, Variable, letter

Values = Mapping[str, object]
Plain = str | int | list["Plain"] | dict[str, "Plain"]

LIMITS: Final = ChildLimits(memory=800_000_000, cpu_seconds=20, wall_seconds=40.0, output=100_000_000)
# A thousand letters in one child take their time; the limit of one letter still holds for each of them in sum.
SECONDS_EACH: Final = 2
_NOT_IN_XML: Final = re.compile("[^\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(letter_id: str, values: Values, template: bytes | None = None) -> bytes:
    """One letter as .docx bytes. `template` is a user's edited copy of it; None takes ours.

    Values are text, numbers, lists of text or lists of rows (dicts of text); a line break in a text is one on paper.
    Values that the catalogue does not list for this letter are not used.
    Raises NotFound for an unknown letter; BadInput, by name and never by value, for missing variables, a broken or
    dangerous Word file, an edited copy that lost what a rule asks for; its kind ChildFailed for a template that needs
    too long or too much memory.
    """
    return render_all(letter_id, [values], template)[0]


def render_all(letter_id: str, many: Sequence[Values], template: bytes | None = None) -> list[bytes]:
    """The same letter for many readers, in one child."""
    which = letter(letter_id)
    header = {
        "values": [_filled_up(which, values) for values in many],
        "keeps": which.keeps,
        "verbatim": which.verbatim,
    }
    seconds = LIMITS.cpu_seconds + SECONDS_EACH * (len(many) - 1)
    limits = ChildLimits(LIMITS.memory, seconds, 2.0 * seconds, output=LIMITS.output * (1 + len(many) // 1000))
    try:
        sizes, data = run_limited("generate.templating:render", header, template or which.docx, limits)
    except ChildFailed as failed:
        raise _told_where(failed, template or which.docx) from None
    return list(_cut(data, sizes["sizes"]))


def asked(template: bytes) -> tuple[str, ...]:
    """The names a Word template asks for."""
    header, _ = run_limited("generate.templating:variables", {}, template, LIMITS)
    return tuple(header["names"])


def _told_where(failed: ChildFailed, template: bytes) -> ChildFailed:
    """The same failure, naming what repeats in the template."""
    try:
        header, _ = run_limited("generate.templating:heaviest", {}, template, LIMITS)
    except ChildFailed:
        return failed
    where = f"What repeats most in the Word file is in {header['at']}." if header["at"] else ""
    return ChildFailed(failed.reason, failed.detail, where)


def _filled_up(which: Letter, values: Values) -> dict[str, object]:
    """The values as a template may see them; optional ones that nobody gave are empty.

    What the catalogue does not list for this letter stays outside, whole variables and single cells of a row: no
    edited Word file can print what its reader may not see.
    """
    filled: dict[str, object] = {v.name: v.empty for v in which.variables if v.optional}
    for variable in which.variables:
        if (value := values.get(variable.name)) is not None:
            filled[variable.name] = _cut_to(variable, _plain(value))
    return filled


def _cut_to(variable: Variable, value: Plain) -> Plain:
    """Rows without the cells that the variable does not have."""
    if variable.cells is None or not isinstance(value, list):
        return value
    return [
        {cell: text for cell, text in row.items() if cell in variable.cells} if isinstance(row, dict) else row
        for row in value
    ]


def _plain(value: object) -> Plain:
    """Text, numbers, lists and rows, and nothing that has methods of ours.

    Signs that XML cannot hold become U+FFFD, so that they are seen; docxtpl would cut the letter off there.
    """
    if isinstance(value, bool) or not isinstance(value, (str, int, Mapping, list, tuple)):
        raise BadInput("A letter takes text, numbers, lists and rows of text; convert the rest first.")
    if isinstance(value, str):
        return _NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", value.replace("\r\n", "\n").replace("\t", " ")).strip()
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    return value if isinstance(value, int) else [_plain(item) for item in value]


def _cut(data: bytes, sizes: Sequence[int]) -> Iterator[bytes]:
    start = 0
    for size in sizes:
        yield data[start : start + size]
        start += size
