"""Covers, envelopes and print batches: who gets what, in which order, on which page, and no patient on a cover."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from dataclasses import replace
from datetime import date
from typing import Any

import page
import pikepdf
import pypdfium2
import pytest
import zxingcpp
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.errors import BadInput
from forms.codes import new_copy_id, parse
from forms.editions import Library
from generate.copies import personalise
from generate.covers import cover
from generate.envelopes import Addressee, Envelope, Inside, cover_and_papers, print_batch
from generate.flat_copies import flattened
from generate.pdfs import Section, bound, is_blank, joined
from generate.print_batches import PrintBatchPapers, lines_of, verify
from generate.windows import FOLD, RECIPIENT, RETURN
from tests.generate.offer_case import HEADING

DAY = date(2026, 11, 26)
TO = Addressee(
    "Dr. Alex Sampleton",
    "Example Orthopedics",
    "22 Clinic Street\nNorthfield, NY 13000",
    "555-010-0177",
    "555-010-0178",
)
KEY = b"k" * 32


def texts(pdf: bytes) -> list[str]:
    """The words of each page."""
    with pypdfium2.PdfDocument(io.BytesIO(pdf)) as document:
        return [p.get_textpage().get_text_range() for p in document]


def words_at(pdf: bytes, number: int = 0) -> list[tuple[str, float, float, float, float]]:
    """The letters of a page and where they stand: left, top, right, bottom in points from the top left."""
    with pypdfium2.PdfDocument(io.BytesIO(pdf)) as document:
        shown = document[number]
        text, height = shown.get_textpage(), shown.get_height()
        boxes = [(text.get_text_range(n, 1), text.get_charbox(n)) for n in range(text.count_chars())]
    return [(c, x0, height - y1, x1, height - y0) for c, (x0, y0, x1, y1) in boxes if c.strip()]


def codes(pdf: bytes) -> list[str]:
    """The copy of each page's code, "" where there is none."""
    with pypdfium2.PdfDocument(io.BytesIO(pdf)) as document:
        found = []
        for shown in document:
            read = zxingcpp.read_barcodes(shown.render(scale=2).to_numpy(), formats=zxingcpp.BarcodeFormat.DataMatrix)
            ids = {parse(each.text).copy_id for each in read}
            assert len(ids) <= 1
            found.append(ids.pop() if ids else "")
    return found


def papers(pages: int = 1, mark: str = "", long: tuple[int, ...] = ()) -> bytes:
    """A PDF of so many pages that say which they are; cheap. Those of the numbers `long` are on legal paper."""
    pdf = pikepdf.new()
    kind = {"/Type": pikepdf.Name.Font, "/Subtype": pikepdf.Name.Type1, "/BaseFont": pikepdf.Name.Helvetica}
    font = pdf.make_indirect(pikepdf.Dictionary(kind))
    for number in range(1, pages + 1):
        shown = pdf.add_blank_page(page_size=(612, 1008 if number in long else 792))
        shown.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
        shown.Contents = pdf.make_stream(f"BT /F 12 Tf 72 700 Td ({mark} {number}) Tj ET".encode())
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True)
    return out.getvalue()


def packet(copy_id: str) -> bytes:
    """A small packet with a flat assessment and the live form at its end, blanks between."""
    sections = [
        Section("Letter", papers(1, "Letter")),
        Section("Task", flattened(Library().current("physical-demands-task-assessment"), {}, copy_id, KEY)),
        Section("Form", personalise(Library().current("transitional-assignment"), {}, copy_id, KEY), fillable=True),
    ]
    return joined(sections, "Packet")


def inside(*sizes: int) -> list[Inside]:
    """Packets of these sizes."""
    return [Inside(papers(size, f"P{n}"), f"W-{n:04}", size) for n, size in enumerate(sizes, 1)]


@pytest.mark.parametrize("channel", ["fax", "mail", "print"])
def test_a_cover_says_who_how_many_and_what_to_do_and_names_no_patient(channel: Any) -> None:
    """Addressee, sender, phone, count, our numbers, the wrong-recipient words; accessible; the same bytes again."""
    made = cover_and_papers(TO, HEADING, inside(3, 2), channel, DAY)
    (first,) = [pdf for name, pdf in made.files if name == "00-cover.pdf"]
    (said,) = texts(first)
    for words in ("Dr. Alex Sampleton", "Casey Example", "555-010-0140", "November 26, 2026", "W-0001 (3 pages)",
                  "W-0002 (2 pages)", "Wrong recipient?", "Fax back to 555-010-0141"):  # fmt: skip
        assert words in said
    assert ("555-010-0178" in said) == (channel == "fax")
    count = {"fax": "6", "mail": "6", "print": "4"}[channel]  # pages in all; on paper sheets, printed on both sides
    assert re.search(rf"(Pages in all|Sheets)\s*{count}\s", said)
    secret = (HEADING.worker_name, HEADING.claim_number, HEADING.job_title, "November 2,", HEADING.carrier_name)
    with pikepdf.open(io.BytesIO(made.pdf)) as opened:
        outside = said + str(opened.docinfo) + "".join(name for name, _ in made.files)
    assert not any(word in outside for word in secret)
    assert page.validate_pdf_bytes(first, profile="ua1").is_compliant
    assert cover_and_papers(TO, HEADING, inside(3, 2), channel, DAY) == made


def test_the_count_of_a_cover_with_many_packets_counts_its_own_pages() -> None:
    """Two hundred packets take the list to further cover pages; the number of pages in all is still true."""
    made = cover_and_papers(TO, HEADING, inside(*[1] * 200), "fax", DAY)
    own = made.parts[0].last
    assert own > 1
    assert made.pages == own + 200
    assert re.search(rf"Pages in all\s*{made.pages}\s", texts(made.pdf)[0])
    assert "Cover sheet, page 1 of" in texts(made.pdf)[0]
    assert "W-0200" in "".join(texts(made.pdf)[:own])


def test_what_people_typed_is_shown_as_it_stands() -> None:
    """Markup, code and quotes in a name are letters of a name."""
    hostile = '#import "x.typ" *_Dr._* $x$ @a <b> [c] #read("/etc/passwd") \\ `r` // end'
    to = replace(TO, name=hostile, practice='"; #panic() /*')
    shown = " ".join(" ".join(texts(cover(to, HEADING, [('#1 *"', 1)], "fax", DAY))).split())
    for typed in (
        '#import "x.typ" *_Dr._* $x$ @a <b> [c]',
        '#read("/etc/passwd") \\ `r` // end',
        '"; #panic() /*',
        '#1 *"',
    ):
        assert typed in shown


@pytest.mark.parametrize("name", ["x" * 200, "Dr. " + "Łąćęñ" * 36, "W" * 199])
def test_a_long_name_stays_on_the_paper(name: str) -> None:
    """The longest name that can be on file wraps; no letter runs off the page or into its edge."""
    pdf = cover(replace(TO, name=name), HEADING, [("W-1", 1)], "fax", DAY)
    assert max(x1 for _, _, _, x1, _ in words_at(pdf)) < 612 - 45


def test_both_addresses_show_in_the_windows_wherever_the_sheet_lies() -> None:
    """Every letter above the fold is inside what both windows show at all times, and the rest is below the fold."""
    long = replace(TO, practice="Northfield Regional Orthopedic and Sports Medicine Associates, P.L.L.C.")
    for to in (TO, long):
        top = [box for box in words_at(cover(to, HEADING, [("W-1", 2)], "print", DAY)) if box[2] < FOLD]
        assert top
        for window in (RECIPIENT, RETURN):
            mine = [box for box in top if abs((box[2] + box[4]) / 2 - window.middle) <= window.height]
            assert mine
            assert min(x0 for _, x0, *_ in mine) >= window.x - 1
            assert max(x1 for *_, x1, _ in mine) <= window.x + window.width
            assert min(y0 for _, _, y0, *_ in mine) >= window.middle - window.height / 2 - 3
            assert max(y1 for *_, y1 in mine) <= window.middle + window.height / 2 + 3  # what hangs below a line
            top = [box for box in top if box not in mine]
        assert not top
    assert RETURN.middle + RETURN.height / 2 < RECIPIENT.middle - RECIPIENT.height / 2


@pytest.mark.parametrize(
    ("to", "code"),
    [
        (replace(TO, address="\n".join(f"Line {n}" for n in range(9))), "address_too_long"),
        (replace(TO, practice="An unbreakable " + "x" * 80), "address_too_long"),
        (replace(TO, practice="word " * 60), "address_too_long"),
        (replace(TO, address=" \n "), "no_address"),
        (replace(TO, practice="診療所"), "no_glyph"),
    ],
)
def test_an_address_that_cannot_be_read_in_the_window_is_refused(to: Addressee, code: str) -> None:
    """Too many lines, a word too wide, no address, letters that we cannot draw: a reason, no paper."""
    with pytest.raises(BadInput) as refused:
        cover_and_papers(to, HEADING, inside(1), "print", DAY)
    assert refused.value.code == code
    assert to.practice not in refused.value.message or not to.practice


def test_other_alphabets_and_composed_letters_are_drawn() -> None:
    """Vietnamese, Polish, Greek, Cyrillic, and letters typed as two signs."""
    to = replace(TO, name="Bác sĩ Đặng", practice="Łódź · Αθήνα · Київ", address="Re\u0301sidence 5\nNorthfield, NY")
    said = texts(cover(to, HEADING, [("W-1", 1)], "print", DAY))[0]
    assert "Bác sĩ Đặng" in said
    assert "Łódź · Αθήνα · Київ" in said
    assert "Résidence 5" in said


def test_fax_and_mail_hold_no_blank_page_and_print_begins_on_fronts() -> None:
    """Blanks that two-sided printing needs are in the print and nowhere else; nothing else is lost."""
    ids = [new_copy_id() for _ in range(2)]
    packets = [Inside(packet(each), f"W-{n}", 0) for n, each in enumerate(ids)]
    fax = cover_and_papers(TO, HEADING, packets, "fax", DAY)
    paper = cover_and_papers(TO, HEADING, packets, "print", DAY)
    with pikepdf.open(io.BytesIO(fax.pdf)) as opened:
        assert not any(map(is_blank, opened.pages))
        assert "/AcroForm" not in opened.Root
    assert all(part.first % 2 for part in paper.parts)
    for envelope in (fax, paper):
        read = codes(envelope.pdf)
        for part, copy_id in zip(envelope.parts[1:], ids, strict=True):
            assert {code for code in read[part.first - 1 : part.last] if code} == {copy_id}
            assert read[part.last - 1] == copy_id
        assert sum(map(bool, read)) == 10  # four pages of the assessment and one of the form, twice


def test_by_mail_every_form_can_be_filled_in() -> None:
    """The files apart keep their fields; in one file only a packet by itself can."""
    one, two = ([Inside(packet(new_copy_id()), f"W-{n}", 0) for n in range(count)] for count in (1, 2))
    alone, both = (cover_and_papers(TO, HEADING, each, "mail", DAY) for each in (one, two))
    assert [name for name, _ in both.files] == ["00-cover.pdf", "01-papers-W-0.pdf", "02-papers-W-1.pdf"]
    assert [pdf for _, pdf in both.files[1:]] == [each.pdf for each in two]
    for pdf, fillable in ((alone.pdf, True), (both.pdf, False), (both.files[1][1], True)):
        with pikepdf.open(io.BytesIO(pdf)) as opened:
            assert ("/AcroForm" in opened.Root and len(opened.Root.AcroForm.Fields) > 5) == fillable


def test_nothing_to_send_is_refused() -> None:
    """An envelope has something in it."""
    with pytest.raises(BadInput, match="nothing to send"):
        cover_and_papers(TO, HEADING, [], "fax", DAY)


def test_a_paper_of_empty_pages_is_refused_by_fax() -> None:
    """Nothing would be left of it, and the cover would promise pages that do not come."""
    empty, out = pikepdf.new(), io.BytesIO()
    empty.add_blank_page()
    empty.save(out)
    with pytest.raises(BadInput) as no:
        bound([Section("papers", out.getvalue())], "t", two_sided=False)
    assert no.value.code == "empty_paper"


# ---- print batches ---------------------------------------------------------------------------------------------------


def envelope(*sizes: int, to: str = "Dr. A") -> Envelope:
    """An envelope whose cover is a cheap page: what a batch does with it is what counts."""
    sections = [Section("Cover", papers(1, "Cover"))] + [Section(each.reference, each.pdf) for each in inside(*sizes)]
    whole = bound(sections, "x")
    made = cover_and_papers(TO, HEADING, inside(1), "print", DAY)
    parts = tuple(
        replace(made.parts[0], reference=reference, first=first, last=last)
        for reference, (first, last) in zip(("", *(e.reference for e in inside(*sizes))), whole.places, strict=True)
    )
    files = (("00-cover.pdf", b""), *((each.reference, each.pdf) for each in inside(*sizes)))
    return replace(made, pdf=whole.pdf, pages=whole.pages, files=files, to=to, parts=parts)


SIZES = st.lists(st.lists(st.integers(1, 5), min_size=1, max_size=4), min_size=1, max_size=6)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(SIZES)
def test_every_page_of_a_batch_is_where_the_manifest_says(sizes: list[list[int]]) -> None:
    """Envelopes of any sizes: each page is accounted for and says what its line says; the check finds nothing."""
    batch = print_batch([envelope(*each) for each in sizes])
    assert verify(batch) == []
    said, lines = texts(batch.pdf), lines_of(batch.manifest_csv)
    assert [(line.envelope, line.part) for line in lines] == [
        (n, part) for n, each in enumerate(sizes, 1) for part in ("cover", *["packet"] * len(each))
    ]
    named = set()
    for line in lines:
        mark = f"P{int(line.reference[2:])}" if line.reference else "Cover"
        assert [s.strip() for s in said[line.first - 1 : line.last]] == [
            f"{mark} {n}" for n in range(1, line.last - line.first + 2)
        ]
        named |= set(range(line.first, line.last + 1))
    assert all(not said[number - 1].strip() for number in set(range(1, len(said) + 1)) - named)


def sheets(pdf: bytes) -> list[set[tuple[float, ...]]]:
    """The sizes of the sides of each sheet."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        sizes = [tuple(map(float, each.mediabox)) for each in opened.pages]
    return [set(sizes[at : at + 2]) for at in range(0, len(sizes), 2)]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(st.booleans(), min_size=1, max_size=5), min_size=1, max_size=4))
def test_no_sheet_has_two_sizes(legal: list[list[bool]]) -> None:
    """A printer takes another sheet where the size changes, and all behind would lie on the wrong side: a cover on the
    back of somebody's page. Backs are as large as their fronts, and the cover counts the sheets that this takes."""
    packets = [
        Inside(papers(len(each), f"P{n}", tuple(at for at, long in enumerate(each, 1) if long)), f"W-{n:04}", len(each))
        for n, each in enumerate(legal, 1)
    ]
    made = cover_and_papers(TO, HEADING, packets, "print", DAY)
    batch = print_batch([made, made])
    assert verify(batch) == []
    for pdf in (made.pdf, batch.pdf):
        assert all(len(each) == 1 for each in sheets(pdf))
    words = [f"P{n} {at}" for n, each in enumerate(legal, 1) for at in range(1, len(each) + 1)]
    assert [said for each in texts(made.pdf)[1:] if (said := each.strip())] == words
    assert all(part.first % 2 for part in made.parts)
    assert re.search(rf"Sheets\s*{-(-made.pages // 2)}\s", texts(made.pdf)[0])


def test_a_blank_back_of_another_size_takes_the_size_of_its_front() -> None:
    """As packets have it that were made when every blank was a US letter: no sheet is added for it."""
    with pikepdf.open(io.BytesIO(papers(2, "P", long=(1,)))) as opened:
        opened.add_blank_page(page_size=(612, 792))
        opened.pages.insert(1, opened.pages.p(3))
        del opened.pages[3]
        opened.save(old := io.BytesIO())
    whole = bound([Section("Old", old.getvalue())], "t")
    assert whole.pages == 3
    assert all(len(each) == 1 for each in sheets(whole.pdf))


def test_the_check_finds_a_sheet_of_two_sizes() -> None:
    """Whoever put it together."""
    batch = print_batch([envelope(3)])
    with pikepdf.open(io.BytesIO(batch.pdf)) as opened:
        opened.pages[3].mediabox = [0, 0, 612, 1008]
        opened.save(out := io.BytesIO())
    assert verify(PrintBatchPapers(out.getvalue(), batch.manifest_csv)) == [
        "Pages 3 and 4 are of two sizes, which no sheet has."
    ]


@pytest.mark.parametrize(
    ("broken", "found"),
    [
        (lambda pages: pages.__delitem__(1), "begins on|without words|no line"),
        (lambda pages: pages.__delitem__(-1), "without words"),
        (lambda pages: pages.insert(0, pages[0]), "no line|without words"),
        (lambda pages: pages.append(pages[0]), "is in no line"),
        (lambda pages: pages.__setitem__(1, pages[0]), "is in no line"),
    ],
    ids=["lost blank", "lost last", "twice first", "one more", "not blank"],
)
def test_the_check_finds_what_is_wrong(broken: Any, found: str) -> None:
    """A page lost, doubled or printed on a back that should be blank does not pass."""
    batch = print_batch([envelope(3), envelope(1, 2)])
    with pikepdf.open(io.BytesIO(batch.pdf)) as opened:
        broken(opened.pages)
        opened.save(out := io.BytesIO())
    wrong = verify(PrintBatchPapers(out.getvalue(), batch.manifest_csv))
    assert wrong
    assert re.search(found, " ".join(wrong))


def test_a_manifest_holds_no_formula_and_the_right_hashes() -> None:
    """Spreadsheets open manifests: a practice may call itself "=1+1". Hashes are those of the files as they were."""
    first = envelope(2, to="=cmd|' /c calc'!A1")
    rows = list(csv.DictReader(io.StringIO(print_batch([first]).manifest_csv.decode(), newline="")))
    assert [row["to"][0] for row in rows] == ["'", "'"]
    assert rows[0]["sha256"] == hashlib.sha256(first.pdf).hexdigest()
    assert rows[1]["sha256"] == hashlib.sha256(first.files[1][1]).hexdigest()
    assert rows[0]["sheets"] == "2"


def test_a_real_batch_of_twenty_envelopes_page_by_page() -> None:
    """Covers, codes and blanks of a whole batch: every coded page carries the copy that its line's packet was given."""
    ids = [[new_copy_id() for _ in range(1 + n % 3)] for n in range(20)]
    forms = {each: papers_of_one(each) for row in ids for each in row}
    made = [
        cover_and_papers(
            replace(TO, name=f"Dr. Number {n}"), HEADING,
            [Inside(forms[each], f"W-{n}-{k}", 1) for k, each in enumerate(row)], "print", DAY,
        )
        for n, row in enumerate(ids)
    ]  # fmt: skip
    batch = print_batch(made)
    assert verify(batch) == []
    read, said = codes(batch.pdf), texts(batch.pdf)
    lines = lines_of(batch.manifest_csv)
    for line in lines:
        if line.part == "cover":
            assert f"Dr. Number {line.envelope - 1}" in said[line.first - 1]
            assert not any(read[line.first - 1 : line.last])
        else:
            _, n, k = line.reference.split("-")
            assert read[line.first - 1 : line.last] == [ids[int(n)][int(k)]]
    assert sum(map(bool, read)) == sum(map(len, ids)) == sum(line.part == "packet" for line in lines)


def papers_of_one(copy_id: str) -> bytes:
    """A packet of the form alone."""
    form = personalise(Library().current("transitional-assignment"), {}, copy_id, KEY)
    return joined([Section("Form", form, fillable=True)], "Packet")
