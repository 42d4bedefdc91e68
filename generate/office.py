"""Word files to PDF with LibreOffice: one start for many letters, in a limited child without a network.

    files → those that are alike in one document (generate/merging.py) → one start of LibreOffice
          → each letter's pages (generate/splitting.py); what cannot be merged, or not told apart, goes file by file

Only files that `generate/word.py` has checked get here. LibreOffice gets a profile of its own inside the child's
private folder, so that no user's settings matter and two conversions never wait for one another.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from cases.errors import BadInput, Unavailable
from forms.child import ChildFailed, ChildLimits, run_limited
from generate.merging import groups, letter_of, merged
from generate.pdfs import undated
from generate.splitting import split
from generate.word import check

START_SECONDS: Final = 60
STARTS: Final = 2  # on a cold machine, several at once, a first start now and then ends without a word
SECONDS_EACH: Final = 10
MERGED: Final = 50  # letters in one document: more gain nothing, and a letter that breaks it costs the others' time
ADDRESS_SPACE: Final = 4_000_000_000  # bytes; LibreOffice reserves far more than it uses
SETTLED: Final = tuple(f"{folder}/libreoffice" for folder in ("/etc", "/var/lib", "/var/spool"))  # as Debian has it
# Tagged for screen readers, the title shown, links kept as text of the letter.
EXPORT: Final = (
    'pdf:writer_pdf_Export:{"UseTaggedPDF":{"type":"boolean","value":"true"},'
    '"ExportBookmarksToPDFDestination":{"type":"boolean","value":"true"},'
    '"PDFUACompliance":{"type":"boolean","value":"true"}}'
)
_NO_PDF: Final = BadInput(
    "LibreOffice could not convert a letter; open the Word file and save it again.", code="no_pdf"
)
# Written into the fresh profile: never update links, never run macros, never ask.
SETTINGS: Final = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse">
<value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse">
<value>3</value></prop><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Misc"><prop oor:name="FirstRun" oor:op="fuse">
<value>false</value></prop></item>
</oor:items>
"""


def to_pdf(docx: Sequence[bytes]) -> list[bytes]:
    """Each Word file as a tagged PDF, in the same order.

    Raises Unavailable if LibreOffice is not installed, BadInput if a file is refused or cannot be converted, and its
    kind ChildFailed if it takes too long.
    """
    made = to_pdf_or_reason(docx)
    for pdf in made:
        if isinstance(pdf, BadInput):
            raise pdf
    return [pdf for pdf in made if isinstance(pdf, bytes)]


def to_pdf_or_reason(docx: Sequence[bytes]) -> list[bytes | BadInput]:
    """The same, each by itself: its PDF, or the reason why there is none. Raises Unavailable alone."""
    if docx and not shutil.which("soffice"):
        raise Unavailable(
            "LibreOffice is missing, so letters cannot become PDFs. "
            "Install libreoffice-writer-nogui, or run `make setup`."
        )
    refused = {place: no for place, file in enumerate(docx) if (no := _refused(file))}
    good = [place for place in range(len(docx)) if place not in refused]
    made = dict(zip(good, _together([docx[place] for place in good]), strict=True))
    return [refused.get(place) or made[place] for place in range(len(docx))]


def _refused(file: bytes) -> BadInput | None:
    try:
        check(file)
    except BadInput as no:
        return no
    return None


def _together(docx: Sequence[bytes]) -> list[bytes | BadInput]:
    """In one child; if a letter makes that child fail, each in a child of its own, so that only that one fails."""
    try:
        return _converted(docx)
    except ChildFailed as failed:
        return [failed] if len(docx) == 1 else [each for file in docx for each in _together([file])]


def _converted(docx: Sequence[bytes]) -> list[bytes | BadInput]:
    if not docx:
        return []
    seconds = START_SECONDS + SECONDS_EACH * len(docx)
    limits = ChildLimits(
        ADDRESS_SPACE, seconds, 2.0 * seconds, open_files=1024, processes=None, readable=(*_program(), *SETTLED),
        sockets=("/tmp",),  # noqa: S108 - two of its starts find one another there; it can do nothing else with it
    )  # fmt: skip
    header, data = run_limited("generate.office:convert", {"sizes": [len(f) for f in docx]}, b"".join(docx), limits)
    return [pdf or _NO_PDF for pdf in _cut(data, header["sizes"])]


def _program() -> tuple[str, ...]:
    """The folder where LibreOffice lies: /usr/lib/libreoffice, or wherever somebody put their own."""
    found = shutil.which("soffice")
    return (str(Path(found).resolve().parent.parent),) if found else ()


def convert(header: dict[str, Any], payload: bytes) -> tuple[dict[str, Any], bytes]:
    """The inner side, in the child's private folder, which is also its home. A letter without a PDF has size 0.

    Letters that are alike become one document and are told apart again afterwards; all others, and those with which
    that went wrong, are files of their own. `merged` counts the former.
    """
    here = Path.cwd()
    files = list(_cut(payload, header["sizes"]))
    letters = [letter_of(file) for file in files]
    alike = {f"merged{number}": places for number, places in enumerate(groups(letters, MERGED))}
    for name, places in alike.items():
        (here / f"{name}.docx").write_bytes(merged([one for place in places if (one := letters[place])]))
    lone = set(range(len(files))) - {place for places in alike.values() for place in places}
    _convert(here, files, sorted(lone), list(alike))
    found = {place: pdf for name, places in alike.items() for place, pdf in _apart(here / f"{name}.pdf", places)}
    rest = sorted(set(range(len(files))) - lone - set(found))
    _convert(here, files, rest)
    pdfs = [found.get(place) or _made(here / f"{place}.pdf") for place in range(len(files))]
    return {"sizes": [len(pdf) for pdf in pdfs], "merged": len(found)}, b"".join(pdfs)


def _convert(here: Path, files: Sequence[bytes], places: Sequence[int], others: Sequence[str] = ()) -> None:
    """Files at these places, and documents that lie there by name; what is not there afterwards could not be made."""
    for place in places:
        (here / f"{place}.docx").write_bytes(files[place])
    names = [f"{name}.docx" for name in (*others, *places)]
    for _ in range(STARTS):
        missing = [name for name in names if not (here / name).with_suffix(".pdf").is_file()]
        if missing:
            _run(here, missing, Path(tempfile.mkdtemp(prefix="profile", dir=here)))


def _apart(file: Path, places: Sequence[int]) -> list[tuple[int, bytes]]:
    """The letters of a merged PDF; none if it is not there, or if they cannot be told apart: then they go alone."""
    whole = _made(file)
    try:
        return list(zip(places, split(whole, len(places)), strict=True)) if whole else []
    except ValueError:
        return []


def _made(file: Path) -> bytes:
    """The PDF that LibreOffice made, or nothing."""
    return undated(file.read_bytes()) if file.is_file() else b""


def _run(here: Path, names: list[str], profile: Path) -> None:
    """One start with a fresh profile; how it ended shows in what it left, since its exit code is 0 even then."""
    (profile / "user").mkdir()
    (profile / "user" / "registrymodifications.xcu").write_text(SETTINGS)
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation={profile.as_uri()}",
            *("--headless", "--norestore", "--nologo", "--nolockcheck", "--nodefault"),
            *("--convert-to", EXPORT, "--outdir", str(here), *names),
        ],
        check=False,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=here,
    )


def _cut(data: bytes, sizes: Sequence[int]) -> Iterator[bytes]:
    start = 0
    for size in sizes:
        yield data[start : start + size]
        start += size
