"""The provider packet (003 IV.D): letter, signed release, the job's task assessments, the form to complete.

    release → pictures on paper · tasks → filled assessments · heading → the pre-headed form
    → the list of enclosures, from what is there → letter (Word, PDF) → separate files and one combined PDF

Whether a packet may be made at all is for `cases/releases.py` to say, before. Nothing here sends.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from cases.demands import Task
from cases.errors import Refused
from forms.codes import new_copy_id
from forms.editions import Library
from forms.values import Given
from generate import letters
from generate.copies import personalise
from generate.headings import Heading, for_form, for_letter
from generate.office import to_pdf
from generate.on_file import as_pdf
from generate.pdfs import Section, joined, page_count
from generate.task_values import values_of

LETTER: Final = "treating-physician"
RELEASE: Final = "authority-to-release"
DEMANDS: Final = "physical-demands-task-assessment"
REPLY: Final = "transitional-assignment"
COMBINED_TITLE: Final = "Return to Work packet"


@dataclass(frozen=True)
class PacketContents:
    """What a packet is made of.

    `release` is the signed authority as it lies on file (PDF, TIFF, PNG or JPEG). `tasks` are those of the job the
    letter describes; none is refused. `key` signs the page codes; `new_id` gives each printed copy its id.
    `template` is a user's edited letter; None takes ours.
    """

    heading: Heading
    release: bytes
    tasks: Sequence[Task]
    key: bytes | None = None
    template: bytes | None = None
    new_id: Callable[[], str] = new_copy_id
    library: Library = field(default_factory=Library)


@dataclass(frozen=True)
class PrintedCopy:
    """One form printed for the case: to be recorded before anything is sent, or its reply finds no case."""

    form: str
    edition: str
    copy_id: str
    pdf: bytes


@dataclass(frozen=True)
class Packet:
    """A finished packet. File names hold no name of a person and nothing medical.

    `files` in order, letter first, as Word and as PDF; `combined_pdf` is for the printer and the fax, each paper on a
    sheet of its own, and only the form to complete can still be filled in there. `enclosures` are the letter's.
    """

    files: list[tuple[str, bytes]]
    combined_pdf: bytes
    enclosures: list[str]
    copies: list[PrintedCopy]


@dataclass(frozen=True)
class _Enclosure:
    name: str  # of its file, without number and ending
    title: str
    pdf: bytes
    copy: PrintedCopy | None = None

    @cached_property
    def line(self) -> str:
        """Under "Enclosures": what, and how many pages, so that an office can tell whether a fax came whole."""
        pages = page_count(self.pdf)
        return f"{self.title} ({pages} page{'s' if pages > 1 else ''})"


def build_packet(contents: PacketContents) -> Packet:
    """One packet. Raises Refused without a task to describe, BadInput for a release that cannot be enclosed."""
    return build_packets([contents])[0]


def build_packets(many: Sequence[PacketContents]) -> list[Packet]:
    """Many packets, their letters written and converted together: LibreOffice takes longer to start than to work."""
    enclosed = [_enclosures(contents) for contents in many]
    docx = _letters(many, enclosed)
    return [_packet(*parts) for parts in zip(docx, to_pdf(docx), enclosed, strict=True)]


def release_to_sign(
    heading: Heading,
    key: bytes | None = None,
    new_id: Callable[[], str] = new_copy_id,
    library: Library | None = None,
) -> PrintedCopy:
    """The authority to release medical information, headed for the case, for the worker to sign."""
    return _headed(RELEASE, heading, {}, key, new_id, library or Library())


def _enclosures(contents: PacketContents) -> list[_Enclosure]:
    if not contents.tasks:
        raise Refused(
            "No packet was made. The job has no task assessment to enclose; describe its tasks first.",
            code="packet_refused",
            reasons=("no_tasks",),
        )
    release = _Enclosure(
        "authority-to-release-signed", "Authority to Release Medical Information, signed", as_pdf(contents.release)
    )
    tasks = [_assessment(contents, task) for task in contents.tasks]
    return [release, *tasks, _printed(contents, REPLY, "Transitional Assignment form, to be completed", {})]


def _assessment(contents: PacketContents, task: Task) -> _Enclosure:
    values = values_of(task, contents.library.current(DEMANDS).map)
    return _printed(contents, DEMANDS, f"Physical Demands Task Assessment: {task.title}", values)


def _printed(contents: PacketContents, form: str, title: str, values: dict[str, Given]) -> _Enclosure:
    copy = _headed(form, contents.heading, values, contents.key, contents.new_id, contents.library)
    return _Enclosure(form, title, copy.pdf, copy)


def _headed(
    form: str,
    heading: Heading,
    values: dict[str, Given],
    key: bytes | None,
    new_id: Callable[[], str],
    library: Library,
) -> PrintedCopy:
    """A copy of a form's current edition with the heading on it; what the values say goes before the heading."""
    edition, copy_id = library.current(form), new_id()
    pdf = personalise(edition, for_form(heading, edition) | values, copy_id, key)
    return PrintedCopy(form, edition.map.edition, copy_id, pdf)


def _letters(many: Sequence[PacketContents], enclosed: Sequence[Sequence[_Enclosure]]) -> list[bytes]:
    """The letters, those of one template in one child."""
    docx: dict[int, bytes] = {}
    for template in dict.fromkeys(contents.template for contents in many):
        mine = [index for index, contents in enumerate(many) if contents.template == template]
        values = [for_letter(many[i].heading) | {"enclosures": [each.line for each in enclosed[i]]} for i in mine]
        docx.update(zip(mine, letters.render_all(LETTER, values, template), strict=True))
    return [docx[index] for index in range(len(many))]


def _packet(docx: bytes, pdf: bytes, enclosed: Sequence[_Enclosure]) -> Packet:
    files = [("01-letter.docx", docx), ("01-letter.pdf", pdf)]
    files += [(f"{number:02}-{item.name}.pdf", item.pdf) for number, item in enumerate(enclosed, start=2)]
    sections = [Section("Letter", pdf)]
    sections += [Section(item.title, item.pdf, bool(item.copy and item.copy.form == REPLY)) for item in enclosed]
    return Packet(
        files=files,
        combined_pdf=joined(sections, COMBINED_TITLE),
        enclosures=[item.line for item in enclosed],
        copies=[item.copy for item in enclosed if item.copy],
    )
