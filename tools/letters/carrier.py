"""Letters to the carrier."""

from __future__ import annotations

from docx.document import Document as WordFile
from docx.shared import Pt

from templates.catalogue import LETTERS
from tools.letter_style import bullets, new_letter, page_foot, say
from tools.letter_tables import loop_table, table
from tools.letters.parts import SENT_ALONG, head, restrictions, signature, subject, to_carrier


def carrier_answer_notice() -> WordFile:
    """004 step 3 and its checklist: offered and answered, told the same day. It gives no reason and no opinion."""
    letter = new_letter(LETTERS["carrier-answer-notice"].title)
    head(letter)
    to_carrier(letter)
    subject(letter, "Modified work for {{ worker_name }}, injured on {{ injury_date }}")
    say(letter, "To the claims department:")
    say(letter, "We offered temporary modified work within the restrictions in force, and report the answer:")
    facts = (
        ("Answer", "**{{ answer }}**"),
        ("Offer", "Dated {{ offer_date }}, sent by {{ sent_by }}"),
        ("Position", "{{ position }}"),
        ("Days, hours and shift", "{{ schedule }}"),
        ("Place", "{{ location }}"),
        ("Wage", "{{ wage }}"),
        ("First day", "{{ start_date }}"),
        ("Ends, or is reviewed", "{{ end_date }}"),
        ("{%tr if open_through %}", ""),
        ("Stays open through", "{{ open_through }}"),
        ("{%tr endif %}", ""),
    )
    table(letter, (1.9, 4.6), facts, heading=False)
    say(
        letter,
        "This notice reports facts only. Whether the answer has any effect on benefits is for you and the law to "
        "decide, and the offer says no more than that. If the restrictions, the work or the answer change, you "
        "will hear from us. If wages under this work are lower than before the injury, please work out what is due.",
    ).paragraph_format.space_before = Pt(8)
    say(
        letter,
        "Questions: {{ contact_name }}, {{ contact_phone }}"
        "{% if contact_fax %}, fax {{ contact_fax }}{% endif %}{% if contact_email %}, {{ contact_email }}{% endif %}.",
    )
    signature(letter)
    say(letter, SENT_ALONG, "Small print")
    page_foot(letter, "{{ company_name }}")
    return letter


def day_60_carrier() -> WordFile:
    """004, triggers: the case manager, a functional capacity evaluation, other positions."""
    letter = new_letter(LETTERS["day-60-carrier"].title)
    head(letter)
    to_carrier(letter)
    subject(letter, "{{ modified_days }} days of modified work: {{ worker_name }}")
    say(letter, "To the case manager:")
    say(
        letter,
        "{{ worker_name }}, injured on {{ injury_date }}, regular job {{ job_title }}, has by now done "
        "{{ modified_days }} days of modified work, the first on {{ assigned_since }}: **{{ position }}** "
        "({{ schedule }}). The next medical update is expected on {{ next_update_date }}. These restrictions are in "
        "force:",
    )
    restrictions(letter)
    say(letter, "What we ask of you", "Heading 1")
    bullets(
        letter,
        "**A case manager** for this claim, with name and telephone number, if there is none yet.",
        "**A functional capacity evaluation**: would it show better what work is possible? We suggest it only if the "
        "treating provider agrees. Please say who would order it, where, and who pays.",
        "**Other work**: please look with us at what is listed below, and tell us what you know of besides.",
    )
    say(letter, "Other work we have looked at", "Heading 1")
    loop_table(letter, (3.2, 3.3), ("Work", "What we found"), "alternatives", ("{{ row.work }}", "{{ row.found }}"))
    say(
        letter,
        "{% if talk_date %}Could we talk on {{ talk_date }}? {% endif %}{{ worker_name }} takes part in every decision "
        "about this work, and nothing goes beyond the restrictions meanwhile. You reach me through {{ contact_name }}, "
        "{{ contact_phone }}{% if contact_fax %}, fax {{ contact_fax }}{% endif %}"
        "{% if contact_email %}, {{ contact_email }}{% endif %}.",
    ).paragraph_format.space_before = Pt(8)
    signature(letter)
    say(letter, "{% if copies %}Copies: {{ copies | join('; ') }}.{% endif %}", "Small print")
    page_foot(letter, "{{ company_name }}")
    return letter
