"""A whole simulated reply: what an office meant, its pen on the paper, the machine between, and the truth of it all.

    reply = simulate(pdf, MEASURING, number=17, resolution="standard")
    reply.boxes   -> for every box what was meant, how it was drawn, what share of the ink survived
    reply.texts   -> what was written where
    pack([p.arrived for p in reply.pages], "tiff-g4") -> the file

The PDF may be a blank or a personalised copy: codes and typed names in it are simply part of the paper.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tests.fax import channel, damage, marks, offices, paper, typed, writing
from tests.fax.channel import Arrived, Labels, Resolution
from tests.fax.feed import Geometry
from tests.fax.marks import Mark
from tests.fax.offices import Answers, Key
from tests.fax.paper import Box, Grey, Sheet, Widget
from tests.fax.pens import Layer, Pen, Stroke, ink, lay
from tests.fax.profiles import Profile
from tests.fax.strokes import Hand, Part
from tests.fax.writing import Script

How = Resolution | Literal["scan", "colour", "photo", "copy", "faults"]
HOWS: tuple[How, ...] = ("fine", "standard", "scan", "photo", "copy", "faults", "colour")  # each its own chance
LINE = 24.0  # points between written lines
WORDS = 10_000  # labels of ink from here on are words, not marks
FOREIGN = 0.08  # share of an untouched box that others inked, from which nobody can tell whose mark that is
ASTRAY = 0.5  # share of a mark's ink in another box, from which nobody can tell that it was meant for its own
PRINTED = 128  # of 255: what is darker is print
PRINT = Pen("printer", 0.4, 0)
OURS = Mark("printed", "yes", [Part([], Pen("ours", 0.4, 0), decides=False)])  # ticked before the paper left


@dataclass(frozen=True)
class BoxTruth:
    """One box. `intended` is what the writer meant; an untouched box is style `empty`, intended `no`.

    `survived` is the share of the deciding ink that arrived (1.0 where there was none to lose); where less than that of
    it lies on bare paper, that share: what arrived on print is not to be seen. `touched` says that other ink (a
    neighbour's mark, a stray line, writing) ran into the box.
    """

    field: str
    option: str | None
    page: int
    box: Box
    intended: marks.Truth
    style: str
    pen: str
    survived: float
    touched: bool


@dataclass(frozen=True)
class TextTruth:
    """One text, date, number or signature field; `value` None where nothing stands. Dates are eight digits.

    A signature is "signed". `pen` is "typed" for what the office typed, "ours" for what the PDF brought along.
    """

    field: str
    kind: paper.Kind
    page: int
    box: Box
    value: str | None
    pen: str
    survived: float


@dataclass(frozen=True)
class ReplyPage:
    """One page of the form as it arrived; `number` is its page of the form."""

    number: int
    arrived: Arrived

    @property
    def passage(self) -> Geometry:
        """Where each point of the blank arrived."""
        return self.arrived.passage


@dataclass(frozen=True)
class Reply:
    """A reply and its truth."""

    number: int
    profile: str
    pages: tuple[ReplyPage, ...]
    boxes: tuple[BoxTruth, ...]
    texts: tuple[TextTruth, ...]
    signed: bool
    answers: Answers


@dataclass
class Desk:
    """A sheet being written on: the paper, the ink that decides (labelled), and who touched what."""

    sheet: Sheet
    page: Grey
    labels: Labels
    hidden: NDArray[np.bool_] | None = None  # what damage to the paper hides

    def put(self, layer: Layer | None, label: int = 0) -> None:
        """Lay ink on the paper; `label` says which mark's truth rests on it."""
        if layer is None or not layer.cover.size:
            return
        lay(self.page, layer)
        rows, columns = layer.cover.shape
        part = self.labels[layer.top : layer.top + rows, layer.left : layer.left + columns]
        if label:
            part[layer.cover > 0.4] = label

    def touched(self, before: Grey, box: Box) -> float:
        """The share of the box's inside with ink that was not there before; a few dots are none."""
        inside = self._inside(box, 8)
        inked = self.page[inside].astype(int) < before[inside].astype(int) - 40
        return float(inked.mean()) if inked.sum() > 20 else 0.0

    def astray(self, own: Mapping[int, Widget], boxes: list[Widget]) -> frozenset[int]:
        """Labels of marks most of whose ink lies in the box of another."""
        laid = np.bincount(self.labels[self.labels > 0], minlength=max(own, default=0) + 1)
        found = set()
        for widget in boxes:
            there = np.bincount(self.labels[self._inside(widget.box, 0)].ravel(), minlength=len(laid))
            found |= {k for k, w in own.items() if w is not widget and there[k] > ASTRAY * laid[k]}
        return frozenset(found)

    def in_sight(self) -> NDArray[np.float64]:
        """For every label the share of its ink that lies on bare paper: nobody sees ink on print."""
        inked = self.labels > 0
        bare = self.sheet.pixels[inked] > PRINTED
        laid = np.bincount(self.labels[inked], minlength=WORDS)
        return np.asarray(np.bincount(self.labels[inked], bare, len(laid)) / np.maximum(laid, 1), np.float64)

    def _inside(self, box: Box, inset: int) -> tuple[slice, slice]:
        """Rows and columns of a box on the sheet, drawn in by some of its pixels."""
        (x0, y0), (x1, y1) = self.sheet.pixels_of(np.array([(box[0], box[3]), (box[2], box[1])])).astype(int)
        return slice(y0 + inset, y1 - inset), slice(x0 + inset, x1 - inset)


def desk(sheet: Sheet) -> Desk:
    """A fresh copy of the sheet to write on."""
    return Desk(sheet, sheet.pixels.copy(), np.zeros(sheet.pixels.shape, dtype=np.uint16))


def simulate(
    pdf: bytes,
    profile: Profile,
    number: int,
    resolution: How = "fine",
    answers: Answers | None = None,
    styles: Mapping[Key, str] | None = None,
    on_screen: bool = False,
    send: Callable[[Desk, int], Arrived] | None = None,
) -> Reply:
    """Reply `number` of a profile, in full. `answers` overrules what the office means, `styles` how boxes are marked.

    `on_screen`: the office fills the form on its screen, prints it, and uses a pen only to sign. `send`: another way
    from a written page (and its number) to what arrives, instead of the machines of the profile.
    The same arguments give the same bytes; all ways share the pen work of a number, not the machine.
    """
    rng = profile.rng(number)
    every = paper.widgets(pdf)
    meant = answers or offices.answers(rng, every)
    how = dict(styles if styles is not None else _styles(rng, profile, every, meant)) if not on_screen else {}
    hand, script, pen = profile.hand(rng), profile.script(rng), profile.pen(rng)
    pages: list[ReplyPage] = []
    boxes: list[BoxTruth] = []
    texts: list[TextTruth] = []
    for page, sheet in enumerate(paper.sheets(pdf), 1):
        here = [w for w in every if w.page == page]
        work = desk(sheet)
        if on_screen:
            made = _type(work, pdf, page, here, meant)
        else:
            made = _mark_boxes(rng, work, here, how, hand, pen, profile)
            _write(rng, work, here, meant, script, pen)
        _sign(rng, work, here, meant, pen)
        arrived = send(work, page) if send else sent(work, profile, number, page, resolution)
        pages.append(ReplyPage(page, arrived))
        boxes += _truths(here, made, work, arrived)
        texts += _texts(here, meant, arrived, "typed" if on_screen else pen.name, pen.name)
    return Reply(number, profile.name, tuple(pages), tuple(boxes), tuple(texts), meant.signed, meant)


def _styles(rng: np.random.Generator, profile: Profile, every: tuple[Widget, ...], meant: Answers) -> dict[Key, str]:
    """How each box is treated: a writer keeps mostly to one or two styles; some other boxes get ink by accident."""
    names, weights = _split(profile.chosen)
    habits = [str(s) for s in rng.choice(names, 2, p=weights)]
    styles: dict[Key, str] = {}
    for widget in every:
        if widget.kind not in ("check", "radio") or not offices.asked(widget):
            continue
        luck = rng.random()
        meant_so = widget.key in meant.chosen
        if luck < profile.doubt_rate:
            styles[widget.key] = _pick(rng, profile.misplaced if meant_so else profile.doubtful)
        elif meant_so:
            styles[widget.key] = habits[int(rng.random() < 0.3)] if rng.random() < 0.75 else _pick(rng, profile.chosen)
        elif luck < profile.doubt_rate + profile.spoil_rate:
            styles[widget.key] = _pick(rng, profile.spoiled)
    return styles


def _pick(rng: np.random.Generator, weights: Mapping[str, float]) -> str:
    names, shares = _split(weights)
    return str(rng.choice(names, p=shares))


def _split(weights: Mapping[str, float]) -> tuple[list[str], list[float]]:
    total = sum(weights.values())
    return list(weights), [w / total for w in weights.values()]


def _mark_boxes(
    rng: np.random.Generator,
    work: Desk,
    here: list[Widget],
    how: Mapping[Key, str],
    hand: Hand,
    pen: Pen,
    profile: Profile,
) -> dict[Key, tuple[int, Mark]]:
    """Draw every mark of a page. Labels count from 1; now and then somebody takes another pen."""
    made: dict[Key, tuple[int, Mark]] = {}
    for label, widget in enumerate((w for w in here if w.key in how), 1):
        tool = profile.pen(rng) if rng.random() < 0.06 else pen
        mark = marks.make(how[widget.key], rng, widget.box, hand, tool)
        for part in mark.parts:
            work.put(ink(rng, part.strokes, part.pen, work.sheet), label if part.decides else 0)
        made[widget.key] = (label, mark)
    return made


def _type(work: Desk, pdf: bytes, page: int, here: list[Widget], meant: Answers) -> dict[Key, tuple[int, Mark]]:
    """The sheet as the filled form prints it; a radio group holds one choice only, the rest stays unmarked."""
    work.page = paper.sheets(typed.fill(pdf, meant))[page - 1].pixels.copy()
    shown: dict[str, Widget] = {}
    for widget in here:
        if widget.key in meant.chosen and widget.kind in ("check", "radio"):
            shown.setdefault(widget.field, widget)
    numbers = {w.key: i for i, w in enumerate(shown.values(), 1)}
    typed.label_prints(work.sheet, work.page, work.labels, numbers, pdf, page)
    return {key: (number, Mark("printed", "yes", [Part([], PRINT)])) for key, number in numbers.items()}


def _sign(rng: np.random.Generator, work: Desk, here: list[Widget], meant: Answers, pen: Pen) -> None:
    for widget in here:
        if widget.kind == "signature" and meant.signs(widget.field):
            work.put(ink(rng, _signature(rng, widget.box), pen, work.sheet), _text_label(here, widget))


def _text_label(here: list[Widget], widget: Widget) -> int:
    """Labels of words lie above those of marks."""
    return WORDS + here.index(widget)


def _write(rng: np.random.Generator, work: Desk, here: list[Widget], meant: Answers, script: Script, pen: Pen) -> None:
    """Words and digits of a page."""
    for widget in here:
        text = meant.words.get(widget.field)
        if not text or widget.kind not in ("text", "comb"):
            continue
        if widget.kind == "comb":
            size = min(script.size, (widget.box[3] - widget.box[1]) * 0.8)
            small = replace(script, size=size)
            layers = writing.comb(rng, text, widget.box, widget.cells or len(text), small, pen, work.sheet)
        else:
            pitch = LINE if widget.multiline else widget.box[3] - widget.box[1]
            layers = writing.paragraph(rng, text, widget.box, pitch, script, pen, work.sheet)
        for layer in layers:
            work.put(layer, _text_label(here, widget))


def _signature(rng: np.random.Generator, box: Box) -> list[Stroke]:
    return writing.signature(rng, box, rng.uniform(0.8, 1.4))


def sent(work: Desk, profile: Profile, number: int, page: int, resolution: How) -> Arrived:
    """One call, one machine: pages of a reply share it, each lies a little differently."""
    which = HOWS.index(resolution)
    machine_rng = np.random.default_rng([profile.seed, number, 0, which])
    seed = [profile.seed, number, page, which]
    feed_rng = np.random.default_rng(seed)
    if resolution in ("fine", "standard"):
        machine = profile.machine(machine_rng, feed_rng, resolution, work.sheet)
        return channel.fax(work.sheet, work.page, work.labels, machine, seed)
    if resolution == "scan":
        office = profile.scanner(machine_rng, feed_rng, work.sheet)
        return channel.office_scan(work.sheet, work.page, work.labels, office, seed)
    mishaps = profile.trouble.mishaps if resolution == "faults" else profile.mishaps
    worn = mishaps.befall(np.random.default_rng([*seed, 5]), work.sheet.pixels, work.page)
    work.hidden = worn.hidden
    paper_sent = replace(work, sheet=replace(work.sheet, pixels=worn.blank), page=worn.page)
    return SENDERS[resolution](paper_sent, profile, machine_rng, feed_rng, seed)


Chance = np.random.Generator


def _colour(work: Desk, profile: Profile, call: Chance, page: Chance, seed: list[int]) -> Arrived:
    return channel.office_scan(work.sheet, work.page, work.labels, profile.tinted(call, page, work.sheet), seed)


def _photo(work: Desk, profile: Profile, call: Chance, page: Chance, seed: list[int]) -> Arrived:
    return channel.photograph(work.sheet, work.page, work.labels, profile.shot(call, page, work.sheet), seed)


def _copy(work: Desk, profile: Profile, call: Chance, page: Chance, seed: list[int]) -> Arrived:
    machine = profile.machine(call, page, "fine", work.sheet)
    times = int(call.choice(profile.copiers.generations))
    copiers = [profile.copiers.draw(page, work.page.shape) for _ in range(times)]
    return channel.recopied_fax(work.sheet, work.page, work.labels, copiers, machine, seed)


def _faults(work: Desk, profile: Profile, call: Chance, page: Chance, seed: list[int]) -> Arrived:
    resolution: Resolution = "standard" if call.random() < profile.trouble.standard else "fine"
    machine = profile.troubled(call, page, resolution, work.sheet)
    copiers = [profile.copiers.draw(page, work.page.shape)] if page.random() < profile.trouble.copied else []
    return channel.recopied_fax(work.sheet, work.page, work.labels, copiers, machine, seed)


SENDERS = {"colour": _colour, "photo": _photo, "copy": _copy, "faults": _faults}


def _truths(here: list[Widget], made: Mapping[Key, tuple[int, Mark]], work: Desk, arrived: Arrived) -> list[BoxTruth]:
    truths, boxes = [], [w for w in here if w.kind in ("check", "radio")]
    astray = work.astray({made[w.key][0]: w for w in boxes if w.key in made}, boxes)
    in_sight = work.in_sight()
    for widget in boxes:
        label, mark = made.get(widget.key, (0, OURS if widget.value else None))
        decides = mark is not None and any(p.decides for p in mark.parts)
        foreign = 0.0 if mark else work.touched(work.sheet.pixels, widget.box)
        lost = label in astray or (work.hidden is not None and damage.unknowable(work.hidden, work.sheet, widget.box))
        no = "unclear" if foreign > FOREIGN else "no"
        truths.append(
            BoxTruth(
                widget.field, widget.option, widget.page, widget.box,
                "unclear" if lost else mark.truth if mark else no, mark.style if mark else "empty",
                mark.parts[-1].pen.name if mark else "",
                min(arrived.survived.get(label, 0.0), float(in_sight[label])) if decides else 1.0,
                foreign > 0,
            )
        )  # fmt: skip
    return truths


def _texts(here: list[Widget], meant: Answers, arrived: Arrived, words: str, pen: str) -> list[TextTruth]:
    truths = []
    for widget in here:
        if widget.kind in ("check", "radio"):
            continue
        value = widget.value or meant.words.get(widget.field)
        hand = "ours" if widget.value else words
        if widget.kind == "signature":
            value, hand = "signed" if meant.signs(widget.field) else None, pen
        left = arrived.survived.get(_text_label(here, widget), 1.0)
        truths.append(TextTruth(widget.field, widget.kind, widget.page, widget.box, value, hand, left))
    return truths
