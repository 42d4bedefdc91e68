"""One case as far as an offer needs it: a signed report in force, a light job, their match with a person's word."""

from __future__ import annotations

from datetime import UTC, date, datetime

from cases.demands import Demand, Job, Task
from cases.in_force import Filed, InForce, in_force
from cases.matching import Match, Outcome, match, resolve, settle
from cases.offers import OfferTerms, assignment_of
from cases.restrictions import (
    Cleared,
    FreeText,
    MaxWeight,
    Never,
    Prolonged,
    Report,
    Restriction,
    Review,
    Status,
    Strength,
    WorkStatus,
)
from generate.headings import Heading
from generate.offers import Evidence

CANARY = "ZQX-LUPUS-77"
TODAY = date(2026, 11, 20)
HEADING = Heading(
    company_name="Northfield Fabrication, Inc.",
    company_address="1450 Foundry Road\nNorthfield, NY 13000",
    worker_name="Jordan Sample",
    worker_address="7 Maple Lane\nNorthfield, NY 13000",
    injury_date=date(2026, 11, 2),
    claim_number="WC-000-123",
    provider_name="Dr. Alex Sampleton",
    provider_address="Example Orthopedics\n22 Clinic Street\nNorthfield, NY 13000",
    job_title="Warehouse associate",
    contact_name="Casey Example",
    contact_phone="555-010-0140",
    contact_fax="555-010-0141",
    contact_email="rtw@example.com",
    carrier_name="Sample Mutual Insurance",
    carrier_address="P.O. Box 900\nAlbany, NY 12200",
    signer_name="Casey Example",
    signer_title="Return to Work Program Contact",
    letter_date=TODAY,
)
TERMS = OfferTerms(
    worker_name="Jordan Sample",
    claim_number="WC-000-123",
    letter_date=TODAY,
    sent_by="first-class mail and e-mail",
    position="Parts inspector (temporary)",
    duties=("Inspect finished parts at a bench", "Record what was found"),
    requirements=("Bench inspection (6 hours a day): sitting, often",),
    location="1450 Foundry Road, Building B",
    schedule="Monday to Friday, 8:00 a.m. to 2:30 p.m.",
    hours_per_day=6,
    days_per_week=5,
    overtime=False,
    wage="$21.40 an hour, your regular rate",
    start_date=date(2026, 11, 30),
    end_date=date(2026, 12, 11),
    ends_in_review=True,
    supervisor_name="Morgan Placeholder",
    report_document="doc-1",
    report_provider="Dr. Alex Sampleton",
    report_date=date(2026, 11, 19),
    stop_work_contact="Morgan Placeholder, 555-010-0150",
    answer_by=date(2026, 11, 27),
    answer_how="check one, sign below, and return this page by fax, by e-mail, by mail or in person",
    copies=("Supervisor (without the report)", "Workers' compensation carrier"),
)
STATUS = WorkStatus(
    status=Status.RESTRICTED, effective_from=date(2026, 11, 20), expected_through=date(2026, 12, 18),
    exam_date=date(2026, 11, 19), provider_name="Dr. Alex Sampleton", signed=True, signed_date=date(2026, 11, 19),
    max_hours_per_day=6, max_days_per_week=5,
)  # fmt: skip


def limited(activity: str, name: str, limit: Never | MaxWeight | Prolonged | FreeText) -> Restriction:
    """A confirmed restriction that rests on one field."""
    return Restriction(
        activity=activity, limits=(limit,), strength=Strength.AVOID, from_=(name,), review=Review.CONFIRMED
    )


REPORT = Report(
    document="doc-1",
    status=STATUS,
    restrictions=(
        limited("lift", "avoid_lift_over_10", MaxWeight(value=10)),
        limited("bend", "avoid_bending", Never()),
        limited("stand", "avoid_prolonged_standing", Prolonged()),
        limited("other", "other_positioning", FreeText(text=f"no ladders because of {CANARY}")),
    ),
    cleared=tuple(
        Cleared(activity=code, limits=(Never(),), from_=(f"avoid_{code}",)) for code in ("walk", "sit", "carry")
    ),
)  # fmt: skip
BOXES = {
    "avoid_lift_over_10": "Lifting over 10 lb", "avoid_bending": "Bending", "avoid_walk": "Walking",
    "avoid_prolonged_standing": "Prolonged standing", "other_positioning": "Other", "avoid_sit": "Prolonged sitting",
    "avoid_carry": "Carrying",
}  # fmt: skip
EVIDENCE = [
    Evidence(
        document="doc-1", title="Transitional assignment form", field=name, label=label, page=1,
        box=(72.0, 700.0 - 20 * row, 85.0, 713.0 - 20 * row),
    )
    for row, (name, label) in enumerate(BOXES.items())
] + [
    Evidence(
        document="doc-1", title="Transitional assignment form", field=name, label=label, page=1,
        box=(x, 300.0, x + 18, 314.0), stands_for=f"max_{name}",
    )
    for name, label, x in (("hours_per_day", "Hours/day", 72.0), ("days_per_week", "Days/wk", 140.0))
]  # fmt: skip


def job(**weights: float) -> Job:
    """A bench job: some walking, standing and light lifting, no bending."""
    demands = (
        Demand(activity="sit", value="often", cell="1. Sitting"),
        Demand(activity="stand", value="sometimes", cell="1. Standing"),
        Demand(activity="walk", value="sometimes", cell="1. Walking"),
        Demand(activity="bend", value="not_present", cell="5. Bending"),
        Demand(
            activity="lift", value="sometimes", weight_low=0, weight_high=10, actual_weight=8, carry_distance=0,
            cell="2. Lifting and carrying, 1-10 lb",
        ),
    )  # fmt: skip
    return Job(title="Parts inspector", hours_per_day=6, days_per_week=5, overtime=False, tasks=(
        Task(title="Bench inspection", hours_per_day=6, demands=demands),
    ))  # fmt: skip


def reports(report: Report = REPORT) -> InForce:
    """That report, confirmed, in force on the first day."""
    return in_force([Filed(report=report, received=date(2026, 11, 19), confirmed=True)], TODAY)


def settled(found: Match) -> Match:
    """What is undecided, settled by a named person with a reason that must not be printed."""
    at = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
    return settle(found, [resolve(found, p.key, "Riley Coordinator", f"asked, {CANARY}", at) for p in found.undecided])


def matched(report: Report = REPORT) -> tuple[InForce, Match]:
    """The reports in force and the settled match of the bench job."""
    governing = reports(report)
    found = settled(match(governing, job(), assignment_of(TERMS)))
    assert found.outcome is Outcome.COMPATIBLE, [(p.code, p.sentence) for p in found.undecided + found.conflicts]
    return governing, found
