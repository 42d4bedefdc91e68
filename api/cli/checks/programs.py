"""Programs and data of other packages: what reads, what makes PDF, the type faces, and our own forms."""

from __future__ import annotations

import shutil
import subprocess
from typing import Final

from api.settings import Settings
from cases.errors import BadInput, Unavailable

LETTER: Final = "supervisor-notice"  # one of those that are there to be completed by hand


def tesseract(_: Settings) -> str:
    """The program that reads print, and the language we need."""
    languages = _said(
        "tesseract", "--list-langs", missing="Tesseract is not installed: no text can be read. Install tesseract-ocr."
    )
    if "eng" not in languages.split():
        raise Unavailable("Tesseract has no English data. Install tesseract-ocr-eng.")
    return f"{_said('tesseract', '--version').split(chr(10))[0].strip()}, with English"


def soffice(_: Settings) -> str:
    """The program that makes a PDF of a letter: it makes one."""
    if shutil.which("soffice") is None:
        raise Unavailable(
            "LibreOffice is not installed: letters come as Word files only. Install libreoffice-writer-nogui."
        )
    from generate.office import to_pdf
    from templates.catalogue import letter

    try:
        to_pdf([letter(LETTER).docx_by_hand])
    except BadInput:
        raise Unavailable(
            "LibreOffice is here and made no PDF of a letter. Install libreoffice-writer-nogui; if it is, see whether "
            "`soffice --headless --version` starts as the user that runs Workslip, and whether memory is short."
        ) from None
    return "LibreOffice made a PDF of a letter"


def fonts(_: Settings) -> str:
    """The type faces of our letters."""
    listed = _said("fc-list", missing="fontconfig is not installed, so letters may look different. Install fontconfig.")
    if "Liberation" not in listed:
        raise Unavailable(
            "The Liberation fonts are missing: letters would be set in another face. Install fonts-liberation."
        )
    return "The Liberation fonts are here"


def forms(_: Settings) -> str:
    """The editions that can be read."""
    from forms.editions import Library

    editions = Library().all
    if not editions:
        raise Unavailable("There is no form in forms/editions: the installation is incomplete. Install it again.")
    return f"{len({e.map.form for e in editions})} forms in {len(editions)} editions can be read"


def _said(*command: str, missing: str = "") -> str:
    """What a program prints; Unavailable with that sentence if it is not here or does not run."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=True, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.SubprocessError):
        raise Unavailable(missing or f"{command[0]} does not run. Install it again.") from None
    return done.stdout + done.stderr


CHECKS = {"tesseract": tesseract, "soffice": soffice, "fonts": fonts, "forms": forms}
