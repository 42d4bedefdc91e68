"""The provider packet (003 IV.D): letter, signed release, task assessments, the program's sheets, the form to complete.

    release → pictures on paper · tasks → filled assessments · heading → the pre-headed form · program → two sheets
    → the list of enclosures, from what is there → letter (Word, PDF) → separate files and one combined PDF

The form to complete lies last, where an office that turns the pages over finds it. Whether a packet may be made at all
is for `cases/releases.py` to say, before. Nothing here sends.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from cases.demands import Job, Task
from cases.errors import Refused
from cases.programs.program import Program
from forms.codes import new_copy_id
from forms.editions import Library
from generate import letters, program_sheets
from generate.enclosing import DEMANDS, Enclosure, Packet, PrintedCopy, Printer, listed, signed_release, together
from generate.filling import Values
from generate.headings import Heading, for_letter
from generate.office import to_pdf
from generate.pdfs import page_count

LETTER: Final = "treating-physician"
RELEASE: Final = "authority-to-release"
REPLY: Final = "transitional-assignment"
COMBINED_TITLE: Final = "Return to Work packet"
TITLES: Final = {
    program_sheets.SUMMARY: "Return to Work program, a summary",
    program_sheets.TASKS: "The work there is: regular job and modified tasks",
}
# How long the sheets usually come out; a letter that this makes untrue is written once more.
USUAL_PAGES: Final = {program_sheets.SUMMARY: 1, program_sheets.TASKS: 2}


@dataclass(frozen=True)
class Sheets:
    """Which sheets of the program go along; without them a fax is shorter. `templates` are a user's edited ones."""

    program: Program = field(default_factory=Program)
    summary: bool = True
    tasks: bool = True
    templates: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class PacketContents:
    """What a packet is made of.

    `release` is the signed authority as it lies on file (PDF, TIFF, PNG or JPEG). `tasks` are those of the job the
    letter describes; none is refused. `day` is the hours of that job's working day, if known. `key` signs the page
    codes; `new_id` gives each printed copy its id. `template` is a user's edited letter; None takes ours.
    """

    heading: Heading
    release: bytes
    tasks: Sequence[Task]
    key: bytes | None = None
    template: bytes | None = None
    new_id: Callable[[], str] = new_copy_id
    editions: Library = field(default_factory=Library)
    sheets: Sheets = field(default_factory=Sheets)
    day: float | None = None


@dataclass(frozen=True)
class _Sheet:
    """A sheet of the program in Word, before anybody knows how many pages it has."""

    kind: str
    docx: bytes

    @property
    def line(self) -> str:
        return listed(TITLES[self.kind], USUAL_PAGES[self.kind])

    def made(self, pdf: bytes, pages: int) -> Enclosure:
        return Enclosure(self.kind, TITLES[self.kind], pdf, pages)


def build_packet(contents: PacketContents) -> Packet:
    """One packet. Raises Refused without a task to describe, BadInput for a release that cannot be enclosed."""
    return build_packets([contents])[0]


def build_packets(many: Sequence[PacketContents]) -> list[Packet]:
    """Many packets, their letters and sheets converted together: LibreOffice takes longer to start than to work."""
    drafted = _drafted(many)
    docx = _letters(many, drafted)
    sheets = list(dict.fromkeys(each.docx for papers in drafted for each in papers if isinstance(each, _Sheet)))
    pdf = to_pdf([*sheets, *docx])
    made = {docx: (sheet, page_count(sheet)) for docx, sheet in zip(sheets, pdf, strict=False)}
    enclosed = [_enclosed(papers, made) for papers in drafted]
    written = list(zip(docx, pdf[len(sheets) :], strict=True))
    _correct(written, many, drafted, enclosed)
    return [together(*letter, papers, COMBINED_TITLE) for letter, papers in zip(written, enclosed, strict=True)]


def release_to_sign(
    heading: Heading,
    key: bytes | None = None,
    new_id: Callable[[], str] = new_copy_id,
    library: Library | None = None,
) -> PrintedCopy:
    """The authority to release medical information, headed for the case, for the worker to sign."""
    return Printer(heading, key, new_id, library or Library()).headed(RELEASE)


def _drafted(many: Sequence[PacketContents]) -> list[list[Enclosure | _Sheet]]:
    """The papers of each packet in their order, the form to complete last."""
    for contents in many:
        if not contents.tasks:
            raise Refused(
                "No packet was made. The job has no task assessment to enclose; describe its tasks first.",
                code="packet_refused",
                reasons=("no_tasks",),
            )
    papers = [_printed(contents) for contents in many]
    return [[*first, *sheets, last] for (*first, last), sheets in zip(papers, _sheets(many), strict=True)]


def _printed(contents: PacketContents) -> list[Enclosure]:
    printer = Printer(contents.heading, contents.key, contents.new_id, contents.editions)
    tasks = [printer.assessment(task) for task in contents.tasks]
    return [signed_release(contents.release), *tasks, printer.to_complete(REPLY)]


def _sheets(many: Sequence[PacketContents]) -> list[list[_Sheet]]:
    """The sheets of each packet; equal ones, as all of one employer's summaries are, are written once."""
    wanted = [_wanted(contents) for contents in many]
    own = [contents.sheets.templates for contents in many]
    made: dict[tuple[str, bytes | None, str], bytes] = {}
    for kind, template in dict.fromkeys((kind, each.get(kind)) for kind in TITLES for each in own):
        mine = (each for each, templates in zip(wanted, own, strict=True) if templates.get(kind) == template)
        distinct = {json.dumps(each[kind]): each[kind] for each in mine if kind in each}
        files = letters.render_all(kind, list(distinct.values()), template) if distinct else ()
        made |= {(kind, template, said): file for said, file in zip(distinct, files, strict=True)}
    return [
        [_Sheet(kind, made[kind, templates.get(kind), json.dumps(values)]) for kind, values in each.items()]
        for each, templates in zip(wanted, own, strict=True)
    ]


def _wanted(contents: PacketContents) -> dict[str, Values]:
    """The values of the sheets that go along, by their letter."""
    heading, sheets = contents.heading, contents.sheets
    found: dict[str, Values] = {}
    if sheets.summary:
        found[program_sheets.SUMMARY] = program_sheets.summary(heading, sheets.program)
    if sheets.tasks:
        job = Job(title=heading.job_title, hours_per_day=contents.day, tasks=tuple(contents.tasks))
        found[program_sheets.TASKS] = program_sheets.task_sheet(heading, job, sheets.program)
    return found


def _enclosed(papers: Sequence[Enclosure | _Sheet], made: Mapping[bytes, tuple[bytes, int]]) -> list[Enclosure]:
    return [each.made(*made[each.docx]) if isinstance(each, _Sheet) else each for each in papers]


def _letters(many: Sequence[PacketContents], enclosed: Sequence[Sequence[Enclosure | _Sheet]]) -> list[bytes]:
    """The letters, those of one template in one child."""
    docx: dict[int, bytes] = {}
    for template in dict.fromkeys(contents.template for contents in many):
        mine = [index for index, contents in enumerate(many) if contents.template == template]
        values = [for_letter(many[i].heading) | {"enclosures": [each.line for each in enclosed[i]]} for i in mine]
        docx.update(zip(mine, letters.render_all(LETTER, values, template), strict=True))
    return [docx[index] for index in range(len(many))]


def _correct(
    written: list[tuple[bytes, bytes]],
    many: Sequence[PacketContents],
    drafted: Sequence[Sequence[Enclosure | _Sheet]],
    enclosed: Sequence[Sequence[Enclosure]],
) -> None:
    """Write those letters again whose list of enclosures named another number of pages than there are."""
    said = ([each.line for each in papers] for papers in drafted)
    untrue = [i for i, lines in enumerate(said) if lines != [each.line for each in enclosed[i]]]
    if untrue:
        docx = _letters([many[i] for i in untrue], [enclosed[i] for i in untrue])
        for i, letter in zip(untrue, zip(docx, to_pdf(docx), strict=True), strict=True):
            written[i] = letter


__all__ = [
    "DEMANDS", "LETTER", "RELEASE", "REPLY", "Packet", "PacketContents", "PrintedCopy", "Sheets", "build_packet",
    "build_packets", "release_to_sign",
]  # fmt: skip
