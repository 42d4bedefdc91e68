"""The OCR port: two engines of the same Tesseract, in process (`tesserocr`) and as a program (`pytesseract`).

`tesserocr` is some ten times faster; `pytesseract` runs wherever Debian's `tesseract` is installed. Both give words
with a confidence and read the same pictures; `use` chooses one for the process.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Literal, Protocol

from PIL import Image

from extract.page import Grey

EngineName = Literal["tesserocr", "pytesseract"]
DPI: Final = 300  # pictures given to an engine have about this resolution; Tesseract is trained near it
DIGITS: Final = "0123456789"
UPRIGHT: Final = ("invert_threshold", "0")  # never tried again as white on black: dark on white is what we give
LINE, BLOCK = 7, 6  # Tesseract's page segmentation modes: one line, one block of lines
TESSDATA: Final = ("/usr/share/tesseract-ocr/5/tessdata", "/usr/share/tesseract-ocr/tessdata", "/usr/share/tessdata")


@dataclass(frozen=True)
class Word:
    """A word as the engine read it; `confidence` 0..1 is Tesseract's own and not a probability."""

    text: str
    confidence: float


class Engine(Protocol):
    """One OCR engine."""

    def words(self, picture: Grey, mode: int, letters: str | None = None) -> tuple[Word, ...]:
        """Words of a picture (dark on white), `letters` being all that can occur in it."""
        ...


class InProcess:
    """Tesseract as a library: one handle a process, kept open."""

    def __init__(self) -> None:
        import tesserocr

        self._api: Any = tesserocr.PyTessBaseAPI(path=_tessdata(), lang="eng", oem=tesserocr.OEM.LSTM_ONLY)
        self._api.SetVariable("debug_file", "/dev/null")
        self._api.SetVariable(*UPRIGHT)
        self._level = tesserocr.RIL.WORD

    def words(self, picture: Grey, mode: int, letters: str | None = None) -> tuple[Word, ...]:
        """See Engine."""
        self._api.SetVariable("tessedit_char_whitelist", letters or "")
        self._api.SetPageSegMode(mode)
        self._api.SetImage(Image.fromarray(picture))
        self._api.SetSourceResolution(DPI)
        self._api.Recognize()
        steps = self._api.GetIterator()
        if steps is None or steps.Empty(self._level):
            return ()
        words = []
        while True:
            text = steps.GetUTF8Text(self._level).strip()
            if text:
                words.append(Word(text, steps.Confidence(self._level) / 100))
            if not steps.Next(self._level):
                return tuple(words)


class AsProgram:
    """Tesseract as a program, started once for each picture."""

    def words(self, picture: Grey, mode: int, letters: str | None = None) -> tuple[Word, ...]:
        """See Engine."""
        import pytesseract

        config = f"--psm {mode} --oem 1 --dpi {DPI} -c {'='.join(UPRIGHT)}"
        config += f" -c tessedit_char_whitelist={letters}" if letters else ""
        told = pytesseract.image_to_data(
            Image.fromarray(picture), lang="eng", config=config, output_type=pytesseract.Output.DICT
        )
        pairs = zip(told["text"], told["conf"], strict=True)
        return tuple(Word(text, float(conf) / 100) for text, conf in pairs if text.strip() and float(conf) >= 0)


_chosen: EngineName = "tesserocr"


def use(name: EngineName) -> None:
    """Choose the engine of this process."""
    global _chosen
    _chosen = name


def engine() -> Engine:
    """The chosen engine; the portable one where the fast one is not to be had."""
    return _engine(_chosen)


@lru_cache(maxsize=2)
def _engine(name: EngineName) -> Engine:
    if name == "tesserocr":
        try:
            return InProcess()
        except (ImportError, RuntimeError):
            return AsProgram()
    return AsProgram()


def _tessdata() -> str:
    """Where the language data lies: the environment says, or Debian's places."""
    places = [os.environ.get("TESSDATA_PREFIX", ""), *TESSDATA]
    return next((p for p in places if p and (Path(p) / "eng.traineddata").is_file()), "")
