"""The face of typed values: IBM Plex Sans Medium, as a font object of a PDF.

Two shapes. Every blank embeds one WinAnsi TrueType font, enough for Western Europe; a copy with other letters (Polish,
Vietnamese) brings a Type0 subset of just those it needs.
"""

from __future__ import annotations

import io
from functools import cache, lru_cache
from typing import Any, Protocol

from fontTools import subset
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from generate.updates import literal, stream
from templates.forms import TYPED_FONT

NAME = "IBMPlexSans-Medium"
FIRST, LAST = 32, 255
NEEDLESS_TABLES = ["GPOS", "GSUB", "GDEF", "DSIG", "STAT", "gasp"]


def winansi() -> str:
    """The characters of the codes 32 to 255; a code without one stands as U+FFFD."""
    return bytes(range(FIRST, LAST + 1)).decode("cp1252", "replace").replace("\x7f", "\ufffd")


def cut(text: str) -> bytes:
    """A TrueType font with just the characters of `text`, the same bytes every time."""
    font = TTFont(TYPED_FONT, recalcTimestamp=False)
    for table in NEEDLESS_TABLES:  # before anything parses them: that alone would take 200 ms
        if table in font:
            del font[table]
    options = subset.Options(layout_features=[], hinting=False, notdef_outline=True)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[ord(c) for c in text if c != "\ufffd"])
    cutter.subset(font)
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


@cache
def advances() -> dict[str, float]:
    """Width of every character of the face, in sizes."""
    font = TTFont(TYPED_FONT, recalcTimestamp=False)
    metrics, em = font["hmtx"].metrics, font["head"].unitsPerEm
    return {chr(code): metrics[glyph][0] / em for code, glyph in font.getBestCmap().items()}


def width(text: str) -> float:
    """Width of a text in sizes; KeyError if the face lacks a character."""
    table = advances()
    return sum([table[c] for c in text])


class Face(Protocol):
    """A font as an appearance uses it."""

    resource: bytes  # its entry in a font resource dictionary

    def at(self, size: float) -> bytes:
        """The operator that selects it."""

    def show(self, text: str) -> bytes:
        """The text as an operand of Tj."""


class WinAnsi:
    """The font that a blank embeds, object `number` of it."""

    def __init__(self, number: int) -> None:
        self.resource = b"/Txt %d 0 R" % number

    def at(self, size: float) -> bytes:
        """The operator that selects it."""
        return b"/Txt %g Tf" % size

    def show(self, text: str) -> bytes:
        """One byte a character; UnicodeEncodeError if there is none."""
        return literal(text.encode("cp1252"))


class Subset:
    """A Type0 font with just the characters of `text`; its five objects begin at `number`."""

    def __init__(self, text: str, number: int) -> None:
        self.resource = b"/Sub %d 0 R" % number
        self.number = number
        self.data, self.glyphs = _numbered("".join(sorted(set(text) & advances().keys())))

    def at(self, size: float) -> bytes:
        """The operator that selects it."""
        return b"/Sub %g Tf" % size

    def show(self, text: str) -> bytes:
        """Two bytes a character: glyph numbers of the subset."""
        return b"<%b>" % b"".join(b"%04x" % self.glyphs[c] for c in text)

    def objects(self) -> dict[int, bytes]:
        """Font, descendant, descriptor, file and the way back to Unicode (ISO 32000-1, 9.7)."""
        n, name = self.number, f"/WSAAAB+{NAME}".encode()
        widths = b" ".join(
            b"%d[%d]" % (g, round(advances()[c] * 1000)) for c, g in sorted(self.glyphs.items(), key=lambda i: i[1])
        )
        return {
            n: b"<</Type/Font/Subtype/Type0/BaseFont%b/Encoding/Identity-H/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>"
            % (name, n + 1, n + 4),
            n + 1: b"<</Type/Font/Subtype/CIDFontType2/BaseFont%b/CIDToGIDMap/Identity/FontDescriptor %d 0 R/W[%b]"
            b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>" % (name, n + 2, widths),
            n + 2: _descriptor_bytes(name, n + 3),
            n + 3: stream(b"/Length1 %d" % len(self.data), self.data),
            n + 4: stream(b"", self._to_unicode()),
        }

    def _to_unicode(self) -> bytes:
        pairs = [b"<%04x> <%b>" % (g, c.encode("utf-16-be").hex().encode()) for c, g in self.glyphs.items()]
        hundreds = [pairs[i : i + 100] for i in range(0, len(pairs), 100)]  # the most that a block may hold
        blocks = b"\n".join(b"%d beginbfchar\n%b\nendbfchar" % (len(some), b"\n".join(some)) for some in hundreds)
        return (
            b"/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapName /Subset def\n/CMapType 2 def\n"
            b"1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n%b\n"
            b"endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend" % blocks
        )


@lru_cache(maxsize=64)
def _numbered(characters: str) -> tuple[bytes, dict[str, int]]:
    """A cut font and the glyph number of each character in it."""
    data = cut(characters)
    font = TTFont(io.BytesIO(data))
    names = font.getBestCmap()
    return data, {c: font.getGlyphID(names[ord(c)]) for c in characters}


def _descriptor_bytes(name: bytes, file: int) -> bytes:
    metrics = b" ".join(b"/%b %b" % (k.encode(), str(v).encode()) for k, v in face_metrics().items() if k != "FontBBox")
    box = b" ".join(b"%d" % v for v in face_metrics()["FontBBox"])
    return b"<</Type/FontDescriptor/FontName%b/Flags 4/FontBBox[%b]%b/FontFile2 %d 0 R>>" % (name, box, metrics, file)


def can_draw(text: str) -> bool:
    """Whether the face has every character (a line break is never drawn)."""
    return all(c == "\n" or c in advances() for c in text)


def winansi_font(pdf: Pdf) -> Object:
    """The font object that a blank embeds for what people type."""
    data = cut(winansi())
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.TrueType,
            BaseFont=Name(f"/WSAAAA+{NAME}"),
            FirstChar=FIRST,
            LastChar=LAST,
            Widths=Array([0 if c == "\ufffd" else round(advances()[c] * 1000) for c in winansi()]),
            FontDescriptor=pdf.make_indirect(descriptor(pdf, data, flags=32)),
            Encoding=Name.WinAnsiEncoding,
        )
    )


def descriptor(pdf: Pdf, data: bytes, flags: int) -> Dictionary:
    """The descriptor of a face whose file is `data`."""
    facts = face_metrics()
    numbers = {f"/{k}": v for k, v in facts.items() if k != "FontBBox"}
    file = pdf.make_indirect(Stream(pdf, data, Length1=len(data)))
    head = {"/Type": Name.FontDescriptor, "/FontName": Name(f"/WSAAAA+{NAME}"), "/Flags": flags}
    return Dictionary({**head, "/FontBBox": Array(facts["FontBBox"]), **numbers, "/FontFile2": file})


@cache
def face_metrics() -> dict[str, Any]:
    """What a font descriptor says of the face, in thousandths of the size."""
    font = TTFont(TYPED_FONT)
    em, box, lines = 1000 / font["head"].unitsPerEm, font["head"], font["hhea"]
    return {
        "FontBBox": [round(v * em) for v in (box.xMin, box.yMin, box.xMax, box.yMax)],
        "ItalicAngle": 0,
        "Ascent": round(lines.ascent * em),
        "Descent": round(lines.descent * em),
        "CapHeight": round(font["OS/2"].sCapHeight * em),
        "StemV": 90,
    }
