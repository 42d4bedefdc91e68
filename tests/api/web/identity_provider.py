"""An identity provider on this machine: a real server that signs RS256, and can be told to lie.

with provider() as there:  there.issuer, there.person = {…}, there.say(nonce="another"), there.allow(address) → code
"""

from __future__ import annotations

import base64
import hashlib
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from fastapi import FastAPI, HTTPException, Request
from joserfc import jwt
from joserfc.jwk import RSAKey

from tests.browser.desk.serving import served

CLIENT, SECRET = "workslip", "a secret between the two"


@dataclass
class IdentityProvider:
    """Who is signed in there (`person`), and what it says wrongly of them (`lies`)."""

    issuer: str = ""
    person: dict[str, Any] = field(default_factory=dict)
    lies: dict[str, Any] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}, private=True))
    signs_with: RSAKey | None = None
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def allow(self, address: str) -> tuple[str, str]:
        """What the person does there: they sign in, and are sent back with a code. The state and the code."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert (asked["client_id"], asked["response_type"], asked["code_challenge_method"]) == (CLIENT, "code", "S256")
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return asked["state"], code

    def exchange(self, form: dict[str, str], authorization: str) -> dict[str, Any]:
        """The token for a code, once, for who proves the client and the verifier."""
        asked = self.codes.pop(form["code"], None)
        proof = base64.b64encode(f"{CLIENT}:{SECRET.replace(' ', '+')}".encode()).decode()
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        if asked is None or authorization != f"Basic {proof}" or form["redirect_uri"] != asked["redirect_uri"]:
            raise HTTPException(400)
        if base64.urlsafe_b64encode(digest).decode().rstrip("=") != asked["code_challenge"]:
            raise HTTPException(400)
        moment = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "exp": moment + 300, "iat": moment, "nonce": asked["nonce"]}
        claims |= self.person | self.lies
        told = {name: value for name, value in claims.items() if value is not None}
        token = jwt.encode({"alg": "RS256", "kid": "one"}, told, self.signs_with or self.key)
        return {"access_token": "opaque", "token_type": "Bearer", "id_token": token}


@contextmanager
def provider() -> Iterator[IdentityProvider]:
    """It answers while this lasts."""
    there, app = IdentityProvider(), FastAPI()

    @app.get("/.well-known/openid-configuration")
    def about() -> dict[str, str]:
        pages = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        return {"issuer": there.issuer} | {name: f"{there.issuer}/{path}" for name, path in pages.items()}

    @app.get("/keys")
    def keys() -> dict[str, Any]:
        return {"keys": [there.key.as_dict(private=False)]}

    @app.post("/token")
    async def token(request: Request) -> dict[str, Any]:
        there.asked.append("token")
        body = parse_qs((await request.body()).decode())
        form = {name: values[0] for name, values in body.items()}
        return there.exchange(form, request.headers.get("authorization", ""))

    with served(app) as address:
        there.issuer = address
        yield there
