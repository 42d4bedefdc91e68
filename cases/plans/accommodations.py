"""Ways to accommodate an injured worker, as types: what a plan or an offer may say it does (003 appendix G; 001 II.A).

The sources' facts in our words. A way that is part of a treatment tells what treatment somebody has: it has no place
on a paper that supervisor, manager or Committee read (domain 7), so `cases.plans.plan.Plan` does not take one. It
stands in the medical part, and the plan part says only what the duties are.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal

from pydantic import Field

from cases.restrictions import Model

APPENDIX_G: Final = "New York model program, appendix G, ways to accommodate (seed 003)"
PROGRAM_1: Final = "Sample program 1, part II.A (seed 001, appendix A)"
Lasts = Literal["temporary", "permanent"]


class Way(Model):
    """One way to accommodate. `lasts`: for the time of recovery, or for good.

    `treatment`: the provider asks for it as part of a treatment. `led_by` says whose word it needs before it begins.
    """

    id: str
    title: str
    says: str = Field(min_length=10)
    lasts: Lasts
    led_by: Literal["employer", "provider", "worker"] = "employer"
    treatment: bool = False
    source: str = APPENDIX_G


_ALL: Final = (
    Way(
        id="light-duties",
        title="Lighter duties",
        says="Work that takes less strength than the regular job; the provider's limits say how much less.",
        lasts="temporary",
    ),
    Way(
        id="lesser-duties",
        title="Fewer duties, slower",
        says="Some of the regular duties are left out, and the others are done at a slower pace.",
        lasts="temporary",
    ),
    Way(
        id="alternate-duties",
        title="Other duties",
        says="Other work, which the worker can do safely and well; a short training first where it takes one.",
        lasts="temporary",
    ),
    Way(
        id="reduced-hours",
        title="Fewer hours",
        says="The same duties for fewer hours a day or fewer days a week.",
        lasts="temporary",
    ),
    Way(
        id="assistance",
        title="Help from others",
        says="Somebody else takes over, or helps with, the parts of the job that are beyond the limits.",
        lasts="temporary",
        source=PROGRAM_1,
    ),
    Way(
        id="graduated-return",
        title="Return in steps",
        says="The regular duties come back step by step, as the worker recovers.",
        lasts="temporary",
    ),
    Way(
        id="treatment-changes",
        title="Changes asked for by the provider as treatment",
        says="Further changes of the job that the provider asks for because they help the treatment along.",
        lasts="temporary",
        led_by="provider",
        treatment=True,
    ),
    Way(
        id="work-hardening",
        title="Work hardening",
        says="Duties are used to build up strength, little by little, until the regular job is possible again.",
        lasts="temporary",
        led_by="provider",
        treatment=True,
    ),
    Way(
        id="extended-therapy",
        title="Therapy at the workplace",
        says="The provider's programme takes up real duties at the workplace, under supervision, one after another.",
        lasts="temporary",
        led_by="provider",
        treatment=True,
    ),
    Way(
        id="permanent-change",
        title="Lasting change of the job",
        says="The regular job is changed for good or another one found, as the worker asks; it is tried out first.",
        lasts="permanent",
        led_by="worker",
    ),
    Way(
        id="on-the-job-training",
        title="Training on the job",
        says="A skilled colleague trains the worker for one new job, best one that is open when the training ends.",
        lasts="permanent",
        led_by="worker",
    ),
)

WAYS: Final[Mapping[str, Way]] = MappingProxyType({way.id: way for way in _ALL})
