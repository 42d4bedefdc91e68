"""The worked packs: no particular state, New York, Texas (domain 5)."""

from __future__ import annotations

from typing import Final

from cases.programs.jurisdictions.pack import (
    ByHand,
    DaysBetween,
    Enclosed,
    Item,
    Note,
    Pack,
    Signed,
    Stated,
    TreatingDoctor,
)

FMLA: Final = Note(
    says="While leave under the Family and Medical Leave Act remains, light duty may be declined; compensation "
    "benefits may then stop.",
    citation="29 CFR 825.220(d), 825.702(d)",
)

GENERAL: Final = Pack(id="general", name="No particular state", status="in_force", notes=(FMLA,))

_BOARD: Final = "New York Workers' Compensation Board practice (practitioners' summary)"

NEW_YORK: Final = Pack(
    id="new-york",
    name="New York",
    status="in_force",
    items=(
        Item(
            code="missing_sent_by",
            says="The offer does not say how it is sent; it is made in writing.",
            citation=_BOARD,
            rule=Stated(name="sent_by"),
        ),
        Item(
            code="missing_requirements",
            says="The physical and time requirements are missing, so nobody can see how the work fits the "
            "restrictions.",
            citation=_BOARD,
            rule=Stated(name="requirements"),
        ),
        Item(
            code="missing_open_through",
            says="The offer does not say how long it stays open.",
            citation=_BOARD,
            rule=Stated(name="open_through"),
        ),
        Item(
            code="open_too_short",
            says="The offer closes before the day named for the answer.",
            citation=_BOARD,
            rule=DaysBetween(first="answer_by", then="open_through", at_least=0),
        ),
        Item(
            code="no_end_date",
            says="The offer does not say how long the work lasts.",
            citation=_BOARD,
            rule=Stated(name="end_date"),
        ),
        Item(
            code="missing_hours_per_day",
            says="The hours a day are missing.",
            citation=_BOARD,
            rule=Stated(name="hours_per_day"),
        ),
        Item(
            code="missing_copies",
            says="The offer names nobody who gets a copy; all parties do.",
            citation=_BOARD,
            rule=Stated(name="copies"),
        ),
        Item(
            code="copies_to_all_parties",
            says="Nobody has confirmed that all parties get a copy.",
            citation=_BOARD,
            rule=ByHand(ask="Does every party to the claim get a copy: worker, counsel, carrier, Board?"),
        ),
    ),
    notes=(FMLA,),
)

_RULE: Final = "28 TAC 129.6"

TEXAS: Final = Pack(
    id="texas",
    name="Texas",
    status="in_force",
    items=(
        Item(
            code="missing_sent_by",
            says="The offer does not say how it is sent; it is made in writing.",
            citation=f"{_RULE}(c)",
            rule=Stated(name="sent_by"),
        ),
        Item(
            code="missing_location",
            says="The place of work is missing.",
            citation=f"{_RULE}(c)(1)",
            rule=Stated(name="location"),
        ),
        Item(
            code="missing_schedule",
            says="The schedule is missing: days, hours and shift.",
            citation=f"{_RULE}(c)(2)",
            rule=Stated(name="schedule"),
        ),
        Item(
            code="wages_undecided",
            says="The wage is not decided; an offer states it.",
            citation=f"{_RULE}(c)(3)",
            rule=Stated(name="wage"),
        ),
        Item(
            code="missing_requirements",
            says="The physical and time requirements are missing.",
            citation=f"{_RULE}(c)(4)",
            rule=Stated(name="requirements"),
        ),
        Item(
            code="missing_training",
            says="The statement about suitable tasks and training is missing.",
            citation=f"{_RULE}(c)(5)",
            rule=Stated(name="training"),
        ),
        Item(
            code="report_not_enclosed",
            says="A copy of the Work Status Report goes along with the offer; it is not among its papers.",
            citation=f"{_RULE}(c)",
            rule=Enclosed(paper="work_status_report"),
        ),
        Item(
            code="unsigned",
            says="The Work Status Report is not signed, so the offer cannot rest on it.",
            citation=f"{_RULE}; Appeals Panel 180817",
            rule=Signed(),
        ),
        Item(
            code="not_the_treating_doctor",
            says="The offer does not rest on the treating doctor's report. Where there is none, another doctor's "
            "assessment after a physical examination will do, if the treating doctor has not disagreed.",
            citation=f"{_RULE}(b); Appeals Panel 171296",
            rule=TreatingDoctor(
                confirm="treating_doctor_silent",
                ask="Is there no report of the treating doctor, and has the treating doctor not disagreed with the "
                "other doctor, who examined the worker in person?",
            ),
        ),
        Item(
            code="geographically_accessible",
            says="Nobody has confirmed that the worker can get to the place of work.",
            citation=f"{_RULE}(d)(2)(A), (e)",
            rule=ByHand(
                ask="Is the place within reach: distance, how the worker travels, what the condition allows of driving?"
            ),
        ),
    ),
    notes=(
        FMLA,
        Note(
            says="The carrier may count the offered wages as earnings from the day the offer is rejected, or from the "
            "seventh day after the worker has it.",
            citation=f"{_RULE}(g)",
        ),
    ),
)
