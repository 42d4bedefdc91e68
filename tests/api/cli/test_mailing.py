"""`workslip mailing` from a sheet to its print batches, and what it says of rows: their numbers, never a name."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from api.casework import mailing_run
from api.casework.mailing_reasons import SENTENCES
from api.cli import build
from cases.errors import Refused
from tests.api.casework import mailing_scene, quick_papers
from tests.api.casework.mailing_scene import OPTIONS

pytestmark = pytest.mark.integration


@pytest.fixture
def workslip(store, monkeypatch):
    """Run a command against this test's store, as Casey or as `--as` says; its JSON or its words."""
    monkeypatch.setenv("WORKSLIP_HOME", str(store.settings.home))
    monkeypatch.setenv("WORKSLIP_DATABASE_URL", store.url)
    monkeypatch.setenv("WORKSLIP_MAILING_SECOND_PERSON", "2")
    monkeypatch.setenv("WORKSLIP_USER", "casey")
    monkeypatch.setattr(mailing_run, "build_packets", quick_papers.build_packets)

    def run(*words: object) -> Any:
        result: Result = CliRunner().invoke(build(), ["mailing", *(str(word) for word in words)])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout) if "--json" in words else result.stdout

    return run


def test_a_mailing_from_the_terminal(store, workslip, tmp_path) -> None:
    """Check, make, start, approve, progress, batches, posted: each says where it stands."""
    scene = mailing_scene.build(store, cases=3)
    sheet, options = tmp_path / "sheet.csv", tmp_path / "options.json"
    sheet.write_bytes(scene.csv([["WC-0", "Robin Example 0"], ["WC-1", ""], ["WC-77", "Robin"], ["WC-2", ""]],
                                ("Claim", "Name")))  # fmt: skip
    options.write_text(json.dumps(OPTIONS))
    assert workslip("template").startswith('"case id","claim number"')
    said = workslip("check", sheet)
    assert said.splitlines() == [f"Row 4: {SENTENCES['unknown_case']}", "3 of 4 rows can be sent."]
    assert workslip("check", sheet, "--channel", "fax", "--json")["good"] == 0

    made = workslip("make", sheet, options, "--key", "k", "--json")
    assert workslip("make", sheet, options, "--key", "k", "--json")["id"] == made["id"]
    key = made["id"]
    bad = workslip("rows", key, "--state", "bad", "--json")["items"]
    assert [(row["number"], row["reasons"][0]["code"]) for row in bad] == [(4, "unknown_case")]
    assert workslip("start", key, "--json")["state"] == "waiting"
    with pytest.raises(Refused):
        workslip("approve", key)
    assert workslip("approve", key, "--as", "second", "--json")["state"] == "running"
    assert workslip("pause", key).startswith(f"{key}  paused, 0.0%")
    assert workslip("progress", key, "--watch").splitlines()[1] == "Rows: 1 bad, 3 ready"
    assert workslip("resume", key, "--json")["progress"]["deliveries"] == {"making": 1}
    mailing_run.make_batch(store, scene.mailing(key).id, 1, lambda session: None)

    (batch,) = workslip("batches", key, "--out", tmp_path / "out", "--json")
    assert sorted(each.name for each in (tmp_path / "out").iterdir()) == ["001-batch.pdf", "001-manifest.csv"]
    assert workslip("posted", batch["id"]) == f"{batch['id']}  batch 1: 1 sent, posted\n"
    assert workslip("resend", key, 2, "--reason", "illegible").startswith("Row 2: made print, making")
    assert "3 of" not in workslip("progress", key)
    assert workslip("cancel", key, "--json")["state"] == "cancelled"


def test_a_filter_and_a_dry_run(store, workslip, tmp_path, monkeypatch) -> None:
    """Every open case without a packet; the papers of the first as a PDF."""
    from api.casework import mailing_envelopes

    monkeypatch.setattr(mailing_envelopes, "build_packet", lambda each: quick_papers.build_packets([each])[0])
    mailing_scene.build(store, cases=2)
    wanted = tmp_path / "filter.json"
    wanted.write_text(json.dumps({"options": OPTIONS, "sought": {}}))
    made = workslip("filter", wanted, "--json")
    assert made["progress"]["rows"] == {"ready": 2}
    assert workslip("dry-run", made["id"], "--out", tmp_path / "dry").strip().endswith("dry-run.pdf")
    assert (tmp_path / "dry" / "dry-run.pdf").read_bytes().startswith(b"%PDF")
