"""`make forms`: compile every definition and keep the result in `forms/editions/`, beside the editions before it.

An edition that is kept is never overwritten: paper of it may be in the mail.
"""

from __future__ import annotations

import sys
from pathlib import Path

from cases.errors import Conflict
from forms.definitions import ALL
from forms.editions import HOME, Edition
from generate.blanks import Blank, compile_blank


def keep(blank: Blank, home: Path = HOME) -> bool:
    """Write an edition and make it the current one; False if it was there already.

    Raises Conflict if an edition of that digest is another one.
    """
    folder = home / blank.map.form / blank.map.edition
    new = not folder.is_dir()
    if new:
        folder.mkdir(parents=True)
        (folder / "blank.pdf").write_bytes(blank.pdf)
        (folder / "map.json").write_text(blank.map.model_dump_json(indent=1) + "\n", encoding="utf-8")
    elif (Edition(folder).blank, Edition(folder).map) != (blank.pdf, blank.map):
        raise Conflict(
            f"Edition {blank.map.edition} of {blank.map.form} is kept and differs; raise MAKE in generate/blanks.py."
        )
    (folder.parent / "current").write_text(blank.map.edition + "\n")
    return new


def main() -> None:
    """Compile and keep all forms; one line each."""
    for form in ALL.values():
        blank = compile_blank(form)
        state = "new" if keep(blank) else "unchanged"
        sys.stdout.write(f"{blank.map.form}  edition {blank.map.edition}  {len(blank.pdf):,} bytes  {state}\n")


if __name__ == "__main__":
    main()
