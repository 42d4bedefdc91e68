"""What is on file of the employer itself and stands on its papers: address, telephone, fax."""

from __future__ import annotations

from pydantic import BaseModel

from api.casework.act import Act
from api.casework.words import Text, Written
from api.store.tables import Employer


class House(Written):
    """What a letter's head and an offer's contact lines are made of."""

    address: Text = ""
    phone: Text = ""
    fax: Text = ""


class HouseShown(BaseModel):
    """The employer as its papers name it."""

    name: str
    address: str
    phone: str
    fax: str


def get_house(act: Act, *, locked: bool = False) -> HouseShown:
    """What is on file. `locked` keeps it, and the employer's settings, from changing until the act is over."""
    row = act.session.get_one(Employer, act.who.employer, with_for_update=locked, populate_existing=locked)
    return HouseShown(name=row.name, address=row.address, phone=row.phone, fax=row.fax)


def set_house(act: Act, new: House) -> None:
    """Change it. Letters that were made stay as they are."""
    row = act.session.get_one(Employer, act.who.employer, with_for_update=True)
    changed = sorted(name for name, said in new if getattr(row, name) != said)
    for name in changed:
        setattr(row, name, getattr(new, name))
    if changed:
        act.record("house.set", f"employer:{row.id}", changed=", ".join(changed))
