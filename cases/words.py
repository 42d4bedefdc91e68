"""Plain words for restrictions and demands, for the coordinator's screen and for letters. Never for errors or logs."""

from __future__ import annotations

import math
from typing import Final

from cases import restrictions as r
from cases.activities import parent_of
from cases.demands import Demand

_WORDS: Final[dict[str, str]] = {
    "stand": "standing", "sit": "sitting", "walk": "walking", "walk.uneven_ground": "walking on uneven ground",
    "walk.run": "running", "drive": "driving", "drive.commute": "driving to work", "drive.work_vehicle":
    "driving a work vehicle", "lie": "lying down", "bend": "bending", "twist": "twisting", "lean_forward":
    "leaning forward", "squat": "squatting", "kneel": "kneeling", "crawl": "crawling", "balance": "balancing",
    "jump": "jumping", "climb": "climbing", "climb.stairs": "climbing stairs", "climb.ladder": "climbing ladders",
    "climb.scaffold": "climbing scaffolds", "climb.ramp": "climbing ramps", "neck_flex": "bending the neck",
    "neck_rotate": "turning the neck", "look_up": "looking up", "lift": "lifting", "lift.floor_waist":
    "lifting off the floor", "lift.waist_shoulder": "lifting from waist to shoulder", "lift.above_shoulder":
    "lifting above the shoulders", "carry": "carrying", "push": "pushing", "pull": "pulling", "pull.hand_over_hand":
    "pulling hand over hand", "assist_person": "assisting a person", "reach": "reaching", "reach.overhead":
    "reaching overhead", "reach.shoulder_level": "reaching at shoulder level", "reach.below":
    "reaching below the waist", "reach.behind": "reaching behind", "grasp": "grasping", "grasp.simple":
    "simple grasping", "grasp.power": "power grasping", "pinch": "pinching", "handle": "handling", "finger":
    "fingering", "feel": "feeling", "keyboard": "keyboarding", "write": "writing", "wrist_flex": "bending the wrist",
    "elbow_flex": "bending the elbow", "repetitive_hand": "repeated hand motion", "use_of_limb": "using the limb",
    "foot_control": "working foot controls", "repetitive_foot": "repeated foot motion", "hand_tools":
    "using hand tools", "vibrating_tools": "using vibrating tools", "machinery": "working with machinery",
    "heavy_equipment": "operating heavy equipment", "office_equipment": "using office equipment", "forklift":
    "driving a forklift", "heights": "work at heights", "heat": "extreme heat", "cold": "extreme cold", "temp_change":
    "changes of temperature", "wet_humid": "wet or humid places", "outdoors": "work outdoors", "vibration_wbv":
    "vibration", "noise": "noise", "dust_fumes_gas": "dust, fumes and gases", "chemicals": "chemicals",
    "skin_contact": "contact with the skin", "radiation": "radiation", "electricity": "electricity", "moving_parts":
    "moving parts", "confined_space": "confined spaces", "infectious": "infectious material", "see":
    "seeing", "hear": "hearing", "speak": "speaking", "read": "reading", "other": "what is named in words",
}  # fmt: skip
_SIDES: Final = {"left": ", left side", "right": ", right side", "both": ", both sides"}
_MEASURES: Final = {"at_one_time": "at one time", "per_day": "a day in all"}


def activity(code: str) -> str:
    """`lift.above_shoulder` in words: "lifting above the shoulders"."""
    return _WORDS.get(code) or code.rpartition(".")[2].replace("_", " ")


def whole(code: str) -> str:
    """The words for the undivided activity: `reach.overhead` is a kind of "reaching"."""
    return activity(parent_of(code) or code)


def sentence_case(text: str) -> str:
    """The first letter in upper case, the rest as it is."""
    return text[:1].upper() + text[1:]


def number(value: float) -> str:
    """A figure cut, never rounded up, to two places: 22.0462 is "22.04", 8.0 is "8"."""
    return f"{math.floor(value * 100 + 1e-9) / 100:.2f}".rstrip("0").rstrip(".")


def limit(item: r.Limit) -> str:
    """One limit in words, with its unit as printed."""
    match item:
        case r.Never():
            return "not at all"
        case r.MaxWeight() | r.MaxForce():
            most = "less than" if item.operator == "<" else "at most"
            how_often = "" if item.frequency == "any" else f", {item.frequency.replace('_', ' ')}"
            zone = f", {item.lift_zone.replace('_', ' ')}" if isinstance(item, r.MaxWeight) and item.lift_zone else ""
            return f"{most} {number(item.value)} {item.unit}{how_often}{zone}{_beyond(item)}"
        case r.MaxContinuous():
            return f"at most {number(item.minutes)} minutes at one time"
        case r.MaxHourly():
            return f"at most {number(item.minutes)} minutes an hour"
        case r.MaxDaily():
            return f"at most {number(item.hours)} hours a day in all"
        case r.MaxBand():
            return f"at most “{item.band.replace('_', ' ')}”"
        case r.MaxReps():
            return (
                f"at most {item.count} times an {item.per}"
                if item.per == "hour"
                else f"at most {item.count} times a day"
            )
        case r.MaxDistance():
            return f"at most {number(item.metres)} m"
        case r.MaxSteps():
            return f"at most {item.count} steps"
        case r.Prolonged():
            return "not for prolonged periods"
        case r.Environment():
            return "not at all" if item.prohibited else f"only {_range(item)}"
        case r.Required():
            return f"requires {item.what}"
        case r.FreeText():
            return f"“{item.text}”"


def restriction(item: r.Restriction) -> str:
    """A restriction in words: "lifting above the shoulders: not at all"."""
    named = " and ".join(activity(each) for each in item.activities) + (" together" if item.together else "")
    what = named + (f" ({item.qualifier})" if item.qualifier else "") + _SIDES.get(item.side, "")
    return f"{what}: {'; '.join(limit(each) for each in item.limits)}"


def demand(item: Demand) -> str:
    """What a demand's cell says: "lifting 11–20 lb: sometimes (heaviest 15 lb)"."""
    value = "blank" if item.value is None else item.value.replace("_", " ")
    hours = " h " if item.scale == "hours" and item.value is not None else " "
    measure = _MEASURES.get(item.measure, "")
    details = [f"heaviest {number(item.actual_weight)} lb"] if item.actual_weight is not None else []
    details += [f"from {number(item.start_height)} ft"] if item.start_height is not None else []
    details += [f"to {number(item.lift_height)} ft"] if item.lift_height is not None else []
    details += [f"carried {number(item.carry_distance)} ft"] if item.carry_distance is not None else []
    details += [f"together with “{item.together}”"] if item.together else []
    details += [_measured(item)] if item.measured_low is not None or item.measured_high is not None else []
    details += [f"{number(item.times_per_hour)} times an hour"] if item.times_per_hour is not None else []
    details += [f"{number(item.times_per_day)} times a day"] if item.times_per_day is not None else []
    what = (
        f"“{item.description.strip()}”"
        if item.activity == "other" and item.description.strip()
        else "/".join(activity(each) for each in item.activities)
    )
    return f"{what}{_SIDES.get(item.side, '')}{_band(item)}: {value}{hours}{measure}".rstrip() + (
        f" ({', '.join(details)})" if details else ""
    )


def _band(item: Demand) -> str:
    if item.weight_low is None and item.weight_high is None:
        return ""
    if item.weight_high is None:
        return f" over {number(item.weight_low or 0)} lb"
    return f" {number((item.weight_low or 0) + 1)}–{number(item.weight_high)} lb"


def _beyond(item: r.MaxWeight | r.MaxForce) -> str:
    hours = f" for more than {number(item.over_hours)} hours a day" if item.over_hours is not None else ""
    return hours + (f", more only with {item.unless}" if item.unless else "")


def _measured(item: Demand) -> str:
    low, high = ("?" if each is None else number(each) for each in (item.measured_low, item.measured_high))
    return f"measured {low} to {high} {item.measured_unit or ''}".rstrip()


def _range(item: r.Environment) -> str:
    low = f"from {number(item.low)}" if item.low is not None else ""
    high = f"up to {number(item.high)}" if item.high is not None else ""
    return " ".join(part for part in (low, high, item.unit) if part)
