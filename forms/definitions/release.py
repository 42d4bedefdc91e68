"""Authority to release medical information, signed by the worker.

After the NYS DOL Return to Work model program, appendix A, and with what 45 CFR 164.508(c) asks of an authorization
and the sample lacks: description, discloser, recipient, expiry, and the statements on revocation, conditioning and
redisclosure.
"""

from __future__ import annotations

from forms.definition import REPLY, Definition, Facts, Line, Prose, Sign, field, printed
from forms.meaning import Comments, DateOf, Identity, Signature

PEOPLE = Facts(
    rows=(
        (
            printed("worker_name", "Employee"),
            printed("injury_date", "Date of injury"),
            printed("claim_number", "Claim number"),
        ),
        (printed("worker_address", "Employee's address"),),
        (printed("provider_name", "Physician who may release it"), printed("provider_address", "Physician's address")),
        (printed("employer_name", "Employer who may receive it"), printed("employer_address", "Employer's address")),
    ),
    shares=((6, 3, 4), (1,), (2, 3), (2, 3)),
)

WHAT = Prose(
    title="What may be released, and what for",
    paragraphs=(
        "I allow the physician named above, and the staff of that office, to tell my employer named above what I can "
        "and cannot safely do at work because of my on-the-job injury of the date above: activities to avoid and "
        "their limits, hours, how long these last, next visits, and when I may return to regular work. It covers "
        "written forms, letters and answers to questions about them. It does not cover the rest of my medical record, "
        "and no genetic information or family medical history.",
        "This information is confidential. It may be used only to help me return to work that is medically right for "
        "me, and for no other purpose.",
    ),
)

HOW_LONG = Prose(
    title="Until when",
    paragraphs=(
        "This authority ends on the date written here, or earlier when the event written here has happened. Without a "
        "date or an event it is not valid.",
    ),
)

END = Line(
    fields=(
        field("date", "expires_on", "Ends on", DateOf(what="expires"), cells=8, tip="This authority ends on"),
        field("text", "expiry_event", "or when this has happened", Comments(), tip="This authority ends when"),
    )
)

RIGHTS = Prose(
    title="My rights",
    paragraphs=(
        "I may take this back at any time by writing to the physician or to my employer at the address above. It then "
        "ends for the future; what was released before stays released.",
        "I do not have to sign. My treatment, its payment, and my enrollment in or eligibility for benefits do not "
        "depend on whether I sign.",
        "Once my employer has the information, federal privacy rules for health care providers may no longer protect "
        "it, and it could be passed on. My employer must keep it in a confidential medical file, apart from my "
        "personnel file.",
        "I have a right to a copy of this page after I have signed it.",
    ),
)

APPROVAL = Sign(
    fields=(
        field("signature", "worker_signature", "Employee's signature", Signature(), required=True),
        field("date", "signature_date", "Date signed", DateOf(what="signed_date"), cells=8, required=True),
        field("date", "birth_date", "Employee's birth date", Identity(what="birth_date"), cells=8, required=True),
    )
)

REPRESENTATIVE = Line(
    fields=(
        field("text", "printed_name", "Name in print", Identity(what="worker_name")),
        field("text", "representative", "If signed for the employee: name and authority", Comments()),
    )
)

FORM = Definition(
    id="authority-to-release",
    title="Authority to release medical information",
    lead="The employee signs this page so that the physician may tell the employer which work is safe. "
    "Please use a dark pen.",
    pages=((PEOPLE, WHAT, HOW_LONG, END, RIGHTS, APPROVAL, REPRESENTATIVE),),
    reply=REPLY,
)
