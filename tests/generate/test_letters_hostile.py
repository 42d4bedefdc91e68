"""Templates that somebody made to break out, to hang, or to fetch something: refused, in bounded time."""

from __future__ import annotations

import dataclasses
import io
import stat
import warnings
import zipfile
from pathlib import Path

import pytest
from docx import Document
from typer.testing import CliRunner

from api.cli import build
from cases.errors import BadInput
from forms.child import ChildFailed
from generate import letters
from generate.office import to_pdf
from generate.templating import heaviest
from generate.word import check
from templates.catalogue import letter
from tests.generate.word_files import part, template, with_part

BREAK_OUTS = (
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ worker_name.__class__ }}",
    "{{ worker_name['__class__'] }}",
    "{{ worker_name|attr('__class__') }}",
    "{{ worker_name.upper() }}",
    "{{ '{0.__class__}'.format(worker_name) }}",
    "{{ '%s'|format(worker_name) }}",
    "{{ self.__init__.__globals__ }}",
    "{{ self._TemplateReference__context }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ lipsum.__globals__['os'] }}",
    "{{ joiner }}{{ namespace }}{{ dict }}",
    "{{ enclosures.append('x') }}",
    "{{ enclosures|map('upper')|list }}",
    "{{ enclosures|sum(start=[]) }}",
    "{{ matches[0].items() }}",
    "{{ matches[0].keys }}",
    "{{ restrictions[0].items() }}",
    "{{ restrictions[0].keys }}",
    "{{ restrictions[0].diagnosis }}",
    "{% for x in enclosures recursive %}{{ loop(enclosures) }}{% endfor %}",
    "{% for x in enclosures %}{{ loop.__class__ }}{% endfor %}",
    "{% for x in enclosures %}{{ loop.cycle('a', 'b') }}{% endfor %}",
    "{% include '/etc/passwd' %}",
    "{% import 'os' as os %}{{ os }}",
    "{% extends 'base' %}",
    "{% macro m() %}x{% endmacro %}{{ m() }}",
    "{{ ().__class__.__base__ }}",
    "{{ caller }}{{ varargs }}",
    "{{ worker_name.encode }}",
    "{{ worker_name | safe }}",
    "{{ undefined_name or worker_name }}",
    "{{ worker_name | xmlattr }}",
)
BOMBS = (
    "{% for i in range(10**9) %}x{% endfor %}",
    "{{ 'a' * 10**10 }}",
    "{{ 9**9**9 }}",
    "{{ '%099999999999d' % 1 }}",
    "".join("{% for " + name + " in enclosures %}" for name in "abcd") + "{% endfor %}" * 4,
    "{% set a = worker_name %}" + "{% set a = a ~ a %}" * 40 + "{{ a }}",
    "{{ enclosures | join(enclosures | join(enclosures | join(enclosures | join(enclosures | join)))) }}",
)
# Letters whose reader, rows and lists differ; a break-out is tried in each.
TRIED = ("treating-physician", "offer-modified-duty", "supervisor-notice")
VALUES = {"worker_name": "Jordan", "enclosures": ["0123456789"] * 400}


def values(letter_id: str) -> dict[str, object]:
    """The letter's samples about a worker whose name no error may repeat; what it has no place for is left out."""
    return {**letter(letter_id).samples, **VALUES}


@pytest.mark.parametrize("letter_id", TRIED)
@pytest.mark.parametrize("payload", BREAK_OUTS)
@pytest.mark.integration
def test_break_outs_are_refused(payload: str, letter_id: str) -> None:
    """A template reaches no Python object, calls nothing and loads nothing."""
    with pytest.raises(BadInput) as refused:
        letters.render(letter_id, values(letter_id), template(payload, of=letter_id))
    assert "Jordan" not in refused.value.message


def test_bombs_name_what_repeats() -> None:
    """Stopped for time or memory: the message points at the innermost loop, for whoever wrote the template."""
    nested = template("Dear", "{% for a in enclosures %}{% for b in enclosures %}{{ b }}{% endfor %}{% endfor %}")
    found = heaviest({}, nested)[0]["at"]
    assert found == "paragraph 2: “{% for b in enclosures %}”"


WRONG = (
    ("{{ worker_nam }}", "worker_nam ({place})"),
    ("{% for row in restrictionz %}{{ row }}{% endfor %}", "restrictionz ({place})"),
    ("{{ company_name", "not complete or not known"),
    ("{% if company_name %}never closed", "in {place}: “{{% if company_name %}}”"),
    ("{% endif %}", "in {place}: “{{% endif %}}”"),
    ("{% for x in enclosures %}{% endif %}", "in {place}: “{{% endif %}}”"),
    ("{% unknown %}", "in {place}: “{{% unknown %}}”"),
    ("{{ company_name | safe }}", "in {place}: “{{{{ company_name | safe }}}}”"),
    ("{{ company_name | nosuch('Jane Doe') }}", "in {place}: “{{{{ company_name | nosuch('…') }}}}”"),
    ("{{ company_name.upper() }}", "in {place}: “{{{{ company_name.upper() }}}}”"),
    ("{{ company_name.__class__ }}", "in {place}: “{{{{ company_name.__class__ }}}}”"),
    ("{% include '/etc/passwd' %}", "in {place}: “{{% include '…' %}}”"),
    ("{% for i in range(10**9) %}x{% endfor %}", "range ({place})"),
    ("{{ 'a' * 10**10 }}", "in {place}: “{{{{ '…' * 10**10 }}}}”"),
    ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "in {place}: “{{% macro m() %}}”"),
    ("{{ cycler('a') }}", "cycler ({place})"),
    ("{{ joiner() }}", "joiner ({place})"),
    ("{% set ns = namespace(a=1) %}", "namespace ({place})"),
)
PLACES = ("paragraph 2", "table 1, row 2, column 1", "the footer, paragraph 1")


def at(place: str, payload: str, letter_id: str) -> bytes:
    """A template that is right but for this payload in this place."""
    document = Document(io.BytesIO(template("Dear colleague", of=letter_id)))
    table = document.add_table(2, 2)
    second = document.paragraphs[0].insert_paragraph_before() if place == PLACES[0] else None
    if second is not None:
        document.paragraphs[0]._p.addprevious(document.paragraphs[1]._p)
        second.text = payload
    elif place == PLACES[1]:
        table.cell(1, 0).text = payload
    else:
        document.sections[0].footer.paragraphs[0].text = payload
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(("payload", "named"), WRONG)
@pytest.mark.integration
def test_an_edited_letter_that_is_wrong_is_told_what_and_where_and_leaves_nothing(
    payload: str, named: str, place: str, tmp_path: Path
) -> None:
    """An unknown variable, a broken or forbidden tag: named with its place, without a value; nothing is left."""
    letter_id = TRIED[PLACES.index(place)]
    mine, out = tmp_path / "mine.docx", tmp_path / "out.docx"
    mine.write_bytes(at(place, payload, letter_id))
    tried = CliRunner().invoke(build(), ["letters", letter_id, "--try", str(mine), "--out", str(out)])
    assert isinstance(tried.exception, BadInput)
    assert named.format(place=place) in tried.exception.message
    assert place in tried.exception.message
    assert "Northfield" not in tried.exception.message
    assert "Jane" not in tried.exception.message
    assert list(tmp_path.iterdir()) == [mine]


@pytest.mark.parametrize("place", ["footer", "title"])
@pytest.mark.integration
def test_footer_and_title_are_rendered_in_the_same_sandbox(place: str) -> None:
    """docxtpl renders four kinds of parts; a break-out is refused in each, and a plain name is filled."""
    with pytest.raises(BadInput):
        letters.render("treating-physician", VALUES, template("x", **{place: BREAK_OUTS[0]}))
    assert letters.render("treating-physician", VALUES, template("x", **{place: "{{ worker_name }}"}))


@pytest.mark.parametrize("payload", BOMBS)
@pytest.mark.integration
def test_bombs_end_refused_and_the_next_letter_is_written(payload: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A template that wants all time or memory is stopped in its child; the letter after it is not late."""
    tight = dataclasses.replace(letters.LIMITS, memory=400_000_000, cpu_seconds=2, wall_seconds=6.0, output=10_000_000)
    monkeypatch.setattr(letters, "LIMITS", tight)
    with pytest.raises(BadInput) as refused:
        letters.render("treating-physician", VALUES, template(payload))
    if isinstance(refused.value, ChildFailed):
        assert refused.value.code in ("timed_out", "out_of_memory", "too_large")
        assert "What repeats most in the Word file is in paragraph 1: “" in refused.value.message
    assert letters.render("treating-physician", VALUES, template("{{ worker_name }}"))


@pytest.mark.integration
def test_a_letter_whose_tags_cross_rows_is_refused_not_repaired() -> None:
    """docxtpl would mend broken XML by leaving text out; a letter with a hole in it is refused instead."""
    torn = template("{% if worker_name %}</w:t>", "{{r worker_name }}", "{% endif %}")
    broken = with_part(
        torn, "word/document.xml", part(torn, "word/document.xml").replace(b"{{r worker_name }}", b"{%p if 1")
    )
    with pytest.raises(BadInput):
        letters.render("treating-physician", VALUES, broken)


@pytest.mark.integration
def test_a_pair_that_crosses_a_table_is_pointed_at() -> None:
    """Opened in the middle of a paragraph, closed in a cell: the opening tag is named."""
    document = Document(io.BytesIO(template("Dear {% for x in enclosures %}you")))
    document.add_table(1, 1).cell(0, 0).text = "{% endfor %}"
    out = io.BytesIO()
    document.save(out)
    with pytest.raises(BadInput) as refused:
        letters.render("treating-physician", VALUES, out.getvalue())
    assert "in paragraph 1: “{% for x in enclosures %}”" in refused.value.message


CLEAN = template("Dear {{ worker_name }}")
_RELS = "word/_rels/document.xml.rels"
_LINK = b'<Relationship Id="x9" Type="%s" Target="http://127.0.0.1:9/x" TargetMode="External"/></Relationships>'
_OFFICE = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def _related(kind: bytes) -> bytes:
    return with_part(CLEAN, _RELS, part(CLEAN, _RELS).replace(b"</Relationships>", _LINK % (_OFFICE + kind)))


def _body(old: bytes, new: bytes) -> bytes:
    return with_part(CLEAN, "word/document.xml", part(CLEAN, "word/document.xml").replace(old, new, 1))


def _zipped(*entries: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    """The clean file with more entries, written as they are."""
    out = io.BytesIO(CLEAN)
    with warnings.catch_warnings(), zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore")  # the same name twice is what one of them is about
        for name, data in entries:
            archive.writestr(name, data)
    return out.getvalue()


def _symlink() -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo("word/media/image1.png")
    entry.create_system, entry.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    return entry


HARMFUL = {
    "too many parts": _zipped(*((f"word/{n}.bin", b"") for n in range(2_000))),
    "same name twice": _zipped(("word/document.xml", b"<a/>")),
    "link to a file": _zipped((_symlink(), b"/etc/passwd")),
    "macro content type": with_part(
        CLEAN, "[Content_Types].xml", part(CLEAN, "[Content_Types].xml").replace(
            b"wordprocessingml.document.main", b"word.document.macroEnabled.main"
        )
    ),
    "not a zip": b"%PDF-1.7",
    "cut short": CLEAN[:3000],
    "no document": with_part(b"PK\x05\x06" + bytes(18), "a.xml", b"<a/>"),
    "macro": with_part(CLEAN, "word/vbaProject.bin", b"x"),
    "embedded": with_part(CLEAN, "word/embeddings/oleObject1.bin", b"x"),
    "up and out": with_part(CLEAN, "../../etc/cron.d/x", b"x"),
    "from the root": with_part(CLEAN, "/etc/x.xml", b"<a/>"),
    "backslashes": with_part(CLEAN, "word\\..\\..\\x.xml", b"<a/>"),
    "bomb": with_part(CLEAN, "word/big.xml", b"<a>" + b" " * 30_000_000 + b"</a>"),
    "doctype": _body(b"<w:document", b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><w:document'),
    "doctype in UTF-16": with_part(
        CLEAN, "word/extra.xml", '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a SYSTEM "http://127.0.0.1:9"><a/>'.encode("utf-16")
    ),
    "linked picture": _related(b"image"),
    "remote template": _related(b"attachedTemplate"),
    "included file": _related(b"aFChunk"),
    "included text": _body(b"<w:r>", b'<w:r><w:instrText>INCLUDETEXT "/etc/passwd"</w:instrText></w:r><w:r>'),
    "split field": _body(b"<w:r>", b"<w:r><w:instrText>D</w:instrText><w:instrText>DE x y</w:instrText></w:r><w:r>"),
    "simple field": _body(b"<w:r>", b'<w:fldSimple w:instr="INCLUDEPICTURE http://127.0.0.1:9"/><w:r>'),
    "damaged part": with_part(CLEAN, "word/extra.xml", b"<a><b></a>"),
}  # fmt: skip


# The part that the refusal names; the others are wrong as a whole, or their part's name is not fit to be repeated.
NAMED = {
    "same name twice": "(word/document.xml)", "link to a file": "(word/media/image1.png)",
    "macro content type": "([Content_Types].xml)", "macro": "(word/vbaProject.bin)",
    "embedded": "(word/embeddings/oleObject1.bin)", "bomb": "(word/big.xml)", "doctype": "(word/document.xml)",
    "doctype in UTF-16": "(word/extra.xml)", "linked picture": f"({_RELS})", "remote template": f"({_RELS})",
    "included file": f"({_RELS})", "included text": "(word/document.xml)", "split field": "(word/document.xml)",
    "simple field": "(word/document.xml)", "damaged part": "(word/extra.xml)", "up and out": "(../../etc/cron.d/x)",
}  # fmt: skip


@pytest.mark.parametrize("name", HARMFUL)
def test_harmful_word_files_are_refused_before_anything_opens_them(name: str) -> None:
    """Macros, links out, zip tricks and document types are seen in the zip itself."""
    with pytest.raises(BadInput) as refused:
        check(HARMFUL[name])
    assert refused.value.code == "bad_word_file"
    assert NAMED.get(name, "") in refused.value.message


@pytest.mark.parametrize("name", ["bomb", "doctype", "macro", "not a zip"])
@pytest.mark.integration
def test_a_harmful_word_file_leaves_nothing_half_made(name: str, tmp_path: Path) -> None:
    """Tried from the command line: refused before it is filled, and no file is written."""
    mine, out = tmp_path / "mine.docx", tmp_path / "out.docx"
    mine.write_bytes(HARMFUL[name])
    tried = CliRunner().invoke(build(), ["letters", TRIED[0], "--try", str(mine), "--out", str(out)])
    assert isinstance(tried.exception, BadInput)
    assert tried.exception.code == "bad_word_file"
    assert list(tmp_path.iterdir()) == [mine]


def test_a_plain_word_file_and_one_with_a_link_to_click_pass() -> None:
    """A hyperlink fetches nothing by itself and is allowed."""
    check(CLEAN)
    check(_related(b"hyperlink"))


@pytest.mark.integration
def test_a_field_code_that_a_template_puts_together_is_refused_before_the_pdf() -> None:
    """A tag inside a field code hides the word from the first look; it is looked at again before LibreOffice."""
    hidden = _body(b"<w:r>", b'<w:r><w:instrText>INCLU{{ "" }}DETEXT "/etc/passwd"</w:instrText></w:r><w:r>')
    with pytest.raises(BadInput):
        to_pdf([letters.render("treating-physician", VALUES, hidden)])
