"""Every route, by subject. A new one is a file here and a name in `ALL`."""

from __future__ import annotations

from api.web.routes import (
    access,
    assignments,
    cases,
    casework,
    clocks,
    documents,
    evaluating,
    exports,
    osha,
    papers,
    plans,
    recording,
    recovery,
    register,
    releases,
    replies,
    retention,
    webhooks,
)

ALL = (
    access.router,
    register.router,
    cases.router,
    releases.router,
    documents.router,
    replies.router,
    casework.router,
    papers.router,
    clocks.router,
    plans.router,
    recovery.router,
    osha.router,
    recording.router,
    evaluating.router,
    assignments.router,
    exports.router,
    webhooks.router,
    retention.router,
)
