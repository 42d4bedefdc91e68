"""A letter and the papers that go with it: the forms we print, the list of enclosures, separate files and one PDF.

A list of enclosures names pages, so papers come first and the letter last.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from cases.demands import Task
from forms.codes import new_copy_id
from forms.editions import Edition, Library
from forms.values import Given
from generate.copies import personalise
from generate.flat_copies import flattened
from generate.headings import Heading, for_form
from generate.on_file import as_pdf
from generate.pdfs import Section, joined, page_count
from generate.task_values import values_of

DEMANDS: Final = "physical-demands-task-assessment"
RELEASED: Final = "authority-to-release-signed"
# The forms that a letter asks to have back, as letters name them.
REPLIES: Final = {
    "transitional-assignment": "Transitional Assignment form",
    "provider-release-letter": "Provider Release form",
}


@dataclass(frozen=True)
class PrintedCopy:
    """One form printed for the case: to be recorded before anything is sent, or its reply finds no case."""

    form: str
    edition: str
    copy_id: str
    pdf: bytes


@dataclass(frozen=True)
class Packet:
    """A letter with its papers. File names hold no name of a person and nothing medical.

    `files` in order, letter first, as Word and as PDF; `combined_pdf` is for the printer and the fax, each paper on a
    sheet of its own, and only the form to complete can still be filled in there. `enclosures` are the letter's.
    """

    files: list[tuple[str, bytes]]
    combined_pdf: bytes
    enclosures: list[str]
    copies: list[PrintedCopy]


@dataclass(frozen=True)
class Enclosure:
    """One paper beside a letter. `name` is of its file, without number and ending; `to_complete`: it stays a form.

    `flat` is the same paper without fields, as it lies in the combined PDF; None if `pdf` is good for that.
    """

    name: str
    title: str
    pdf: bytes
    pages: int
    copy: PrintedCopy | None = None
    flat: bytes | None = None
    to_complete: bool = False

    @property
    def line(self) -> str:
        """Under "Enclosures": what, and how many pages, so that an office can tell whether a fax came whole."""
        return listed(self.title, self.pages)


@dataclass(frozen=True)
class Printer:
    """Prints forms headed for a case. `key` signs the page codes; `new_id` gives each printed copy its id."""

    heading: Heading
    key: bytes | None = None
    new_id: Callable[[], str] = new_copy_id
    editions: Library = field(default_factory=Library)

    def headed(self, form: str, values: dict[str, Given] | None = None) -> PrintedCopy:
        """A copy of a form's current edition with the heading on it; what the values say goes before the heading."""
        edition, copy_id = self.editions.current(form), self.new_id()
        pdf = personalise(edition, self._all(edition, values or {}), copy_id, self.key)
        return PrintedCopy(form, edition.map.edition, copy_id, pdf)

    def _all(self, edition: Edition, values: dict[str, Given]) -> dict[str, Given]:
        return for_form(self.heading, edition) | values

    def assessment(self, task: Task) -> Enclosure:
        """The demands of one task."""
        edition = self.editions.current(DEMANDS)
        values = values_of(task, edition.map)
        copy = self.headed(DEMANDS, values)
        flat = flattened(edition, self._all(edition, values), copy.copy_id, self.key)
        title = f"Physical Demands Task Assessment: {task.title}"
        return Enclosure(DEMANDS, title, copy.pdf, len(edition.map.pages), copy, flat)

    def to_complete(self, form: str) -> Enclosure:
        """The form that is to come back, one of `REPLIES`."""
        copy, pages = self.headed(form), len(self.editions.current(form).map.pages)
        return Enclosure(form, f"{REPLIES[form]}, to be completed", copy.pdf, pages, copy, to_complete=True)


def signed_release(scan: bytes) -> Enclosure:
    """The signed authority as it lies on file; BadInput if it cannot be enclosed."""
    pdf = as_pdf(scan)
    return Enclosure(RELEASED, "Authority to Release Medical Information, signed", pdf, page_count(pdf))


def listed(title: str, pages: int) -> str:
    """A line of the list of enclosures."""
    return f"{title} ({pages} page{'s' if pages > 1 else ''})"


def together(docx: bytes, pdf: bytes, enclosed: Sequence[Enclosure], title: str) -> Packet:
    """A letter and its papers as files in their order, and as one PDF of that title."""
    files = [("01-letter.docx", docx), ("01-letter.pdf", pdf)]
    files += [(f"{number:02}-{item.name}.pdf", item.pdf) for number, item in enumerate(enclosed, start=2)]
    sections = [Section("Letter", pdf)]
    sections += [Section(item.title, item.flat or item.pdf, item.to_complete) for item in enclosed]
    return Packet(
        files=files,
        combined_pdf=joined(sections, title),
        enclosures=[item.line for item in enclosed],
        copies=[item.copy for item in enclosed if item.copy],
    )
