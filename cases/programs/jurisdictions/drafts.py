"""Packs that nobody has confirmed with counsel: they refuse like the others, and every text of theirs says so."""

from __future__ import annotations

from typing import Final

from cases.programs.jurisdictions.pack import (
    ByHand,
    DaysBetween,
    Enclosed,
    Item,
    LastsMonths,
    Note,
    Pack,
    Stated,
    WageShare,
)
from cases.programs.jurisdictions.worked import FMLA

_CA: Final = "8 CCR 10133.34"

CALIFORNIA: Final = Pack(
    id="california",
    name="California",
    status="draft",
    items=(
        Item(
            code="offered_too_late",
            says="The offer is not made within 60 days of receiving the report of permanent restrictions.",
            citation=f"{_CA} (forms 10133.35, 10133.36)",
            rule=DaysBetween(first="restrictions_received", then="letter_date", at_most=60),
            when="permanent",
        ),
        Item(
            code="too_short",
            says="Work within permanent restrictions has to last 12 months.",
            citation=f"{_CA}; Labor Code 4658.1",
            rule=LastsMonths(months=12),
            when="permanent",
        ),
        Item(
            code="wage_too_low",
            says="Modified or alternative work pays at least 85 % of the wage on the day of the injury; the share is "
            "not stated, or lower.",
            citation="Labor Code 4658.1",
            rule=WageShare(at_least=0.85),
            when="permanent",
        ),
        Item(
            code="answer_time_short",
            says="The worker has 30 days to answer.",
            citation=_CA,
            rule=DaysBetween(first="letter_date", then="answer_by", at_least=30),
            when="permanent",
        ),
        Item(
            code="reasonable_commute",
            says="Nobody has confirmed that the way to work is reasonable.",
            citation=f"{_CA}; Labor Code 4658.1",
            rule=ByHand(ask="Is it the same place and shift as before the injury, or a reasonable way from home?"),
            when="permanent",
        ),
        Item(
            code="official_form",
            says="Nobody has confirmed that the offer goes out on the state's form.",
            citation=f"{_CA} (form 10133.35)",
            rule=ByHand(ask="Is form 10133.35 filled in and sent along?"),
            when="permanent",
        ),
    ),
    notes=(
        FMLA,
        Note(says="An objection to the distance has to be made within 20 days, or it is waived.", citation=_CA),
    ),
)

_FL: Final = "Florida Statutes 440.15(6)"

FLORIDA: Final = Pack(
    id="florida",
    name="Florida",
    status="draft",
    items=(
        Item(
            code="suitable",
            says="Nobody has confirmed that the work is suitable for this worker.",
            citation=_FL,
            rule=ByHand(ask="Is the work suitable: within the restrictions, and within what the worker can do?"),
        ),
        Item(
            code="still_available",
            says="Nobody has confirmed that the work is available now.",
            citation=f"{_FL}; Moore; Hawkins v. Publix",
            rule=ByHand(ask="Is the work open today, and will it stay so while the offer stands?"),
        ),
    ),
    notes=(
        FMLA,
        Note(
            says="A refusal without good cause counts only while the work is shown to be available: offer it again "
            "from time to time. The law names no interval; 30 days is ours.",
            citation=f"{_FL}; Moore; Hawkins v. Publix",
        ),
    ),
    reissue_days=30,
    reissue_citation=f"{_FL}; Moore; Hawkins v. Publix",
)

_WA: Final = "RCW 51.32.090(4)(b)"

WASHINGTON: Final = Pack(
    id="washington",
    name="Washington",
    status="draft",
    items=(
        Item(
            code="provider_approval",
            says="The attending provider approves the written description before the work is offered; no approval "
            "before the day of the letter is on file.",
            citation=_WA,
            rule=DaysBetween(first="provider_approved", then="letter_date", at_least=0),
        ),
        Item(
            code="description_to_worker",
            says="The worker gets a copy of the description that the provider got; it is not among the papers.",
            citation=_WA,
            rule=Enclosed(paper="job_description"),
        ),
        Item(
            code="no_other_duties",
            says="Nobody has confirmed that the worker will do no other duties than those described.",
            citation=_WA,
            rule=ByHand(ask="Will the worker be given the described duties and no others?"),
        ),
        Item(
            code="reasonable_time",
            says="Nobody has confirmed that the worker has a reasonable time to answer.",
            citation=_WA,
            rule=ByHand(ask="Is the time between the letter and the first day reasonable for this worker?"),
        ),
    ),
    notes=(FMLA,),
)

_GA: Final = "Georgia Board form WC-240 and its rule"

GEORGIA: Final = Pack(
    id="georgia",
    name="Georgia",
    status="draft",
    items=(
        Item(
            code="examined_too_long_ago",
            says="The physician has to have examined the worker within 60 days before the offer.",
            citation=_GA,
            rule=DaysBetween(first="exam_date", then="letter_date", at_least=0, at_most=60),
        ),
        Item(
            code="provider_approval",
            says="The physician approves the description of the work; no approval before the letter is on file.",
            citation=_GA,
            rule=DaysBetween(first="provider_approved", then="letter_date", at_least=0),
        ),
        Item(
            code="notice_too_short",
            says="The form reaches the worker at least 10 days before the first day.",
            citation=_GA,
            rule=DaysBetween(first="letter_date", then="start_date", at_least=10),
        ),
        *(
            Item(code=code, says=says, citation=_GA, rule=Stated(name=name))
            for name, code, says in (
                ("position", "position_unknown", "The title of the position is missing."),
                ("duties", "missing_duties", "The duties are missing."),
                ("wage", "wages_undecided", "The pay is not decided."),
                ("location", "missing_location", "The place of work is missing."),
                ("schedule", "missing_schedule", "The hours of work are missing."),
            )
        ),
        Item(
            code="official_form",
            says="Nobody has confirmed that the offer goes out on the state's form.",
            citation=_GA,
            rule=ByHand(ask="Is form WC-240 filled in and sent along?"),
        ),
    ),
    notes=(FMLA,),
)

_TN: Final = "Tennessee REWARD program, tool 8"

TENNESSEE: Final = Pack(
    id="tennessee",
    name="Tennessee",
    status="draft",
    items=(
        Item(
            code="report_not_enclosed",
            says="The physician's letter goes along with the offer; it is not among its papers.",
            citation=_TN,
            rule=Enclosed(paper="work_status_report"),
        ),
        Item(
            code="demands_not_enclosed",
            says="The form with the demands of the work goes along with the offer; it is not among its papers.",
            citation=_TN,
            rule=Enclosed(paper="demands_form"),
        ),
    ),
    notes=(FMLA, Note(says="We know of no contents that a statute asks for.", citation=_TN)),
)

DRAFTS: Final = (CALIFORNIA, FLORIDA, WASHINGTON, GEORGIA, TENNESSEE)
