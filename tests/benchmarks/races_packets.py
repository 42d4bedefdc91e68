"""Speed of writing: a packet in a mailing, a personalised form, beside the loop that anyone would write first."""

from __future__ import annotations

import io
import subprocess
import tempfile
from functools import partial
from pathlib import Path

import pikepdf
import pypdf
from docxtpl import DocxTemplate
from jinja2 import Environment
from PIL import Image, ImageDraw

from forms.editions import Edition, Library
from forms.values import Given, written
from generate.copies import personalise
from generate.headings import for_form, for_letter
from generate.packets import DEMANDS, LETTER, RELEASE, REPLY, PacketContents, Sheets, build_packets
from generate.task_values import values_of
from templates.catalogue import letter
from tests.benchmarks.specimens import copy_id
from tests.benchmarks.timing import Race, costs
from tests.fax.profiles import TUNING
from tests.generate.offer_case import HEADING, job

MAILING, BATCH = 1_000, 100  # packets of our mailing, and how many are made together: memory stays that of one batch
NAIVE = 5  # the naive loop costs the same for each packet, so a few are enough


def packets() -> list[Race]:
    """A packet of four forms and a letter in Word and PDF, in one mailing, beside LibreOffice and pypdf one by one."""
    batch, theirs = costs([partial(_batch, first) for first in range(0, MAILING, BATCH)], [_naive] * NAIVE)
    equal = "the same forms and letter; ours also codes, signs, joins and lists enclosures"
    what, beside = f"packet, in a mailing of {MAILING:,}", "docxtpl + LibreOffice a letter + pypdf a form"
    return [Race(what, "packet", batch / BATCH, beside, theirs, 15, equal)]


def _batch(first: int) -> None:
    """A batch of the mailing, every packet with its own four forms and letter."""
    made = build_packets([_contents(number) for number in range(first, first + BATCH)])
    assert [len(each.files) for each in made] == [6] * BATCH  # the letter as Word and PDF, and four forms


def _contents(number: int) -> PacketContents:
    task = job().tasks[0]
    ids = iter(copy_id(TUNING, 800_000 + 10 * number + i) for i in range(10))
    alone = Sheets(summary=False, tasks=False)  # the naive loop makes no sheets of the program either
    return PacketContents(HEADING, a_release(), (task, task), b"k" * 32, new_id=lambda: next(ids), sheets=alone)


def a_release() -> bytes:
    """A signed release as a fine fax of one page."""
    picture = Image.new("1", (1728, 2156), 1)
    ImageDraw.Draw(picture).line([400, 1800, 900, 1700], fill=0, width=8)
    out = io.BytesIO()
    picture.save(out, "TIFF", dpi=(204, 196), compression="group4")
    return out.getvalue()


def _naive() -> None:
    """One packet as a first script makes it: template, LibreOffice, and each form cloned and filled by pypdf."""
    task = job().tasks[0]
    with tempfile.TemporaryDirectory() as folder:
        document = DocxTemplate(io.BytesIO(letter(LETTER).docx))
        document.render(
            for_letter(HEADING) | {"enclosures": ["Authority to release", "Task assessment", "Form"]}, _plain_filters()
        )
        path = Path(folder) / "letter.docx"
        document.save(path)
        home = f"-env:UserInstallation=file://{folder}/profile"
        subprocess.run(
            ["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", folder, str(path)],
            check=True, capture_output=True,
        )  # fmt: skip
        assert path.with_suffix(".pdf").is_file()
    for form in (RELEASE, DEMANDS, DEMANDS, REPLY):
        edition = Library().current(form)
        extra = values_of(task, edition.map) if form == DEMANDS else {}
        _by_pypdf(edition, for_form(HEADING, edition) | extra)


def _plain_filters() -> Environment:
    """The two filters that the letter's template uses, as simply as can be."""
    env = Environment()
    env.filters["one_line"] = lambda text: " ".join(str(text).split())
    env.filters["lines"] = lambda text: text if isinstance(text, list) else str(text).split("\n")
    return env


def _by_pypdf(edition: Edition, values: dict[str, Given]) -> bytes:
    """The blank cloned and filled, fields page by page, as pypdf's manual shows it."""
    plain: dict[str, str] = {}
    for name, value in values.items():
        text = written(edition.map.field(name), value)
        radio = edition.map.field(name).kind == "radio"
        if text:
            plain[name] = "/Yes" if text is True else f"/{text}" if radio else str(text)
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(edition.blank))
    for page in writer.pages:
        writer.update_page_form_field_values(page, plain, auto_regenerate=False)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def forms(count: int = 200) -> list[Race]:
    """A personalised form alone, both with the same values read back."""
    edition = Library().current(REPLY)
    values = for_form(HEADING, edition)
    ours = [partial(personalise, edition, values, copy_id(TUNING, 900_000 + n), b"k" * 32) for n in range(count)]
    theirs = [partial(_by_pypdf, edition, values) for _ in range(10)]
    same = _held(ours[0]()) == _held(theirs[0]())
    equal = "same values read back; ours also carries the page codes" if same else "VALUES DIFFER"
    one, plain = costs(ours, theirs)
    return [Race("personalised form", "form", one, "pypdf filling the same blank", plain, 30, equal)]


def _held(pdf: bytes) -> dict[str, str]:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        fields = [f for f in document.Root.AcroForm.Fields if "/V" in f]
        return {str(f.T): str(f.V) for f in fields if str(f.V) not in ("", "/Off")}
