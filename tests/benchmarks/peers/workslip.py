"""Our own reader on a public set, in the project's environment: every page is read as a file of its own."""

from __future__ import annotations

from tests.benchmarks.peers import common
from tests.benchmarks.peers.common import Fields, Page
from tests.benchmarks.reader import read


def main() -> None:
    """Read a set and keep the answers."""
    folder, out = common.asked()
    common.keep(out, "workslip", "as delivered", common.page_by_page(_fields, common.pages(folder)))


def _fields(page: Page) -> Fields:
    documents = read(page.file.read_bytes(), page.file.name)
    kept = {"value", "status", "confidence", "reason", "guess"}
    return {
        name: reading.model_dump(mode="json", include=kept)
        for document in documents
        for name, reading in document.fields.items()
        if reading.page == page.number
    }


if __name__ == "__main__":
    main()
