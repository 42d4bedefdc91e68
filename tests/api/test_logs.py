"""What reaches the log: ids, counts and codes; never a name, a value or the text of an exception."""

from __future__ import annotations

import io
import json
import logging

import pytest

from api.logs import configure, logger

CANARY = "ZQX-LUPUS-77"


@pytest.fixture
def written():
    """What was logged while a test ran, and the logging as it was afterwards."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    stream = io.StringIO()
    configure(stream=stream)
    yield stream
    logging.captureWarnings(capture=False)
    root.handlers[:], root.level = before, level


def test_only_listed_keys_are_written(written) -> None:
    """An id passes; a key nobody listed does not, whatever it holds."""
    logger("workslip").info("reply.placed", reply_words=CANARY, document="8c1f")

    line = json.loads(written.getvalue())
    assert (line["event"], line["document"]) == ("reply.placed", "8c1f")
    assert CANARY not in written.getvalue()


@pytest.mark.parametrize("event", [f"found {CANARY}", CANARY, f"{CANARY.lower()} is bad"])
def test_a_sentence_is_no_event(written, event: str) -> None:
    """An event is a dotted word; of a sentence only its place in the code is kept."""
    logger("workslip").warning(event)

    assert json.loads(written.getvalue())["event"] == "library.message"
    assert CANARY.lower() not in written.getvalue().lower()


def test_a_library_says_only_where(written) -> None:
    """A library's message may quote a row, so its text and its arguments stay out."""
    logging.getLogger("sqlalchemy.pool").error("row (%s) failed", CANARY)

    line = json.loads(written.getvalue())
    assert line["where"].startswith("test_logs:")
    assert line["logger"] == "sqlalchemy.pool"
    assert CANARY not in written.getvalue()


def test_an_exception_leaves_its_type_and_its_lines(written) -> None:
    """The traceback is there to find the fault, without the text and without the source line that made it."""
    try:
        raise ValueError(CANARY)
    except ValueError:
        logging.getLogger("uvicorn.error").exception("in %s", CANARY)
        logger("workslip").exception("request.failed")

    for line in written.getvalue().splitlines():
        assert json.loads(line)["error"] == "ValueError"
        assert json.loads(line)["trace"]
    assert CANARY not in written.getvalue()
