"""Every letter of the catalogue filled from one case, in whose medical and free words a canary sits."""

from __future__ import annotations

from datetime import date

from cases.demands import Job
from cases.in_force import Filed, InForce, in_force
from cases.programs.program import Program
from cases.restrictions import (
    Environment,
    FreeText,
    Limit,
    MaxBand,
    MaxWeight,
    Never,
    Report,
    Required,
    Restriction,
    Review,
    Status,
)
from generate import carrier_letters, house_letters, program_sheets, provider_letters
from generate.carrier_letters import Alternative, Answer, Sixty
from generate.filling import Accommodation, Assigned, Values
from generate.headings import for_letter
from generate.house_letters import Meeting, Post, Release, Standing
from generate.offers import offer_values
from generate.provider_letters import Received, Sent
from generate.questions import open_questions
from tests.generate.offer_case import CANARY, EVIDENCE, HEADING, REPORT, STATUS, TERMS, TODAY, job, matched

WORK = Assigned(position="Parts inspector", schedule="Monday to Friday, 8 to 2", since=date(2026, 11, 9), days=12)
POST = Post(position="Parts inspector", schedule="Monday to Friday, 8 to 2", supervisor_name="Morgan Placeholder")
STOOL = Accommodation(accommodation="A stool at the bench", first=date(2026, 11, 30), last=date(2026, 12, 18))
FORM = "Transitional Assignment form"
ENCLOSED = [f"{FORM}, to be completed (1 page)"]


def entered(activity: str, *limits: Limit, **more: object) -> Restriction:
    """A restriction as a person may enter it, every free word of it the canary."""
    return Restriction(activity=activity, limits=limits, review=Review.CONFIRMED, from_=(CANARY,), **more)


SECRETIVE = (
    entered("lift", MaxWeight(value=21), qualifier=f"after {CANARY}", body_part=CANARY),
    entered("carry", MaxWeight(value=22, frequency=CANARY)),
    entered("push", MaxWeight(value=23, lift_zone=CANARY)),
    entered("stand", MaxBand(band=CANARY, scale=CANARY)),
    entered("noise", Environment(high=80, unit=CANARY)),
    entered("hear", Required(what=f"a device against {CANARY}")),
    entered("walk", FreeText(text=CANARY)),
    entered("other", FreeText(text=f"no ladders because of {CANARY}")),
    entered("medication_required", Required(what=CANARY)),
    entered("medication_drowsy", Never()),
)
DOCTOR = STATUS.model_copy(
    update={"provider_name": CANARY, "next_visit": date(2026, 12, 10), "expected_full_duty": date(2027, 1, 11)}
)
CASE = REPORT.model_copy(update={"restrictions": (*REPORT.restrictions, *SECRETIVE), "status": DOCTOR})
RELEASED = Report(
    document="doc-9",
    status=DOCTOR.model_copy(
        update={
            "status": Status.FULL_DUTY,
            "expected_through": None,
            "max_hours_per_day": None,
            "max_days_per_week": None,
        }
    ),
)


def held(*reports: Report, pending: tuple[Report, ...] = (), doubtful: tuple[str, ...] = ()) -> InForce:
    """These reports confirmed, those pending, as of the day of the letters."""
    filed = [Filed(report=each, received=TODAY, confirmed=True) for each in reports]
    filed += [Filed(report=each, received=TODAY, doubtful=doubtful) for each in pending]
    return in_force(filed, TODAY)


def filled() -> dict[str, Values]:
    """The values of every letter, by its id."""
    reports, regular = held(CASE), Job(title=HEADING.job_title, hours_per_day=8, tasks=job().tasks)
    questions = open_questions(None, (), CASE.model_copy(update={"status": STATUS.model_copy(update={"signed": None})}))
    sixty = Sixty(next_update=date(2026, 12, 10), alternatives=(Alternative(work="Receiving desk", found="Open"),))
    meeting = Meeting(day="February 8, 2027, 2 p.m.", place="Room 2", invited=("Human Resources",))
    release = Release(regular=POST, assignment_end=date(2026, 11, 19), notified=("Jordan Sample",))
    answer = Answer(kind="declined", day=date(2026, 11, 24))
    return {
        "treating-physician": {**for_letter(HEADING), "enclosures": ENCLOSED},
        "provider-return-to-work": provider_letters.return_to_work(HEADING, ENCLOSED),
        "clarification-request": provider_letters.clarification(
            HEADING, Received(title=FORM, day=date(2026, 11, 19)), questions
        ),
        "second-request": provider_letters.second_request(
            HEADING, Sent(day=date(2026, 11, 20), to="fax to 555-010-0170"), FORM, ENCLOSED
        ),
        "day-30-physician": provider_letters.day_30(HEADING, WORK, reports, FORM, ENCLOSED),
        "offer-modified-duty": offer_values(TERMS, HEADING, *matched(), EVIDENCE),
        "carrier-answer-notice": carrier_letters.answer_notice(HEADING, TERMS, answer),
        "day-60-carrier": carrier_letters.day_60(HEADING, WORK, reports, sixty),
        "committee-update": house_letters.committee_update(HEADING, reports, Standing(work_status="At modified work")),
        "supervisor-notice": house_letters.supervisor_notice(HEADING, POST, reports, [STOOL], date(2026, 12, 11)),
        "full-duty-release": house_letters.full_duty_release(HEADING, held(RELEASED), release),
        "day-90-decision": house_letters.day_90(HEADING, WORK, meeting),
        "follow-up-call": house_letters.follow_up_call(HEADING),
        "program-summary": program_sheets.summary(HEADING, Program()),
        "task-bank": program_sheets.task_sheet(HEADING, regular, Program()),
    }
