"""A line of the ledger: what one attempt sent, where, how, and what came of it; and its hash, which is on record.

The hash is over the line as JSON with sorted keys, so that an exported line is checked by the same few rules anywhere.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from api.store.tables import Delivery, DeliveryAttempt


def line_of(delivery: Delivery, attempt: DeliveryAttempt) -> dict[str, Any]:
    """The line as it stands now."""
    return {
        "delivery": str(delivery.id),
        "provider": str(delivery.provider_id),
        "channel": delivery.channel.value,
        "address": delivery.address,
        "files": [{"name": each["name"], "sha256": hash_of(each)} for each in delivery.files],
        "attempt": attempt.number,
        "started_at": moment(attempt.started_at),
        "handed_at": moment(attempt.handed_at),
        "ended_at": moment(attempt.ended_at),
        "state": attempt.state.value if attempt.state else None,
        "code": attempt.code,
        "reference": attempt.reference,
        "answer": attempt.answer,
    }


def hash_of(file: dict[str, Any]) -> str:
    """The hash of a file that left, also of one that was purged since."""
    return str(file.get("sha256") or file["removed"])


def sha256_of(line: dict[str, Any]) -> str:
    """The hash that the audit log holds."""
    return hashlib.sha256(canonical(line)).hexdigest()


def canonical(value: Any) -> bytes:  # noqa: ANN401 - any JSON
    """One spelling of a JSON value."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def moment(at: datetime | None) -> str | None:
    """A moment in UTC, to the microsecond."""
    return at.astimezone(UTC).isoformat(timespec="microseconds") if at else None
