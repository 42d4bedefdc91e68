"""/users, /keys, /supervisors, /audit: who may do what, and who did."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from api.casework import auditing, supervising, users
from api.casework.act import Act
from api.casework.auditing import AuditPage, AuditWindow
from api.casework.paging import Page, Window
from api.casework.supervising import Assigning, SupervisionShown, SupervisorShown
from api.casework.users import NewRole, NewUser, UserShown
from api.identity.roles import Action
from api.web.asking import doing
from api.web.problems import documented

router = APIRouter(tags=["access"])
Assign = Annotated[Act, doing(Action.ASSIGN)]
Change = Annotated[Act, doing(Action.CHANGE_USERS)]


@router.get("/supervisors")
def list_supervisors(act: Assign, window: Annotated[Window, Query()]) -> Page[SupervisorShown]:
    """The users who may be assigned to cases, newest first."""
    return supervising.list_supervisors(act, window)


@router.get("/cases/{case}/supervisors", responses=documented(404))
def list_supervisions(case: UUID, act: Assign) -> list[SupervisionShown]:
    """Who supervises a case, and who did."""
    return supervising.list_supervisions(act, case)


@router.post("/cases/{case}/supervisors", status_code=201, responses=documented(404, 409))
def assign_supervisor(case: UUID, to: Assigning, act: Assign) -> SupervisionShown:
    """Assign a supervisor to a case: from now on it exists for them."""
    return supervising.assign(act, case, to)


@router.post("/supervisions/{supervision}/ending", responses=documented(404, 409))
def end_supervision(supervision: UUID, act: Assign) -> SupervisionShown:
    """End a supervision: from now on the case does not exist for them."""
    return supervising.end(act, supervision)


@router.get("/users")
def list_users(act: Annotated[Act, doing(Action.SEE_USERS)], window: Annotated[Window, Query()]) -> Page[UserShown]:
    """The users, their roles and keys, newest first."""
    return users.list_users(act, window)


@router.post("/users", status_code=201, responses=documented(409))
def add_user(new: NewUser, act: Change) -> UserShown:
    """Add a user. A key for them is made on the machine itself."""
    return users.add_user(act, new)


@router.put("/users/{user}/role", responses=documented(404, 409))
def change_role(user: UUID, to: NewRole, act: Change) -> UserShown:
    """Give a user another role. Their keys end; nobody changes their own."""
    return users.change_role(act, user, to)


@router.post("/users/{user}/disabling", responses=documented(404, 409))
def disable_user(user: UUID, act: Change) -> UserShown:
    """Disable a user who left."""
    return users.disable_user(act, user)


@router.post("/keys/{key}/revocation", responses=documented(404, 409))
def revoke_key(key: UUID, act: Change) -> UserShown:
    """End one key."""
    return users.revoke_key(act, key)


@router.get("/audit")
def list_audit(act: Annotated[Act, doing(Action.SEE_AUDIT)], window: Annotated[AuditWindow, Query()]) -> AuditPage:
    """Who did what, newest first: ids, codes and counts."""
    return auditing.list_audit(act, window)
