"""Workers, providers, jobs, cases over HTTP."""

import pytest

pytestmark = pytest.mark.integration


def test_a_case_is_opened_for_a_worker_on_file(ours) -> None:
    """Worker, provider and job are put on file; the case names them and is found again."""
    worker = ours.post("/workers", json={"name": "Ada Quill", "birth_date": "1980-02-29"}).json()
    case = ours.post("/cases", json={"worker": worker["id"], "injury_date": "2026-11-02"})

    assert case.status_code == 201, case.text
    assert ours.get(f"/cases/{case.json()['id']}").json() == case.json()
    assert [c["id"] for c in ours.get("/cases").json()["items"]] == [case.json()["id"]]
