"""Settings: secrets from files, nothing from a forgotten place, and sentences for what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.settings import Settings, settings
from cases.errors import BadInput


def test_a_secret_can_come_from_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The file wins over nothing, its last newline is not part of the secret, and no repr shows it."""
    (tmp_path / "url").write_text("postgresql://u:hush@db/w\n")
    monkeypatch.setenv("WORKSLIP_DATABASE_URL_FILE", str(tmp_path / "url"))

    read = settings()

    assert read.database_url is not None
    assert read.database_url.get_secret_value() == "postgresql://u:hush@db/w"
    assert "hush" not in repr(read)


def test_a_file_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Starting with another database than the one meant would be worse than not starting."""
    monkeypatch.setenv("WORKSLIP_DATABASE_URL_FILE", "/nonexistent/url")

    with pytest.raises(BadInput, match="/nonexistent/url"):
        settings()


@pytest.mark.parametrize(("name", "value"), [("MAX_FILE", "0"), ("ATTEMPTS", "many"), ("WORKERS", "-1")])
def test_a_wrong_value_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    """The sentence names the variable."""
    monkeypatch.setenv(f"WORKSLIP_{name}", value)

    with pytest.raises(BadInput, match=f"WORKSLIP_{name}"):
        settings()


def test_the_data_folder_has_two_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """WORKSLIP_DATA_DIR names it too; WORKSLIP_HOME counts where both are set, and HOME is never taken for it."""
    monkeypatch.setenv("HOME", "/home/somebody")
    assert settings().home != Path("/home/somebody")

    monkeypatch.setenv("WORKSLIP_DATA_DIR", "/srv/one")
    assert settings().home == Path("/srv/one")
    assert settings().key_folder == Path("/srv/one/keys")

    monkeypatch.setenv("WORKSLIP_HOME", "/srv/other")
    assert settings().home == Path("/srv/other")
    assert Settings(home=Path("/srv/third")).home == Path("/srv/third")


def test_every_setting_has_a_help_text() -> None:
    """`workslip doctor --settings` has something to say about each."""
    assert all(described.description for described in Settings.model_fields.values())
