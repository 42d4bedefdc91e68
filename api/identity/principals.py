"""The principal: which user of which employer asks, and what they may do."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from api.identity.roles import Action, Role, may
from cases.errors import Forbidden


@dataclass(frozen=True)
class Principal:
    """A named person (or program) of one employer. All they ever see are rows of that employer."""

    employer: uuid.UUID
    user: uuid.UUID
    name: str
    roles: frozenset[Role]

    def require(self, action: Action) -> None:
        """Raise Forbidden unless a role of theirs allows the action."""
        if not may(self.roles, action):
            raise Forbidden("Your role does not allow this; ask whoever keeps the users to give you one that does.")
