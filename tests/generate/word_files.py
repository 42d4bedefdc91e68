"""Word files made for the tests: small templates, and files that somebody made to do harm."""

from __future__ import annotations

import io
import zipfile

from docx import Document

from templates.catalogue import GINA


def template(*paragraphs: str, footer: str = "", title: str = "", whole: bool = True) -> bytes:
    """A Word file with these paragraphs, an optional footer and title.

    `whole`: after them comes what every edited copy of the physician's letter has to keep.
    """
    document = Document()
    document.core_properties.title = title
    for text in (*paragraphs, *(KEPT if whole else ())):
        document.add_paragraph(text)
    if footer:
        document.sections[0].footer.paragraphs[0].text = footer
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def with_part(docx: bytes, name: str, data: bytes) -> bytes:
    """The file with one part added or replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.namelist():
            if entry != name:
                target.writestr(entry, source.read(entry))
        target.writestr(name, data)
    return out.getvalue()


def part(docx: bytes, name: str) -> bytes:
    """One part's bytes."""
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        return archive.read(name)


def words(docx: bytes) -> str:
    """Everything a reader of the Word file sees, cells and footer too."""
    document = Document(io.BytesIO(docx))
    lines = ["".join(t.text or "" for t in p.iter(f"{{{W}}}t")) for p in document.element.body.iter(f"{{{W}}}p")]
    return "\n".join(lines + [p.text for p in document.sections[0].footer.paragraphs])


KEPT = ("{{ worker_name | length }}{{ enclosures | length }}", GINA)
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
