"""Signing in by the employer's own identity provider: OpenID Connect, authorisation code with PKCE, state and nonce.

    discover → begin → the person at the provider → finish (code → id token, verified) → account_of → a user, or nobody

Authlib makes the requests and judges the claims, joserfc the signature. Whose account it is, is told by issuer and
subject, which nobody can change or inherit. The first time they are unknown: then an e-mail address that the provider
has verified leads to the user for whom an administrator has noted it, once. Nobody is ever created here.
"""

from __future__ import annotations

import base64
import json
import secrets
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import quote_plus, urlsplit

import httpcore2
from authlib.common.urls import url_encode
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri, prepare_token_request
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.logs import logger
from api.settings import Settings
from api.store.tables import OutsideAccount, User
from cases.errors import BadInput, Conflict, Refused, Unavailable

log = logger(__name__)
ALGORITHMS: Final = ("RS256", "PS256", "ES256", "EdDSA")  # signatures by a key that only the provider has
SCOPE: Final = "openid email"
LEEWAY: Final = 60  # seconds that two clocks may differ
PATIENCE: Final = 10.0  # seconds for one request
MOST: Final = 1024 * 1024  # bytes of an answer
HERE: Final = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True)
class Way:
    """A way to the provider that somebody has begun; `address` is where their browser goes."""

    address: str
    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True)
class Provider:
    """The provider as the settings name it. `label` is how people know it."""

    issuer: str
    client_id: str
    secret: str
    label: str
    ca: str | None = None

    def begin(self, back: str) -> Way:
        """A new way to it, and `back` to that address. Raises Unavailable if it does not answer."""
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        address = prepare_grant_uri(
            self._about()["authorization_endpoint"], self.client_id, "code", redirect_uri=back, scope=SCOPE,
            state=state, nonce=nonce, code_challenge=create_s256_code_challenge(verifier), code_challenge_method="S256",
        )  # fmt: skip
        return Way(address, state, nonce, verifier)

    def finish(self, way: Way, code: str, back: str) -> Mapping[str, Any]:
        """The claims about who came back with that code. Raises Unavailable, and Refused for what cannot be trusted."""
        about = self._about()
        answer = self._exchange(about, way, code, back)
        try:
            token = jwt.decode(answer["id_token"], self._keys(about), algorithms=list(ALGORITHMS))
            claims = CodeIDToken(
                token.claims, token.header,
                {"iss": {"essential": True, "value": self.issuer}, "aud": {"essential": True, "value": self.client_id}},
                {"nonce": way.nonce, "client_id": self.client_id, "access_token": answer.get("access_token")},
            )  # fmt: skip
            claims.validate(leeway=LEEWAY)
        except (JoseError, KeyError, ValueError, TypeError) as no:
            log.warning("outside.token_refused", kind=type(no).__name__)
            raise self._untrusted() from None
        return dict(claims)

    def _exchange(self, about: Mapping[str, Any], way: Way, code: str, back: str) -> Mapping[str, Any]:
        """The provider's answer to the code."""
        body = prepare_token_request("authorization_code", code=code, redirect_uri=back, code_verifier=way.verifier)
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        if self.secret and "client_secret_basic" in about.get(
            "token_endpoint_auth_methods_supported", ["client_secret_basic"]
        ):
            headers["Authorization"] = _basic(self.client_id, self.secret)
        else:
            more = {"client_id": self.client_id} | ({"client_secret": self.secret} if self.secret else {})
            body = f"{body}&{url_encode(list(more.items()))}"
        status, answer = self._ask("POST", about["token_endpoint"], headers, body.encode())
        if status != 200:
            log.warning("outside.code_refused", status=status)
            raise self._untrusted()
        return answer

    def _about(self) -> Mapping[str, Any]:
        """What the provider says of itself; it has to be about this issuer (OpenID Connect Discovery 4.3)."""
        status, found = self._ask("GET", f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
        if status != 200:
            raise self._down()
        if found.get("issuer") != self.issuer or not all(
            _safe(str(found.get(name, ""))) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")
        ):
            raise self._untrusted()
        return found

    def _keys(self, about: Mapping[str, Any]) -> KeySet:
        status, found = self._ask("GET", about["jwks_uri"])
        if status != 200:
            raise self._down()
        return KeySet.import_key_set(found)  # type: ignore[arg-type]

    def _ask(
        self, method: str, url: str, headers: Mapping[str, str] | None = None, body: bytes = b""
    ) -> tuple[int, dict[str, Any]]:
        """One request, through no proxy and after no redirect; a JSON object, or an empty one."""
        if not _safe(url):
            raise self._down()
        patience = dict.fromkeys(("connect", "read", "write", "pool"), PATIENCE)
        sent = {"Host": urlsplit(url).netloc, "Accept": "application/json", "Content-Length": str(len(body))}
        try:
            trusted = ssl.create_default_context(cafile=self.ca)
            with (
                httpcore2.ConnectionPool(ssl_context=trusted) as pool,
                pool.stream(
                    method, url, headers=list((sent | dict(headers or {})).items()), content=body,
                    extensions={"timeout": patience},
                ) as answer,
            ):  # fmt: skip
                content = b""
                for portion in answer.iter_stream():
                    content += portion
                    if len(content) > MOST:
                        raise self._down()
                found = json.loads(content or b"{}")
        except (OSError, ValueError, httpcore2.TimeoutException, httpcore2.NetworkError, httpcore2.ProtocolError) as no:
            log.warning("outside.no_answer", kind=type(no).__name__)
            raise self._down() from None
        return answer.status, found if isinstance(found, dict) else {}

    def _down(self) -> Unavailable:
        return Unavailable(
            f"{self.label} does not answer just now, so it cannot say who you are. Try again in a minute, or sign in "
            "with your password if you have one here.",
            code="provider_down",
        )

    def _untrusted(self) -> Refused:
        return Refused(
            f"What {self.label} said about you cannot be trusted, so nobody was signed in. Begin again; if it happens "
            "once more, tell whoever keeps this machine.",
            code="provider_untrusted",
        )


def provider_of(settings: Settings) -> Provider | None:
    """The provider that the settings name; None if they name none. Raises BadInput for half of one."""
    if not settings.oidc_issuer and not settings.oidc_client_id:
        return None
    if not settings.oidc_client_id or not _safe(settings.oidc_issuer):
        raise BadInput(
            "WORKSLIP_OIDC_ISSUER (https://…) and WORKSLIP_OIDC_CLIENT_ID belong together.", code="bad_settings"
        )
    secret = settings.oidc_client_secret.get_secret_value() if settings.oidc_client_secret else ""
    ca = str(settings.oidc_ca) if settings.oidc_ca else None
    return Provider(settings.oidc_issuer, settings.oidc_client_id, secret, settings.oidc_label, ca)


def note_account(session: Session, user: User, issuer: str, email: str) -> None:
    """Note under which address the provider knows a user. Raises Conflict if it is noted for somebody else.

    What was linked before is let go: the next sign-in links anew.
    """
    address = _address(email)
    taken = select(OutsideAccount).where(OutsideAccount.issuer == issuer, OutsideAccount.email == address)
    held = session.scalar(taken)
    if held is not None and held.user_id != user.id:
        raise Conflict("That address is noted for another user.", code="address_taken")
    found = session.scalar(select(OutsideAccount).where(OutsideAccount.user_id == user.id))
    if found is None:
        found = OutsideAccount(employer_id=user.employer_id, user_id=user.id, issuer=issuer, email=address)
        session.add(found)
    found.issuer, found.email, found.subject, found.linked_at = issuer, address, None, None
    session.flush()


def forget_account(session: Session, user: User) -> bool:
    """Let a user sign in by the provider no more. Whether they could."""
    found = session.scalar(select(OutsideAccount).where(OutsideAccount.user_id == user.id))
    if found is not None:
        session.delete(found)
    return found is not None


def account_of(session: Session, claims: Mapping[str, Any], moment: datetime) -> tuple[User | None, bool]:
    """Whose account that is, and whether it was linked just now. The claims have been verified."""
    issuer, subject = str(claims["iss"]), str(claims["sub"])
    mine = select(OutsideAccount).where(OutsideAccount.issuer == issuer)
    found = session.scalar(mine.where(OutsideAccount.subject == subject))
    linked = found is None and claims.get("email_verified") is True and bool(claims.get("email"))
    if linked:
        noted = mine.where(OutsideAccount.email == _address(str(claims["email"])), OutsideAccount.subject.is_(None))
        found = session.scalar(noted.with_for_update())
        if found is not None:
            found.subject, found.linked_at = subject, moment
    user = session.get_one(User, found.user_id) if found is not None else None
    return (None, False) if user is None or user.disabled_at is not None else (user, linked)


def _address(said: str) -> str:
    return said.strip().casefold()


def _basic(client_id: str, secret: str) -> str:
    """The client's own proof in a header (RFC 6749 2.3.1)."""
    return "Basic " + base64.b64encode(f"{quote_plus(client_id)}:{quote_plus(secret)}".encode()).decode()


def _safe(url: str) -> bool:
    """Whether nobody on the way can read or change what is asked there: TLS, or this very machine."""
    parts = urlsplit(url)
    return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in HERE))
