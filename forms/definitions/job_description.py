"""Job description, essential functions: what a job asks of a body, row by row, so that it can be matched later.

Rows after the sample return-to-work program 001, appendix B. Ours: a box for "not at all", since a blank row says
nothing; repetition classes that do not overlap, with their period; squatting and stooping each in a row of its own.
"""

from __future__ import annotations

from forms.definition import Analysis, Definition, Facts, Grid, Notes, PickOne, Prose, Row, field, radio
from forms.definitions.house_paper import ours
from forms.fields import Field
from forms.meaning import DemandNote, DemandOf, Printed

SCALE = "job-analysis"
SHARES = {
    "not_present": "Not at all, 0 %",
    "occasional": "Occasional, to 33 %",
    "frequent": "Frequent, 34–66 %",
    "continuous": "Continuous, 67–100 %",
}
REPETITIONS = {"to_32": "0–32", "from_33_to_200": "33–200", "over_200": "over 200"}

# Upper bounds of a load lifted up to a third of the day: Dictionary of Occupational Titles, appendix C.
CLASSES = {
    "sedentary": "Sedentary, 10 lb",
    "light": "Light, 20 lb",
    "medium": "Medium, 50 lb",
    "heavy": "Heavy, 100 lb",
    "very_heavy": "Very heavy, over 100 lb",
}


def requirement(name: str, label: str, activity: str, group: str) -> Row:
    """A row: share of the workday, repetitions, force or weight; where, with what, and comments."""
    cell = f"{group}, {label[0].lower()}{label[1:]}"

    def words(what: str, caption: str) -> Field:
        meaning = DemandNote.model_validate({"activity": activity, "what": what, "cell": cell})
        return field("text", f"{name}_{what}", caption, meaning, tip=f"{cell}: {caption.lower()}", writer="us")

    counted = DemandNote(activity=activity, what="repetitions", cell=cell)
    share = DemandOf(activity=activity, scale=SCALE, cell=cell)
    return Row(
        label=label,
        fields=(
            radio(name, label, share, SHARES, tip=f"{cell}, share of the workday", writer="us"),
            radio(
                f"{name}_repetitions",
                label,
                counted,
                REPETITIONS,
                tip=f"{cell}, repetitions in a workday",
                writer="us",
            ),
            _weight(name, activity, cell),
            words("distance_or_height", "Distance, height"),
            words("items", "Items"),
            words("comments", "Comments"),
        ),
    )


def _weight(name: str, activity: str, cell: str) -> Field:
    """A load that is lifted or carried is the demand's weight; other forces are a note to it."""
    loaded = activity in ("lift", "carry")
    meaning = (
        DemandOf(activity=activity, scale=SCALE, part="actual_weight", cell=cell)
        if loaded
        else DemandNote(activity=activity, what="force", cell=cell)
    )
    what = "heaviest weight, pounds" if loaded else "force or weight, pounds"
    return field("text", f"{name}_force", "Force or weight, lb", meaning, tip=f"{cell}: {what}", writer="us")


def analysis(title: str, *rows: tuple[str, str, str]) -> Analysis:
    """A section of requirement rows: name, label, activity."""
    return Analysis(
        title=title,
        ask="check one share and one number in each line",
        scales=("Share of the workday", "Repetitions in a workday"),
        note="Force or weight, lb",
        shares=(5, 4, 5),
        rows=tuple(requirement(name, label, activity, title) for name, label, activity in rows),
    )


def condition(name: str, label: str, activity: str | None, note: str) -> Row:
    """A working condition: which share of the workday, and of what kind."""
    cell = f"Work conditions, {label[0].lower()}{label[1:]}"
    value = DemandOf(activity=activity, scale=SCALE, cell=cell) if activity else Printed(what=name)
    words = DemandOf(activity=activity, scale=SCALE, cell=cell, part="description") if activity else None
    return Row(
        label=label,
        fields=(
            radio(name, label, value, SHARES, tip=f"{cell}, share of the workday", writer="us"),
            field("text", f"{name}_note", label, words or Printed(what=f"{name}_note"), tip=note, writer="us"),
        ),
    )


HEAD = Facts(
    rows=(
        (ours("text", "job_title", "Job title"), ours("text", "analysis_date", "Date")),
        (
            ours("text", "employer_name", "Employer"),
            ours("text", "department", "Department"),
            ours("text", "analyst", "Written by"),
        ),
    ),
    shares=((4, 1), (1, 1, 1)),
)

FUNCTIONS = Notes(
    fields=(
        ours(
            "text",
            "essential_functions",
            "Essential functions: what the job exists to get done, the most important first",
            tip="Essential functions of the job",
            lines=6,
        ),
    )
)

CLASS = PickOne(
    field=radio(
        "physical_demand_class",
        "Physical demand class: the heaviest load lifted, for up to a third of the day",
        Printed(what="physical_demand_class"),
        CLASSES,
        writer="us",
    )
)

# Being indoors is no demand, and a hazard may be of any kind: both are for a person to judge.
CONDITIONS = Grid(
    title="Work conditions",
    ask="share of the workday; check one box in each line",
    rows=(
        condition("noise", "Noise", "noise", "Noise level, in decibels if it was measured"),
        condition("inside", "Inside", None, "Inside: where"),
        condition("outside", "Outside", "outdoors", "Outside: where, and in what weather"),
        condition("temperature_changes", "Temperature changes", "temp_change", "Temperature changes: from and to"),
        condition("hazards", "Working hazards", "other", "Working hazards: which"),
        condition(
            "dust_fumes_gases", "Dust, fumes, gases", "dust_fumes_gas", "Exposure to dust, fumes or gases: which"
        ),
    ),
    notes=("How much, and of what kind",),
)

TOOLS = Notes(
    fields=(
        ours("text", "tools", "Tools used for the job", lines=3),
        ours("text", "accommodation", "Accommodation that is available", lines=3),
    )
)

HOW_TO = Prose(
    paragraphs=(
        "Pages 2 and 3 describe one usual workday. Check a share in every line, “Not at all” too: a line left empty "
        "tells a physician nothing. Repetitions are counted over the whole workday.",
    )
)

MOVING = analysis(
    "Postures and loads",
    ("standing", "Standing", "stand"),
    ("sitting", "Sitting", "sit"),
    ("driving", "Driving", "drive"),
    ("walking", "Walking", "walk"),
    ("lifting", "Lifting", "lift"),
    ("carrying", "Carrying", "carry"),
    ("pushing", "Pushing", "push"),
    ("pulling", "Pulling", "pull"),
    ("squatting", "Squatting", "squat"),
    ("stooping", "Stooping", "bend"),
    ("crawling", "Crawling", "crawl"),
)

# Bent knees are no activity of the vocabulary: they may be a squat, a seat or a stair. A person decides.
REACHING = analysis(
    "Climbing, reaching, bending, hands",
    ("climbing_stairs", "Climbing: stairs", "climb.stairs"),
    ("climbing_ladders", "Climbing: ladders", "climb.ladder"),
    ("reaching_overhead", "Reaching: overhead", "reach.overhead"),
    ("reaching_below", "Reaching: below", "reach.below"),
    ("kneeling", "Kneeling", "kneel"),
    ("bending_knees", "Bending: knees", "other"),
    ("bending_elbows", "Bending: elbows", "elbow_flex"),
    ("bending_torso", "Bending: torso or back", "bend"),
    ("close_grasp", "Hand: close grasp", "grasp"),
    ("pinch", "Hand: pinch", "pinch"),
    ("fine_manipulation", "Hand: fine manipulation", "finger"),
)

FORM = Definition(
    id="job-description",
    title="Job description: essential functions",
    lead="What this job is for, and what it asks of a body. Written by the supervisor together with someone who does "
    "the job.",
    pages=(
        (HEAD, FUNCTIONS, CLASS, CONDITIONS, TOOLS, HOW_TO),
        (MOVING,),
        (REACHING,),
    ),
    patch=False,
    word=True,
)
