"""May a schema take the place of an older one within its version? Whoever read the old shape must read the new one.

    breaks(old, new)  ->  what would break, a line each, with its place; empty if nothing would

What we send may grow: new keys, new codes. No key goes, changes its type, or stops being always there.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Schema = dict[str, Any]


def breaks(old: Schema, new: Schema) -> list[str]:
    """Everything of `old` that `new` no longer holds."""
    return list(dict.fromkeys(_Compared(old, new).breaks()))


class _Compared:
    """Two documents, each with definitions of its own."""

    def __init__(self, old: Schema, new: Schema) -> None:
        self.old, self.new = old, new
        self.seen: set[tuple[str, str]] = set()

    def breaks(self) -> Iterator[str]:
        return self._of(self.old, self.new, "#")

    def _of(self, old: Schema, new: Schema, at: str) -> Iterator[str]:
        pair = (old.get("$ref", ""), new.get("$ref", ""))
        if all(pair):
            if pair in self.seen:
                return
            self.seen.add(pair)
        old, new = _resolved(self.old, old), _resolved(self.new, new)
        yield from self._type(old, new, at)
        yield from self._keys(old, new, at)
        yield from self._parts(old, new, at)

    def _type(self, old: Schema, new: Schema, at: str) -> Iterator[str]:
        if old.get("type") != new.get("type"):
            yield f"{at}: was {old.get('type', 'any')}, is {new.get('type', 'any')}"
        if "const" in old and old["const"] != new.get("const"):
            yield f"{at}: was always {old['const']}"
        gone = [code for code in old.get("enum", ()) if code not in new.get("enum", ())]
        if gone:
            yield f"{at}: no longer {', '.join(map(str, gone))}"
        if "format" in old and old["format"] != new.get("format"):
            yield f"{at}: was a {old['format']}"

    def _keys(self, old: Schema, new: Schema, at: str) -> Iterator[str]:
        for name, part in old.get("properties", {}).items():
            if name not in new.get("properties", {}):
                yield f"{at}/{name}: gone"
            else:
                yield from self._of(part, new["properties"][name], f"{at}/{name}")
        for name in old.get("required", ()):
            if name not in new.get("required", ()):
                yield f"{at}/{name}: not always there any more"

    def _parts(self, old: Schema, new: Schema, at: str) -> Iterator[str]:
        for key in ("items", "additionalProperties"):
            if isinstance(old.get(key), dict):
                yield from self._of(old[key], new.get(key, {}), f"{at}/*")
        for key in ("anyOf", "oneOf"):
            for part in old.get(key, ()):
                if not any(self._fits(part, other) for other in new.get(key, ())):
                    yield f"{at}: one of its kinds has changed or is gone"
        for index, part in enumerate(old.get("prefixItems", ())):
            others = new.get("prefixItems", ())
            yield from self._of(part, others[index] if index < len(others) else {}, f"{at}/{index}")

    def _fits(self, old: Schema, new: Schema) -> bool:
        trial = _Compared(self.old, self.new)
        trial.seen = set(self.seen)
        return not list(trial._of(old, new, ""))


def _resolved(document: Schema, part: Schema) -> Schema:
    """The part itself, or the definition that it refers to."""
    if "$ref" not in part:
        return part
    found: Schema = document["$defs"][part["$ref"].rpartition("/")[2]]
    return found
