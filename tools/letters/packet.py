"""Sheets beside the letter of a packet."""

from __future__ import annotations

from docx.document import Document as WordFile
from docx.shared import Pt

from templates.catalogue import LETTERS
from tools.letter_style import bullets, new_letter, page_foot, say
from tools.letter_tables import loop_table, table
from tools.letters.parts import title


def program_summary() -> WordFile:
    """003 I-IV and 004 in our sentences: what a doctor's office has to know of the program, on one page."""
    letter = new_letter(LETTERS["program-summary"].title)
    title(letter, "Our Return to Work program", "{{ company_name }}, {{ company_address | one_line }}")
    say(
        letter,
        "An employee who is hurt at work, or made ill by it, comes back to safe and useful work as soon as that is "
        "medically possible, and in the end to the regular job. Nobody is made to return before being ready.",
    )
    say(letter, "What work there is", "Heading 1")
    bullets(
        letter,
        "**The regular job, changed**: a task given to somebody else, help with a lift, a stool, other tools.",
        "**Fewer hours**, rising step by step, with time off for appointments and therapy.",
        "**Other tasks** for a time, from a list kept with the physical demands of each.",
        "If limits stay: the regular job with lasting changes, a similar job here, or help in finding one elsewhere.",
    )
    say(letter, "Rules we keep", "Heading 1")
    bullets(
        letter,
        "**The provider’s limits decide.** No task goes beyond them; what is unclear we ask, and hold to the stricter "
        "reading until we know.",
        "**The work has to be worth doing.** It is needed by somebody and respects who does it.",
        "**Every assignment has a first and a last day**, usually not more than {{ usual_length }} apart, in a written "
        "plan made with the worker and an employee representative.",
        "**Pay**: {{ wage_rule }}",
        "**Confidence**: medical papers are kept apart. Supervisors and the Committee learn abilities, restrictions "
        "and dates, never a diagnosis, a treatment or a history.",
        "**Agreements** with the union and rights to leave and accommodation stay as they are.",
    )
    say(letter, "How it goes", "Heading 1")
    rows = (
        ("Worker", "Gives leave to ask, keeps appointments, keeps to the limits, says when something is too much."),
        ("Provider", "Says on our form what the patient may do and for how long; sees the demands of each job first."),
        ("Program Contact", "Finds work within the limits, writes the offer within a day, answers every question."),
        ("Supervisor", "Assigns only what fits, asks each day how it goes, and stops what does not."),
        ("All of them", "Look again at every new report, and at 30, 60 and 90 days, until full duty or another end."),
        ("At once", "More pain, tighter limits or a missed appointment are looked at the same day."),
    )
    table(letter, (1.6, 4.9), rows, heading=False)
    reach = (
        "Questions, a visit to the workplace, or the whole program in writing: **{{ contact_name }}, "
        "{{ contact_phone }}**{% if contact_fax %}, fax {{ contact_fax }}{% endif %}"
        "{% if contact_email %}, {{ contact_email }}{% endif %}."
    )
    say(letter, reach).paragraph_format.space_before = Pt(8)
    page_foot(letter, "{{ company_name }} · Return to Work program, {{ edition_date }}")
    return letter


def task_bank() -> WordFile:
    """004, what to send to the doctor: regular job and modified tasks with their demands. Information, not a form."""
    letter = new_letter(LETTERS["task-bank"].title)
    title(letter, "The work there is", "{{ company_name }} · {{ letter_date }}")
    say(
        letter,
        "This sheet is for reading beside our form; please answer there and not here. **Often** is a third to two "
        "thirds of the working day, **sometimes** up to a third; (all day) stands where it is more than two thirds. "
        "What a line does not name has not been assessed.",
    )
    say(letter, "Regular job: {{ job_title }}", "Heading 1")
    _demands(letter, "regular_tasks", "{{ row.hours }} hours a day")
    say(letter, "Modified tasks that may be open", "Heading 1")
    say(
        letter,
        "Demands here are typical ones. Before anybody is assigned, the task is assessed where it is done and compared "
        "with every limit you set; hours, weights and positions can be cut to fit.",
    )
    _demands(letter, "modified_tasks", "{{ row.examples }}")
    say(letter, "Questions: {{ contact_name }}, {{ contact_phone }}.").paragraph_format.space_before = Pt(8)
    page_foot(letter, "{{ company_name }} · The work there is")
    return letter


def _demands(letter: WordFile, name: str, below: str) -> None:
    """A row for each task, what it demands in three columns, `below` in small print under its title."""
    made = loop_table(
        letter,
        (2.15, 1.3, 1.75, 1.3),
        ("Task", "Often", "Sometimes", "Not at all"),
        name,
        ("{{ row.task }}", "{{ row.often }}", "{{ row.sometimes }}", "{{ row.not_at_all }}"),
    )
    say(made.rows[2].cells[0], below, "Cell note")
