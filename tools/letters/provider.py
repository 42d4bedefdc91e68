"""Letters to a doctor's office."""

from __future__ import annotations

from docx.document import Document as WordFile
from docx.shared import Pt

from templates.catalogue import LETTERS
from tools.letter_marks import lines_to_write, signature_line, tick_line
from tools.letter_style import new_letter, page_foot, say
from tools.letter_tables import loop_table
from tools.letters.parts import gina, head, list_of, restrictions, signature, subject, to_provider, where_to


def treating_physician() -> WordFile:
    """003 Appendix B in our own sentences, with the GINA paragraph that the sample lacks."""
    letter = new_letter(LETTERS["treating-physician"].title)
    head(letter)
    to_provider(letter)
    subject(letter, "Your patient {{ worker_name }}, injured at work on {{ injury_date }}")
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
    where_to(letter, "the form", carrier=True)
    signature(letter)
    list_of(letter, "enclosures", "Enclosures", "List Number")
    gina(letter)
    page_foot(letter, "{{ company_name }}")
    return letter


def provider_return_to_work() -> WordFile:
    """001 Appendix C, the letter: three answers, on the enclosed form or on the sheet that follows."""
    letter = new_letter(LETTERS["provider-return-to-work"].title)
    head(letter)
    to_provider(letter)
    subject(letter, "Return to work of {{ worker_name }}, injured on {{ injury_date }}")
    say(letter, "Dear {{ provider_name }}:")
    say(
        letter,
        "At {{ company_name }} an injured employee is welcome back as soon as that is medically sound, and only to "
        "work within the limits that you set. We believe that it helps strength, livelihood and spirits; whether it "
        "helps your patient now is for you to say.",
    )
    say(
        letter,
        "**May your patient return to work, and to which?** The regular job is **{{ job_title }}**. "
        "{% if position %}For the time of recovery we propose **{{ position }}**. {% endif %}"
        "The enclosed papers say what the work demands. Please go by them and by your examination, and give one of "
        "three answers:",
    )
    for line in (
        "The work may be done as described, from a day that you name.",
        "It may be done under conditions that you name: how much, how often, how long at one time, until when.",
        "No part of it may be done at present. Please say then what your patient can do.",
    ):
        say(letter, line, "List Number")
    _where_the_answer_goes(letter)
    say(letter, "We need abilities and limits only: please leave out diagnosis, history and treatment. Thank you.")
    where_to(letter, "your answer")
    signature(letter)
    list_of(letter, "enclosures", "Enclosures", "List Bullet")
    gina(letter)
    _reply_sheet(letter)
    page_foot(letter, "{{ company_name }}")
    return letter


def _where_the_answer_goes(letter: WordFile) -> None:
    """On a form of ours a machine can read the answer; the sheet is for a letter that goes out without one."""
    say(letter, "{%p if reply_form %}")
    say(
        letter,
        "**Please answer on the enclosed {{ reply_form }}**, with your patient’s date of birth, your signature, its "
        "date and the next appointment.",
    ).paragraph_format.space_before = Pt(4)
    say(letter, "{%p endif %}")
    say(letter, "{%p if not reply_form %}")
    say(
        letter,
        "**Please answer on the sheet that follows**, with your patient’s date of birth, your signature, its date and "
        "the next appointment.",
    ).paragraph_format.space_before = Pt(4)
    say(letter, "{%p endif %}")


def _reply_sheet(letter: WordFile) -> None:
    say(letter, "{%p if not reply_form %}")
    say(letter, "Answer about return to work", "Heading 1").paragraph_format.page_break_before = True
    say(letter, "Patient: **{{ worker_name }}**, injured at work on {{ injury_date }}. Job: {{ job_title }}.")
    signature_line(letter, (("Patient’s date of birth", 2.0),))
    tick_line(letter, "**As described.** The work may be done as described, beginning on:")
    signature_line(letter, (("First day", 2.0),))
    tick_line(letter, "**Under conditions.** The work may be done as follows:")
    lines_to_write(letter, "Conditions: what, how much, how long, until when", 4)
    tick_line(letter, "**Not at present.** No part of it may be done now.")
    lines_to_write(letter, "What the patient can do", 3)
    signature_line(letter, (("Next appointment", 2.0),))
    signature_line(letter, (("Provider’s signature", 4.3), ("Date", 2.0)))
    signature_line(letter, (("Provider’s name in print", 4.3),))
    say(letter, "{%p endif %}")


def clarification_request() -> WordFile:
    """004 step 2: verbal or vague restrictions do not do. Only the open points are asked, beside what was written."""
    letter = new_letter(LETTERS["clarification-request"].title)
    head(letter)
    to_provider(letter)
    subject(letter, "A question about {{ worker_name }}, injured on {{ injury_date }}")
    say(letter, "Dear {{ provider_name }}:")
    say(
        letter,
        "Thank you for the {{ report_title }} of {{ report_date }}. We want to follow it exactly, and the points below "
        "can be read in more than one way. Everything else is clear and needs no second answer. **Please write your "
        "answers here, sign, and send this page back.** Until then we keep to the stricter reading.",
    )
    cells = ("{{ row.says }}", "{{ row.question }}", "")
    made = loop_table(letter, (1.75, 2.25, 2.5), ("The report says", "Our question", "Your answer"), "questions", cells)
    above = made.rows[2].cells[0].paragraphs[0].insert_paragraph_before("{{ row.about }}", "Cell heading")
    above.paragraph_format.space_after = Pt(0)
    made.rows[2].height = Pt(44)  # room to write an answer
    say(letter, "Please leave out diagnosis, history and treatment.").paragraph_format.space_before = Pt(6)
    signature_line(letter, (("Provider’s signature", 3.0), ("Date", 1.4), ("Patient’s date of birth", 1.7)))
    where_to(letter, "this page")
    signature(letter)
    gina(letter)
    page_foot(letter, "{{ company_name }}")
    return letter


def second_request() -> WordFile:
    """The second letter of the ladder: it reminds without reproach and brings the form again."""
    letter = new_letter(LETTERS["second-request"].title)
    head(letter)
    to_provider(letter)
    subject(letter, "Second request: {{ worker_name }}, injured on {{ injury_date }}")
    say(letter, "Dear {{ provider_name }}:")
    say(
        letter,
        "On {{ first_sent }} we sent your office a request about your patient, by {{ first_sent_to }}. No answer has "
        "reached us yet; it may have gone astray on either way. If it is already under way, please set this letter "
        "aside, with our thanks.",
    )
    say(
        letter,
        "**We ask you to complete the {{ reply_form }}, enclosed once more.** It tells us what your patient may do at "
        "work. Without it we can offer no work at all: neither the regular job, **{{ job_title }}**, nor anything "
        "lighter, because we assign nothing that a provider has not allowed.",
    )
    say(
        letter,
        "A form completed in part helps. Mark what is clear, mark also where there is nothing to avoid, write the "
        "patient’s date of birth, sign and date it. If your patient is no longer in your care, or another office is to "
        "answer, a line telling us so is enough.",
    )
    say(letter, "We need abilities and limits only: please leave out diagnosis, history and treatment.")
    where_to(letter, "the form")
    signature(letter)
    list_of(letter, "enclosures", "Enclosures", "List Bullet")
    gina(letter)
    page_foot(letter, "{{ company_name }}")
    return letter


def day_30_physician() -> WordFile:
    """004, triggers: 30 days of modified duty, progress and outlook; only where the worker consents (step 5)."""
    letter = new_letter(LETTERS["day-30-physician"].title)
    head(letter)
    to_provider(letter)
    subject(letter, "{{ modified_days }} days of modified work: your patient {{ worker_name }}")
    say(letter, "Dear {{ provider_name }}:")
    say(
        letter,
        "Your patient, injured at work on {{ injury_date }}, has by now done {{ modified_days }} days of modified "
        "work, the first on {{ assigned_since }}, and has agreed that we write to you; the signed authority is "
        "enclosed. The work is **{{ position }}** ({{ schedule }}), within these limits:",
    )
    restrictions(letter)
    say(letter, "At your next examination, please tell us:").paragraph_format.space_before = Pt(8)
    for line in (
        "Which limits can be loosened, which stay as they are, and which have to be tighter?",
        "What else can your patient do now that is not done yet? Would some activity help recovery?",
        "How long do the limits hold, and when do you expect full duty?",
        "When do you see your patient again?",
    ):
        say(letter, line, "List Number")
    say(
        letter,
        "**Please answer on the enclosed {{ reply_form }}**, signed and dated. Limits that you do not change stay in "
        "force; we loosen none on our own. Please leave out diagnosis, history and treatment. Thank you.",
    ).paragraph_format.space_before = Pt(4)
    where_to(letter, "the form")
    signature(letter)
    say(letter, "Enclosures: {{ enclosures | join('; ') }}.", "Small print")
    gina(letter)
    page_foot(letter, "{{ company_name }}")
    return letter
