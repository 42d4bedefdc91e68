"""What happened in a case, as the clocks see it: dated facts, without a word of medical content.

The service feeds them from its tables (`api/casework/clock_facts.py`). Where only a day is known the fact has no hour,
and an hour clock then counts from the first minute of that day in the employer's zone: doubt never moves a deadline
later.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, model_validator

from cases.clocks.moments import day_of, first_moment
from cases.restrictions import Model


class Happening(StrEnum):
    """Every kind of fact. `about` of a fact names the packet, reply, offer, assignment … that it is about."""

    # the injury
    INJURY = "injury"
    NOTICE = "notice"  # the employer learned of it
    NOTIFIED = "notified"  # safety director and HR were told
    FIRST_REPORT_FILED = "first_report_filed"
    OSHA_ENTERED = "osha_entered"
    NOT_RECORDABLE = "not_recordable"  # decided: nothing to enter on the OSHA log
    NOT_WORK_RELATED = "not_work_related"  # the injury or illness does not come from the work
    # what providers say
    RESTRICTIONS_RECEIVED = "restrictions_received"  # a report came in; not `usable` while unsigned, unclear, unread
    RESTRICTIONS = "restrictions"  # confirmed, in force `through` a day
    TIGHTENED = "tightened"  # something may ask for more than what is in force
    REEVALUATED = "re_evaluated"  # a person settled that
    OFF_WORK = "off_work"  # from that day
    FULL_RELEASE = "full_release"  # full duty from that day
    EXAMINED = "examined"
    EXAM_ARRANGED = "exam_arranged"
    APPOINTMENT_MISSED = "appointment_missed"
    MMI_PERMANENT = "mmi_permanent"  # maximum medical improvement, with permanent restrictions
    ACCOMMODATION_DECIDED = "accommodation_decided"
    # packets and releases
    PACKET_SENT = "packet_sent"
    PACKET_NOT_SENT = "packet_not_sent"  # a channel refused it, or nobody knows whether it left
    REPLY_RECEIVED = "reply_received"  # `about` is the packet it answers
    CONSENT_GIVEN = "consent_given"  # to talk with the physician; `through` a day, if it ends
    CONSENT_WITHDRAWN = "consent_withdrawn"
    RELEASE_SIGNED = "release_signed"  # an authority to release, in force `through` a day
    RELEASE_REVOKED = "release_revoked"
    # offers and modified duty
    OFFER_MADE = "offer_made"  # to be answered `through` a day
    OFFER_ANSWERED = "offer_answered"
    OFFER_WITHDRAWN = "offer_withdrawn"
    CARRIER_NOTIFIED = "carrier_notified"  # of the answer to that offer
    ASSIGNMENT_STARTED = "assignment_started"  # its first day; planned `through` its last
    ASSIGNMENT_ENDED = "assignment_ended"  # its last day
    ASSIGNMENT_REVIEWED = "assignment_reviewed"  # held against new restrictions: it goes on as it is
    AUTHORIZED = "authorized"  # HR let modified duty go on
    WAGE_DECIDED = "wage_decided"  # HR set the rate of pay after the first weeks
    # talking and watching
    CONTACT_MADE = "contact_made"  # with the worker
    FOLLOW_UP_CALL = "follow_up_call"
    PHYSICIAN_CONTACTED = "physician_contacted"
    CHECK_IN = "check_in"  # the day's log of modified duty
    WEEKLY_REVIEW = "weekly_review"
    PAIN_REPORTED = "pain_reported"
    COMMITTEE_FORMED = "committee_formed"
    COMMITTEE_UPDATED = "committee_updated"
    RELEASE_TOLD = "release_told"  # everybody knows of the full release
    WATCH_CHECKED = "watch_checked"  # after the full release
    CLOSED = "closed"


class Fact(Model):
    """One fact: `at` a moment, or `on` a day of the employer's zone where the hour is not known.

    `through` is the last day of what has an end; `usable` is false for a form that nobody can act on yet.
    """

    kind: Happening
    at: AwareDatetime | None = None
    on: date | None = None
    about: str = ""
    through: date | None = None
    usable: bool = True

    @model_validator(mode="after")
    def _dated(self) -> Fact:
        if (self.at is None) == (self.on is None):
            raise ValueError("a fact has a moment or a day, one of both")
        return self

    def day(self, zone: ZoneInfo) -> date:
        """The day of it, where the employer is."""
        return day_of(self.at, zone) if self.at is not None else self._on

    def moment(self, zone: ZoneInfo) -> datetime:
        """The moment of it in UTC: without an hour, the first of its day."""
        if self.at is None:
            return first_moment(self._on, zone)
        return self.at if self.at.tzinfo is UTC else self.at.astimezone(UTC)

    @property
    def _on(self) -> date:
        assert self.on is not None
        return self.on
