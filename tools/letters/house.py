"""Papers inside the house."""

from __future__ import annotations

from docx.document import Document as WordFile
from docx.shared import Pt

from templates.catalogue import LETTERS
from tools.letter_marks import lines_to_write, signature_line, tick_line
from tools.letter_style import bullets, each, new_letter, only_if, page_foot, say
from tools.letter_tables import loop_table, table
from tools.letters.parts import head, list_of, restrictions, signature, subject, title, to_worker


def committee_update() -> WordFile:
    """002 step 9: abilities, restrictions, the next update, the outlook; confidential things are not shared."""
    letter = new_letter(LETTERS["committee-update"].title)
    head(letter)
    say(letter, "To the members of the Return to Work Committee", "Address")
    subject(letter, "Update on {{ worker_name }}", claim=False)
    facts = (
        ("Work at present", "{{ work_status }}"),
        ("Outlook for return", "{{ prognosis }}"),
        ("Next medical update", "{{ next_update_date }}"),
    )
    table(letter, (1.9, 4.6), facts, heading=False)
    say(letter, "What {{ worker_name }} can do", "Heading 1")
    each(letter, "abilities", "List Bullet")
    say(letter, "Restrictions in force", "Heading 1")
    restrictions(letter)
    list_of(letter, "to_discuss", "For the Committee to discuss", "List Bullet")
    say(letter, "What this update is", "Heading 1")
    say(
        letter,
        "It holds what the Committee is told, and nothing is left out that belongs here. Everything medical stays in "
        "a file of its own; please do not ask for it, and do not pass on what you may hear. Where an arrangement "
        "touches the collective agreement, the union’s executive approves it before it begins. The next update comes "
        "when something is new, and after four weeks at the latest.",
    )
    say(letter, "Questions and points to raise: {{ contact_name }}, {{ contact_phone }}.")
    signature(letter)
    page_foot(letter, "{{ company_name }} · For members of the Committee")
    return letter


def supervisor_notice() -> WordFile:
    """Restrictions and accommodations with dates only (29 CFR 1630.14(c)); how to go by them (001, 003 IV.F, 004)."""
    letter = new_letter(LETTERS["supervisor-notice"].title)
    head(letter)
    say(letter, "{{ supervisor_name }}", "Address")
    subject(letter, "Work restrictions of {{ worker_name }}", claim=False)
    facts = (
        ("Work", "{{ position }}"),
        ("Days, hours and shift", "{{ schedule }}"),
        ("Looked at again on", "{{ review_date }}"),
        ("Given out by", "{{ contact_name }}, {{ contact_phone }}"),
    )
    table(letter, (1.9, 4.6), facts, heading=False)
    say(letter, "Restrictions", "Heading 1")
    restrictions(letter)
    say(letter, "What we change for it", "Heading 1")
    cells = ("{{ row.accommodation }}", "{{ row.from }}", "{{ row.through }}")
    loop_table(letter, (3.5, 1.5, 1.5), ("Accommodation", "From", "Through"), "accommodations", cells)
    say(letter, "How to go by this", "Heading 1")
    bullets(
        letter,
        "**Assign only work within every restriction.** What is not listed here may have been left open: ask first.",
        "Talk with {{ worker_name }} for two minutes each day: is the work manageable, do the limits hold?",
        "If a task seems too much, or {{ worker_name }} says so, **stop that task at once** and call "
        "{{ contact_name }}, {{ contact_phone }}, the same day. Stopping is right and has no ill effect.",
        "Change neither tasks nor hours on your own, in either direction. A change comes as a new notice.",
        "If nothing in your department fits, call; we look in others.",
        "Do not ask about the medical reasons, and keep this sheet where only you see it. Coworkers need to know which "
        "tasks are shared out, and no more.",
    )
    signature_line(letter, (("Received: {{ supervisor_name }}", 4.3), ("Date", 2.0)))
    page_foot(letter, "{{ company_name }} · For the supervisor only")
    return letter


def full_duty_release() -> WordFile:
    """001 program 1 II.B.5 and 004 step 6: all parties are told, and each what is left to do."""
    letter = new_letter(LETTERS["full-duty-release"].title)
    head(letter)
    say(letter, "To:", "Address")
    each(letter, "notified", "Address")
    subject(letter, "{{ worker_name }} is released to full duty", claim=False)
    say(
        letter,
        "{{ worker_name }} has been released in writing to work **without restrictions from {{ release_date }}**. "
        "Restrictions and notices given out before end with that day.",
    )
    facts = (
        ("Regular job", "{{ job_title }}"),
        ("Days, hours and shift", "{{ schedule }}"),
        ("Supervisor", "{{ supervisor_name }}"),
        ("Modified work ends", "{{ assignment_end }}"),
        ("First day of full duty", "{{ release_date }}"),
    )
    table(letter, (1.9, 4.6), facts, heading=False)
    say(letter, "What follows", "Heading 1")
    next_steps = (
        (
            "{{ worker_name }}",
            "Welcome back. If a task is too much, tell your supervisor or {{ contact_name }} at once.",
        ),
        ("Supervisor", "Return to usual assignments. For one to two weeks look in each day: is the work manageable?"),
        (
            "Human Resources",
            "Close the file of the modified work, end its entry in the schedule, bring the log of injuries up to date.",
        ),
        ("Carrier", "Modified work has ended. The claim is closed when that is medically appropriate."),
        ("Committee", "The individual plan is completed; a last meeting confirms it."),
    )
    table(letter, (1.9, 4.6), next_steps, heading=False)
    say(letter, "Questions: {{ contact_name }}, {{ contact_phone }}.").paragraph_format.space_before = Pt(8)
    signature(letter)
    page_foot(letter, "{{ company_name }}")
    return letter


def day_90_decision() -> WordFile:
    """004, triggers, and 003 IV.F-G: what the meeting may decide, with the worker in it; nothing is decided before."""
    letter = new_letter(LETTERS["day-90-decision"].title)
    head(letter)
    to_worker(letter)
    subject(letter, "What comes after {{ modified_days }} days of modified work")
    say(letter, "Dear {{ worker_name }}:")
    say(
        letter,
        "You have by now done {{ modified_days }} days of modified work as {{ position }}, the first on "
        "{{ assigned_since }}. Such work is meant to lead somewhere, so we look together at what comes next. **Nothing "
        "has been decided, and nothing will be without you.** Please bring whom you trust, and the newest report from "
        "your provider if you have one.",
    )
    facts = (
        ("Meeting", "{{ meeting_date }}"),
        ("Place", "{{ meeting_place }}"),
        ("Invited", "{{ invited | join('; ') }}"),
        ("Another day, or questions", "{{ contact_name }}, {{ contact_phone }}"),
    )
    table(letter, (1.9, 4.6), facts, heading=False)
    say(letter, "What may come out of it", "Heading 1")
    for text in (
        "**Your regular job** ({{ job_title }}), as soon as your provider releases you to it.",
        "**More time** in modified work, with a new end date, if you are getting on and Human Resources authorizes it.",
        "**Your regular job with lasting changes**, if some limits are going to stay.",
        "**Another job here**, alike in kind and pay, trained for where needed.",
        "**Vocational services**: if no work here fits, an assessment and help in finding work, through "
        "{{ carrier_name }} or the State.",
    ):
        tick_line(letter, text)
    say(
        letter,
        "Only your provider says what your limits are, and whether they will stay. You may ask for a reasonable "
        "accommodation at any time. What each of these ways means for benefits you can ask {{ carrier_name }} or the "
        "compensation board before you agree to any.",
    ).paragraph_format.space_before = Pt(4)
    signature(letter)
    only_if(letter, "copies", "Copies: {{ copies | join('; ') }}.", "Small print")
    lines_to_write(letter, "Decided (tick above): from when, until when, who does what", 2, "Heading 1")
    signature_line(letter, (("{{ worker_name }}", 2.0), ("For the company", 2.05), ("Employee representative", 2.05)))
    page_foot(letter, "{{ company_name }}")
    return letter


def follow_up_call() -> WordFile:
    """003 III.B: a call after 45 days, with sensitivity and without pressure, that reminds of the program."""
    letter = new_letter(LETTERS["follow-up-call"].title)
    title(letter, "Follow-up call, 45 days after the injury", "{{ company_name }} · for the Program Contact who calls")
    facts = (
        ("To call", "{{ worker_name }}{% if worker_phone %}, {{ worker_phone }}{% endif %}"),
        ("Injured on", "{{ injury_date }}"),
        ("Call on", "{{ call_date }}"),
    )
    table(letter, (1.9, 4.6), facts, heading=False)
    say(letter, "What the call is for", "Heading 1")
    say(
        letter,
        "To ask how {{ worker_name }} is, and to say that the program is there when it is wanted. **It is not for "
        "agreeing on a day of return.** Ask nothing about diagnosis, treatment or medication; if you are told, thank "
        "for the trust and write none of it down. Take “not now” for an answer.",
    )
    say(letter, "What you might say", "Heading 1")
    _script(letter)
    say(letter, "Afterwards, write down", "Heading 1")
    for text in (
        "**Reached** at the first call",
        "**Not reached**; tried again on another day and hour",
        "**Asked for a call back** or for something in writing",
        "**Wants no more calls** for now",
    ):
        tick_line(letter, text)
    lines_to_write(letter, "What {{ worker_name }} would like from us (nothing medical):", 3)
    signature_line(letter, (("{{ contact_name }}", 4.3), ("Date and time of the call", 2.0)))
    page_foot(letter, "{{ company_name }} · Confidential")
    return letter


def _script(letter: WordFile) -> None:
    """In the caller's mouth, so that the tone is settled before the call."""
    rows = (
        (
            "Open",
            "“Hello, this is {{ contact_name }} from {{ company_name }}; is this a good moment? If not, I will "
            "gladly call another time.”",
        ),
        (
            "Ask",
            "“I wanted to ask how you are getting on. Is there anything you need from us, with your claim, your "
            "appointments, or reaching somebody?”",
        ),
        (
            "Offer",
            "“When you feel ready for some work, and your provider agrees, we will look for something that fits, "
            "also for a few hours or other tasks. There is no hurry from our side.”",
        ),
        (
            "If not ready",
            "“That is quite all right. Take the time you need. May I call again in some weeks, or would "
            "you rather call us?”",
        ),
        (
            "If ready",
            "“Good to hear. The next step is small: I send you a paper that lets your provider tell us what "
            "you can do. Until that answer is here, nothing starts.”",
        ),
        (
            "If asked about benefits",
            "“I do not want to tell you anything wrong. The carrier or the compensation board "
            "can say; I give you the numbers.”",
        ),
        ("Close", "“You reach me at {{ contact_phone }} whenever you like. It was good to talk with you.”"),
    )
    table(letter, (1.5, 5.0), rows, heading=False)
