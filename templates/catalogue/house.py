"""Papers inside the house: for the worker, the supervisor, the Committee, and the one who calls."""

from __future__ import annotations

from typing import Final

from templates.catalogue.entries import Letter, Reader, Variable
from templates.catalogue.names import pick

_FROM: Final = ("company_name", "company_address", "letter_date", "worker_name", "contact_name", "contact_phone")

COMMITTEE_UPDATE: Final = Letter(
    id="committee-update",
    title="Update for the Committee",
    keeps=("worker_name", "abilities", "restrictions", "next_update_date", "prognosis"),
    readers=(Reader.COMMITTEE,),
    by_hand=True,
    reader="The Return to Work Committee, every four weeks or when something is new: abilities, restrictions, the date "
    "of the next update, the outlook for return. Nothing medical.",
    variables=(
        *pick(*_FROM, "signer_name", "signer_title"),
        Variable(
            name="work_status",
            about="At what work the worker is, in a line.",
            sample="At temporary modified work since November 30, 2026, six hours a day",
        ),
        Variable(
            name="abilities",
            about="What the worker can do now, a line each.",
            sample=[
                "Seated bench work for the full shift",
                "Lifting and carrying up to 10 lb",
                "Walking on level ground",
            ],
        ),
        *pick("restrictions", "next_update_date"),
        Variable(
            name="prognosis",
            about="When and to which work a return is expected; no reasons.",
            sample="Return to the regular job is expected in the week of January 11, 2027, hours rising from six to "
            "eight.",
        ),
        Variable(
            name="to_discuss",
            about="Points for the Committee, a line each: work, hours, the agreement.",
            sample=["The temporary shift begins two hours earlier than the posted one: does the agreement allow it?"],
            optional=True,
        ),
    ),
)

SUPERVISOR_NOTICE: Final = Letter(
    id="supervisor-notice",
    title="Notice to the supervisor: restrictions and accommodations",
    keeps=("worker_name", "restrictions", "accommodations"),
    readers=(Reader.SUPERVISOR,),
    by_hand=True,
    reader="The supervisor: restrictions and accommodations with their dates, and nothing else.",
    variables=(
        *pick(*_FROM, "supervisor_name", "position", "schedule", "restrictions", "accommodations"),
        Variable(name="review_date", about="When the notice is looked at again.", sample="December 18, 2026"),
    ),
)

FULL_DUTY: Final = Letter(
    id="full-duty-release",
    title="Notice of release to full duty",
    keeps=("worker_name", "release_date", "notified"),
    readers=(Reader.WORKER, Reader.SUPERVISOR, Reader.HUMAN_RESOURCES, Reader.CARRIER, Reader.COMMITTEE),
    by_hand=True,
    reader="Everybody at once, so it holds only what a supervisor may see: released from when, and what follows.",
    variables=(
        *pick(
            *_FROM,
            "job_title",
            "schedule",
            "supervisor_name",
            "signer_name",
            "signer_title",
            letter_date="January 8, 2027",
            schedule="Monday to Friday, 7:00 a.m. to 3:30 p.m.",
        ),
        Variable(name="release_date", about="The first day without restrictions.", sample="January 11, 2027"),
        Variable(name="assignment_end", about="The last day of the modified work.", sample="January 8, 2027"),
        Variable(
            name="notified",
            about="Everybody who gets this notice, a line each.",
            sample=[
                "Jordan Sample",
                "Morgan Placeholder, supervisor",
                "Human Resources",
                "Sample Mutual Insurance",
                "Return to Work Committee",
            ],
        ),
    ),
)

DAY_90: Final = Letter(
    id="day-90-decision",
    title="90-day letter: deciding what comes next",
    keeps=("worker_name", "assigned_since", "meeting_date"),
    readers=(Reader.WORKER, Reader.HUMAN_RESOURCES, Reader.CARRIER),
    by_hand=True,
    reader="The worker, with copies to Human Resources and the carrier: a meeting, and what it may decide.",
    variables=(
        *pick(
            *_FROM,
            "worker_address?",
            "claim_number?",
            "job_title",
            "position",
            "assigned_since",
            "modified_days",
            "carrier_name",
            "signer_name",
            "signer_title",
            letter_date="February 1, 2027",
            modified_days="90",
        ),
        Variable(name="meeting_date", about="Day and time of the meeting.", sample="February 8, 2027, 2:00 p.m."),
        Variable(name="meeting_place", about="Where it is, or how to join.", sample="Building A, room 2, or by phone"),
        Variable(
            name="invited",
            about="Who is asked to come, a line each.",
            sample=[
                "Casey Example, Program Contact",
                "Morgan Placeholder, supervisor",
                "Human Resources",
                "Your employee representative",
            ],
        ),
        *pick("copies?", copies=["Human Resources", "Sample Mutual Insurance"]),
    ),
)

FOLLOW_UP_CALL: Final = Letter(
    id="follow-up-call",
    title="Follow-up call, 45 days after the injury",
    keeps=("worker_name", "call_date"),
    readers=(Reader.CONTACT,),
    by_hand=True,
    reader="The Program Contact who calls: what to say, what not to ask, what to write down. No pressure.",
    variables=(
        *pick("company_name", "worker_name", "injury_date", "contact_name", "contact_phone", "worker_phone?"),
        Variable(name="call_date", about="The 45th day after the injury.", sample="December 17, 2026"),
    ),
)

HOUSE: Final = (COMMITTEE_UPDATE, SUPERVISOR_NOTICE, FULL_DUTY, DAY_90, FOLLOW_UP_CALL)
