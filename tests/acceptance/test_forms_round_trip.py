"""Every form that a provider returns makes the round trip: typed, flattened, faxed finely and coarsely, read back.

One calm office each: ticks and crosses, one to a row. The full run is `python -m tests.benchmarks --forms`.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from forms.definitions import RETURNED
from tests.benchmarks import by_form
from tests.benchmarks.judging import WRONG, judge
from tests.benchmarks.reader import read
from tests.benchmarks.specimens import Specimen, copy, copy_id, edition
from tests.fax import offices, paper
from tests.fax.envelopes import Envelope, PageTruth, seal
from tests.fax.offices import Answers
from tests.fax.profiles import TUNING
from tests.fax.replies import BoxTruth, How, Reply, TextTruth, simulate
from tests.fax.typed import fill, flatten

pytestmark = [pytest.mark.acceptance, pytest.mark.integration]
NUMBER = 40_000
FORMS = [module.FORM.id for module in RETURNED]


def calm(pdf: bytes) -> Answers:
    """What the office means: a seeded filling-in, of each row the first choice, everything signed."""
    meant = offices.answers(TUNING.rng(NUMBER), paper.widgets(pdf))
    rows = {w.field: w.key for w in reversed(paper.widgets(pdf)) if w.key in meant.chosen}
    return Answers(frozenset(rows.values()), meant.words)


def enveloped(reply: Reply, data: bytes, pages: int) -> Specimen:
    """A PDF that came by mail, with its truth."""
    truths = tuple(PageTruth("reply", 0, n) for n in range(1, pages + 1))
    return Specimen(NUMBER, "by mail", Envelope(data, "pdf", truths, (reply,)), (copy_id(TUNING, NUMBER),))


def typed(pdf: bytes, said: Answers) -> Reply:
    """The truth of a form that was typed and not signed."""
    every = paper.widgets(pdf)
    boxes = [
        BoxTruth(w.field, w.option, w.page, w.box, "yes" if w.key in said.chosen else "no", "typed", "", 1.0, False)
        for w in every
        if w.kind in ("check", "radio")
    ]
    texts = [
        TextTruth(w.field, w.kind, w.page, w.box, w.value or said.words.get(w.field), "typed", 1.0)
        for w in every
        if w.kind in ("text", "comb", "signature")
    ]
    return Reply(NUMBER, TUNING.name, (), tuple(boxes), tuple(texts), signed=False, answers=said)


def acroform(form: str) -> Specimen:
    """Filled on a screen."""
    pdf = copy(TUNING, NUMBER, form)
    said = calm(pdf)
    return enveloped(typed(pdf, said), fill(pdf, said), len(edition(form).map.pages))


def flattened(form: str) -> Specimen:
    """Filled on a screen and printed to a PDF: no fields any more."""
    sent = acroform(form)
    return enveloped(sent.envelope.replies[0], flatten(sent.envelope.data), len(sent.envelope.pages))


def faxed(form: str, resolution: How) -> Specimen:
    """Marked with a pen and faxed."""
    pdf = copy(TUNING, NUMBER, form)
    said = calm(pdf)
    styles = {key: ("tick", "cross")[i % 2] for i, key in enumerate(sorted(said.chosen, key=str))}
    reply = simulate(pdf, TUNING, NUMBER, resolution, answers=said, styles=styles)
    return Specimen(NUMBER, "by fax", seal([reply], TUNING, NUMBER, resolution), (copy_id(TUNING, NUMBER),))


def fine(form: str) -> Specimen:
    """At 204 x 196."""
    return faxed(form, "fine")


def standard(form: str) -> Specimen:
    """At 204 x 98."""
    return faxed(form, "standard")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("way", [acroform, flattened, fine, standard])
def test_what_the_office_meant_comes_back(way: Callable[[str], Specimen], form: str) -> None:
    """Each page finds its place in a document of its form and edition, and no accepted value is wrong."""
    sent = way(form)
    found = read(sent.envelope.data, sent.name)
    judged = by_form.asked(judge(sent, found), form)

    assert [(d.form, d.edition) for d in found] == [(form, edition(form).map.edition)]
    assert judged.read_pages == judged.reply_pages == len(edition(form).map.pages)
    assert not judged.dropped
    assert not judged.misplaced
    assert [a for a in judged.answers if a.outcome in WRONG] == []
    assert any(a.outcome == "right" and a.marked for a in judged.answers)
