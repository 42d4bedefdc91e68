"""Every route, by subject. A new one is a file here and a name in `ALL`."""

from __future__ import annotations

from api.web.routes import cases, register, releases

ALL = (register.router, cases.router, releases.router)
