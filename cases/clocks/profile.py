"""An employer's own clocks: rules on and off, their numbers, its time zone, the days it works."""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from pydantic import Field, field_validator

from cases.clocks.rule import AnyRule
from cases.clocks.rules import RULES
from cases.restrictions import Model

EVERY_DAY: Final = (0, 1, 2, 3, 4, 5, 6)


class Setting(Model):
    """What an employer says of one rule; what it leaves out stays as the table has it."""

    on: bool | None = None
    hours: float | None = Field(default=None, gt=0, le=24 * 366)
    days: int | None = Field(default=None, ge=0, le=3660)
    first: int | None = Field(default=None, ge=0, le=3660)
    lead: int | None = Field(default=None, ge=0, le=366)


class Profile(Model):
    """The clocks of one employer.

    `zone` is an IANA name: in it days begin and end. `workdays` are the days on which modified duty is worked (Monday
    is 0): by default all, since nobody told us which day may pass without a look at the worker.
    """

    zone: str = "America/New_York"
    workdays: tuple[int, ...] = Field(default=EVERY_DAY, min_length=1)
    rules: dict[str, Setting] = Field(default_factory=dict)

    @field_validator("zone")
    @classmethod
    def _zone(cls, name: str) -> str:
        if name not in _zones():
            raise ValueError("not a time zone; give an IANA name such as America/New_York")
        return name

    @field_validator("workdays")
    @classmethod
    def _workdays(cls, days: tuple[int, ...]) -> tuple[int, ...]:
        if not set(days) <= set(EVERY_DAY):
            raise ValueError("days of the week are 0 (Monday) to 6 (Sunday)")
        return tuple(sorted(set(days)))

    @field_validator("rules")
    @classmethod
    def _fits(cls, settings: dict[str, Setting]) -> dict[str, Setting]:
        for name, setting in settings.items():
            if name not in RULES:
                raise ValueError("there is no rule of that name")
            _check(RULES[name], setting)
        return settings

    @cached_property
    def where(self) -> ZoneInfo:
        """The employer's zone."""
        return ZoneInfo(self.zone)

    @cached_property
    def active(self) -> tuple[AnyRule, ...]:
        """The rules that count, with the employer's numbers. A rule without a number makes nothing."""
        set_up = (_applied(rule, self.rules.get(name, Setting())) for name, rule in RULES.items())
        return tuple(rule for rule in set_up if rule.on and _numbered(rule))


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _applied(rule: AnyRule, setting: Setting) -> AnyRule:
    said = setting.model_dump(exclude_none=True)
    other = {"hours": "days", "days": "hours"}
    return rule.model_copy(update={other[name]: None for name in said if name in other} | said)


def _numbered(rule: AnyRule) -> bool:
    return rule.shape == "until" or rule.hours is not None or rule.days is not None


def _check(rule: AnyRule, setting: Setting) -> None:
    """A number has to be of the rule's own kind: hours where it counts hours, days where it counts days."""
    if setting.hours is not None and rule.shape not in ("once", "each"):
        raise ValueError(f"{rule.id} counts days")
    if setting.days is not None and rule.shape == "until":
        raise ValueError(f"{rule.id} is due on the last day itself; set how many days before it shows")
    if setting.days == 0 and rule.shape in ("every", "reached"):
        raise ValueError(f"{rule.id} needs at least one day")
    if setting.first is not None and rule.shape != "every":
        raise ValueError(f"{rule.id} does not repeat")
    if None not in (setting.hours, setting.days):
        raise ValueError(f"{rule.id} counts hours or days, not both")
    if rule.law and _longer(rule, setting):
        raise ValueError(f"{rule.id} is law: it can be made shorter, not longer")


def _longer(rule: AnyRule, setting: Setting) -> bool:
    stated = rule.days * 24 if rule.days is not None else rule.hours
    asked = setting.days * 24 if setting.days is not None else setting.hours
    return stated is not None and asked is not None and asked > stated
