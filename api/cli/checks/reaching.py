"""Whether anybody listens at an address: the libraries' own words for it are for people who know them."""

from __future__ import annotations

import socket
from typing import Final

from cases.errors import Unavailable

PATIENCE: Final = 5.0  # seconds for a connection


def reach(host: str, port: int, what: str, setting: str) -> None:
    """Raise Unavailable with a sentence if nobody is at the address. `what` should be there, as `setting` says."""
    try:
        socket.create_connection((host, port), timeout=PATIENCE).close()
    except (socket.gaierror, UnicodeError):
        raise Unavailable(f"There is no machine of the name {host}. Check the host in {setting}.") from None
    except OSError:
        raise Unavailable(
            f"Nobody answers at {host}, port {port}. Start {what} there, or check {setting} and the firewall."
        ) from None
