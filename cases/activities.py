"""The activity tree: what a restriction or a job demand can speak of, and how activities relate.

A child is written `parent.child`; a parent's restriction covers its children. Codes are the field's standard terms
(domain vocabulary, section "activity codes"). Relations, strongest first:

    covers      the same activity, or its parent: decides
    implies     the body does one while doing the other: can make a conflict, never anything compatible
    related     neither contains the other (keyboard and finger): never decided by machine
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

TREE: Final[dict[str, tuple[str, ...]]] = {
    # posture
    "stand": (), "sit": (), "walk": ("uneven_ground", "run"), "drive": ("commute", "work_vehicle"), "lie": (),
    # trunk and leg
    "bend": (), "twist": (), "lean_forward": (), "squat": (), "kneel": (), "crawl": (), "balance": (), "jump": (),
    "climb": ("stairs", "ladder", "scaffold", "ramp"),
    # neck
    "neck_flex": (), "neck_rotate": (), "look_up": (),
    # load
    "lift": ("floor_waist", "waist_shoulder", "above_shoulder"), "carry": (), "push": (),
    "pull": ("hand_over_hand",), "assist_person": (),
    # arm and hand
    "reach": ("overhead", "shoulder_level", "below", "behind"), "grasp": ("simple", "power"), "pinch": (),
    "handle": (), "finger": (), "feel": (), "keyboard": (), "write": (), "wrist_flex": (), "elbow_flex": (),
    "repetitive_hand": (), "use_of_limb": (),
    # foot
    "foot_control": (), "repetitive_foot": (),
    # equipment
    "hand_tools": (), "vibrating_tools": (), "machinery": (), "heavy_equipment": (), "office_equipment": (),
    "forklift": (),
    # environment
    "heights": (), "heat": (), "cold": (), "temp_change": (), "wet_humid": (), "outdoors": (), "vibration_wbv": (),
    "noise": (), "dust_fumes_gas": (), "chemicals": (), "skin_contact": (), "radiation": (), "electricity": (),
    "moving_parts": (), "confined_space": (), "infectious": (),
    # sensory and communication
    "see": (), "hear": (), "speak": (), "read": (),
    # cognitive
    "concentration": (), "pace": (), "supervision": (), "public_contact": (), "safety_sensitive": (),
    "weight_bearing": (),
    # modifiers
    "medication_drowsy": (), "medication_required": (), "device_at_work": (), "dressing_change": (),
    "public_transport": (),
    # anything a form's "Other" line or a person names in words; never auto-decided
    "other": (),
}  # fmt: skip

CODES: Final[frozenset[str]] = frozenset(TREE) | {f"{p}.{c}" for p, children in TREE.items() for c in children}

ASKED: Final = 1 << 14  # pairs of codes remembered: a match asks for the same ones many thousand times


# What these limit tells of a medicine or a treatment: whoever may not see one learns only that there is a limit.
TREATMENT: Final[frozenset[str]] = frozenset(
    {"medication_drowsy", "medication_required", "device_at_work", "dressing_change"}
)


def is_activity(code: str) -> bool:
    """Whether `code` is an activity of the tree."""
    return code in CODES


def parent_of(code: str) -> str | None:
    """`reach.overhead` -> `reach`; a top-level activity has none."""
    head, _, child = code.partition(".")
    return head if child else None


# Domain 9, "Implies". `use_of_limb` speaks of an arm; `weight_bearing` of a leg, and only when it is forbidden.
IMPLIES: Final[dict[str, tuple[str, ...]]] = {
    "lift": ("assist_person", "carry"),
    "drive": ("forklift", "heavy_equipment"),
    "use_of_limb": ("grasp", "pinch", "handle", "finger", "reach", "push", "pull"),
    "weight_bearing": ("stand", "walk", "climb"),
}

# Domain 4 rule 9: related but not contained. Each group is symmetric.
RELATED: Final[tuple[frozenset[str], ...]] = (
    frozenset({"keyboard", "finger", "repetitive_hand"}),
    frozenset({"grasp", "handle", "pinch"}),
    frozenset({"bend", "lean_forward"}),
    frozenset({"squat", "kneel", "crawl"}),
    frozenset({"foot_control", "repetitive_foot"}),
    frozenset({"vibrating_tools", "vibration_wbv"}),
    frozenset({"machinery", "heavy_equipment"}),
)

# Rows that name two activities at once (domain 1). They expand on the restriction side only.
COMPOSITES: Final[dict[str, tuple[str, ...]]] = {
    "kneeling/squatting": ("kneel", "squat"),
    "bending/stooping": ("bend",),
    "squatting/stooping": ("squat", "bend"),
    "pushing/pulling": ("push", "pull"),
    "stairs/ladders": ("climb.stairs", "climb.ladder"),
    "standing/walking": ("stand", "walk"),
    "lifting/carrying": ("lift", "carry"),
}


@lru_cache(maxsize=ASKED)
def covers(broad: str, narrow: str) -> bool:
    """Whether `broad` is `narrow` or its parent (domain 4 rule 9: a parent decides for its children)."""
    return broad == narrow or parent_of(narrow) == broad


@lru_cache(maxsize=ASKED)
def implies(activity: str, other: str) -> bool:
    """Whether doing `other` takes `activity`; a parent's implied activity takes its children along (domain 9)."""
    return any(covers(implied, other) for implied in IMPLIES.get(activity, ()))


def related(activity: str, other: str) -> bool:
    """Whether the two are akin without one containing the other (domain 4 rule 9)."""
    heads = (parent_of(activity) or activity, parent_of(other) or other)
    return heads[0] != heads[1] and any(heads[0] in group and heads[1] in group for group in RELATED)


def children_of(activity: str) -> tuple[str, ...]:
    """The codes directly below an activity; empty for a leaf."""
    return tuple(f"{activity}.{child}" for child in TREE.get(activity, ()))


def expand(row: str) -> tuple[str, ...]:
    """The activities a composite form row restricts, by its printed label; empty if we know no such row (domain 1)."""
    return COMPOSITES.get(" ".join(row.casefold().replace(" / ", "/").split()), ())
