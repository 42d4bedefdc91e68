"""How far one installation goes: a closed formula, held against a simulation of its busiest week document by document.

    arrivals (hour by hour, seeded) → chain (received) → queue → a core (reading) → chain (stages) → end

Service times are measured in the run (`capacity_measures.py`), not assumed. The chain of the audit log is one for the
installation: whoever appends waits for the one before. What arrives when is an assumption, stated in `WEEK`.
"""

from __future__ import annotations

import heapq
import json
import math
from collections import deque
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Final

import numpy as np

from tests.benchmarks.capacity_measures import Measures

SEED: Final = 20_261_126
YEARS: Final = (10_000, 100_000, 1_000_000, 10_000_000)  # documents a year
PATIENCE: Final = 1800.0  # seconds that a document of the busiest hour may wait before it is read
HOUR: Final = 3600.0
FULL: Final = 0.8  # of a resource: beyond it queues grow faster than one looks
# Shares of a week's faxes by day and hour: an office faxes from 7 to 19 h, mostly in the morning, most on Mondays, when
# the weekend's lie in the machine; a trickle at night. A year has a busy January and a quiet Christmas.
DAYS: Final = (1.6, 1.05, 1.0, 1.0, 0.95, 0.15, 0.1)
HOURS: Final = (*[0.05] * 7, 0.5, 1.2, 1.6, 1.5, 1.1, 0.7, 0.9, 1.0, 0.9, 0.7, 0.4, 0.2, *[0.05] * 5)
WEEK: Final = np.outer(DAYS, HOURS).ravel() / np.outer(DAYS, HOURS).sum()
BUSIEST_WEEK: Final = 1.35 / 52  # of a year's documents
SPREAD: Final = 0.25  # of the time that a document takes: its variance over its mean squared
PRICES: Final = {"core_hour": 0.04, "database_gb_month": 0.12, "files_gb_month": 0.025}  # dollars, assumptions


@dataclass
class Resource:
    """So many alike servers with one queue before them. Times in seconds."""

    servers: int
    free: int = 0
    busy: float = 0.0
    waiting: deque[tuple[float, int, float]] = field(default_factory=deque)  # since when, whose, for how long

    def __post_init__(self) -> None:
        self.free = self.servers


@dataclass(frozen=True)
class Ran:
    """A simulated week: waits before reading began, from arrival on; how busy each resource was over the week."""

    documents: int
    longest: float
    late: float  # the wait that one document in a hundred exceeds
    core: float
    chain: float
    queue: float


def arrivals(documents: float, rng: np.random.Generator) -> np.ndarray:
    """Moments in the busiest week of a year of so many documents, in their order."""
    counts = rng.poisson(documents * BUSIEST_WEEK * WEEK)
    return np.sort(np.concatenate([(n + rng.random(count)) * HOUR for n, count in enumerate(counts)]))


def simulate(documents: float, cores: int, measured: Measures, seed: int = SEED) -> Ran:
    """The busiest week with so many reading lanes, one document after the other through every resource."""
    rng = np.random.default_rng(seed)
    moments = arrivals(documents, rng)
    reading = rng.gamma(1 / SPREAD, measured.read * SPREAD, len(moments))
    began = np.zeros(len(moments))
    stages = [
        ("chain", lambda n: measured.append),
        ("queue", lambda n: measured.fetch),
        ("core", lambda n: float(reading[n])),
        ("chain", lambda n: measured.append * (measured.appends - 1)),
    ]
    resources = {"chain": Resource(1), "queue": Resource(1), "core": Resource(cores)}
    events: list[tuple[float, int, int, bool]] = [(at, n, 0, False) for n, at in enumerate(moments.tolist())]
    heapq.heapify(events)
    while events:
        at, n, stage, ended = heapq.heappop(events)
        if ended:
            resource = resources[stages[stage][0]]
            resource.free += 1
            if stage + 1 < len(stages):
                heapq.heappush(events, (at, n, stage + 1, False))
        else:
            resource = resources[stages[stage][0]]
            resource.waiting.append((at, n, float(stage)))
        while resource.free and resource.waiting:
            _, who, its = resource.waiting.popleft()
            spent = stages[int(its)][1](who)
            resource.free, resource.busy = resource.free - 1, resource.busy + spent
            if stages[int(its)][0] == "core":
                began[who] = at
            heapq.heappush(events, (at + spent, who, int(its), True))
    waits = began - moments
    week = 7 * 24 * HOUR
    return Ran(
        len(moments), float(waits.max()), float(np.quantile(waits, 0.99)),
        *(resources[name].busy / resources[name].servers / week for name in ("core", "chain", "queue")),
    )  # fmt: skip


@dataclass(frozen=True)
class Formula:
    """The same worked out. `longest` is in seconds."""

    longest: float
    core: float
    chain: float
    queue: float


def formula(documents: float, cores: int, measured: Measures) -> Formula:
    """Shares are what comes times what it takes; the longest wait is `_longest`."""
    total, week = documents * BUSIEST_WEEK, 7 * 24 * HOUR
    chain, queue = total * measured.append * measured.appends / week, total * measured.fetch / week
    return Formula(_longest(documents, cores, measured.read), total * measured.read / cores / week, chain, queue)


def _longest(documents: float, cores: int, read: float) -> float:
    """Hour by hour what waits grows by what comes and shrinks by what is read, as if documents flowed; chance adds what
    a walk of as many steps strays (0.8 of its deviation). Where they never pile up: Kingman's wait in the busiest hour,
    times what the unluckiest of so many draws; an hour is too short for more than such a walk strays in it."""
    coming, a_hour = documents * BUSIEST_WEEK * WEEK, cores * HOUR / read
    left = longest = piled = 0.0
    for hour in coming:
        left = max(0.0, left + hour - a_hour)
        piled = piled + hour if left else 0.0
        longest = max(longest, left + _strayed(piled))
    if longest:
        return longest / a_hour * HOUR
    peak = float(coming.max())
    full, most = peak / a_hour, _strayed(peak) / a_hour * HOUR
    if full == 1:
        return most
    return min(most, full / (1 - full) * read / cores * (1 + SPREAD) / 2 * math.log(max(math.e, peak)))


def _strayed(documents: float) -> float:
    """How many more than expected lie there when so many have come."""
    return 0.8 * math.sqrt(documents * (1 + SPREAD))


def cores_for(documents: float, measured: Measures) -> int:
    """The fewest reading lanes with which nobody waits longer than PATIENCE in the busiest week."""
    peak = float(documents * BUSIEST_WEEK * WEEK.max()) * measured.read / HOUR
    return next(c for c in range(1, math.ceil(peak) + 2) if formula(documents, c, measured).longest <= PATIENCE)


def bends(measured: Measures) -> dict[str, float]:
    """Documents a year at which each shared resource is FULL in the busiest hour."""
    share = BUSIEST_WEEK * float(WEEK.max())  # of a year's documents, in that hour
    turns = {"audit chain": measured.append * measured.appends, "queue": measured.fetch, "one core": measured.read}
    return {name: FULL * HOUR / spent / share for name, spent in turns.items()}


@dataclass(frozen=True)
class Size:
    """An installation for so many documents a year. Sizes in GB for one year kept."""

    documents: int
    cores: int  # that read, in the busiest week
    packet_hours: float  # hours of a core for as many packets
    database: float
    log: float  # written in the busiest hour, MB a second
    files: float
    cost: float  # dollars for a million documents, one year kept


def size(documents: int, measured: Measures) -> Size:
    """What to buy."""
    database, files = documents * measured.table / 1e9, documents * measured.file / 1e9
    busiest = documents * BUSIEST_WEEK * float(WEEK.max()) / HOUR
    hours = documents * (measured.read + measured.packet) / HOUR
    # What is kept grows over the year: half of it on the average.
    kept = 12 * (database * PRICES["database_gb_month"] + files * PRICES["files_gb_month"]) / 2
    cost = (hours * PRICES["core_hour"] + kept) / documents * 1e6
    packets = documents * measured.packet / HOUR
    return Size(documents, cores_for(documents, measured), packets, database, busiest * measured.log / 1e6, files, cost)


def report(measured: Measures) -> str:
    """Measures, sizes, the check of the formula, and where it bends."""
    return "\n".join([*_measured(measured), "", *_sizes(measured), "", *_checked(measured), "", *_bends(measured)])


def figures(measured: Measures) -> str:
    """The same for programs."""
    named = {
        "seed": SEED, "at": f"{datetime.now(UTC):%Y-%m-%d}", "prices": PRICES, "measured": asdict(measured),
        "sizes": [asdict(size(documents, measured)) for documents in YEARS], "bends": bends(measured),
    }  # fmt: skip
    return json.dumps(named, indent=1)


def _measured(m: Measures) -> Iterator[str]:
    yield "For one document, measured here (faxed reply, fine)"
    yield f"  reading              {m.read:8.3f} s of a core: {m.pages * HOUR / m.read:,.0f} pages a core and hour"
    yield f"  a packet             {m.packet:8.3f} s of a core, in a mailing of 1,000"
    yield f"  database             {m.commits:8.1f} commits, {m.rows:.0f} rows written, {m.log / 1000:.0f} kB of log"
    yield f"  kept                 {m.table / 1000:8.1f} kB in tables, {m.file / 1000:.1f} kB in the file store"
    yield f"  audit chain          {m.appends:8.1f} turns of {m.append * 1000:.2f} ms: {1 / m.append:,.0f} a second"
    yield f"  queue                {m.fetch * 1000:8.2f} ms a job: {1 / m.fetch:,.0f} a second on one connection"


def _sizes(measured: Measures) -> Iterator[str]:
    heads = {"cores": 6, "packets, core-h": 16, "database GB": 12, "log MB/s": 9, "files GB": 9, "$/million": 10}
    yield " ".join([f"{'documents a year':>16}", *(f"{head:>{width}}" for head, width in heads.items())])
    for each in (size(documents, measured) for documents in YEARS):
        yield (
            f"{each.documents:16,} {each.cores:6} {each.packet_hours:16,.0f} {each.database:12,.1f} {each.log:9.2f} "
            f"{each.files:9,.1f} {each.cost:10,.0f}"
        )


def _checked(measured: Measures) -> Iterator[str]:
    yield f"Formula beside the simulated busiest week, seed {SEED}"
    heads = (
        "in the week",
        "longest wait",
        "simulated",
        "1 in 100",
        "cores busy",
        "simulated",
        "chain busy",
        "simulated",
    )
    yield " ".join([f"{'documents a year':>16}", *(f"{head:>12}" for head in heads)])
    for documents in YEARS:
        cores = cores_for(documents, measured)
        worked, ran = formula(documents, cores, measured), simulate(documents, cores, measured)
        yield (
            f"{documents:16,} {ran.documents:12,} {worked.longest:10,.0f} s {ran.longest:10,.0f} s {ran.late:10,.1f} s "
            f"{worked.core:12.2%} {ran.core:12.2%} {worked.chain:12.2%} {ran.chain:12.2%}"
        )


def _bends(measured: Measures) -> Iterator[str]:
    yield f"Documents a year at which a resource is {FULL:.0%} busy in the busiest hour"
    for name, documents in bends(measured).items():
        yield f"  {name:12} {documents:14,.0f}"
