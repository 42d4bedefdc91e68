"""Physical demands task assessment: what a task asks of a body, so that a physician can say whether it fits.

Rows after the NYS DOL Return to Work model program, appendix D. Ours: boxes to tick where it has numbers to circle,
the height a load is taken from, the heaviest weight really handled in each band, and definitions without its slips
("sometimes" printed as two shares, crawling never defined, examples under the wrong word).
"""

from __future__ import annotations

from forms.definition import Definition, Facts, Grid, Line, Notes, Prose, Row, field, printed, radio
from forms.fields import Field
from forms.meaning import Comments, DemandOf, Printed

SHARES = {
    "not_present": "Not present, 0 %",
    "sometimes": "Sometimes, to 33 %",
    "often": "Often, 34–66 %",
    "always": "Always, 67–100 %",
}
HOURS = {"0": "0", "0.5": "½", **{str(n): str(n) for n in range(1, 9)}, "over_8": "8+"}


def fact(name: str, label: str) -> Field:
    """A text about the task."""
    return printed(f"task_{name}", label)


def share_row(section: str, name: str, label: str, activity: str) -> Row:
    """A row: which share of the day, and what is done."""
    cell = f"{section}, {label.lower()}"
    value = DemandOf(activity=activity, cell=cell)
    words = DemandOf(activity=activity, cell=cell, part="description")
    return Row(
        label=label,
        fields=(
            radio(name, label, value, SHARES, tip=f"{section}. {label}, share of the day", writer="us"),
            field("text", f"{name}_note", label, words, tip=f"{cell}: what is done", lines=2, writer="us"),
        ),
    )


def posture_rows(activity: str, label: str) -> tuple[Row, Row]:
    """Two rows: hours without a change, and hours in the whole day."""

    def row(measure: str, words: str) -> Row:
        cell = f"1. Postures, {label.lower()}, {words}"
        meaning = DemandOf.model_validate({"activity": activity, "measure": measure, "scale": "hours", "cell": cell})
        group = radio(f"{activity}_{measure}", label, meaning, HOURS, tip=f"{cell}, hours", writer="us")
        return Row(label=words, group=label, fields=(group,))

    return row("at_one_time", "at one time"), row("per_day", "in the whole day")


def band_row(low: float, high: float | None, label: str) -> Row:
    """A weight band: which share of the day; lifted from and to; carried how far; the heaviest weight in it."""
    cell = f"2. Lifting and carrying, {label}"
    name = f"lift_{low:g}_{high:g}" if high else f"lift_over_{low:g}"

    def part(part: str, words: str) -> Field:
        meaning = DemandOf.model_validate(
            {"activity": "lift", "part": part, "weight_low": low, "weight_high": high, "cell": cell}
        )
        return field("text", f"{name}_{part}", label, meaning, tip=f"{cell}: {words}", writer="us")

    value = DemandOf(activity="lift", weight_low=low, weight_high=high, cell=cell)
    return Row(
        label=label,
        fields=(
            radio(name, label, value, SHARES, tip=f"{cell}, share of the day", writer="us"),
            part("start_height", "lifted from, feet above the floor"),
            part("lift_height", "lifted to, feet above the floor"),
            part("carry_distance", "carried how far, feet"),
            part("actual_weight", "heaviest actual weight, pounds"),
        ),
    )


HEAD = Facts(
    rows=(
        (fact("title", "Task"), fact("date", "Date")),
        (printed("job_title", "Job"), printed("employer_name", "Employer"), fact("analyst", "Observed by")),
    ),
    shares=((4, 1), (1, 1, 1)),
)

TIME = Line(
    fields=(
        fact("hours_per_day", "Hours a day spent on this task"),
        fact("weekly_overtime", "Overtime, average hours a week"),
        radio(
            "task_with_breaks", "With breaks", Printed(what="task_with_breaks"), {"yes": "Yes", "no": "No"}, writer="us"
        ),
    )
)

DESCRIPTION = Notes(
    fields=(
        field(
            "text",
            "task_description",
            "What is done, step by step",
            Printed(what="task_description"),
            lines=4,
            writer="us",
        ),
    )
)

POSTURES = Grid(
    title="Postures",
    ask="hours; check one box in each line",
    rows=(
        *posture_rows("stand", "Stand"),
        *posture_rows("sit", "Sit"),
        *posture_rows("walk", "Walk"),
        *posture_rows("drive", "Drive"),
    ),
)

LIFTING = Grid(
    title="Lifting and carrying",
    ask="share of the day; check one box in each line",
    rows=(
        band_row(0, 10, "1–10 lb"),
        band_row(10, 20, "11–20 lb"),
        band_row(20, 50, "21–50 lb"),
        band_row(50, 100, "51–100 lb"),
        band_row(100, None, "over 100 lb"),
    ),
    notes=("From, ft", "To, ft", "Carried, ft", "Heaviest actual, lb"),
)

ACTIONS = Grid(
    title="Actions and motions",
    ask="share of the day; check one box in each line",
    rows=tuple(
        share_row("3. Actions and motions", name, label, activity)
        for name, label, activity in (
            ("pushing", "Pushing", "push"),
            ("pulling", "Pulling", "pull"),
            ("climbing", "Climbing", "climb"),
            ("balancing", "Balancing", "balance"),
            ("bending", "Bending", "bend"),
            ("twisting", "Twisting", "twist"),
            ("squatting", "Squatting", "squat"),
            ("crawling", "Crawling", "crawl"),
            ("kneeling", "Kneeling", "kneel"),
            ("reaching", "Reaching", "reach"),
            ("handling", "Handling", "handle"),
            ("fingering", "Fingering", "finger"),
            ("feeling", "Feeling", "feel"),
            ("repetitive_hand", "Repetitive: hand motion", "repetitive_hand"),
            ("repetitive_foot", "Repetitive: foot motion", "repetitive_foot"),
        )
    ),
    notes=("What is done, and how",),
)

# "Equipment" may be a copier or a crane: nothing of the vocabulary, so a person decides.
EQUIPMENT = Grid(
    title="Equipment",
    ask="share of the day; name each kind",
    rows=tuple(
        share_row("4. Equipment", name, label, activity)
        for name, label, activity in (
            ("tools", "Tools", "hand_tools"),
            ("machinery", "Machinery", "machinery"),
            ("equipment", "Other equipment", "other"),
        )
    ),
    notes=("Which, and how it is used",),
)

ENVIRONMENT = Grid(
    title="Environmental conditions",
    ask="share of the day; check one box in each line",
    rows=tuple(
        share_row("5. Environmental conditions", f"env_{name}", label, activity)
        for name, label, activity in (
            ("vibration", "Vibration", "vibration_wbv"),
            ("noise", "Noise", "noise"),
            ("heat", "Extreme heat", "heat"),
            ("cold", "Extreme cold", "cold"),
            ("wet", "Wet or humid", "wet_humid"),
            ("moving_parts", "Moving parts", "moving_parts"),
            ("chemicals", "Chemicals", "chemicals"),
            ("electricity", "Electricity", "electricity"),
            ("radiation", "Radiation", "radiation"),
            ("other", "Other: say what", "other"),
        )
    ),
    notes=("Of what kind, and how strong",),
)

COMMENTS = Notes(fields=(field("text", "comments", "Comments", Comments(), lines=5, writer="us"),))

HOW_TO = Prose(
    title="How to fill in this form",
    paragraphs=(
        "Watch the task while it is done. One form describes one task; a job may need several. Answer every line: a "
        "line without a check tells the physician nothing, so check “Not present” or 0 where the task asks for none "
        "of it.",
        "Hours a day on this task: how long one person does it in one working day, breaks not counted. Overtime: the "
        "usual overtime of that person in a week, on whatever task.",
        "Postures: in the first line check the longest time without a change of posture, in the second the sum over "
        "the day while doing this task. “8+” is more than eight hours.",
        "Shares are shares of the whole working day: “Sometimes” is more than nothing and up to a third of it, "
        "“Often” more than a third and up to two thirds, “Always” more than two thirds.",
        "Lifting and carrying: answer each weight band by itself. Give heights in feet above the floor, from where "
        "the load is taken and to where it goes, the distance in feet (0 if it is not carried), and the heaviest "
        "weight that is really handled in the band. That weight often decides whether a person may do the task.",
    ),
)

WORDS = Prose(
    title="What the words mean",
    terms=(
        ("Pushing", "moving a thing away from you, by hand, foot or body: a loaded dolly."),
        ("Pulling", "moving a thing toward you, dragging and sliding too: a carton off a shelf."),
        ("Climbing", "going up or down with legs, often arms: stairs, ladder, scaffold, ramp. Say which."),
        ("Balancing", "staying upright where footing is narrow, slippery or moving: work on a pitched roof."),
        ("Bending", "leaning forward and down from hips and back: work under a car's hood."),
        ("Twisting", "turning the upper body against the hips: taking parts from behind while seated."),
        ("Squatting", "lowering the body by bending the knees, feet on the floor: reading a meter near the ground."),
        ("Crawling", "moving on hands and knees: pipes under a floor."),
        ("Kneeling", "resting on one knee or both: changing a tire."),
        ("Reaching", "arms stretched out from the body. Say whether overhead, at shoulder height or below."),
        ("Handling", "holding, gripping or turning with the whole hand: a drill while drilling."),
        ("Fingering", "picking or pinching small things with the fingers: nuts onto bolts."),
        ("Feeling", "judging shape, size or warmth by touch: a bearing that may run hot."),
        ("Repetitive", "the same motion of hand or foot over and over: typing, a sewing machine's pedal."),
        ("Tools", "anything held in the hand and worked with; say if it vibrates."),
        ("Machinery", "machines that are fed, tended or driven by the worker."),
        ("Vibration", "shaking that reaches the body from seat, floor or tool; say from which."),
        ("Extreme heat, cold", "enough to need clothing or pauses beyond the usual; give the temperature."),
    ),
)

FORM = Definition(
    id="physical-demands-task-assessment",
    title="Physical demands task assessment",
    lead="What one task asks of a person. Check one box in every line; page 4 explains the words.",
    pages=(
        (HEAD, TIME, DESCRIPTION, POSTURES, LIFTING),
        (ACTIONS, EQUIPMENT),
        (ENVIRONMENT, COMMENTS),
        (HOW_TO, WORDS),
    ),
)
