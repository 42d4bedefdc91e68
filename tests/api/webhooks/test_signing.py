"""The Standard Webhooks convention: the vectors of its own suite, and what a receiver checks with its package."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

import pytest
import standardwebhooks

from api.webhooks.sending import Order, shown, signed

ID, BODY = "msg_p5jXN8AQM9LWM0D4loKWxJek", '{"test": 2432232314}'
SECRET = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
OTHER = bytes(range(32))


def order(*secrets: bytes, moment: datetime | None = None) -> Order:
    """The message of the vectors."""
    return Order("https://example.com/", ID, BODY, secrets or (SECRET,), moment or datetime.now(UTC))


def test_the_vector_of_a_signature() -> None:
    """Secret, id, time and body of the reference vector give its signature."""
    headers = signed(order(moment=datetime.fromtimestamp(1614265330, UTC)))

    assert headers == {
        "webhook-id": ID,
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_a_fraction_of_a_second_is_no_other_signature() -> None:
    """The header counts whole seconds, and so does what is signed."""
    moment = datetime.fromtimestamp(1614265330, UTC) + timedelta(milliseconds=900)

    assert signed(order(moment=moment)) == signed(order(moment=datetime.fromtimestamp(1614265330, UTC)))


def test_the_secret_is_shown_as_the_convention_writes_it() -> None:
    """`whsec_` and base64: with and without the prefix it is the same key."""
    assert shown(SECRET) == "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    for written in (shown(SECRET), shown(SECRET).removeprefix("whsec_")):
        assert standardwebhooks.Webhook(written).verify(BODY, signed(order())) == {"test": 2432232314}


def test_while_a_secret_is_replaced_both_verify() -> None:
    """One signature each, a space between; a third secret verifies nothing."""
    headers = signed(order(OTHER, SECRET))

    for secret in (OTHER, SECRET):
        assert standardwebhooks.Webhook(shown(secret)).verify(BODY, headers)
    with pytest.raises(standardwebhooks.WebhookVerificationError):
        standardwebhooks.Webhook(shown(b"x" * 32)).verify(BODY, headers)


@pytest.mark.parametrize("lost", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_each_header_is_needed(lost) -> None:
    """A receiver refuses a message that lacks one."""
    headers = signed(order())
    del headers[lost]

    with pytest.raises(standardwebhooks.WebhookVerificationError):
        standardwebhooks.Webhook(shown(SECRET)).verify(BODY, headers)


@pytest.mark.parametrize(
    "change", [{"webhook-id": "msg_other"}, {"webhook-timestamp": "hello"}, {"webhook-signature": "v1,AAAA"}]
)
def test_each_header_is_signed(change) -> None:
    """Changed on its way, it is refused; so is a changed body."""
    verify = standardwebhooks.Webhook(shown(SECRET)).verify

    with pytest.raises(standardwebhooks.WebhookVerificationError):
        verify(BODY, signed(order()) | change)
    with pytest.raises(standardwebhooks.WebhookVerificationError):
        verify(BODY + " ", signed(order()))


@pytest.mark.parametrize("seconds", [-301, 301])
def test_five_minutes_are_the_window(seconds) -> None:
    """An old message, or one from the future, is a replay or a wrong clock."""
    headers = signed(order(moment=datetime.now(UTC) + timedelta(seconds=seconds)))

    with pytest.raises(standardwebhooks.WebhookVerificationError):
        standardwebhooks.Webhook(shown(SECRET)).verify(BODY, headers)
