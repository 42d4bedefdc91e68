"""The offer of temporary modified work."""

from __future__ import annotations

from docx.document import Document as WordFile
from docx.shared import Pt

from templates.catalogue import LETTERS
from tools.letter_marks import signature_line, tick_line
from tools.letter_style import new_letter, page_foot, say
from tools.letter_tables import table
from tools.letters.parts import SENT_ALONG, head, signature, subject, to_worker, where_to


def offer_modified_duty() -> WordFile:
    """001 Appendix D and 004 step 3, with everything that the states' checklists of an offer have in common."""
    letter = new_letter(LETTERS["offer-modified-duty"].title)
    head(letter, " · sent by {{ sent_by }}")
    to_worker(letter)
    subject(letter, "Offer of temporary modified work, injury of {{ injury_date }}")
    say(letter, "Dear {{ worker_name }}:")
    say(
        letter,
        "We have temporary work for you that was compared, point by point, with the work restrictions your provider "
        "reported. **Please answer by {{ answer_by }}:** the end of this letter "
        "says how.",
    )
    _the_work(letter)
    _the_restrictions(letter)
    _the_promise(letter)
    _the_answer(letter)
    page_foot(letter, "{{ company_name }} · Offer of temporary modified work")
    return letter


def _the_work(letter: WordFile) -> None:
    say(letter, "The work", "Heading 1")
    facts = (
        ("Position", "{{ position }}"),
        ("Duties", "{{ duties | lines }}"),
        ("Physical and time requirements", "{{ requirements | lines }}"),
        ("Place", "{{ location }}"),
        ("Days, hours and shift", "{{ schedule }}"),
        ("Wage", "{{ wage }}"),
        ("First day", "{{ start_date }}"),
        ("Ends, or is reviewed", "{{ end_date }}"),
        ("Supervisor", "{{ supervisor_name }}{% if supervisor_phone %}, {{ supervisor_phone }}{% endif %}"),
    )
    table(letter, (1.6, 4.9), facts, heading=False)


def _the_restrictions(letter: WordFile) -> None:
    say(letter, "How it fits your restrictions", "Heading 1")
    say(
        letter,
        "The offer rests on the {{ report_title }} of {{ report_provider }} dated {{ report_date }}"
        "{% if restrictions_through %}; its restrictions are in force through {{ restrictions_through }}{% endif %}. "
        "Each was compared with every demand of the work that it touches. Under a restriction stands its place in that "
        "report, or in the one named there: page, box, and the box’s lower left corner in points (1/72 inch).",
    )
    rows = (
        ("Restriction", "Demand of this work", "Result", "Settled by"),
        ("{%tr for row in matches %}", "", "", ""),
        ("{{ row.restriction }}", "{{ row.demand }}", "{{ row.result }}", "{{ row.settled_by }}"),
        ("{%tr endfor %}", "", "", ""),
    )
    made = table(letter, (2.45, 2.15, 0.6, 1.3), rows, heading=True)
    for text in ("{%p if row.source %}", "{{ row.source }}", "{%p endif %}"):
        say(made.rows[2].cells[0], text, "Cell note")


def _the_promise(letter: WordFile) -> None:
    say(letter, "What you can count on", "Heading 1")
    say(
        letter,
        "{{ training }} **If a task seems to go beyond a restriction, or you feel worse while doing it, stop and tell "
        "{{ stop_work_contact }} at once.** Nobody may ask you to go on, and stopping for this reason is not a refusal "
        "of the offer. Please give us every new report from your provider.",
    )
    say(letter, "Your wages", "Heading 1")
    say(
        letter,
        "If this work pays less than your average weekly wage before the injury, you may be entitled to additional "
        "wage-loss payments. {{ carrier_name }}, our workers’ compensation carrier, works out the amount, and we will "
        "tell you the result.",
    )
    say(letter, "Leave and accommodation", "Heading 1")
    say(
        letter,
        "{{ accommodation }} While you have leave left under the Family and Medical Leave Act (FMLA) you may decline "
        "this work and stay on leave, although wage benefits under workers’ compensation may then stop. Ask "
        "{{ contact_name }} for a reasonable accommodation at any time.",
    )


def _the_answer(letter: WordFile) -> None:
    """Refusal is put neutrally: what it does to benefits is for the carrier and the board."""
    say(letter, "How to answer", "Heading 1")
    say(
        letter,
        "**By {{ answer_by }}:** {{ answer_how }} If this letter reaches you after the first day named above, please "
        "call {{ contact_name }} right away. On your first day, report to {{ supervisor_name }}.",
    )
    where_to(letter, "your answer", carrier=True)
    say(letter, "{{ refusal }}").paragraph_format.space_before = Pt(6)
    signature(letter)
    say(letter, SENT_ALONG, "Small print")
    say(letter, "Your answer", "Heading 1")
    tick_line(letter, "**I accept** this temporary work as described.")
    tick_line(letter, "**I decline** this temporary work. (You may say why, here or separately.)")
    signature_line(letter, (("Signature of {{ worker_name }}", 4.3), ("Date", 2.0)))
