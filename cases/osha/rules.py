"""Why a day counts or not: each code with its paragraph of 29 CFR 1904.7(b), and the questions that are still open."""

from __future__ import annotations

from typing import Final

from cases.restrictions import Model


class Rule(Model):
    """A rule of the count: its paragraph, and what it says in our words."""

    cites: str
    says: str


def _rule(cites: str, says: str) -> Rule:
    return Rule(cites=f"29 CFR {cites}", says=says)


RULES: Final[dict[str, Rule]] = {
    # days away
    "recommended_away": _rule("1904.7(b)(3)(ii)", "Taken off work by a professional; followed or not, it counts."),
    "unable_to_work": _rule("1904.7(b)(3)", "The worker was away because of the injury and nobody released them."),
    "no_suitable_work": _rule("1904.7(b)(3)", "Restricted, and no work within the limits was given: a day away."),
    "calendar_day": _rule("1904.7(b)(3)(iv)", "A day off after a day that counts is a calendar day like it."),
    # days of restriction or transfer
    "recommended_restricted": _rule("1904.7(b)(4)(i)(B)", "A routine function or the full day is restricted."),
    "function_undecided": _rule("1904.7(b)(4)(iv)", "Whether a routine function is touched is not settled: it counts."),
    "vague": _rule("1904.7(b)(4)(vii)", "The restriction is vague and unanswered: recorded as restricted work."),
    "kept_from_function": _rule("1904.7(b)(4)(i)(A)", "The employer kept the worker from a routine function."),
    "partial_shift": _rule("1904.7(b)(4)(v)", "Part of a shift was worked: a day of restriction."),
    "transfer": _rule("1904.7(b)(4)(ix)", "Part of the day in another job than the regular one: a transfer."),
    "one_day": _rule("1904.7(b)(4)(xi)", "A permanent change counts for at least one day."),
    # either
    "estimate": _rule("1904.7(b)(3)(ix)", "Still going on: the employer's estimate, until the days are known."),
    # days that do not count
    "injury_day": _rule("1904.7(b)(3)(i)", "The day of the injury never counts."),
    "stayed_home": _rule("1904.7(b)(3)(iii)", "Staying home after the recommended return does not count."),
    "day_off": _rule("1904.7(b)(3)(v)-(vi)", "A day off after the injury counts only if a professional says so."),
    "left": _rule("1904.7(b)(3)(viii)", "The worker left for a reason that is not the injury."),
    "not_routine": _rule("1904.7(b)(4)(iv)", "Restricted in nothing that the worker does at least weekly."),
    "less_output": _rule("1904.7(b)(4)(vi)", "All functions and the full shift, only less output: not restricted."),
    "permanent": _rule("1904.7(b)(4)(xi)", "The change was made permanent: the count has stopped."),
    "full_duty": _rule("1904.7(b)(4)(i)", "Released to all functions and the full shift."),
    "full_shift": _rule("1904.7(b)(4)(i)", "All functions and the full shift were worked."),
    "recommendation_ended": _rule("1904.7(b)(3)(iii)", "The recommendation has run out, and no other is on file."),
    "nothing_recorded": _rule("1904.7(b)(3)", "No recommendation and no absence is on file for this day."),
}  # fmt: skip

CAP: Final = 180  # days away and days restricted or transferred together: 1904.7(b)(3)(vii)
KEPT_YEARS: Final = 5  # a log is kept and updated for five years after its own: 1904.33
ENTRY_DAYS: Final = 7  # calendar days to enter a recordable case after learning of it: 1904.29(b)(3)

QUESTIONS: Final[dict[str, str]] = {
    "function_undecided": "Does the restriction keep the worker from anything they regularly do at least once a week?",
    "vague": "Ask the professional: can the worker do all routine functions, and work the full shift?",
    "professionals_differ": "Professionals differ here; the stricter counts. Which is more authoritative, and why?",
    "suitable_work": "Absent while restricted: was work within the limits offered? Without it these are days away.",
    "held_back": "Modified work was held back: was other work within the limits done? Without it these are days away.",
    "recommendation_ended": "The recommendation ended and no release is on file: is the worker back at full duty?",
    "absent_after_return": "Absent after the recommended return: does any professional recommend these days?",
    "nothing_recorded": "Nothing is on file after the injury: was the worker at work, and did they see a professional?",
    "estimate": "No end is known: how many more days are expected?",
    "pending_report": "A report waits for its confirmation; its days are not in the count yet.",
    "work_related": "Nobody has said whether the case is work-related; until then it is treated as if it were.",
    "treatment": "No day counts. Was there treatment beyond first aid, loss of consciousness, a significant diagnosis?",
}
