"""The day it is for an employer that has set no zone of its own, asked each time: a long run goes on past midnight."""

from __future__ import annotations

from datetime import date, datetime

from cases.clocks import Profile


def today() -> date:
    """Today, where such an employer is."""
    return datetime.now(Profile().where).date()
