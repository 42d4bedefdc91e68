"""A mailing runs: every good row becomes one packet in one delivery, and a bad one fails alone."""

from __future__ import annotations

import io

import pikepdf
import pytest

from api.casework import mailing_steps
from api.casework.mailing_ending import end_mailings
from api.casework.mailing_run import make_batch
from api.store.tables import PrintBatch
from tests.api.casework import mailing_scene
from tests.api.casework.mailing_scene import check_once

pytestmark = pytest.mark.integration


def test_the_thinnest_path(store):
    """CSV → draft → start → batch → print batch: one envelope for each provider, posted by nobody yet."""
    scene = mailing_scene.build(store, cases=3, providers=2)
    mailing = scene.draft()
    with scene.acting() as act:
        mailing_steps.start(act, mailing)
    make_batch(store, mailing, 1, lambda session: None)

    check_once(scene, mailing, 3)
    deliveries = scene.deliveries(mailing)
    assert [(each.state, each.channel) for each in deliveries] == [("ready", "print")] * 2
    (batch,) = {each.print_batch_id for each in deliveries}
    files = {each["name"]: each for each in scene.get(PrintBatch, batch).files}
    with pikepdf.open(io.BytesIO(store.files.get(scene.employer, files["batch.pdf"]["sha256"]))) as pdf:
        assert len(pdf.pages) > 3
    assert end_mailings(store) == 1
    assert scene.mailing(mailing).state == "done"
