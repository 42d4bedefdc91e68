"""A batch of a mailing, from its rows to what is ready to leave.

    load and gate → packets, all letters together → envelopes → bytes into the store → one transaction: rows and jobs

A crash before that transaction leaves bytes that nothing names, and the job runs again; after it, the job finds that
nothing is left to make. A packet that cannot be made fails alone: its batch is halved until it stands by itself.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.casework import mailing_reasons as why
from api.casework.act import acting
from api.casework.mailing_keep import Envelope, Made, Result, keep
from api.casework.mailing_load import Item, Load, Recipient, load
from api.casework.mailing_steps import may_go_on
from api.casework.packets import COMBINED, stored
from api.identity.keys import principal_of
from api.identity.principals import Principal
from api.logs import logger
from api.store import audit
from api.store.failpoints import failpoint
from api.store.opening import Store
from api.store.tables import Channel, Mailing, MailingState, User
from cases.errors import BadInput, Refused, Unavailable, WorkslipError
from generate.envelopes import Inside, cover_and_papers, print_batch
from generate.packets import Packet as Papers
from generate.packets import PacketContents, build_packets
from generate.pdfs import page_count

ACTOR: Final = "system:worker"
USER_GONE: Final = "user_gone"
Check = Callable[[Session], None]
_log = logger(__name__)


def make_batch(store: Store, key: uuid.UUID, batch: int, require_ours: Check) -> None:
    """Make what is still to be made of a batch. Nothing happens to a mailing that does not run."""
    who = _writer(store, key)
    if who is None:
        return
    with acting(store, who) as act:
        loaded = load(act, act.find(Mailing, key), batch)
        day = act.today
    if loaded is None:
        return
    result = _made(store, who.employer, loaded, day)
    failpoint("mailing.built")
    with acting(store, who) as act:
        require_ours(act.session)
        keep(act, key, batch, result)
        failpoint("mailing.before_commit")
    failpoint("mailing.committed")
    _log.info("mailing.batch_made", task=str(key), count=len(result.made))


def built(many: Sequence[PacketContents]) -> list[Papers | tuple[str, ...]]:
    """The papers of each, or the reasons why they cannot be made. Raises Unavailable: then nothing was wrong with
    them."""
    try:
        return list(build_packets(many)) if many else []
    except (Unavailable, OSError):
        raise
    except Exception as error:  # noqa: BLE001 - whatever is wrong with one of them, the others are made
        if len(many) == 1:
            return [_reasons(error)]
    half = len(many) // 2
    return [*built(many[:half]), *built(many[half:])]


def _reasons(error: Exception) -> tuple[str, ...]:
    if isinstance(error, WorkslipError):
        return error.reasons or (error.code,)
    _log.error("mailing.packet_failed", exc_info=error)
    return (why.NOT_MADE,)


def _writer(store: Store, key: uuid.UUID) -> Principal | None:
    """In whose name a running mailing goes out. If they have left it is paused, with the reason; nothing is lost."""
    with store.database.transaction() as session:
        mailing = session.scalar(select(Mailing).where(Mailing.id == key).with_for_update())
        if mailing is None or mailing.state is not MailingState.RUNNING:
            return None
        user = session.get_one(User, mailing.in_name_of)
        if may_go_on(user):
            return principal_of(user)
        mailing.state, mailing.reason = MailingState.PAUSED, USER_GONE
        audit.record(session, mailing.employer_id, ACTOR, "mailing.paused", f"mailing:{key}", reason=USER_GONE)
    return None


def _made(store: Store, employer: uuid.UUID, loaded: Load, day: date) -> Result:
    """Everything of a batch, its bytes safe. What cannot be made joins those that the gate kept back."""
    new = [item for item in loaded.items if item.contents is not None]
    papers = dict(zip((item.row for item in new), built([i.contents for i in new if i.contents]), strict=True))
    failed = loaded.failed | {row: said for row, said in papers.items() if isinstance(said, tuple)}
    kept = [_kept(store, employer, i, papers.get(i.row)) for i in loaded.items if i.row not in failed]
    envelopes, unaddressed = _envelopes(store, employer, loaded.recipients, kept, day)
    failed |= unaddressed
    made = tuple(each.made for each in kept if each.item.row not in failed)
    return Result(made, tuple(envelopes), _printed(store, employer, envelopes), failed, loaded.recipients)


def _printed(store: Store, employer: uuid.UUID, envelopes: Sequence[Envelope]) -> list[dict[str, Any]]:
    """The files for the printer: all envelopes in one, and what lies where in it. None if nothing is printed."""
    paper = [each.papers for each in envelopes if each.to.channel is Channel.PRINT]
    if not paper:
        return []
    batch = print_batch(paper)
    files = (("batch.pdf", batch.pdf), ("manifest.csv", batch.manifest_csv))
    return [
        {"name": name, "sha256": store.files.put(employer, content), "bytes": len(content)} for name, content in files
    ]


@dataclass(frozen=True)
class _Kept:
    made: Made
    item: Item
    pdf: bytes


def _kept(store: Store, employer: uuid.UUID, item: Item, papers: Papers | tuple[str, ...] | None) -> _Kept:
    if not isinstance(papers, Papers):
        return _Kept(Made(item, (), ()), item, item.pdf)
    files = stored(store, employer, papers, COMBINED)
    return _Kept(Made(item, tuple(files), tuple(papers.copies)), item, papers.combined_pdf)


def _envelopes(
    store: Store, employer: uuid.UUID, recipients: Sequence[Recipient], made: Sequence[_Kept], day: date
) -> tuple[list[Envelope], dict[uuid.UUID, tuple[str, ...]]]:
    """An envelope for each delivery that has something in it; and the rows of those that no cover can be made for."""
    inside: dict[uuid.UUID, list[_Kept]] = defaultdict(list)
    for each in made:
        inside[each.item.delivery].append(each)
    found: list[Envelope] = []
    failed: dict[uuid.UUID, tuple[str, ...]] = {}
    for to in recipients:
        try:
            if inside[to.delivery]:
                found.append(_envelope(store, employer, to, inside[to.delivery], day))
        except (BadInput, Refused) as no:
            failed |= dict.fromkeys((each.item.row for each in inside[to.delivery]), _reasons(no))
    return found, failed


def _envelope(store: Store, employer: uuid.UUID, to: Recipient, inside: Sequence[_Kept], day: date) -> Envelope:
    """The cover and the packets of one delivery, on file: each paper by itself in an e-mail, else all in one."""
    packets = [Inside(each.pdf, reference(each.item.packet), page_count(each.pdf)) for each in inside]
    papers = cover_and_papers(to.to, inside[0].item.heading, packets, to.channel.value, day)
    files = papers.files if to.channel is Channel.MAIL else (("papers.pdf", papers.pdf),)
    kept = [
        {"name": name, "sha256": store.files.put(employer, pdf), "bytes": len(pdf), "pages": page_count(pdf)}
        for name, pdf in files
    ]
    return Envelope(to, kept, papers)


def reference(packet: uuid.UUID) -> str:
    """Our number of a packet, as a person reads it over the telephone. It names nobody."""
    return f"{packet.hex[:4]}-{packet.hex[4:8]}".upper()
