"""What the papers that stay in the house have in common: facts that we write, lines to approve them."""

from __future__ import annotations

from typing import Literal

from forms.definition import Row, field, radio
from forms.fields import Field, Kind
from forms.meaning import Approval, Printed

Who = Literal["employee", "supervisor", "manager", "representative", "human_resources"]


def ours(kind: Kind, name: str, label: str, **more: object) -> Field:
    """A field that we fill on a house paper; its name is the word for what stands there."""
    return field(kind, name, label, Printed(what=name), writer="us", **more)


def again(name: str, label: str, what: str, **more: object) -> Field:
    """What stands on another page already, on a page that is read without it."""
    return field("text", name, label, Printed(what=what), writer="us", **more)


def day(name: str, label: str, **more: object) -> Field:
    """A date that we write."""
    return ours("date", name, label, cells=8, **more)


def yes_no(name: str, label: str, **more: object) -> Field:
    """A question that we answer with yes or no."""
    return radio(name, label, Printed(what=name), {"yes": "Yes", "no": "No"}, writer="us", **more)


def approval(who: Who, label: str) -> Row:
    """A row of a table: who approves, the line to sign, the date."""
    return Row(
        label=label,
        fields=(
            field(
                "signature",
                f"{who}_signature",
                "Signature",
                Approval(who=who, part="signature"),
                tip=f"{label}: signature",
            ),
            field("date", f"{who}_date", "Date", Approval(who=who, part="date"), cells=8, tip=f"{label}: date signed"),
        ),
    )
