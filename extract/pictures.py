"""TIFF (fax: G3, G4, many pages), PNG and JPEG as pages of pixels."""

from __future__ import annotations

import io
import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import numpy as np
from PIL import Image, ImageOps

from extract.opened import MAX_PIXELS, Unreadable
from extract.page import Grey, RasterPage
from extract.whole import decodes_whole

ORIENTATION: Final = 0x0112
WIDEST: Final = 15.0  # inches, the shorter side of a sheet: a phone writes 72 dots an inch, and means nothing by it
FAX_WIDTHS: Final = (1728, 2048, 2432)  # pixels a line of a group 3 fax: A4/letter, B4, A3 (ITU-T T.4)
_BROKEN: Final = (OSError, EOFError, ValueError, SyntaxError, struct.error, IndexError, KeyError, TypeError)


class PictureFile:
    """An open picture file; only a TIFF can have several pages."""

    def __init__(self, data: bytes, kind: str) -> None:
        self._data = data
        try:
            with _warned():
                self._image = Image.open(io.BytesIO(data), formats=(kind.upper(),))
                self.count = int(getattr(self._image, "n_frames", 1)) if kind == "tiff" else 1
        except (Image.DecompressionBombError, Image.DecompressionBombWarning):
            raise Unreadable("too_many_pixels") from None
        except _BROKEN:
            raise Unreadable(self._how_broken()) from None

    def page(self, number: int) -> RasterPage:
        """One page, upright by its orientation tag. Raises Unreadable."""
        try:
            with _warned():
                self._image.seek(number - 1)
                if self._image.width * self._image.height > MAX_PIXELS:
                    raise Unreadable("too_many_pixels")
                if self._ends_early():
                    raise Unreadable("truncated")
                if self._image.format == "JPEG" and not decodes_whole(self._data):
                    raise Unreadable(self._how_broken())
                turned = self._image.getexif().get(ORIENTATION, 1)  # asked first: loading turns a TIFF upright
                self._image.load()
        except _BROKEN:
            raise Unreadable(self._how_broken()) from None
        upright = self._image if turned == 1 else ImageOps.exif_transpose(self._image)  # which copies what it need not
        pixels, one_bit = grey_of(upright)
        across, down = _dpi(self._image, pixels, one_bit)
        dpi = (down, across) if turned >= 5 else (across, down)
        return RasterPage(number, np.ascontiguousarray(pixels), dpi, one_bit)

    def close(self) -> None:
        """Let go of the file."""
        self._image.close()

    def _ends_early(self) -> bool:
        """Whether the page's strips lie beyond the end of the file: libtiff would fill in white without a word."""
        tags = getattr(self._image, "tag_v2", {})
        starts, sizes = (tags.get(o, tags.get(t, ())) for o, t in ((273, 324), (279, 325)))
        return any(a + b > len(self._data) for a, b in zip(starts, sizes, strict=False))

    def _how_broken(self) -> str:
        """A TIFF whose first directory lies beyond the end, a PNG or JPEG without its end mark: it was cut off."""
        if self._data[:4] in (b"II*\0", b"MM\0*"):
            order = "little" if self._data[:2] == b"II" else "big"
            first = int.from_bytes(self._data[4:8], order)  # type: ignore[arg-type]
            whole = len(self._data) >= first + 2 and not self._directory_cut(first, order)
        else:
            end = b"IEND" if self._data[:1] == b"\x89" else b"\xff\xd9"
            whole = end in self._data[-64:]
        return "damaged" if whole else "truncated"

    def _directory_cut(self, at: int, order: str) -> bool:
        """Whether any directory of the chain does not fit into the file."""
        seen: set[int] = set()
        while at and at not in seen:
            seen.add(at)
            count = int.from_bytes(self._data[at : at + 2], order)  # type: ignore[arg-type]
            end = at + 2 + 12 * count + 4
            if end > len(self._data):
                return True
            at = int.from_bytes(self._data[end - 4 : end], order)  # type: ignore[arg-type]
        return False


@contextmanager
def _warned() -> Iterator[None]:
    """Pillow warns of odd files on stderr; of all that only a picture's size concerns us, and that is an error."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        yield


def grey_of(image: Image.Image) -> tuple[Grey, bool]:
    """Grey pixels on white paper, and whether they are pure black and white."""
    if image.mode == "1":
        return np.frombuffer(image.tobytes("raw", "L"), np.uint8).reshape(image.height, image.width), True
    if image.mode.startswith("I;16") or image.mode == "I":
        return (np.asarray(image).astype(np.float32) / 257).clip(0, 255).astype(np.uint8), False
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        layer = image.convert("RGBA")
        paper = Image.new("RGBA", layer.size, "white")
        image = Image.alpha_composite(paper, layer)
    pixels = np.asarray(image.convert("L"))
    return pixels, is_one_bit(pixels)


def is_one_bit(pixels: Grey) -> bool:
    """Whether there is nothing between black and white."""
    few = pixels[:: max(1, pixels.shape[0] // 64)]
    return bool(np.isin(few, (0, 255)).all() and np.isin(pixels, (0, 255)).all())


def _dpi(image: Image.Image, pixels: Grey, one_bit: bool) -> tuple[float, float]:
    """Resolution across and down as the file says; where it says nothing useful, as its shape tells.

    A fax of standard resolution that lost its tags is 1728 wide and about 1100 high: half as many lines as columns.
    """
    across, down = (float(v) for v in image.info.get("dpi", (0, 0)))
    said = 30 <= across <= 2400 and 30 <= down <= 2400
    if not said or min(pixels.shape[1] / across, pixels.shape[0] / down) > WIDEST:
        across = down = min(pixels.shape) / 8.5
    squashed = one_bit and pixels.shape[1] in FAX_WIDTHS and pixels.shape[0] < 0.8 * pixels.shape[1]
    if squashed and abs(across / down - 1) < 0.2:
        return across, across * 98 / 204
    return across, down
