"""What one state asks of an offer beyond the core checklist, as data: each item with its rule and its citation.

The rules themselves are checked in `cases/offers/packs.py`; a pack only says which, and why.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field

from cases.restrictions import Model

COUNSEL: Final = "Our reading of this state's law is a draft: check with counsel."

# Days that an item may count between: of the terms, and the examination behind the report relied on.
Day = Literal[
    "letter_date", "start_date", "end_date", "answer_by", "open_through", "restrictions_received", "provider_approved",
    "exam_date",
]  # fmt: skip


class Stated(Model):
    """The offer says this: `name` is a field of `cases.offers.OfferTerms`."""

    kind: Literal["stated"] = "stated"
    name: str


class Enclosed(Model):
    """A paper goes along with the offer."""

    kind: Literal["enclosed"] = "enclosed"
    paper: Literal["work_status_report", "job_description", "demands_form"]


class ByHand(Model):
    """Nothing we hold can tell: a person confirms it, by the item's code. `ask` is what they are asked."""

    kind: Literal["by_hand"] = "by_hand"
    ask: str


class DaysBetween(Model):
    """Calendar days from `first` to `then`: at least so many, at most so many. A day nobody states is refused too."""

    kind: Literal["days_between"] = "days_between"
    first: Day
    then: Day
    at_least: int | None = None
    at_most: int | None = None


class LastsMonths(Model):
    """The work lasts so many calendar months, first and last day included."""

    kind: Literal["lasts_months"] = "lasts_months"
    months: int


class WageShare(Model):
    """The wage is at least this share of the wage on the day of the injury (1 = the same)."""

    kind: Literal["wage_share"] = "wage_share"
    at_least: float


class Signed(Model):
    """The report relied on is signed: the core has it too, this is the state's own citation for it."""

    kind: Literal["signed"] = "signed"


class TreatingDoctor(Model):
    """The offer rests on the treating doctor's report; where there is none, on another doctor's assessment after a
    physical examination, if a person confirms that the treating doctor has not disagreed (`confirm`, a code)."""

    kind: Literal["treating_doctor"] = "treating_doctor"
    confirm: str
    ask: str


Rule = Annotated[
    Stated | Enclosed | ByHand | DaysBetween | LastsMonths | WageShare | Signed | TreatingDoctor,
    Field(discriminator="kind"),
]


class Item(Model):
    """One thing an offer needs here. `says` is the refusal's sentence, `citation` where it is written.

    `when="permanent"`: only for restrictions that are permanent; those of which the report does not say are taken for
    permanent until a person confirms that they are temporary.
    """

    code: str
    says: str
    citation: str = Field(min_length=1)
    rule: Rule
    when: Literal["always", "permanent"] = "always"


class Note(Model):
    """What follows from an offer here. Nothing is refused for it."""

    says: str
    citation: str = Field(min_length=1)


class Pack(Model):
    """A jurisdiction. `reissue_days`: while work is not accepted, it is offered again at least so often."""

    id: str
    name: str
    status: Literal["in_force", "draft"]
    items: tuple[Item, ...] = ()
    notes: tuple[Note, ...] = ()
    reissue_days: int | None = None
    reissue_citation: str = ""

    @property
    def draft(self) -> bool:
        """Nobody has confirmed it with counsel."""
        return self.status == "draft"

    @property
    def asks(self) -> tuple[tuple[str, str], ...]:
        """What a person must confirm by hand: code and question."""
        found = []
        for item in self.items:
            if isinstance(item.rule, ByHand):
                found.append((item.code, item.rule.ask))
            elif isinstance(item.rule, TreatingDoctor):
                found.append((item.rule.confirm, item.rule.ask))
        if any(item.when == "permanent" for item in self.items):
            found.append((TEMPORARY, "Are the restrictions temporary? The provider's report has to say so."))
        return tuple(found)

    @property
    def answer_days(self) -> int | None:
        """Days the worker has to answer at the least, from the day of the letter; None where no rule says."""
        rules = [item.rule for item in self.items if isinstance(item.rule, DaysBetween)]
        return next((r.at_least for r in rules if (r.first, r.then) == ("letter_date", "answer_by")), None)


TEMPORARY: Final = "restrictions_temporary"  # a person has seen on the report that they are
