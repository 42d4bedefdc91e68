"""Closing: what a final meeting may say, what has to be true for it, and what is to be done then."""

from __future__ import annotations

from datetime import date

import pytest

from cases.errors import Refused
from cases.in_force import in_force
from cases.plans.closing import Closing, Outcome, closing_refusals, require_closing, tasks
from cases.plans.plan import Accommodated
from cases.plans.policy import Party
from tests.cases.plans.sample_plans import filed, release, the_report

TODAY = date(2026, 12, 18)
THERE = frozenset({Party.WORKER, Party.REPRESENTATIVE, Party.SUPERVISOR, Party.CONTACT})
LASTING = (Accommodated(way="permanent-change", how="a lifting table at the bench"),)


def closing(outcome: Outcome, **more) -> Closing:
    """A final meeting today."""
    return Closing(**({"held_on": TODAY, "present": THERE, "outcome": outcome} | more))


def refused(said: Closing, *reports) -> set[str]:
    """The codes of the refusals."""
    held = in_force(filed(*(reports or (the_report(),))), TODAY)
    return {each.code for each in closing_refusals(said, held, TODAY)}


def test_recovered_takes_a_signed_release():
    """A meeting cannot release anybody (domain 4 rule 14); with the release everything is fine."""
    assert refused(closing(Outcome.RECOVERED)) == {"not_released"}
    freed = release(date(2026, 12, 16))
    assert refused(closing(Outcome.RECOVERED), the_report(), freed) == set()
    unsigned = freed.model_copy(update={"status": freed.status.model_copy(update={"signed": False})})
    assert refused(closing(Outcome.RECOVERED), the_report(), unsigned) == {"not_released"}


def test_worker_and_representative_are_at_the_meeting():
    """003 IV.A, IV.B; the union may stand for the representative, and nobody meets tomorrow."""
    alone = closing(
        Outcome.ALTERNATE_JOB, present={Party.CONTACT}, own_jobs_looked_at=True, position="Gate", similar=True
    )
    assert refused(alone) == {"absent_worker", "absent_representative"}
    assert refused(alone.model_copy(update={"present": frozenset({Party.WORKER, Party.UNION})})) == set()
    assert "meeting_to_come" in refused(alone.model_copy(update={"held_on": date(2026, 12, 19)}))


@pytest.mark.parametrize(
    ("said", "status", "codes"),
    [
        (closing(Outcome.IMPROVED_FULLY), {}, {"improvement_not_reported", "accommodation_not_looked_at"}),
        (closing(Outcome.IMPROVED_FULLY), {"mmi_reached": True}, {"accommodation_not_looked_at"}),
        (closing(Outcome.IMPROVED_FULLY, accommodation_looked_at=True), {"mmi_reached": True}, set()),
        (closing(Outcome.PERMANENT_ACCOMMODATION), {}, {"not_permanent", "no_accommodation"}),
        (closing(Outcome.PERMANENT_ACCOMMODATION, accommodations=LASTING), {"permanence": "permanent"}, set()),
        (
            closing(Outcome.PERMANENT_ACCOMMODATION, accommodations=(Accommodated(way="reduced-hours", how="4 h"),)),
            {"permanence": "permanent"},
            {"no_accommodation"},
        ),
        (closing(Outcome.ALTERNATE_JOB), {}, {"jobs_not_looked_at", "no_position", "not_similar"}),
        (closing(Outcome.VOCATIONAL_REFERRAL), {}, {"jobs_not_looked_at", "others_not_asked", "no_service"}),
        (
            closing(
                Outcome.VOCATIONAL_REFERRAL,
                own_jobs_looked_at=True,
                others_asked=True,
                referred_to=("State vocational service, district office",),
            ),
            {},
            set(),
        ),
    ],
)
def test_each_outcome_has_its_own_conditions(said, status, codes):
    """003 IV.F and IV.G, 004 triggers: improvement reported, lasting accommodation, own jobs before others' before a
    referral."""
    assert refused(said, the_report(**status)) == codes


def test_after_a_full_release_everybody_is_told():
    """001 II.B.5, 004 step 6: notices to all, one to two weeks' watch, the OSHA log, the file."""
    done = tasks(closing(Outcome.RECOVERED))
    told = {each.party for each in done if each.code == "notify"}
    assert {Party.WORKER, Party.SUPERVISOR, Party.MANAGER, Party.REPRESENTATIVE, Party.HUMAN_RESOURCES} <= told
    assert Party.CARRIER in told
    assert {"watch", "osha_log", "close_file"} <= {each.code for each in done}


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_updates_the_log_and_closes_the_file(outcome):
    """Whatever the end: OSHA log and file; only a release is announced as one."""
    codes = {each.code for each in tasks(closing(outcome))}
    assert {"osha_log", "close_file"} <= codes
    assert ("notify" in codes) is (outcome is Outcome.RECOVERED)


def test_a_refusal_carries_every_reason():
    """The error names each code, and no word that was handed in."""
    with pytest.raises(Refused) as no:
        require_closing(closing(Outcome.ALTERNATE_JOB, position=" "), in_force(filed(the_report()), TODAY), TODAY)
    assert set(no.value.reasons) == {"jobs_not_looked_at", "no_position", "not_similar"}
