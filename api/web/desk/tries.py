"""How often somebody may try: counted in this process, by name, by address, by person."""

from __future__ import annotations

import uuid
from typing import Final

from fastapi import Request
from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

TOO_OFTEN: Final = "Too many tries. Wait a minute, then try again."
EACH_NAME, EACH_ADDRESS = RateLimitItemPerMinute(10), RateLimitItemPerMinute(30)
CODES: Final[tuple[RateLimitItem, ...]] = (RateLimitItemPerMinute(5), RateLimitItemPerHour(30))
LINKS: Final = RateLimitItemPerMinute(30)
PASSWORDS: Final = RateLimitItemPerMinute(5)
counted: Final = MovingWindowRateLimiter(MemoryStorage())


def may_sign_in(request: Request, name: str) -> bool:
    """Whether another name and password may be tried; counts it, by the name and by the address."""
    by_address = counted.hit(EACH_ADDRESS, "address", address_of(request))
    return counted.hit(EACH_NAME, "name", name.casefold()) and by_address


def may_go_outside(request: Request) -> bool:
    """Whether another way to the identity provider may be begun from there; counts it."""
    return counted.hit(EACH_ADDRESS, "outside", address_of(request))


def may_come_back(request: Request) -> bool:
    """Whether another way back from the identity provider may be tried from there; counts it."""
    return counted.hit(EACH_ADDRESS, "back", address_of(request))


def may_show_code(user: uuid.UUID) -> bool:
    """Whether that person may show another code of theirs; counts it."""
    return all(counted.hit(each, "code", str(user)) for each in CODES)


def may_show_password(user: uuid.UUID) -> bool:
    """Whether who is signed in may show their password once more; counts it."""
    return counted.hit(PASSWORDS, "password", str(user))


def may_use_link(request: Request) -> bool:
    """Whether that address may use another link of an office, right or wrong; counts it."""
    return counted.hit(LINKS, "link", address_of(request))


def address_of(request: Request) -> str:
    """Where a request comes from."""
    return request.client.host if request.client else ""
