"""What every record of a step shares: its tag, which a reader of the JSON Schema must send along."""

from __future__ import annotations

from typing import Any

from pydantic import ConfigDict

from cases.restrictions import Model


def _tagged(schema: dict[str, Any]) -> None:
    """The tag has a default for us who write Python; over the wire it says which record this is."""
    schema["required"] = ["step", *schema.get("required", [])]


class Recorded(Model):
    """A record of a step; `step` is its tag."""

    model_config = ConfigDict(json_schema_extra=_tagged)
