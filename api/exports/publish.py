"""`python -m api.exports.publish`: write the published files anew, unless that would break who reads them."""

from __future__ import annotations

import json

from api.exports.compatible import breaks
from api.exports.schemas import FOLDER, published
from cases.errors import Refused


def publish() -> None:
    """Write every published file. Raises Refused for a change that takes a new version."""
    FOLDER.mkdir(exist_ok=True)
    files = published()
    broken = [f"{name}{line}" for name, text in files.items() for line in _breaks(name, text)]
    if broken:
        raise Refused(
            "This would break who reads our exports: keep the old keys, or raise the version and keep the old schema "
            "beside the new one. " + "; ".join(broken),
            code="incompatible",
            reasons=tuple(broken),
        )
    for name, text in files.items():
        (FOLDER / name).write_text(text, encoding="utf-8")


def _breaks(name: str, text: str) -> list[str]:
    old = FOLDER / name
    if not name.endswith(".schema.json") or not old.exists():
        return []
    return breaks(json.loads(old.read_text(encoding="utf-8")), json.loads(text))


if __name__ == "__main__":
    publish()
