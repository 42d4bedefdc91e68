"""What a field means, in the vocabulary of `cases/`: the reader goes by meaning, never by a field's name.

Three polarities, one model: ticked means avoid (`Avoid`), yes means can (`Allows`, `CanHandle`), a chosen class or
level means so much (`Allows`); a number means at most (`LimitOf`, `Schedule`).
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from cases.restrictions import Limit, Model, Side, Status, Strength


class Avoid(Model):
    """A tick: the worker must avoid this activity, or go beyond these limits. `also`: the rest of a composite row."""

    kind: Literal["avoid"] = "avoid"
    activity: str
    also: tuple[str, ...] = ()
    limits: tuple[Limit, ...]
    strength: Strength = Strength.AVOID
    side: Side = "unstated"


class NothingToAvoid(Model):
    """A tick: nothing in this section need be avoided. Beside another mark in the section it is a contradiction."""

    kind: Literal["nothing_to_avoid"] = "nothing_to_avoid"


class LimitOf(Model):
    """A written number that refines the tick of field `of`: "more than __ hours at a time"."""

    kind: Literal["limit_of"] = "limit_of"
    of: str
    limit: Literal["max_continuous", "max_daily"]
    unit: Literal["hours", "minutes"] = "hours"


class OtherToAvoid(Model):
    """Words beside "Other": their polarity comes from the words, always through review."""

    kind: Literal["other_to_avoid"] = "other_to_avoid"


class Schedule(Model):
    """A written number that limits the working day or week."""

    kind: Literal["schedule"] = "schedule"
    what: Literal["max_hours_per_day", "max_days_per_week"]


class Duration(Model):
    """Pick one: how long the restrictions last. `days` by option, calendar days at most; None = open-ended."""

    kind: Literal["duration"] = "duration"
    days: dict[str, int | None]


class DateOf(Model):
    """A written date and the part it plays."""

    kind: Literal["date_of"] = "date_of"
    what: Literal["effective_from", "next_visit", "expected_full_duty", "signed_date", "exam_date", "expires"]


class Identity(Model):
    """Written by the office, compared with the case: the wrong-patient check. What we printed proves nothing."""

    kind: Literal["identity"] = "identity"
    what: Literal["birth_date", "worker_name"]


class Signature(Model):
    """Ink or a digital signature where the provider signs."""

    kind: Literal["signature"] = "signature"


class NotAppropriate(Model):
    """Words: the program is not appropriate at this time because …"""

    kind: Literal["not_appropriate"] = "not_appropriate"


class Comments(Model):
    """Free words; a person reads them, since they can hold a limit."""

    kind: Literal["comments"] = "comments"


class Printed(Model):
    """Filled by us before the paper leaves (worker, employer, provider …); `what` is the case's name for it."""

    kind: Literal["printed"] = "printed"
    what: str


class DemandOf(Model):
    """A cell of a demands assessment. `cell` is the printed place; weights are pounds, (low, high]."""

    kind: Literal["demand_of"] = "demand_of"
    activity: str
    measure: Literal["share", "at_one_time", "per_day"] = "share"
    scale: str = "nys-task-assessment"
    part: Literal["value", "description", "lift_height", "start_height", "carry_distance", "actual_weight"] = "value"
    weight_low: float | None = None
    weight_high: float | None = None
    cell: str


class Allows(Model):
    """Pick one about an activity: what is still allowed, by option. No limits: as much as there is.

    A `qualifier` narrows the activity ("repeated"); `named_by` is the field that says which kind is meant. Then an
    option without limits is about that kind only and clears nothing else. An untouched row answers nothing.
    """

    kind: Literal["allows"] = "allows"
    activity: str
    options: dict[str, tuple[Limit, ...]]
    qualifier: str | None = None
    named_by: str | None = None


class Ambiguous(Model):
    """Pick one under words that can be read two ways: "None" under "level of limitation", no bending or no limit?

    Only on printings that are not ours any more. Whatever is marked limits and clears nothing, also where a person has
    read the mark: it is the printed words that have to be asked about.
    """

    kind: Literal["ambiguous"] = "ambiguous"
    activity: str


class CanHandle(Model):
    """Yes or no to loads over `low` up to `high` pounds (None: and more); rows of one activity make a ladder.

    Yes allows up to `high` and asks nothing of the rows below; no ends at `low`, whatever stands above it.
    """

    kind: Literal["can_handle"] = "can_handle"
    activity: str
    low: float
    high: float | None
    scale: str


class CanPerform(Model):
    """Yes or no to a function of the job, named in words by field `of`: no person's words are decided by machine."""

    kind: Literal["can_perform"] = "can_perform"
    of: str


class JobAsks(Model):
    """The supervisor's tick: the job takes what row `row` asks about. It says nothing about the patient."""

    kind: Literal["job_asks"] = "job_asks"
    row: str


class StatusOf(Model):
    """Pick one: what the report says about working at all. `only`: options that release to described work alone."""

    kind: Literal["status_of"] = "status_of"
    options: dict[str, Status]
    only: dict[str, str] = Field(default_factory=dict)


class Conditions(Model):
    """Words that belong to one option of a pick-one: "under these conditions". A person reads them."""

    kind: Literal["conditions"] = "conditions"
    of: str
    option: str


class Medical(Model):
    """History, findings, diagnosis, treatment: the medical tier only. No restriction is ever made of it."""

    kind: Literal["medical"] = "medical"
    what: str


class Told(Model):
    """A plain fact kept with the document (a printed name, the time of a visit). No restriction is made of it."""

    kind: Literal["told"] = "told"
    what: str


class Countersignature(Model):
    """The signature of somebody who is not the provider: it signs nothing of what the provider said."""

    kind: Literal["countersignature"] = "countersignature"
    who: str


# Papers that stay in the house


class DemandNote(Model):
    """What stands beside a demand of a job analysis, in the row that `cell` names; repetitions are of one workday."""

    kind: Literal["demand_note"] = "demand_note"
    activity: str
    what: Literal["repetitions", "force", "distance_or_height", "items", "comments"]
    cell: str


class Approval(Model):
    """The signature of one of those who approve a house paper, or its date."""

    kind: Literal["approval"] = "approval"
    who: Literal["employee", "supervisor", "manager", "representative", "human_resources"]
    part: Literal["signature", "date"]


class OfferAnswer(Model):
    """Pick one: the worker accepts the assignment or declines it."""

    kind: Literal["offer_answer"] = "offer_answer"


Meaning = Annotated[
    Avoid | NothingToAvoid | LimitOf | OtherToAvoid | Schedule | Duration | DateOf | Identity | Signature
    | NotAppropriate | Comments | Printed | DemandOf | DemandNote | Approval | OfferAnswer
    | Allows | Ambiguous | CanHandle | CanPerform | JobAsks | StatusOf | Conditions | Medical | Told | Countersignature,
    Field(discriminator="kind"),
]  # fmt: skip
