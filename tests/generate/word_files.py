"""Word files made for the tests: small templates, and files that somebody made to do harm."""

from __future__ import annotations

import io
import zipfile

from docx import Document

from templates.catalogue import letter


def template(
    *paragraphs: str, footer: str = "", title: str = "", whole: bool = True, of: str = "treating-physician"
) -> bytes:
    """A Word file with these paragraphs, an optional footer and title.

    `whole`: after them comes what every edited copy of the letter `of` has to keep.
    """
    document = Document()
    document.core_properties.title = title
    for text in (*paragraphs, *(_kept(of) if whole else ())):
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


def _kept(letter_id: str) -> tuple[str, ...]:
    entry = letter(letter_id)
    return ("".join("{{ " + name + " | length }}" for name in entry.keeps), *entry.verbatim)


def controls(docx: bytes) -> list[tuple[str, str]]:
    """Tag and text of every content control of a Word file, in its order, footer included.

    LibreOffice 7.4 drops tags and keeps titles, which are the tags with spaces for underscores.
    """
    document = Document(io.BytesIO(docx))
    parts = (document.element.body, document.sections[0].footer._element)
    return [
        (_name(control), _said(control)) for part in parts for control in part.iter(f"{{{W}}}sdt") if _name(control)
    ]


def filled_in(docx: bytes, values: dict[str, str]) -> bytes:
    """The file with every control that has a value completed, as a person does it in Word."""
    document = Document(io.BytesIO(docx))
    for part in (document.element.body, document.sections[0].footer._element):
        for control in part.iter(f"{{{W}}}sdt"):
            _fill_in(control, values)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _fill_in(control, values: dict[str, str]) -> None:
    properties = control.find(f"{{{W}}}sdtPr")
    tag = properties.find(f"{{{W}}}tag").get(f"{{{W}}}val")
    if tag not in values:
        return
    text = next(control.iter(f"{{{W}}}t"))
    text.text = values[tag]
    for prompt in properties.findall(f"{{{W}}}showingPlcHdr"):
        properties.remove(prompt)
    for checked in properties.iter(f"{{{W14}}}checked"):
        checked.set(f"{{{W14}}}val", "1")


def _name(control) -> str:
    properties = control.find(f"{{{W}}}sdtPr")
    names = [properties.find(f"{{{W}}}{kind}") for kind in ("tag", "alias")]
    return next((name.get(f"{{{W}}}val").replace(" ", "_") for name in names if name is not None), "")


def _said(control) -> str:
    return "".join(text.text or "" for text in control.iter(f"{{{W}}}t"))


W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
