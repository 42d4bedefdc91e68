"""What is on file of the employer itself and stands on its papers: address, telephone, fax."""

from __future__ import annotations

from typing import Final

from pydantic import BaseModel

from api.casework.act import Act
from api.casework.words import Text, Written
from api.store.tables import Employer
from cases.errors import BadInput, TooLarge
from generate.logos import as_logo

MOST: Final = 5 * 2**20  # bytes of a picture


class House(Written):
    """What a letter's head and an offer's contact lines are made of."""

    address: Text = ""
    phone: Text = ""
    fax: Text = ""


class HouseShown(BaseModel):
    """The employer as its papers name it, and whether there is a logo above its letters."""

    name: str
    address: str
    phone: str
    fax: str
    logo: bool


def get_house(act: Act, *, locked: bool = False) -> HouseShown:
    """What is on file. `locked` keeps it, and the employer's settings, from changing until the act is over."""
    row = act.session.get_one(Employer, act.who.employer, with_for_update=locked)
    logo = row.logo_sha256 is not None
    return HouseShown(name=row.name, address=row.address, phone=row.phone, fax=row.fax, logo=logo)


def get_logo(act: Act) -> bytes | None:
    """The logo above the letters, as PNG."""
    address = act.session.get_one(Employer, act.who.employer).logo_sha256
    return act.store.files.get(act.who.employer, address) if address else None


def set_logo(act: Act, picture: bytes | None) -> None:
    """Put a PNG or JPEG above the letters that are written from now on; None: none. Raises BadInput for anything else.

    The picture is drawn anew, so nothing that only a program could see of it goes out.
    """
    if picture is not None and not picture:
        raise BadInput("Choose a picture first. Nothing was changed.", code="no_file")
    if picture is not None and len(picture) > MOST:
        raise TooLarge(f"The picture has more than {MOST // 2**20} MB. Make it smaller.")
    drawn = as_logo(picture) if picture is not None else None
    row = act.session.get_one(Employer, act.who.employer, with_for_update=True)
    row.logo_sha256 = act.store.files.put(act.who.employer, drawn) if drawn is not None else None
    act.record("house.logo", f"employer:{row.id}", set=drawn is not None)


def set_house(act: Act, new: House) -> None:
    """Change it. Letters that were made stay as they are."""
    row = act.session.get_one(Employer, act.who.employer, with_for_update=True)
    changed = sorted(name for name, said in new if getattr(row, name) != said)
    for name in changed:
        setattr(row, name, getattr(new, name))
    if changed:
        act.record("house.set", f"employer:{row.id}", changed=", ".join(changed))
