"""One delivery over a real connection: taken, failing, slow, gone, redirecting, with a certificate nobody knows."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
import standardwebhooks

from api.settings import Settings
from api.webhooks.sending import Order, Outcome, post, shown

SECRET, BODY = bytes(range(32)), '{"type":"offer.made"}'


def order(url: str) -> Order:
    """A message to that address."""
    return Order(url, "msg_1", BODY, (SECRET,), datetime.now(UTC))


def test_what_arrives_verifies(receiver, allowed) -> None:
    """By the convention's own package; the body byte for byte, as JSON, on a connection that ends."""
    assert post(order(receiver.url), allowed) == Outcome(status=204)

    (got,) = receiver.got
    assert got.body.decode() == BODY
    assert got.path == "/hook"
    assert got.headers["content-type"] == "application/json"
    assert got.headers["host"] == f"localhost:{receiver.port}"
    assert standardwebhooks.Webhook(shown(SECRET)).verify(got.body, got.headers) == {"type": "offer.made"}


@pytest.mark.parametrize(
    ("status", "delivered"), [(200, True), (202, True), (299, True), (301, False), (400, False), (500, False)]
)
def test_two_hundreds_are_taken_and_nothing_else(receiver, allowed, status, delivered) -> None:
    """A redirect or an error is no delivery."""
    receiver.status = status

    assert post(order(receiver.url), allowed).delivered is delivered


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_never_followed(receiver, allowed, status) -> None:
    """Not even to the same host: one request, and its status."""
    receiver.status, receiver.headers = status, {"Location": f"https://localhost:{receiver.port}/elsewhere"}

    assert post(order(receiver.url), allowed) == Outcome(status=status)
    assert [got.path for got in receiver.got] == ["/hook"]


@pytest.mark.parametrize("slow", [{"delay": 5.0}, {"drip": True}])
def test_a_slow_receiver_costs_one_second(receiver, allowed, slow) -> None:
    """The time is for all of it: a byte every now and then does not begin it anew."""
    for name, value in slow.items():
        setattr(receiver, name, value)
    begun = time.monotonic()

    assert post(order(receiver.url), allowed) == Outcome(error="timed_out")
    assert time.monotonic() - begun < 3


def test_nobody_there(allowed) -> None:
    """A port on which nothing listens."""
    assert post(order("https://localhost:1025/"), allowed) == Outcome(error="no_answer")


def test_a_certificate_that_nobody_vouches_for(receiver) -> None:
    """Without the settings' own certificates there is no connection, and nothing is sent."""
    outcome = post(order(receiver.url), Settings(webhook_hosts="localhost", webhook_timeout=2))

    assert outcome == Outcome(error="tls")
    assert receiver.got == []


def test_no_proxy_of_the_environment_is_used(receiver, allowed, monkeypatch) -> None:
    """A proxy would resolve the name again, and see what is told."""
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")

    assert post(order(receiver.url), allowed).delivered
