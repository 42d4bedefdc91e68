"""The public form of the benchmark: what anybody is given, and how anybody's answers are judged."""

from __future__ import annotations

import json

import numpy as np
import pytest
from PIL import Image

from tests.benchmarks import sets
from tests.benchmarks.judging import judge_reply
from tests.benchmarks.peers import common
from tests.benchmarks.score import score
from tests.benchmarks.tally import by, style_of, table, tally
from tests.fax.profiles import CALIBRATION, PROFILES, SEEN, TUNING

pytestmark = pytest.mark.xdist_group("public-set")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A set of two replies, the second filled on a screen."""
    where = tmp_path_factory.mktemp("set") / "one"
    sets.write(where, sets.replies(TUNING, (54, 55), "fine"), TUNING, "fine")
    return where


def answers(folder, fields, tmp_path):
    """A file of answers to the set's first page."""
    said = tmp_path / "answers.json"
    common.keep(said, "somebody", "by eye", {"54-1": {"ms": 2.0, "fields": fields}})
    return said


def test_a_set_comes_back_as_it_was_written(folder):
    """The judge sees the same truth in a folder as in the reply that was simulated."""
    made = list(sets.replies(TUNING, (54, 55), "fine"))
    for reply, kept in zip(made, sets.load(folder).replies, strict=True):
        assert judge_reply("", reply, {}) == judge_reply("", kept, {})


def test_pages_lie_in_the_folder_as_they_arrived(folder):
    """Every dot of a one-bit page, and its resolution, are in the file that other readers get."""
    (reply, _) = sets.replies(TUNING, (54, 55), "fine")
    page = common.pages(folder)[0]
    assert np.array_equal(page.grey(), reply.pages[0].arrived.pixels)
    with Image.open(page.file) as picture:
        assert picture.mode == "1"
        assert tuple(float(d) for d in picture.info["dpi"]) == (204.0, 196.0)


def test_the_truth_says_where_a_box_lies_on_the_page(folder):
    """Corners in pixels surround a box's printed frame: its edges are darker than the paper around it."""
    page = common.pages(folder)[1]
    pixels = page.grey()
    shares = []
    for box in (b for b in page.truth if b.get("style") == "empty"):
        corners = np.array(box["pixels"])
        (left, top), (right, bottom) = corners.min(axis=0).astype(int) - 2, corners.max(axis=0).astype(int) + 3
        here = pixels[top:bottom, left:right] < 128
        core = here[8:-8, 8:-8]
        shares.append((here.sum() - core.sum()) / max(1, here.size - core.size))
    assert min(shares) > 0.1


def test_a_set_is_never_written_over_another(folder):
    """Two sets in one folder would have pages without truth."""
    with pytest.raises(FileExistsError):
        sets.write(folder, (), TUNING, "fine")


def test_answers_are_judged_and_silence_is_no_answer(folder, tmp_path):
    """A right, a wrong and a doubtful answer count as such; what is not mentioned is absent."""
    boxes = [t for t in common.pages(folder)[0].truth if t.get("option", "") is None and not t["apart"]]
    yes, other, *_ = (b for b in boxes if b["intended"] == "yes")
    no = next(b for b in boxes if b["intended"] == "no")
    fields = {yes["field"]: {"value": True}, no["field"]: {"value": True, "confidence": 0.7},
              other["field"]: {"status": "review"}}  # fmt: skip
    judged = score(folder, answers(folder, fields, tmp_path))
    boxes = tally(a for a in judged.result.answers if a.kind in ("box", "group"))
    assert (boxes.outcomes["right"], boxes.outcomes["invented"], boxes.outcomes["review"]) == (1, 1, 1)
    assert boxes.outcomes["absent"] == boxes.answers - 3
    assert (judged.ms, judged.result.judged[0].read_pages, judged.result.judged[1].read_pages) == (2.0, 1, 0)


def test_answers_to_pages_that_are_not_there_are_refused(folder, tmp_path):
    """A typing error in a page's name must not read as a page left unread."""
    said = tmp_path / "answers.json"
    common.keep(said, "somebody", "", {"54-2": {"fields": {}}})
    with pytest.raises(ValueError, match="54-2"):
        score(folder, said)
    said.write_text(json.dumps({"format": 9, "pages": {}}))
    with pytest.raises(ValueError, match="format 9"):
        score(folder, said)


def test_two_marks_of_a_group_go_to_a_person():
    """A reader that sees single boxes answers a pick-one group only where one of them is marked."""
    boxes = {
        ("a", None): True,
        ("g", "x"): True,
        ("g", "y"): False,
        ("h", "x"): True,
        ("h", "y"): True,
        ("i", "x"): False,
    }
    said = common.grouped(boxes)
    assert said == {"a": {"value": True}, "g": {"value": "x"}, "h": {"status": "review"}, "i": {"value": None}}


def test_every_answer_stands_under_one_style(folder):
    """The lines of the table by style add up to all boxes and groups."""
    every = [a for r in sets.load(folder).replies for a in judge_reply("", r, {})]
    rows = by(every, style_of)
    boxes = [a for a in every if a.kind in ("box", "group")]
    assert sum(t.answers + t.apart.total() for t in rows.values()) == len(boxes)
    assert len(table("mark style", rows)) == len(rows) + 1


def test_the_worlds_draw_different_chances():
    """The worlds share no seed; calibration knows the pens of tuning and of what was measured on before."""
    assert len({p.seed for p in PROFILES.values()}) == len(PROFILES)
    assert set(CALIBRATION.pens) == {*TUNING.pens, *SEEN.pens}
    assert set(CALIBRATION.chosen) == {*TUNING.chosen, *SEEN.chosen}
