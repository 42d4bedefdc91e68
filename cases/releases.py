"""The worker's authority to release medical information, and the packet that depends on it (003 IV.D; domain 7)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from cases.errors import Refused
from cases.restrictions import Model


class Refusal(Model):
    """One rule that was not met: a stable code, a sentence without medical content, and where the rule is written."""

    code: str
    sentence: str
    citation: str = ""


class Release(Model):
    """A signed authority to release, on file. `provider` is the provider's id that the paper names.

    45 CFR 164.508(c)(1)(v)-(vi): an authorization carries an expiry, by date or by event ("end of the claim"), and a
    signature with its date. `revoked_on` is the day the worker took it back.
    """

    provider: str
    signed: bool = True
    signed_on: date | None = None
    expires_on: date | None = None
    expiry_event: str = ""
    revoked_on: date | None = None


def release_refusals(release: Release, provider: str, today: date) -> tuple[Refusal, ...]:
    """Why this release does not cover a packet to this provider today; empty if it does."""
    rules = (
        (release.provider != provider, "other_provider", "The release on file names another provider."),
        (not release.signed, "release_unsigned", "The release on file is not signed."),
        (release.signed_on is None, "release_undated", "The signature on the release has no date."),
        (
            release.signed_on is not None and release.signed_on > today,
            "release_not_yet_signed",
            "The release is dated in the future; check its date.",
        ),
        (
            release.expires_on is None and not release.expiry_event.strip(),
            "release_without_expiry",
            "The release names neither a date nor an event on which it ends, so it is not valid; ask for a new one.",
        ),
        (
            release.expires_on is not None and release.expires_on < today,
            "release_expired",
            "The release has expired; ask the worker for a new one.",
        ),
        (
            release.revoked_on is not None and release.revoked_on <= today,
            "release_revoked",
            "The worker has taken the release back.",
        ),
    )
    return tuple(Refusal(code=code, sentence=sentence) for broken, code, sentence in rules if broken)


def packet_refusals(releases: Iterable[Release], provider: str, today: date) -> tuple[Refusal, ...]:
    """Why no packet may go to this provider today; empty if one of the releases on file covers it.

    If none does, the reasons are those of the release that came closest (003 IV.D: the packet encloses the signed one).
    """
    tried = [release_refusals(release, provider, today) for release in releases]
    if not tried:
        return (Refusal(code="no_release", sentence="There is no signed release on file; ask the worker to sign one."),)
    return min(tried, key=lambda reasons: (any(each.code == "other_provider" for each in reasons), len(reasons)))


def require_release(releases: Iterable[Release], provider: str, today: date) -> None:
    """Raise Refused, with every reason's code, if no packet may go to this provider today."""
    reasons = packet_refusals(releases, provider, today)
    if reasons:
        raise Refused(
            "No packet was made. " + " ".join(reason.sentence for reason in reasons),
            code="packet_refused",
            reasons=tuple(reason.code for reason in reasons),
        )
