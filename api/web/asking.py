"""The one dependency of every route: who asks, whether they may, and the transaction in which it happens.

    @router.get("/cases/{key}")
    def get_case(key: UUID, act: Annotated[Act, doing(Action.SEE_CASES)]) -> CaseShown: ...

The transaction is committed after the answer was built and before its first byte is sent: what is answered is kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Final

from fastapi import Depends, HTTPException, Request
from fastapi.params import Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer, SecurityScopes

from api.casework.act import Act, acting
from api.identity.keys import principal_of_key
from api.identity.principals import Principal
from api.identity.roles import Action
from api.store.opening import Store
from api.store.tables.base import now

_bearer: Final = HTTPBearer(auto_error=False, scheme_name="ApiKey", description="A key made by `workslip user key`.")


def store_of(request: Request) -> Store:
    """The open store of this application."""
    store: Store = request.app.state.store
    return store


def principal(
    actions: SecurityScopes,
    store: Annotated[Store, Depends(store_of)],
    sent: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> Principal:
    """Who asks. 401 without a valid key, 403 (Forbidden) if their role, or their key, does not allow the action."""
    who = None
    if sent is not None:
        with store.database.transaction() as session:
            who = principal_of_key(session, sent.credentials, now())
    if who is None:
        raise HTTPException(401, headers={"WWW-Authenticate": "Bearer"})
    for action in actions.scopes:
        who.require(Action(action))
    return who


def act(who: Annotated[Principal, Depends(principal)], store: Annotated[Store, Depends(store_of)]) -> Iterator[Act]:
    """The act of this request."""
    with acting(store, who) as begun:
        yield begun


def doing(action: Action) -> Any:  # noqa: ANN401 - a parameter's marker, as FastAPI's own
    """The marker of a route's act; it names what the route does."""
    return Security(act, scope="function", scopes=[action.value])
