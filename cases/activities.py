"""The activity tree: what a restriction or a job demand can speak of.

A child is written `parent.child`; a parent's restriction covers its children. Codes are the field's standard terms
(domain vocabulary, section "activity codes").
"""

from __future__ import annotations

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


def is_activity(code: str) -> bool:
    """Whether `code` is an activity of the tree."""
    return code in CODES


def parent_of(code: str) -> str | None:
    """`reach.overhead` -> `reach`; a top-level activity has none."""
    head, _, child = code.partition(".")
    return head if child else None
