"""What an employer says of its program: how long modified work lasts, how it is paid, which tasks there are."""

from __future__ import annotations

from datetime import date
from typing import Final

from pydantic import Field, field_validator

from cases.programs.bank import BankTask
from cases.programs.task_bank import TASK_BANK
from cases.restrictions import Model

USUAL_LENGTH: Final = "90 days"  # New York model program, part IV.E ("usually"): seed 003
# What an employer pays is its own to say: an offer is refused without a wage, so this much is always true.
WAGE_RULE: Final = "Every offer states the wage, before the work begins."


class Program(Model):
    """The employer's return-to-work program as its summary and its sheet of tasks describe it.

    `edition_date` is the day of this wording; None: the day of the letter it goes with. `modified_tasks` are ids of
    the task bank, in the order of the sheet.
    """

    usual_length: str = Field(default=USUAL_LENGTH, min_length=1, max_length=100)
    wage_rule: str = Field(default=WAGE_RULE, min_length=1, max_length=500)
    edition_date: date | None = None
    modified_tasks: tuple[str, ...] = Field(default=tuple(TASK_BANK), min_length=1)

    @field_validator("modified_tasks")
    @classmethod
    def _known(cls, ids: tuple[str, ...]) -> tuple[str, ...]:
        if unknown := sorted(set(ids) - set(TASK_BANK)):
            raise ValueError(f"the task bank has no {', '.join(unknown)}")
        return ids

    @property
    def tasks(self) -> tuple[BankTask, ...]:
        """The modified tasks that may be open."""
        return tuple(TASK_BANK[each] for each in dict.fromkeys(self.modified_tasks))
