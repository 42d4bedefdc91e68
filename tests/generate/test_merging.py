"""Letters that LibreOffice lays out together: each comes out as if it had been converted alone."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import page
import pikepdf
import pypdfium2
import pytest
from docx import Document
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Inches

from cases.errors import BadInput
from forms.child import ChildFailed
from generate import letters, office
from generate.logos import as_logo, with_logo
from generate.merging import groups, letter_of
from generate.splitting import split
from templates.catalogue import letter
from tests.generate.test_packets_on_file import drawing, saved
from tests.generate.word_files import template, with_part

KINDS = ("treating-physician", "offer-modified-duty", "task-bank")


def pages(pdf: bytes) -> list[tuple[str, np.ndarray]]:
    """Words and look of each page."""
    with pypdfium2.PdfDocument(io.BytesIO(pdf)) as document:
        return [
            (p.get_textpage().get_text_range(), np.asarray(p.render(scale=1.5).to_pil().convert("L"), int))
            for p in document
        ]


def tags(pdf: bytes) -> list[Any]:
    """The structure as a reader walks it, and the title and bookmarks. A run of text may be in several marks."""

    def walk(element: pikepdf.Object) -> Any:
        if not isinstance(element, pikepdf.Dictionary):
            return "mark"
        below = element.get("/K", pikepdf.Array())
        kids = [walk(kid) for kid in (below if isinstance(below, pikepdf.Array) else [below])]
        return [
            str(element.get("/S")),
            *(kid for kid, before in zip(kids, [None, *kids], strict=False) if kid != before or kid != "mark"),
        ]

    with pikepdf.open(io.BytesIO(pdf)) as document, document.open_outline() as outline:
        titles = [item.title for item in outline.root]
        return [walk(document.Root.StructTreeRoot.K[0]), titles, dict(document.docinfo), str(document.Root.Lang)]


def convert(folder: Path, files: list[bytes], monkeypatch: pytest.MonkeyPatch) -> tuple[list[bytes], int]:
    """The inner side in a folder of the test's; the PDFs, and how many were laid out together."""
    folder.mkdir()
    monkeypatch.chdir(folder)
    header, data = office.convert({"sizes": [len(f) for f in files]}, b"".join(files))
    return list(office._cut(data, header["sizes"])), header["merged"]


def several(kind: str, count: int) -> list[bytes]:
    """The same letter to several people, one of them with more to say."""
    values = letter(kind).samples
    longer = {"enclosures": [f"Paper {n} (1 page)" for n in range(40)]} if "enclosures" in values else {}
    people = [{**values, "worker_name": f"Jordan Sample {n}"} for n in range(count)]
    return letters.render_all(kind, [*people[:-1], {**people[-1], **longer}])


def as_alone(together: list[bytes], alone: list[bytes]) -> None:
    """Same pages, same words, same look but for a hair, same tags, and no rule of PDF/UA broken anew."""
    for ours, single in zip(together, alone, strict=True):
        mine, theirs = pages(ours), pages(single)
        assert [words for words, _ in mine] == [words for words, _ in theirs]
        for (_, look), (_, expected) in zip(mine, theirs, strict=True):
            assert (np.abs(look - expected) > 40).mean() < 1e-4
        assert tags(ours) == tags(single)
        broken = [{f.rule_id for f in page.validate_pdf_bytes(pdf, profile="ua1").failures} for pdf in (ours, single)]
        assert broken[0] == broken[1]


@pytest.mark.integration
def test_letters_laid_out_together_are_as_they_are_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Page numbers, "of 2", numbered enclosures, tables, tags, bookmarks and title are each letter's own."""
    files = [file for kind in KINDS for file in several(kind, 3)]
    together, merged = convert(tmp_path / "together", files, monkeypatch)
    monkeypatch.setattr(office, "groups", lambda *_: iter(()))
    alone, none = convert(tmp_path / "alone", files, monkeypatch)
    assert (merged, none) == (9, 0)
    as_alone(together, alone)
    assert len(pages(together[2])) == 2  # the one with forty enclosures


def edited(number: int) -> bytes:
    """A user's letter as Word writes it: own footer with fields in pieces, a name in it, a list by hand, a picture-less
    table in the middle."""
    document = Document(io.BytesIO(template(f"Dear reader {number}", whole=False)))
    for _ in range(2 + number):
        document.add_paragraph("A point", style="List Number")
    document.add_table(1, 2).cell(0, 0).text = f"Cell {number}"
    for n in range(30 * number):
        document.add_paragraph(f"Line {n} of reader {number}", style="List Bullet")
    document.add_paragraph("Yours")
    foot = document.sections[0].footer.paragraphs[0]
    foot.text = f"To reader {number}, page "
    for code in ("PAGE", " NUMPAGES  \\* MERGEFORMAT "):
        for kind, text in (("begin", None), (None, code), ("separate", None), ("end", None)):
            element = OxmlElement("w:fldChar" if kind else "w:instrText")
            if kind:
                element.set(qn("w:fldCharType"), kind)
            else:
                element.text = text
            foot.add_run()._r.append(element)
        foot.add_run(" / ")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.mark.integration
def test_a_users_own_letter_is_merged_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Footers that name the reader stay each letter's own; lists begin at 1; long letters push nobody's numbers."""
    files = [edited(number) for number in range(4)]
    together, merged = convert(tmp_path / "together", files, monkeypatch)
    monkeypatch.setattr(office, "groups", lambda *_: iter(()))
    alone, _ = convert(tmp_path / "alone", files, monkeypatch)
    assert merged == 4
    as_alone(together, alone)
    assert "To reader 3, page 2 / 3" in pages(together[3])[1][0]


@pytest.mark.integration
def test_letters_under_a_logo_are_merged_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The picture stands above each of them, at its place."""
    which, logo = letter("treating-physician"), as_logo(saved(drawing((300, 100), "L"), "PNG"))
    people = [{**which.samples, "worker_name": f"Jordan Sample {n}"} for n in range(3)]
    files = letters.render_all(which.id, people, with_logo(which.docx, logo))
    together, merged = convert(tmp_path / "together", files, monkeypatch)
    monkeypatch.setattr(office, "groups", lambda *_: iter(()))
    alone, _ = convert(tmp_path / "alone", files, monkeypatch)
    assert merged == 3
    as_alone(together, alone)


def with_picture() -> bytes:
    """A letter with a logo."""
    document = Document()
    document.add_picture(io.BytesIO(saved(drawing((300, 100), "L"), "PNG")), Inches(2))
    document.add_paragraph("Words")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def with_body(xml: str) -> bytes:
    """A letter with something in its last paragraph."""
    docx = template("One", "Two", whole=False)
    document = Document(io.BytesIO(docx))
    out = document.part.blob.decode()
    return with_part(
        docx, "word/document.xml", out.replace("<w:t>Two</w:t></w:r>", f"<w:t>Two</w:t></w:r>{xml}").encode()
    )


@pytest.mark.parametrize(
    "xml",
    [
        '<w:bookmarkStart w:id="1" w:name="wsls00001"/><w:bookmarkEnd w:id="1"/>',
        '<w:fldSimple w:instr="SEQ Figure"><w:r><w:t>1</w:t></w:r></w:fldSimple>',
        '<w:hyperlink w:anchor="somewhere"><w:r><w:t>there</w:t></w:r></w:hyperlink>',
        "<w:sdt><w:sdtContent><w:r><w:t>control</w:t></w:r></w:sdtContent></w:sdt>",
        '<w:ins w:id="1" w:author="x"><w:r><w:t>tracked</w:t></w:r></w:ins>',
        '<w:r><w:footnoteReference w:id="1"/></w:r>',
        f"<w:r><w:drawing><wp:anchor {nsdecls('wp')}/></w:drawing></w:r>",
    ],
    ids=["bookmark", "field", "jump", "control", "tracked", "footnote", "floating"],
)
def test_what_is_not_known_goes_alone(xml: str) -> None:
    """A letter with something that counts or points through a document is never merged."""
    assert letter_of(with_body("")) is not None
    assert letter_of(with_body(xml)) is None


def listed(*points: str, numbering: str = "", style: str = "", header: str = "") -> bytes:
    """A letter with points of these paragraph properties, and more lists and a style for them. Its lists: 90 and 91 are
    the same one of two levels, 92 is a bullet."""
    document = Document(io.BytesIO(template("Points", whole=False)))
    lists = document.part.numbering_part.element
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="%{level + 1}."/>'
        "</w:lvl>"
        for level, kind in enumerate(("decimal", "lowerLetter"))
    )
    kinds = (("80", levels), ("81", '<w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="-"/></w:lvl>'))
    for number, kind in kinds:
        lists.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{number}">{kind}</w:abstractNum>'))
    for number, kind in (("90", "80"), ("91", "80"), ("92", "81")):
        lists.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="{kind}"/></w:num>'))
    for element in parse_xml(f"<w:all {nsdecls('w')}>{numbering}</w:all>"):
        lists.append(element) if element.tag == qn("w:num") else lists.insert(0, element)
    if style:
        document.styles.element.append(
            parse_xml(
                f'<w:style {nsdecls("w")} w:type="paragraph" w:styleId="Own"><w:name w:val="Own"/>{style}</w:style>'
            )
        )
    for properties in points:
        paragraph = document.add_paragraph("A point")
        paragraph._p.insert(0, parse_xml(f"<w:pPr {nsdecls('w')}>{properties}</w:pPr>"))
    if header:
        head = document.sections[0].header.paragraphs[0]
        head.text = "In the head"
        for element in parse_xml(f"<w:pPr {nsdecls('w')}>{header}</w:pPr>"):
            head._p.get_or_add_pPr().append(element)
    document.add_paragraph("Yours")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def point(number: int, level: int = 0) -> str:
    """Properties of a paragraph in a list."""
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'


OWN, LEVEL = '<w:pStyle w:val="Own"/>', '<w:numPr><w:ilvl w:val="1"/></w:numPr>'
BY_STYLE = (
    '<w:abstractNum w:abstractNumId="82"><w:numStyleLink w:val="Other"/></w:abstractNum>'
    '<w:num w:numId="93"><w:abstractNumId w:val="82"/></w:num>'
)
OVERRULED = (
    '<w:num w:numId="93"><w:abstractNumId w:val="81"/><w:lvlOverride w:ilvl="0"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
    '<w:numFmt w:val="decimal"/><w:lvlText w:val="%1)"/></w:lvl></w:lvlOverride></w:num>'
)


@pytest.mark.parametrize(
    "docx",
    [
        listed(point(90), point(91)),
        listed(point(93), numbering=BY_STYLE),
        listed(point(93), numbering=OVERRULED),
        listed(point(95)),
        listed(OWN, OWN + LEVEL, style=f"<w:pPr>{point(90)}</w:pPr>"),
        listed(OWN, style=f'<w:basedOn w:val="ListNumber"/><w:pPr>{LEVEL}</w:pPr>'),
        listed(header=point(90)),
    ],
    ids=["two of one", "by a style", "overruled", "nowhere", "level alone", "level of a style", "in the head"],
)
def test_a_letter_whose_lists_cannot_begin_anew_goes_alone(docx: bytes) -> None:
    """LibreOffice would count such a list on from letter to letter, or begin it where it should go on."""
    assert letter_of(listed(point(90), point(90, 1), point(92), header=point(92))) is not None
    assert letter_of(docx) is None


@pytest.mark.parametrize(
    ("section", "merged"),
    [
        ('<w:pgNumType w:start="1"/>', True),
        ('<w:vAlign w:val="center"/>', True),
        ('<w:pgNumType w:start="3"/>', False),
        ('<w:pgNumType w:fmt="lowerRoman"/>', False),
        ('<w:lnNumType w:countBy="1" w:restart="continuous"/>', False),
        ('<w:footnotePr><w:numStart w:val="4"/></w:footnotePr>', False),
    ],
)
def test_a_section_that_counts_in_its_own_way_goes_alone(section: str, merged: bool) -> None:
    """Line numbers count through a document, and page numbers of ours begin at 1 in figures."""
    document = Document(io.BytesIO(template("One", whole=False)))
    for element in parse_xml(f"<w:all {nsdecls('w')}>{section}</w:all>"):
        document.sections[0]._sectPr.append(element)
    document.save(out := io.BytesIO())
    assert (letter_of(out.getvalue()) is not None) == merged


def test_only_letters_of_one_template_go_together() -> None:
    """Another style, picture or setting is another group; words alone are not; a letter by itself is no group."""
    same = [template("One"), template("Two", footer="")]
    other = [template("Three", title="Other"), with_picture(), template("Four", footer="Foot")]
    found = list(groups([letter_of(file) for file in (*same, *other)], 50))
    assert found == [[0, 1]]
    assert list(groups([letter_of(template("x"))] * 5, 2)) == [[0, 1], [2, 3]]


def lost(pdf: bytes, count: int) -> list[bytes]:
    """A merged PDF that cannot be taken apart."""
    raise ValueError("lost")


@pytest.mark.integration
def test_letters_that_cannot_be_told_apart_are_converted_one_by_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the merged PDF is not what was asked for, every letter still comes out, by the slower way."""
    monkeypatch.setattr(office, "split", lost)
    made, merged = convert(tmp_path / "here", [template("One"), template("Two")], monkeypatch)
    assert merged == 0
    assert [pages(pdf)[0][0].strip()[:3] for pdf in made] == ["One", "Two"]


@pytest.mark.integration
def test_as_many_as_go_alone_can_be_converted_one_by_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two letters that go alone and two that cannot be told apart: each start has a profile of its own."""
    monkeypatch.setattr(office, "split", lost)
    alone = [with_body('<w:hyperlink w:anchor="x"><w:r><w:t>there</w:t></w:r></w:hyperlink>')] * 2
    made, merged = convert(tmp_path / "here", [template("One"), template("Two"), *alone], monkeypatch)
    assert merged == 0
    assert [len(pages(pdf)) for pdf in made] == [1, 1, 1, 1]


def test_a_pdf_without_our_bookmarks_or_tags_is_not_taken_apart() -> None:
    """Nothing is guessed from words or from the number of pages."""
    pdf, out = pikepdf.new(), io.BytesIO()
    pdf.add_blank_page()
    pdf.Root.StructTreeRoot = pdf.make_indirect(pikepdf.Dictionary(K=[], ParentTree=pikepdf.Dictionary(Nums=[])))
    pdf.save(out)
    with pytest.raises(ValueError, match="bookmarks"):
        split(out.getvalue(), 1)
    pdf.Root.StructTreeRoot.IDTree = pikepdf.Dictionary()
    pdf.save(index := io.BytesIO())
    with pytest.raises(ValueError, match="index"):
        split(index.getvalue(), 1)
    del pdf.Root.StructTreeRoot
    pdf.save(bare := io.BytesIO())
    with pytest.raises(ValueError, match="tags"):
        split(bare.getvalue(), 1)


def test_a_refused_letter_fails_alone_with_its_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    """A dangerous file among good ones: it has its reason, they have their PDFs."""
    monkeypatch.setattr(office.shutil, "which", lambda _: "soffice")
    monkeypatch.setattr(office, "_converted", lambda docx: [b"%PDF" for _ in docx])
    macros = with_part(template("x"), "word/vbaProject.bin", b"x")
    first, second, third = office.to_pdf_or_reason([template("One"), macros, template("Two")])
    assert (first, third) == (b"%PDF", b"%PDF")
    assert isinstance(second, BadInput)
    assert second.code == "bad_word_file"
    with pytest.raises(BadInput, match="macros"):
        office.to_pdf([template("One"), macros])


def test_a_letter_that_ends_libreoffice_fails_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """When the child of all dies, each gets a child of its own; only the one at fault has no PDF."""
    fatal, calls = template("fatal"), []

    def converted(docx: list[bytes]) -> list[bytes]:
        calls.append(len(docx))
        if fatal in docx:
            raise ChildFailed("timed_out")
        return [b"%PDF" for _ in docx]

    monkeypatch.setattr(office.shutil, "which", lambda _: "soffice")
    monkeypatch.setattr(office, "_converted", converted)
    made = office.to_pdf_or_reason([template("One"), fatal, template("Two")])
    assert calls == [3, 1, 1, 1]
    assert [each if isinstance(each, bytes) else each.code for each in made] == [b"%PDF", "timed_out", b"%PDF"]
