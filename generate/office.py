"""Word files to PDF with LibreOffice: one start for many files, in a limited child without a network.

Only files that `generate/word.py` has checked get here. LibreOffice gets a profile of its own inside the child's
private folder, so that no user's settings matter and two conversions never wait for one another.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from cases.errors import BadInput, Unavailable
from forms.child import ChildLimits, run_limited
from generate.pdfs import undated
from generate.word import check

START_SECONDS: Final = 60
STARTS: Final = 2  # on a cold machine, several at once, a first start now and then ends without a word
SECONDS_EACH: Final = 10
ADDRESS_SPACE: Final = 4_000_000_000  # bytes; LibreOffice reserves far more than it uses
# Tagged for screen readers, the title shown, links kept as text of the letter.
EXPORT: Final = (
    'pdf:writer_pdf_Export:{"UseTaggedPDF":{"type":"boolean","value":"true"},'
    '"PDFUACompliance":{"type":"boolean","value":"true"}}'
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
    if not docx:
        return []
    if not shutil.which("soffice"):
        raise Unavailable(
            "LibreOffice is missing, so letters cannot become PDFs. "
            "Install libreoffice-writer-nogui, or run `make setup`."
        )
    for file in docx:
        check(file)
    seconds = START_SECONDS + SECONDS_EACH * len(docx)
    limits = ChildLimits(ADDRESS_SPACE, seconds, 2.0 * seconds, open_files=1024, processes=None, whole_disk=True)
    header, data = run_limited("generate.office:convert", {"sizes": [len(f) for f in docx]}, b"".join(docx), limits)
    return list(_cut(data, header["sizes"]))


def convert(header: dict[str, Any], payload: bytes) -> tuple[dict[str, Any], bytes]:
    """The inner side, in the child's private folder, which is also its home."""
    here = Path.cwd()
    names = [f"{index}.docx" for index in range(len(header["sizes"]))]
    for name, file in zip(names, _cut(payload, header["sizes"]), strict=True):
        (here / name).write_bytes(file)
    for start in range(STARTS):
        missing = [name for name in names if not (here / name).with_suffix(".pdf").is_file()]
        if missing:
            _run(here, missing, here / f"profile{start}")
    return _made(here, names)


def _run(here: Path, names: list[str], profile: Path) -> None:
    """One start with a fresh profile; how it ended shows in what it left, since its exit code is 0 even then."""
    (profile / "user").mkdir(parents=True)
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


def _made(here: Path, names: list[str]) -> tuple[dict[str, Any], bytes]:
    files = [(here / name).with_suffix(".pdf") for name in names]
    if not all(file.is_file() for file in files):
        raise BadInput("LibreOffice could not convert a letter; open the Word file and save it again.", code="no_pdf")
    pdfs = [undated(file.read_bytes()) for file in files]
    return {"sizes": [len(pdf) for pdf in pdfs]}, b"".join(pdfs)


def _cut(data: bytes, sizes: Sequence[int]) -> Iterator[bytes]:
    start = 0
    for size in sizes:
        yield data[start : start + size]
        start += size
