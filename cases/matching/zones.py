"""Where a load is lifted and how far it is carried (domain 4 rule 8, domain 9). Heights and distances in feet."""

from __future__ import annotations

from typing import Final, Literal

from cases.demands import Demand
from cases.matching.lines import Line
from cases.matching.verdicts import COMPATIBLE, CONFLICT, Verdict, undecided
from cases.restrictions import MaxDistance
from cases.scales import METRES_PER_FOOT
from cases.words import activity, number

# Domain 9: lifting to 7 ft is above the shoulder, about 4 to 5.5 ft is not decided; below that it is not.
BELOW_ANY_SHOULDER: Final = 4.0
ABOVE_ANY_SHOULDER: Final = 5.5
# From the floor is 0. At 3.5 ft a load starts at or above the waist of nearly everybody; between, a person looks.
FLOOR: Final = 0.0
WAIST: Final = 3.5

Inside = Literal["in", "out", "unknown"]
_OUTWARD: Final[tuple[Inside, ...]] = ("out", "unknown", "in")


def in_zone(zone: str, line: Line) -> Inside | None:
    """Whether any task lifts in this zone; None if heights say nothing about such a zone.

    A height is that of the place the load is lifted to; a start height that of the place it is taken from.
    """
    if zone not in ("lift.above_shoulder", "lift.floor_waist"):
        return None
    found = [_shoulder(m.demand.lift_height) if zone == "lift.above_shoulder" else _floor(m.demand.start_height)
             for m in line.present]  # fmt: skip
    return max(found, key=_OUTWARD.index, default="unknown")


def zone_missing(zone: str, line: Line) -> Verdict:
    """The height that would tell is not on the job's paper, or is too close to call."""
    above = zone == "lift.above_shoulder"
    heights = [each.demand.lift_height if above else each.demand.start_height for each in line.present]
    if any(height is None for height in heights):
        question = "How high, from the floor, is the load lifted to?" if above else "From what height is it picked up?"
        return undecided("height_missing", "the job does not say where the load is lifted", question, "employer")
    feet = " and ".join(f"{number(height)} ft" for height in heights if height is not None)
    question = f"Does lifting {'to' if above else 'from'} {feet} count as {activity(zone)} for this worker?"
    return undecided("height_close", "the recorded height is too close to call", question, "provider")


def alike(demand: Demand) -> tuple[str, str]:
    """What the heights of a row come to: rows that agree here and in all else come out alike."""
    return _shoulder(demand.lift_height), _floor(demand.start_height)


def carried(line: Line) -> Literal["no", "yes", "unknown"]:
    """Whether the load of a lifting/carrying row is carried: a distance above 0 means it is, a blank is unknown."""
    distances = [each.demand.carry_distance for each in line.present]
    if any(distance for distance in distances):
        return "yes"
    return "unknown" if not distances or any(distance is None for distance in distances) else "no"


def distance(limit: MaxDistance, line: Line) -> Verdict:
    """Metres permitted against the feet a load is carried; other rows record no distance."""
    feet = [each.demand.carry_distance for each in line.present]
    known = [each for each in feet if each is not None]
    if known and max(known) * METRES_PER_FOOT > limit.metres:
        return Verdict(CONFLICT, "over_distance", "the load is carried farther than the limit")
    if known and len(known) == len(feet):
        return Verdict(COMPATIBLE, "within_distance", "the distance stays within the limit")
    question = "What is the longest distance at one time?"
    return undecided("distance_missing", "the job does not say how far", question, "employer")


def _shoulder(height: float | None) -> Inside:
    if height is None or BELOW_ANY_SHOULDER <= height <= ABOVE_ANY_SHOULDER:
        return "unknown"
    return "in" if height > ABOVE_ANY_SHOULDER else "out"


def _floor(start: float | None) -> Inside:
    if start is None or FLOOR < start < WAIST:
        return "unknown"
    return "in" if start == FLOOR else "out"
