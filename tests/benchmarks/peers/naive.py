"""The first afternoon's reader on a public set: ORB features, one homography, one threshold (tests/fax/naive.py)."""

from __future__ import annotations

from tests.benchmarks.peers import common
from tests.benchmarks.peers.common import Page
from tests.fax import naive
from tests.fax.channel import Arrived


def main() -> None:
    """Read a set and keep the answers."""
    folder, out = common.asked()
    blank = (folder / "blank.pdf").read_bytes()

    def fields(page: Page) -> common.Fields:
        arrived = Arrived(page.grey(), page.dpi, one_bit=False, passage=None, survived={})  # no truth is asked for
        return common.grouped(naive.read(blank, page.number, arrived))

    settings = f"more than {naive.INK:.1%} of dark pixels inside the frame is a mark"
    common.keep(out, "naive ORB reader", settings, common.page_by_page(fields, common.pages(folder)))


if __name__ == "__main__":
    main()
