"""The page that asks who is there: the same wherever somebody is sent to it from."""

from __future__ import annotations

from fastapi import Request, Response

from api.identity.outside import provider_of
from api.store.opening import Store
from api.web.desk.rendering import plain


def ask_who(
    request: Request, *, to: str = "/", kept: str = "[]", said: str = "", ended: bool = False, login: str = "",
    status: int = 200,
) -> Response:  # fmt: skip
    """Name and password, and the identity provider if there is one. `kept` is what they had written before."""
    store: Store = request.app.state.store
    provider = provider_of(store.settings)
    return plain(
        "sign_in.html", status=status, to=to, kept=kept, said=said, ended=ended, login=login,
        outside=provider.label if provider else "",
    )  # fmt: skip
