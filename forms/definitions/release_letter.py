"""Provider's release letter: three answers to one question, of which one is given.

After sample program appendix C, "Letter to health care provider about return-to-work". Ours: one answer instead of
"one or more", a signature line (the sample has none), the birth date written by the office, and plain words that an
answer is about the enclosed description only: refusing it is not "off work", accepting it is not full duty. The
genetic-information paragraph stands in the letter that goes with this page.
"""

from __future__ import annotations

from cases.restrictions import Status
from forms.definition import REPLY, Decide, Definition, Facts, Follow, Line, Notes, Prose, field, printed, radio
from forms.definitions.returned import WHO, approval, date_field
from forms.meaning import Comments, Conditions, DateOf, StatusOf, Told

HEAD = Facts(
    rows=(
        (
            printed("worker_name", "Patient"),
            printed("injury_date", "Date of injury"),
            printed("claim_number", "Claim number"),
        ),
        (
            printed("provider_name", "To: health care provider"),
            printed("employer_name", "Employer"),
            printed("contact_name", "From: return-to-work contact"),
            printed("letter_date", "Date"),
        ),
        (printed("job_title", "Duties in question: job or plan, as described in the enclosure"),),
    ),
    shares=((6, 3, 4), (5, 5, 5, 3), (1,)),
)

REQUEST = Prose(
    paragraphs=(
        "We would like to bring your patient back to work that is safe now. The enclosure describes the duties we have "
        "in mind: the regular job, a temporary one, or a plan of steps. Please compare them with what you found at "
        "your examination and tell us which of the three answers below is yours.",
        "Your answer is about these duties only. It is neither a release to any other work nor a finding that the "
        "patient cannot work at all.",
    )
)

ANSWER = Decide(
    title="My answer",
    ask="check one",
    field=radio(
        "release",
        "My answer about the described duties",
        StatusOf(
            options={
                "as_described": Status.RESTRICTED,
                "under_conditions": Status.RESTRICTED,
                "not_released": Status.PROGRAM_NOT_APPROPRIATE,
            },
            only={"as_described": "released to the duties of the enclosed description, and to no other work"},
        ),
        {
            "as_described": "The patient may do the duties as they are described.",
            "under_conditions": "The patient may do the duties under these conditions:",
            "not_released": "The patient cannot do any part of the duties now.",
        },
    ),
    follow=(
        Follow(
            option="as_described",
            fields=(date_field("effective_date", "Beginning on", DateOf(what="effective_from")),),
        ),
        Follow(
            option="under_conditions",
            fields=(
                field(
                    "text",
                    "conditions",
                    "What to avoid, how much, how long at a time, how many hours",
                    Conditions(of="release", option="under_conditions"),
                    lines=4,
                ),
            ),
        ),
    ),
)

MORE = Notes(fields=(field("text", "comments", "Comments on the patient's ability to work", Comments(), lines=3),))

NEXT = Line(
    fields=(
        field("text", "printed_name", "Provider's name in print", Told(what="provider_name")),
        date_field("next_visit", "Next appointment", DateOf(what="next_visit")),
    )
)

FORM = Definition(
    id="provider-release-letter",
    title="May your patient return to these duties?",
    lead="Please check one answer with a dark pen, sign, and fax this page back.",
    pages=((HEAD, REQUEST, ANSWER, MORE, NEXT, WHO, approval("Health care provider's signature")),),
    reply=REPLY,
)
