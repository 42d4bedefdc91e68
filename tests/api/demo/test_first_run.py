"""A new installation: keys are made once and only where nothing can be lost, and the first-run page offers the demo."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, text

from api.cli.serve import _say_where
from api.cli.starting import keys_if_new
from api.demo import making, people
from api.settings import Settings
from api.store.opening import Store
from api.store.tables import User
from api.web.app import create_app
from api.web.desk.signing import first_code

OURS = {"Sec-Fetch-Site": "same-origin"}
DANA = {"name": "Dana Whitfield", "login": "dana", "password": "a quiet river at dawn"}


def test_a_new_installation_gets_its_keys(tmp_path: Path, capsys) -> None:
    """Made once, with a sentence that says to keep a copy; the second start touches nothing and says nothing."""
    chosen = Settings(home=tmp_path / "home")
    keys_if_new(chosen)
    assert "Keep a copy" in capsys.readouterr().err
    made = {file.name: file.read_bytes() for file in chosen.key_folder.iterdir() if file.suffix == ".key"}
    assert sorted(made) == ["audit.key", "files.key", "page.key"]

    keys_if_new(chosen)
    assert capsys.readouterr().err == ""
    assert made == {file.name: file.read_bytes() for file in chosen.key_folder.iterdir() if file.suffix == ".key"}


@pytest.mark.parametrize("kept", ["pg", "files", "keys/page.key"])
def test_lost_keys_are_not_replaced(tmp_path: Path, kept: str) -> None:
    """Where a database, files or one of the keys are left, new keys would open nothing: the person is told instead."""
    (tmp_path / kept).parent.mkdir(exist_ok=True)
    (tmp_path / kept).mkdir()
    keys_if_new(Settings(home=tmp_path))
    assert list(tmp_path.rglob("files.key")) == []


@pytest.mark.parametrize(
    "elsewhere",
    [{"database_url": "postgresql://a@b/c"}, {"files_url": "s3://bucket"}, {"keys": Path("/nonexistent/keys")}],
)
def test_keys_of_what_lies_elsewhere_are_made_on_purpose_only(tmp_path: Path, elsewhere) -> None:
    """An external database or store may hold what was sealed under other keys."""
    keys_if_new(Settings(home=tmp_path, **elsewhere))
    assert list(tmp_path.iterdir()) == []


def test_the_start_says_where_and_the_first_code(capsys) -> None:
    """The address of the cases; the code only while nobody can sign in."""
    _say_where("http://127.0.0.1:8000", True, "ABCDEFGH")
    told = capsys.readouterr().err
    assert "http://127.0.0.1:8000/cases" in told
    assert "ABCDEFGH" in told
    _say_where("http://127.0.0.1:8000", False, None)
    told = capsys.readouterr().err
    assert "code" not in told
    assert "worker" in told


@pytest.fixture
def page(store: Store) -> TestClient:
    """A browser at the new installation."""
    return TestClient(create_app(store), headers=OURS | {"Accept": "text/html"}, follow_redirects=False)


@pytest.mark.integration
def test_the_first_run_offers_a_demo_employer(store: Store, page: TestClient) -> None:
    """One button: the account, the demo's other accounts with passwords shown once, and the job that makes the rest."""
    assert 'name="with" value="demo"' in page.get("/first-run").text

    answer = page.post("/first-run", data=DANA | {"code": first_code(store), "with": "demo"})

    assert answer.status_code == 200, answer.text
    assert people.HR.login in answer.text
    assert people.SUPERVISOR.name in answer.text
    assert DANA["password"] not in answer.text
    assert page.get("/cases").status_code == 200
    assert page.get("/first-run").headers["location"].endswith("/sign-in")
    with store.database.transaction() as session:
        assert {user.login for user in session.scalars(select(User))} == {"dana", "henry", "sam"}
        jobs = session.scalars(text("select task_name from procrastinate_jobs where status = 'todo'")).all()
        assert jobs == [making.TASK]


@pytest.mark.integration
@pytest.mark.parametrize("change", [{"code": "WRONGONE"}, {"password": ""}, {"password": "short"}, {"name": ""}])
def test_a_demo_takes_the_same_care_as_an_account(store: Store, page: TestClient, change: dict[str, str]) -> None:
    """A wrong code, no name or a weak password: nothing is made."""
    answer = page.post("/first-run", data=DANA | {"code": first_code(store), "with": "demo"} | change)
    assert answer.status_code == 422
    with store.database.transaction() as session:
        assert session.scalars(select(User)).all() == []
