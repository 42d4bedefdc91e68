"""Pages of one copy, within one file, become one document; a page that comes a second time begins another."""

from __future__ import annotations

from dataclasses import dataclass, field

from extract.reader import PageReadings, unread
from forms.codes import PageCode
from forms.editions import Edition
from forms.fields import Field, Place, is_penned
from forms.readings import Reading, ReadingStatus, Source


@dataclass(frozen=True)
class ReadPage:
    """A page of the file that carries our code. `edition` None: unknown here; `content` None: not read."""

    number: int
    code: PageCode | None
    edition: Edition | None = None
    content: PageReadings | None = None
    reason: str | None = None  # why it was not read


@dataclass
class Draft:
    """A document being put together: its pages by their number on the form."""

    edition: Edition | None
    code: PageCode | None
    pages: dict[int, ReadPage] = field(default_factory=dict)

    @property
    def numbers(self) -> tuple[int, ...]:
        """Its pages as they are counted in the file, in the order of the form."""
        return tuple(self.pages[n].number for n in sorted(self.pages))


def assemble(pages: list[ReadPage]) -> list[Draft]:
    """Documents in the order in which their first page came."""
    drafts: list[Draft] = []
    current: dict[tuple[str, str], Draft] = {}
    for page in pages:
        if page.code is None:
            drafts.append(Draft(None, None, {1: page}))  # two codes that disagree: nobody's document
            continue
        key = page.code.edition, page.code.copy_id
        draft = current.get(key)
        if draft is None or page.code.page in draft.pages:
            draft = current[key] = Draft(page.edition, page.code)
            drafts.append(draft)
        draft.pages[page.code.page] = page
    return drafts


def readings_of(draft: Draft) -> dict[str, Reading]:
    """All readings of a document; what did not arrive is `missing`, what could not be lined up is for review.

    One office, one pen: where one page shows that ink was lost, no page of the reply is surely empty.
    """
    if draft.edition is None:
        return {}
    form = draft.edition.map
    found: dict[str, Reading] = {}
    pen_lost = any(page.content.pen_lost for page in draft.pages.values() if page.content)
    for geometry in form.pages:
        page = draft.pages.get(geometry.number)
        if page is not None and page.content is not None:
            found.update({n: _doubted(r) if pen_lost else r for n, r in page.content.readings.items()})
        else:
            status = ReadingStatus.MISSING if page is None else ReadingStatus.REVIEW
            reason = None if page is None else "weak_registration"
            found.update(unread(geometry.number, _fields_on(draft.edition, geometry.number), status, reason))
    return {f.name: found[f.name] for f in form.fields if f.name in found}


def _doubted(reading: Reading) -> Reading:
    """A reading of "nothing there" from ink, as the question that it is where ink was lost."""
    if reading.status is not ReadingStatus.ACCEPTED or reading.source is not Source.MARK or reading.value:
        return reading
    return reading.model_copy(
        update={"status": ReadingStatus.REVIEW, "value": None, "confidence": 0.5, "reason": "thin_page"}
    )


def _fields_on(edition: Edition, number: int) -> list[tuple[Field, tuple[Place, ...]]]:
    form = edition.map
    pairs = [(f, tuple(p for p in form.places_of(f.name) if p.page == number)) for f in form.fields if is_penned(f)]
    return [(f, places) for f, places in pairs if places]
