"""The principal: which user of which employer asks, and what they may do."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from api.identity.roles import ROLES, Action, Fields, Reach, Role, fields_for
from cases.errors import Forbidden


@dataclass(frozen=True)
class Principal:
    """A named person (or program) of one employer. All they ever see are rows of that employer.

    `scopes` are the actions that their key names; None is every action of the role, except for a role that is
    `scoped`. `packet` is the one packet of a physician's link, and `user` then the link's own id.
    """

    employer: uuid.UUID
    user: uuid.UUID
    name: str
    role: Role
    scopes: frozenset[Action] | None = None
    packet: uuid.UUID | None = None

    def sees(self, action: Action) -> Fields | None:
        """The fields in which they see the answer of an action; None if they may not do it."""
        named = action in self.scopes if self.scopes is not None else not ROLES[self.role].scoped
        return fields_for(self.role, action) if named else None

    def require(self, action: Action) -> Fields:
        """The same. Raises Forbidden unless their role, and their key, allow the action."""
        found = self.sees(action)
        if found is None:
            raise Forbidden("Your role does not allow this; ask whoever keeps the users to give you one that does.")
        return found

    @property
    def reach(self) -> Reach:
        """Which objects exist for them."""
        return ROLES[self.role].reach
