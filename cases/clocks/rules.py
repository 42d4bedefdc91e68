"""Every rule of the clocks, each with its source. The numbers are an employer's to change (`profile.py`).

A source is named in words that a coordinator knows: seed 001 is the sample return-to-work program and the modified duty
policy, 002 the recovery support process, 003 the New York model program, 004 the modified duty playbook.

Where the sources give no number ("immediately") the day itself counts. 004 says both that an offer follows restrictions
within 24 hours and that the worker hears from us within 24 hours: two clocks. The first report of injury has no number
here: it depends on the state (domain 9). Sentences are ours, for a coordinator, and hold nothing medical.
"""

from __future__ import annotations

from typing import Final

from cases.clocks.facts import Happening
from cases.clocks.rule import AnyRule, Each, Every, Once, Reached, Until, While, Who
from cases.osha.rules import ENTRY_DAYS

H = Happening

_LEARNED: Final = (H.NOTICE, H.INJURY)  # the employer can act from notice on; without one on file, from the injury
_OVER: Final = (H.FULL_RELEASE,)

_FIRST_DAYS: Final = (
    Once(
        id="notify-2h", who=Who.SUPERVISOR, starts=_LEARNED, hours=2, meets=(H.NOTIFIED,),
        task="Tell the safety director and HR about the injury.",
        source="modified duty playbook, step 1",
    ),
    Once(
        id="contact-24h", who=Who.COORDINATOR, starts=_LEARNED, hours=24, meets=(H.CONTACT_MADE,),
        task="Talk with the worker: how are things, and work within the restrictions will be found.",
        source="modified duty playbook, common mistakes (contact the worker within 24 hours)",
    ),
    Once(
        id="first-report", who=Who.HR, starts=_LEARNED, meets=(H.FIRST_REPORT_FILED,), outlives=True,
        task="File the first report of injury with the state and the carrier.",
        source="modified duty playbook, checklist (24-48 hours, by state); none where the state is not known",
    ),
    Once(
        id="osha-7d", who=Who.HR, starts=_LEARNED, days=ENTRY_DAYS, outlives=True,
        meets=(H.OSHA_ENTERED, H.NOT_RECORDABLE),
        law=True,
        task="Enter the case on the OSHA log, or record why it is not recordable.",
        source="29 CFR 1904.29(b)(3); modified duty playbook, checklist",
    ),
)  # fmt: skip

_OFFERS: Final = (
    Each(
        id="offer-24h", who=Who.COORDINATOR, start=H.RESTRICTIONS_RECEIVED, hours=24,
        meets=(H.OFFER_MADE, H.ASSIGNMENT_REVIEWED), stops=_OVER,
        task="Offer modified duty within the new restrictions, or record that the running assignment fits them.",
        source="modified duty playbook, step 3 and checklist; counted from receipt",
    ),
    Each(
        id="offer-answer", who=Who.COORDINATOR, start=H.OFFER_MADE, days=0, by_through=True, same=True,
        meets=(H.OFFER_ANSWERED,), stops=(H.FULL_RELEASE, H.OFFER_WITHDRAWN),
        task="Get the worker's answer to the offer, and put the signed slip on file.",
        source="modified duty playbook, checklist (same day as the offer, unless the offer gives longer)",
    ),
    Each(
        id="carrier-notice", who=Who.HR, start=H.OFFER_ANSWERED, days=0, same=True, meets=(H.CARRIER_NOTIFIED,),
        task="Tell the carrier how the offer was answered.", letter="carrier-answer-notice",
        source="modified duty playbook, step 3",
    ),
)  # fmt: skip

_MODIFIED_DUTY: Final = (
    Reached(
        id="modified-30", who=Who.COORDINATOR, days=30, stops=_OVER, letter="day-30-physician",
        task="30 days of modified duty: ask the physician what to expect, and look at the assignment again.",
        source="modified duty playbook, triggers; all stretches together",
    ),
    Reached(
        id="modified-60", who=Who.SAFETY_DIRECTOR, days=60, stops=_OVER, letter="day-60-carrier",
        task="60 days of modified duty: bring in the carrier, consider a capacity evaluation, look at other positions.",
        source="modified duty playbook, triggers; all stretches together",
    ),
    Reached(
        id="modified-90", who=Who.HR, days=90, stops=_OVER, letter="day-90-decision",
        task="90 days of modified duty: decide how it goes on.",
        source="modified duty playbook, triggers; all stretches together",
    ),
    Reached(
        id="plan-90", who=Who.COORDINATOR, days=90, stops=_OVER, meets=(H.AUTHORIZED,), lead=7, on=False,
        task="Modified duty comes to its usual length: end it, or have it extended with a new end.",
        source="New York model program, IV.E (usually no longer than 90 days)",
    ),
    Every(
        id="authorization-90", who=Who.HR, during=While.MODIFIED, days=90, reaches_back=True, lead=7,
        meets=(H.AUTHORIZED,), on=False,
        task="The description of the modified job runs out: authorize it again, or end it.",
        source="sample return-to-work program, II.B.2; restricted duty job description (HR beyond 90 days)",
    ),
    Every(
        id="program-120", who=Who.SAFETY_DIRECTOR, during=While.MODIFIED, first=120, days=30, lead=7,
        meets=(H.AUTHORIZED,), on=False,
        task="Review whether modified duty goes on: is there progress?",
        source="sample return-to-work program 3, scope (120 days, then every 30)",
    ),
    Reached(
        id="wage-4w", who=Who.HR, days=28, stops=_OVER, meets=(H.WAGE_DECIDED,), lead=7, on=False,
        task="Four weeks at the base rate are over: decide the rate of pay.",
        source="modified duty policy, guidelines 1 and 2",
    ),
    Reached(
        id="non-work-4w", who=Who.HR, days=28, stops=_OVER, meets=(H.AUTHORIZED,), needs=H.NOT_WORK_RELATED, lead=7,
        on=False,
        task="Four weeks of modified duty without a work-related cause: decide whether it goes on.",
        source="modified duty policy, guideline 5",
    ),
)  # fmt: skip

_FOLLOW_UP: Final = (
    Once(
        id="call-45d", who=Who.COORDINATOR, starts=(H.INJURY,), days=45, lead=0, meets=(H.FOLLOW_UP_CALL,), stops=_OVER,
        letter="follow-up-call",
        task="Call the worker to ask how the recovery goes, without pressing for a date.",
        source="New York model program, III.B; counted from the injury",
    ),
    Every(
        id="contact-weekly", who=Who.COORDINATOR, during=While.OFF_WORK, days=7, lead=2, meets=(H.CONTACT_MADE,),
        task="Talk with the worker, who is off work: has anything changed?",
        source="modified duty policy, guideline 9",
    ),
    Every(
        id="check-in-daily", who=Who.SUPERVISOR, during=While.MODIFIED, first=0, days=1, lead=0, workdays=True,
        meets=(H.CHECK_IN,),
        task="Check in with the worker and keep the day's log: are the restrictions kept?",
        source="modified duty playbook, step 5 and checklist",
    ),
    Every(
        id="review-weekly", who=Who.MANAGER, during=While.MODIFIED, days=7, lead=1, meets=(H.WEEKLY_REVIEW,),
        task="Go through the week of modified duty with the safety director.",
        source="modified duty playbook, step 5",
    ),
    Every(
        id="physician-biweekly", who=Who.COORDINATOR, during=While.OFF_OR_MODIFIED, days=14, lead=2, consent=True,
        meets=(H.PHYSICIAN_CONTACTED,),
        task="Ask the physician how things go; the worker has agreed to it.",
        source="modified duty playbook, step 5; every two weeks",
    ),
    Every(
        id="reexam-30d", who=Who.HR, during=While.MODIFIED, days=30, lead=10, reaches_back=True, meets=(H.EXAMINED,),
        task="See that the worker is examined again within 30 days of the last examination.",
        source="modified duty policy, injured employee 7",
    ),
    Every(
        id="committee-4w", who=Who.COORDINATOR, during=While.COMMITTEE, days=28, lead=3, meets=(H.COMMITTEE_UPDATED,),
        letter="committee-update",
        task="Bring the committee up to date: abilities, restrictions, the next date.",
        source="recovery support process, committee updates (at least every four weeks)",
    ),
)  # fmt: skip

_EVENTS: Final = (
    Each(
        id="pain", who=Who.SUPERVISOR, start=H.PAIN_REPORTED, days=0, meets=(H.EXAM_ARRANGED, H.EXAMINED),
        task="Stop the work in question and arrange an examination.",
        source="modified duty playbook, triggers",
    ),
    Each(
        id="missed-visit", who=Who.COORDINATOR, start=H.APPOINTMENT_MISSED, days=0, meets=(H.CONTACT_MADE,),
        stops=_OVER,
        task="Talk with the worker today about the missed appointment, and have a new one made.",
        source="modified duty playbook, triggers",
    ),
    Each(
        id="tightened", who=Who.COORDINATOR, start=H.TIGHTENED, days=0, same=True, meets=(H.REEVALUATED,),
        task="Restrictions may have tightened: look at the running assignment now, and settle the re-evaluation.",
        source="modified duty playbook, step 5 and triggers",
    ),
    Each(
        id="mmi-permanent", who=Who.HR, start=H.MMI_PERMANENT, days=0, meets=(H.ACCOMMODATION_DECIDED,),
        task="Restrictions are permanent: find out whether any open position can accommodate them.",
        source="modified duty playbook, triggers; New York model program, IV.F",
    ),
)  # fmt: skip

_CHASE: Final = (
    Each(
        id="packet-not-sent", who=Who.COORDINATOR, start=H.PACKET_NOT_SENT, days=0, same=True, meets=(H.PACKET_SENT,),
        task="The packet could not be sent, or nobody knows whether it was: find out, and send it another way.",
        source="our own rule (a packet that never left is not chased; the employer sets the day)",
    ),
    Each(
        id="second-request", who=Who.COORDINATOR, start=H.PACKET_SENT, days=7, lead=0, same=True,
        meets=(H.REPLY_RECEIVED,), letter="second-request",
        task="The packet was not answered: send the second request.",
        source="our own rule (day 7)",
    ),
    Each(
        id="chase-call", who=Who.COORDINATOR, start=H.PACKET_SENT, days=10, lead=0, same=True,
        meets=(H.REPLY_RECEIVED,),
        task="The packet is still not answered: call the doctor's office.",
        source="our own rule (then a call; the employer sets the day)",
    ),
    Each(
        id="chase-escalate", who=Who.SAFETY_DIRECTOR, start=H.PACKET_SENT, days=14, lead=0, same=True,
        meets=(H.REPLY_RECEIVED,),
        task="Neither letter nor call brought an answer: take it to the worker and the carrier.",
        source="our own rule (then escalation; the employer sets the day)",
    ),
)  # fmt: skip

_ENDS: Final = (
    Until(
        id="restrictions-end", who=Who.COORDINATOR, start=H.RESTRICTIONS, lead=7, stops=_OVER,
        task="The restrictions run out: get the next report. Expired is not released.",
        source="modified duty playbook, step 2 (a limit that ended is asked about, never taken as lifted)",
    ),
    Until(
        id="assignment-end", who=Who.COORDINATOR, start=H.ASSIGNMENT_STARTED, lead=7, same=True,
        meets=(H.ASSIGNMENT_ENDED,), stops=(H.FULL_RELEASE, H.OFF_WORK),
        task="The assignment runs out: end it, or extend it with a new end.",
        source="New York model program, IV.E (never open-ended)",
    ),
    Until(
        id="release-end", who=Who.COORDINATOR, start=H.RELEASE_SIGNED, lead=14, same=True, stops=(H.RELEASE_REVOKED,),
        task="The worker's authority to release runs out: ask for a new one, or nothing more goes to the office.",
        source="45 CFR 164.508(c)(1)(v)",
    ),
    Each(
        id="release-told", who=Who.HR, start=H.FULL_RELEASE, days=0, meets=(H.RELEASE_TOLD,),
        letter="full-duty-release",
        task="Tell everybody concerned that the worker is released to full duty.",
        source="sample return-to-work program, II.B.5; modified duty playbook, step 6",
    ),
    Each(
        id="watch-1w", who=Who.SUPERVISOR, start=H.FULL_RELEASE, days=7, lead=2, meets=(H.WATCH_CHECKED,),
        stops=(H.OFF_WORK, H.ASSIGNMENT_STARTED),
        task="One week of full duty: does the worker hesitate, does anything come back?",
        source="modified duty playbook, step 6 (1-2 weeks)",
    ),
    Each(
        id="watch-2w", who=Who.SUPERVISOR, start=H.FULL_RELEASE, days=14, lead=2, counts_from=8,
        meets=(H.WATCH_CHECKED,), stops=(H.OFF_WORK, H.ASSIGNMENT_STARTED),
        task="Two weeks of full duty: a last look before the file is closed.",
        source="modified duty playbook, step 6 (1-2 weeks)",
    ),
)  # fmt: skip

RULES: Final[dict[str, AnyRule]] = {
    rule.id: rule
    for rules in (_FIRST_DAYS, _OFFERS, _MODIFIED_DUTY, _FOLLOW_UP, _EVENTS, _CHASE, _ENDS)
    for rule in rules
}
