"""Write the Word files of `templates/letters/`; the same bytes every time. `.venv/bin/python -m tools.make_letters`

They are ordinary Word files from then on: a coordinator may edit them, and `workslip letters` says what each may use.
The words of each are in `tools/letters/`; the copies to complete by hand are made of the same words.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Final

from docx.document import Document as WordFile

from generate.word import steady
from templates.catalogue import HOME, LETTERS
from tools.letter_controls import by_hand
from tools.letters import carrier, house, offer, packet, provider

MAKERS: Final[dict[str, Callable[[], WordFile]]] = {
    "treating-physician": provider.treating_physician,
    "provider-return-to-work": provider.provider_return_to_work,
    "clarification-request": provider.clarification_request,
    "second-request": provider.second_request,
    "day-30-physician": provider.day_30_physician,
    "offer-modified-duty": offer.offer_modified_duty,
    "carrier-answer-notice": carrier.carrier_answer_notice,
    "day-60-carrier": carrier.day_60_carrier,
    "committee-update": house.committee_update,
    "supervisor-notice": house.supervisor_notice,
    "full-duty-release": house.full_duty_release,
    "day-90-decision": house.day_90_decision,
    "follow-up-call": house.follow_up_call,
    "program-summary": packet.program_summary,
    "task-bank": packet.task_bank,
}


def made(letter_id: str) -> bytes:
    """The bytes of one Word file with its tags."""
    return _bytes(MAKERS[letter_id]())


def made_by_hand(letter_id: str) -> bytes:
    """The bytes of the same letter with content controls in place of the tags."""
    return _bytes(by_hand(MAKERS[letter_id](), LETTERS[letter_id]))


def _bytes(letter: WordFile) -> bytes:
    out = io.BytesIO()
    letter.save(out)
    return steady(out.getvalue())


def main(home: Path = HOME) -> None:
    """Write all of them."""
    (home / "by-hand").mkdir(exist_ok=True)
    for letter_id in MAKERS:
        (home / f"{letter_id}.docx").write_bytes(made(letter_id))
        if LETTERS[letter_id].by_hand:
            (home / "by-hand" / f"{letter_id}.docx").write_bytes(made_by_hand(letter_id))


if __name__ == "__main__":
    main()
