"""The task bank: eight kinds of modified work from a construction playbook, twelve from a factory's sample program.

Titles and examples are the sources' facts in our words. The demands are ours (see `bank.py`): a limitation that the
source says the work allows for ("no climbing") stands here as not present, everything else is an estimate.
"""

from __future__ import annotations

from typing import Final

from cases.programs.bank import BankTask, by_id, light, typical

PLAYBOOK: Final = "Construction return-to-work playbook, step 4, task bank (seed 004)"
SAMPLE: Final = "Sample program 3, type of work, item 2 (seed 001, appendix A)"
NO_LOAD: Final = "lift carry"

_CATEGORIES: Final = (
    BankTask(
        id="safety",
        title="Safety watch",
        examples=(
            "walk the site and note hazards",
            "fire watch",
            "check barricades and signs",
            "look after the muster point",
        ),
        accommodates=("no lifting", "no climbing", "limited standing"),
        demands=typical(often="see hear", sometimes="stand walk sit speak", not_present=f"{NO_LOAD} climb"),
        worth="A second pair of eyes prevents the next injury.",
        source=PLAYBOOK,
    ),
    BankTask(
        id="inventory",
        title="Tools and stock",
        examples=("list and sort tools", "count material", "order supplies", "care for small tools"),
        accommodates=("no heavy lifting", "work can be done seated"),
        demands=typical(often="sit handle", sometimes="stand walk write finger") + light(10),
        worth="Crews lose hours to tools and material that cannot be found.",
        source=PLAYBOOK,
    ),
    BankTask(
        id="receiving",
        title="Receiving",
        examples=("receive material and note it", "check deliveries against orders", "photograph what arrives"),
        accommodates=("limited lifting", "no climbing"),
        demands=typical(often="stand", sometimes="walk write handle see", not_present="climb") + light(10),
        worth="A wrong delivery found at the gate costs least.",
        source=PLAYBOOK,
    ),
    BankTask(
        id="cleanup-supervision",
        title="Directing cleanup",
        examples=("direct the cleanup crew", "inspect the result", "see that waste is sorted"),
        accommodates=("no lifting", "no bending", "limited standing"),
        demands=typical(often="speak see", sometimes="stand walk", not_present=f"{NO_LOAD} bend"),
        worth="A clean site is a safe one, and somebody has to see that it is.",
        source=PLAYBOOK,
    ),
    BankTask(
        id="training",
        title="Training support",
        examples=("help with toolbox talks", "put training material in order", "prepare safety meetings"),
        accommodates=("seated work", "no physical labor"),
        demands=typical(often="sit speak read", sometimes="stand write keyboard", not_present=NO_LOAD),
        worth="An experienced hand teaches what no handbook does.",
        source=PLAYBOOK,
    ),
    BankTask(
        id="documentation",
        title="Records of the site",
        examples=("filing", "data entry", "put daily reports together", "sort photographs", "mark up plans"),
        accommodates=("seated work", "office or trailer"),
        demands=typical(often="sit keyboard finger read", sometimes="write walk", not_present=NO_LOAD),
        worth="Records made on the day are the ones that are believed.",
        source=PLAYBOOK,
    ),
    BankTask(
        id="quality",
        title="Quality checks",
        examples=("write the punch list", "photograph installed work", "verify measurements"),
        accommodates=("limited walking", "no lifting", "no climbing"),
        demands=typical(often="see", sometimes="walk stand write handle", not_present=f"{NO_LOAD} climb"),
        worth="A fault found before handover is repaired once.",
        source=PLAYBOOK,
    ),
    BankTask(
        id="gate",
        title="Gate and visitors",
        examples=("watch the gate", "sign visitors in", "coordinate deliveries"),
        accommodates=("seated work", "no lifting"),
        demands=typical(often="sit speak hear see", sometimes="stand write", not_present=NO_LOAD),
        worth="Nobody is on the site whom nobody knows of.",
        source=PLAYBOOK,
    ),
)

_ASSIGNMENTS: Final = (
    BankTask(
        id="rework",
        title="Sorting rejected parts",
        examples=("sort parts set aside at inspection",),
        demands=typical(often="sit handle see", sometimes="stand reach") + light(10),
        worth="Good parts go back into production instead of scrap.",
        source=SAMPLE,
    ),
    BankTask(
        id="clerical",
        title="Office work",
        examples=("general office tasks",),
        demands=typical(often="sit keyboard finger read", sometimes="walk write", not_present=NO_LOAD),
        worth="Departments wait for paperwork that nobody has time for.",
        source=SAMPLE,
    ),
    BankTask(
        id="visitor-escort",
        title="Escorting visitors",
        examples=("accompany visitors through the plant",),
        demands=typical(often="walk speak", sometimes="stand sit climb.stairs", not_present=NO_LOAD),
        worth="Visitors must not walk alone through a plant.",
        source=SAMPLE,
    ),
    BankTask(
        id="samples",
        title="Labeling and filing samples",
        examples=("label product samples and file them",),
        demands=typical(often="sit handle", sometimes="stand walk reach write finger") + light(10),
        worth="A complaint can be answered only if its sample is found.",
        source=SAMPLE,
    ),
    BankTask(
        id="errands",
        title="Errands by company vehicle",
        examples=("drive a company vehicle on errands",),
        demands=typical(often="sit drive.work_vehicle see", sometimes="walk stand") + light(10),
        worth="Parts and papers move without taking somebody off the line.",
        source=SAMPLE,
    ),
    BankTask(
        id="light-janitorial",
        title="Light cleaning",
        examples=("light cleaning of rooms and work places",),
        demands=typical(often="stand walk", sometimes="bend reach push pull grasp chemicals") + light(10),
        worth="Clean work places are part of everybody's safety.",
        source=SAMPLE,
    ),
    BankTask(
        id="reconditioning",
        title="Physical reconditioning",
        examples=("exercises that the provider has written down, in working time",),
        worth="Strength for the regular job comes back under guidance.",
        source=SAMPLE,
    ),
    BankTask(
        id="inventory-recorder",
        title="Recording inventory",
        examples=("count stock and record it",),
        demands=typical(often="walk write see", sometimes="stand sit reach", not_present=NO_LOAD),
        worth="Orders depend on counts that are right.",
        source=SAMPLE,
    ),
    BankTask(
        id="quality-records",
        title="Quality records",
        examples=("keep quality records and their log",),
        demands=typical(often="sit read write", sometimes="keyboard walk", not_present=NO_LOAD),
        worth="Customers and auditors ask for them.",
        source=SAMPLE,
    ),
    BankTask(
        id="painting-tools",
        title="Painting tools",
        examples=("repaint tools with their marking colors",),
        demands=typical(often="sit handle grasp", sometimes="stand reach dust_fumes_gas skin_contact") + light(10),
        worth="Marked tools come back to their place.",
        source=SAMPLE,
    ),
    BankTask(
        id="library-filing",
        title="Filing in the library",
        examples=("file manuals and drawings",),
        demands=typical(often="stand handle read", sometimes="walk sit reach bend") + light(10),
        worth="Drawings are of use only when the current one is found.",
        source=SAMPLE,
    ),
    BankTask(
        id="photocopying",
        title="Photocopying",
        examples=("copy and bind papers",),
        demands=typical(often="stand office_equipment handle", sometimes="walk sit reach") + light(10),
        worth="Handouts and work orders have to be on the floor in time.",
        source=SAMPLE,
    ),
)

CATEGORIES: Final = by_id(_CATEGORIES)
ASSIGNMENTS: Final = by_id(_ASSIGNMENTS)
TASK_BANK: Final = by_id((*_CATEGORIES, *_ASSIGNMENTS))
