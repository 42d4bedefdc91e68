"""Pages of one copy, within one file, become one document; a page that comes a second time begins another.

Nothing says that pages found by their look belong together: only the next page of the same printing, right behind in
the file, joins, and not if the two name different people.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from extract.naming import may_be_the_same
from extract.reader import PageReadings, unread
from forms.codes import PageCode
from forms.editions import Edition
from forms.fields import Field, Place, is_penned
from forms.readings import Reading, ReadingStatus, Source


@dataclass(frozen=True)
class ReadPage:
    """A page of ours in the file. `edition` None: unknown here; `content` None: not read."""

    number: int
    code: PageCode | None
    edition: Edition | None = None
    content: PageReadings | None = None
    reason: str | None = None  # why it was not read
    look: int | None = None  # which page of its form it is, where only its look says so


@dataclass
class Draft:
    """A document being put together: its pages by their number on the form."""

    edition: Edition | None
    code: PageCode | None
    pages: dict[int, ReadPage] = field(default_factory=dict)

    @property
    def by_look(self) -> bool:
        """Whether nothing but the look of its pages says what it is."""
        return any(page.look is not None for page in self.pages.values())

    @property
    def named(self) -> dict[str, str]:
        """Whom its pages name in print, the first page first."""
        contents = [self.pages[n].content for n in sorted(self.pages)]
        return {what: text for c in reversed(contents) if c for what, text in c.named.items()}

    @property
    def numbers(self) -> tuple[int, ...]:
        """Its pages as they are counted in the file, in the order of the form."""
        return tuple(self.pages[n].number for n in sorted(self.pages))


def assemble(pages: list[ReadPage]) -> list[Draft]:
    """Documents in the order in which their first page came."""
    drafts: list[Draft] = []
    current: dict[tuple[str, str], Draft] = {}
    for page in pages:
        if page.look is not None:
            _by_look(drafts, page, page.look)
            continue
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


def _by_look(drafts: list[Draft], page: ReadPage, number: int) -> None:
    """The page behind the last one, if that was found by its look too; otherwise a document of its own."""
    last = drafts[-1] if drafts else None
    before = last.pages.get(number - 1) if last else None
    if last is None or before is None or number in last.pages or not _follows(before, page):
        drafts.append(last := Draft(page.edition, None))
    last.pages[number] = page


def _follows(one: ReadPage, other: ReadPage) -> bool:
    """Whether both were found by their look, behind each other, in one printing, and can be about one person."""
    if one.look is None or one.edition is None or other.edition is None or one.content is None or other.content is None:
        return False
    behind = other.number == one.number + 1 and one.edition.folder == other.edition.folder
    return behind and may_be_the_same(one.content.named, other.content.named)


def readings_of(draft: Draft) -> dict[str, Reading]:
    """All readings of a document; what did not arrive is `missing`, what could not be lined up is for review.

    One office, one pen: where one page shows that ink was lost, no page of the reply is surely empty; where only its
    writing was, no place for writing is.
    """
    if draft.edition is None:
        return {}
    form = draft.edition.map
    found: dict[str, Reading] = {}
    contents = [page.content for page in draft.pages.values() if page.content]
    pen_lost = any(content.pen_lost for content in contents)
    lost = pen_lost or any(content.writing_lost for content in contents)
    boxes = {f.name for f in form.fields if f.kind in ("check", "radio")}
    for geometry in form.pages:
        page = draft.pages.get(geometry.number)
        if page is not None and page.content is not None:
            told = page.content.readings.items()
            found.update({n: doubted(r) if (pen_lost if n in boxes else lost) else r for n, r in told})
        else:
            status = ReadingStatus.MISSING if page is None else ReadingStatus.REVIEW
            reason = None if page is None else "weak_registration"
            found.update(unread(geometry.number, _fields_on(draft.edition, geometry.number), status, reason))
    return {f.name: found[f.name] for f in form.fields if f.name in found}


def doubted(reading: Reading) -> Reading:
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
