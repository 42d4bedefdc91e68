"""Who fills each of our forms and who reads it: facts beside the definitions, since they change nothing on paper."""

from __future__ import annotations

from cases.restrictions import Model


class Handling(Model):
    """The hands a form goes through, in a few words each."""

    filled_by: str
    read_by: str


PROVIDER = "the provider's office"
EMPLOYER = "the coordinator; the supervisor sees the restrictions only"

HANDLING: dict[str, Handling] = {
    "transitional-assignment": Handling(filled_by=PROVIDER, read_by=EMPLOYER),
    "provider-examination-report": Handling(
        filled_by=PROVIDER, read_by="the coordinator; page 1 stays in the medical file"
    ),
    "temporary-assignment-job-description": Handling(
        filled_by="the host supervisor (what the job takes), then the provider's office (yes or no)", read_by=EMPLOYER
    ),
    "provider-release-letter": Handling(filled_by=PROVIDER, read_by=EMPLOYER),
    "supplementary-questions": Handling(filled_by="the treating physician", read_by="the coordinator"),
    "physical-demands-task-assessment": Handling(
        filled_by="who observes the task", read_by="the provider's office, the coordinator"
    ),
    "authority-to-release": Handling(filled_by="the worker", read_by="the provider's office"),
    "job-description": Handling(
        filled_by="the supervisor or a job analyst", read_by="the provider's office, the coordinator"
    ),
    "restricted-duty-job-description": Handling(
        filled_by="the coordinator", read_by="the worker, the supervisor, those who approve"
    ),
    "plan-development-worksheet": Handling(
        filled_by="the coordinator with the return-to-work committee", read_by="the committee"
    ),
    "individual-return-to-work-plan": Handling(
        filled_by="the coordinator with the worker and the supervisor",
        read_by="those who approve it; the medical part only the coordinator",
    ),
    "modified-duty-assignment": Handling(
        filled_by="the coordinator; the worker accepts or declines", read_by="the worker, the supervisor"
    ),
}
