"""Write the Word files of `templates/letters/`; the same bytes every time. `.venv/bin/python -m tools.make_letters`

They are ordinary Word files from then on: a coordinator may edit them, and `workslip letters` says what each may use.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Final

from docx.document import Document as WordFile
from docx.shared import Pt

from generate.word import steady
from templates.catalogue import GINA, HOME, LETTERS
from tools.letter_style import (
    each,
    new_letter,
    only_if,
    page_foot,
    say,
    signature_line,
    table,
    tick_line,
    underline,
)

_CARRIER_AT: Final = "{% if carrier_address %}, {{ carrier_address | one_line }}{% endif %}"
_SENT_ALONG: Final = (
    "{% if enclosures %}Enclosures: {{ enclosures | join('; ') }}. {% endif %}"
    "{% if copies %}Copies: {{ copies | join('; ') }}.{% endif %}"
)


def treating_physician() -> WordFile:
    """003 Appendix B in our own sentences, with the GINA paragraph that the sample lacks."""
    letter = new_letter(LETTERS["treating-physician"].title)
    _head(letter)
    say(letter, "{{ provider_name }}", "Address")
    say(letter, "{{ provider_address }}", "Address")
    _subject(letter, "Your patient {{ worker_name }}, injured at work on {{ injury_date }}")
    say(letter, "Dear {{ provider_name }}:")
    say(
        letter,
        "Your patient works for us. We have a Return to Work program that helps an injured employee come back to "
        "medically appropriate work as early as recovery allows, and we ask you what that work may be.",
    )
    say(
        letter,
        "The regular job, **{{ job_title }}**, is described in the enclosed Physical Demands Task Assessment. Where "
        "your restrictions call for it we will change that job; if it cannot be changed enough, we look for alternate "
        "work that fits. No assignment goes beyond what you allow or against your course of treatment, and we arrange "
        "work schedules around medical appointments.",
    )
    say(
        letter,
        "**Please complete the enclosed Transitional Assignment form** with as much detail as you can. Where there is "
        "nothing to avoid, mark that too: a section left empty tells us nothing, and we would have to call you. Please "
        "write your patient’s date of birth on the form, sign it and date it. Use a dark pen; a scan, or a fax sent at "
        "fine resolution, reaches us best. Filling it in on screen, or handing it to your patient, will do as well.",
    )
    say(
        letter,
        "We need abilities and limits only: please do not send a diagnosis, a history or treatment notes with it. "
        "Thank you for helping your patient back to safe and useful work.",
    )
    _where_to(letter, "the form")
    _signature(letter)
    _list(letter, "enclosures", "Enclosures", "List Number")
    say(letter, GINA, "Small print").paragraph_format.keep_together = True
    page_foot(letter, "{{ company_name }}")
    return letter


def _where_to(letter: WordFile, what: str) -> None:
    """Where the answer goes and whom to ask: a clerk looks for just this."""
    rows = (
        ("{%tr if contact_fax %}", ""),
        (f"Fax {what} to", "{{ contact_fax }}"),
        ("{%tr endif %}", ""),
        ("{%tr if contact_email %}", ""),
        ("Or e-mail it to", "{{ contact_email }}"),
        ("{%tr endif %}", ""),
        ("Questions", "{{ contact_name }}, {{ contact_phone }}"),
        (
            "Insurance carrier",
            "{{ carrier_name }}{% if carrier_address %}, {{ carrier_address | one_line }}{% endif %}",
        ),
    )
    table(letter, (1.6, 4.9), rows, heading=False)


def offer_modified_duty() -> WordFile:
    """001 Appendix D and 004 step 3, with everything that the states' checklists of an offer have in common."""
    letter = new_letter(LETTERS["offer-modified-duty"].title)
    _head(letter, " · sent by {{ sent_by }}")
    say(letter, "{{ worker_name }}", "Address")
    only_if(letter, "worker_address", "{{ worker_address }}", "Address")
    _subject(letter, "Offer of temporary modified work, injury of {{ injury_date }}")
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
    _where_to(letter, "your answer")
    say(letter, "{{ refusal }}").paragraph_format.space_before = Pt(6)
    _signature(letter)
    say(letter, _SENT_ALONG, "Small print")
    say(letter, "Your answer", "Heading 1")
    tick_line(letter, "**I accept** this temporary work as described.")
    tick_line(letter, "**I decline** this temporary work. (You may say why, here or separately.)")
    signature_line(letter, (("Signature of {{ worker_name }}", 4.3), ("Date", 2.0)))


def _head(letter: WordFile, after_date: str = "") -> None:
    say(letter, "{{ company_name }}", "Letterhead")
    underline(say(letter, "{{ company_address | one_line }}", "Address"))
    dated = say(letter, "{{ letter_date }}" + after_date, "Address")
    dated.paragraph_format.space_before = dated.paragraph_format.space_after = Pt(12)


def _subject(letter: WordFile, text: str) -> None:
    say(letter, "Subject: " + text + "{% if claim_number %} (claim {{ claim_number }}){% endif %}", "Subject")


def _signature(letter: WordFile) -> None:
    say(letter, "Sincerely,", "Closing")
    space = say(letter, "", "Closing")
    space.paragraph_format.space_before = Pt(14)  # room to sign
    say(letter, "{{ signer_name }}", "Closing").paragraph_format.space_before = Pt(0)
    say(letter, "{{ signer_title }}, {{ company_name }}", "Address")


def _list(letter: WordFile, name: str, title: str, style: str) -> None:
    say(letter, "{%p if " + name + " %}")
    say(letter, title, "Heading 1")
    each(letter, name, style)
    say(letter, "{%p endif %}")


MAKERS: Final[dict[str, Callable[[], WordFile]]] = {
    "treating-physician": treating_physician,
    "offer-modified-duty": offer_modified_duty,
}


def made(letter_id: str) -> bytes:
    """The bytes of one Word file."""
    out = io.BytesIO()
    MAKERS[letter_id]().save(out)
    return steady(out.getvalue())


def main(home: Path = HOME) -> None:
    """Write all of them."""
    for letter_id in MAKERS:
        (home / f"{letter_id}.docx").write_bytes(made(letter_id))


if __name__ == "__main__":
    main()
