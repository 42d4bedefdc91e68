"""The face of typed values: IBM Plex Sans Medium, as a font object of a PDF.

Two shapes. Every blank embeds one WinAnsi TrueType font, enough for Western Europe; a copy with other letters (Polish,
Vietnamese) brings a Type0 subset of just those it needs.
"""

from __future__ import annotations

import io
from functools import cache

from fontTools import subset
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

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
    options = subset.Options(layout_features=[], hinting=False, notdef_outline=True)
    options.drop_tables += NEEDLESS_TABLES
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[ord(c) for c in text if c != "\ufffd"])
    cutter.subset(font)
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


@cache
def measures() -> tuple[dict[int, str], dict[str, int], int]:
    """Of the whole face: character code -> glyph name, glyph name -> advance, units per em."""
    font = TTFont(TYPED_FONT, recalcTimestamp=False)
    advances = {name: advance for name, (advance, _) in font["hmtx"].metrics.items()}
    return font.getBestCmap(), advances, font["head"].unitsPerEm


def advance(character: str) -> float:
    """Width of a character in thousandths of the size; KeyError if the face lacks it."""
    glyphs, advances, em = measures()
    return advances[glyphs[ord(character)]] * 1000 / em


def width(text: str, size: float) -> float:
    """Width of a text in points."""
    return sum(map(advance, text)) * size / 1000


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
            Widths=Array([0 if c == "\ufffd" else round(advance(c)) for c in winansi()]),
            FontDescriptor=pdf.make_indirect(descriptor(pdf, data, flags=32)),
            Encoding=Name.WinAnsiEncoding,
        )
    )


def descriptor(pdf: Pdf, data: bytes, flags: int) -> Dictionary:
    """What a reader of PDF wants to know of an embedded face, in thousandths of the size."""
    font = TTFont(TYPED_FONT)
    em, box, lines = 1000 / font["head"].unitsPerEm, font["head"], font["hhea"]
    return Dictionary(
        Type=Name.FontDescriptor,
        FontName=Name(f"/WSAAAA+{NAME}"),
        Flags=flags,
        FontBBox=Array([round(v * em) for v in (box.xMin, box.yMin, box.xMax, box.yMax)]),
        ItalicAngle=0,
        Ascent=round(lines.ascent * em),
        Descent=round(lines.descent * em),
        CapHeight=round(font["OS/2"].sCapHeight * em),
        StemV=90,
        FontFile2=pdf.make_indirect(Stream(pdf, data, Length1=len(data))),
    )
