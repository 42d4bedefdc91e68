"""Every route, by subject. A new one is a file here and a name in `ALL`."""

from __future__ import annotations

from api.web.routes import cases, casework, documents, exports, papers, register, releases, replies, webhooks

ALL = (
    register.router,
    cases.router,
    releases.router,
    documents.router,
    replies.router,
    casework.router,
    papers.router,
    exports.router,
    webhooks.router,
)
