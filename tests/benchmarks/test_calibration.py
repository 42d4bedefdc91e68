"""What the reader claims of itself, held against what is so."""

from __future__ import annotations

import json

import pytest

from tests.benchmarks import calibration
from tests.benchmarks.accuracy import Result
from tests.benchmarks.judging import Answer, Judged


def answer(outcome="right", confidence=0.9995, marked=True, apart="", right=None):
    """One judged box."""
    known = outcome == "right" if right is None else right
    return Answer("a", 1, "f", "box", marked, outcome, apart, "tick", "gel", 1.0, confidence, "", known)


def test_a_claim_that_is_too_high_is_named():
    """Ten wrong of a thousand at .9995 cannot be chance; none of a thousand can be true."""
    sure = [answer() for _ in range(1000)]
    (held,) = calibration.bands(sure)
    (broken,) = calibration.bands([*sure[10:], *(answer("invented", marked=False) for _ in range(10))])
    assert not held.claims_too_much
    assert broken.claims_too_much
    assert broken.cautious == pytest.approx(1 - 11 / 1002)


def test_a_vanished_mark_counts_against_the_claim_but_an_undecidable_one_does_not():
    """Who relies on "empty" is hurt by a mark that the channel took; nobody can say what a blackened box meant."""
    gone, nobody = answer("missed", 0.984, apart="gone"), answer("invented", 0.984, marked=False, apart="undecidable")
    (band,) = calibration.bands([gone, nobody, answer("right", 0.984, marked=False)])
    assert (band.side, band.answers, band.right) == ("empty", 2, 1)


def test_the_threshold_is_the_lowest_that_keeps_the_risk():
    """Sure answers alone keep it; with the less sure ones, of which some are wrong, it would be broken."""
    sure, less = [answer() for _ in range(4000)], [answer(confidence=0.99) for _ in range(50)]
    doubtful = [answer("review", 0.5, right=False) for _ in range(50)]
    at = calibration.threshold([*less, *doubtful, *sure])
    assert (at.confidence, at.answers, at.wrong) == (0.99, 4050, 0)
    assert at.covered == pytest.approx(4050 / 4100)
    assert calibration.above([*less, *doubtful, *sure], at.confidence) == (4050, 0)


def test_too_few_answers_choose_no_threshold():
    """Without an error among a hundred, one in a thousand is not yet shown."""
    few = Result("fine", (Judged("a", tuple(answer() for _ in range(100)), 1, 1, 0, 1, (), ()),))
    assert calibration.threshold(few.answers) is None
    assert "too few answers" in calibration.report(few)[-1]


def test_the_newest_run_chooses_where_to_accept(tmp_path):
    """A run without a threshold for a channel chooses none there, whatever an older one said."""
    older, newer = ({"fine": {"threshold": {"confidence": 0.9}}}, {"fine": {"threshold": None}})
    (tmp_path / "2026-01-01-calibration.json").write_text(json.dumps(older))
    assert calibration.newest(tmp_path) == {"fine": 0.9}
    (tmp_path / "2026-01-02-calibration.json").write_text(json.dumps(newer))
    assert calibration.newest(tmp_path) == {}
