"""A packet: what stops it and how to put that right, what goes in, its real pages, and how it is sent.

/cases/{case}/packets/new    provider → signed release → what goes in
/packets/{packet}            its pages, the ways it can go, what became of each sending
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Response
from fastapi.responses import RedirectResponse

from api.casework import packets, pictures, releases, sending
from api.casework.act import Act
from api.casework.mailing_cases import Wanted
from api.casework.mailing_check import checked
from api.casework.mailing_reasons import NO_ADDRESS, sentence
from api.casework.packets import COMBINED, NewPacket, PacketShown
from api.casework.releases import NewRelease
from api.casework.sending import NewSending, OutgoingShown
from api.identity.roles import Action
from api.outbox.channels import carriers_of
from api.store.tables import Case, Channel, Job, Mailing, Packet, Provider, Release, SendState, User, Worker
from api.web.desk.asking import Desk, doing
from api.web.desk.filled import choices, file_in, new_once, once, said, ticked
from api.web.desk.filling import taken, written
from api.web.desk.offices import addresses_of, named_offices
from api.web.desk.rendering import shown
from api.web.downloads import DOCX, attachment, picture
from cases.errors import BadInput
from cases.releases import release_refusals
from generate.pdfs import page_count

router = APIRouter(include_in_schema=False)
See = Annotated[Desk, doing(Action.SEE_PACKET)]
Make = Annotated[Desk, doing(Action.SEND_PACKET)]
SENDER: Final = ("carrier_name", "contact_phone", "contact_fax")
SENT: Final = {
    SendState.MAKING: ("wait", "Being made"), SendState.READY: ("wait", "Waits its turn"),
    SendState.SENDING: ("wait", "Being sent"), SendState.SENT: ("ok", "Sent"),
    SendState.UNKNOWN: ("doubt", "Nobody knows"), SendState.FAILED: ("stop", "Not sent"),
    SendState.CANCELLED: ("wait", "Called off"),
}  # fmt: skip
BY: Final = {Channel.MAIL: "E-mail", Channel.FAX: "Fax", Channel.PRINT: "Print"}
ON_ITS_WAY: Final = (SendState.MAKING, SendState.READY, SendState.SENDING)


@dataclass(frozen=True)
class Way:
    """A way to send it: to where, or why not. `confirmed` says who stands behind the address."""

    channel: Channel
    word: str
    to: str
    confirmed: str
    why_not: str


@dataclass(frozen=True)
class Filed:
    """A packet of a case on its case's page: for whom, and how it stands."""

    id: uuid.UUID
    made_at: Any
    provider: str
    kind: str
    word: str
    by: str


@router.get("/cases/{key}/packets/new")
def new_packet_page(key: uuid.UUID, at: Make, provider: str = "", job: str = "") -> Response:
    """What a packet of this case would be made of, and what stops it."""
    return _page(at, at.act.find(Case, key), last_sender(at.act), {}, provider=provider, job=job, key=new_once())


@router.post("/cases/{key}/packets")
def make_packet(key: uuid.UUID, at: Make) -> Response:
    """Make it. Sent twice, it is made once."""
    name, values = once(at), said(at, *SENDER, "provider", "job")
    told = {
        "sender": {each: values[each] for each in SENDER if each in values},
        "summary": ticked(at, "summary"), "task_sheet": ticked(at, "task_sheet"),
    } | {each: values[each] for each in ("provider", "job") if each in values}  # fmt: skip
    new, faults = taken(NewPacket, told)
    if new is None:
        chosen = {each: values.get(each, "") for each in ("provider", "job")}
        return _page(
            at, at.act.find(Case, key), values, faults, **chosen, key=str(at.form.get("once")), status=422,
            summary=ticked(at, "summary"), task_sheet=ticked(at, "task_sheet"),
        )  # fmt: skip
    made = packets.make_packet(at.act, key, new, name=name)
    return RedirectResponse(f"/packets/{made.id}", 303)


@router.post("/cases/{key}/releases")
def file_release(key: uuid.UUID, at: Annotated[Desk, doing(Action.FILE_RELEASE)]) -> Response:
    """Put the signed release on file, and go on with the packet."""
    case = at.act.find(Case, key)
    new = written(NewRelease, said(at, "provider", "signed_on", "expires_on"))
    scan = file_in(at)
    if not scan:
        raise BadInput("Nothing was filed. Choose the scan of the signed release.", code="no_file")
    releases.file_release(at.act, case.id, new, scan)
    return RedirectResponse(f"/cases/{key}/packets/new?provider={new.provider}", 303)


@router.post("/cases/{key}/release-form")
def release_form(key: uuid.UUID, at: Make) -> Response:
    """The blank authority to release, headed for the case, for the worker to sign."""
    values = said(at, *SENDER, "provider", "job")
    told: dict[str, object] = {"sender": {each: values[each] for each in SENDER if each in values}}
    told |= {each: values[each] for each in ("provider", "job") if each in values}
    pdf = packets.release_form(at.act, key, written(NewPacket, told))
    return attachment(pdf, "application/pdf", "authority-to-release.pdf")


@router.get("/packets/{packet}")
def packet_page(packet: uuid.UUID, at: See) -> Response:
    """One packet: its pages as they are, and the ways it can go."""
    found = packets.get_packet(at.act, packet)
    sent = sending.list_of_packet(at.act, packet)
    case = at.act.find(Case, found.case)
    row = at.act.find(Provider, found.provider)
    return shown(
        at, "packet.html", packet=found, case=case, worker=at.act.session.get_one(Worker, case.worker_id).name,
        provider=row, by=_by(at, found), pages=page_count(packets.packet_file(at.act, packet, COMBINED)),
        ways=_ways(at, row), sent=sent, states=SENT, words=BY, once=new_once(), combined=COMBINED,
        open=next((each for each in sent if each.state is SendState.UNKNOWN), None),
        moving=any(each.state in ON_ITS_WAY for each in sent), reasons=_reasons_of(at, found),
    )  # fmt: skip


@router.get("/packets/{packet}/pages/{page}")
def packet_picture(packet: uuid.UUID, page: Annotated[int, Path(ge=1, le=1000)], at: See) -> Response:
    """A page of it, as a picture."""
    return picture(pictures.packet_picture(at.act, packet, page))


@router.get("/packets/{packet}/files/{name}")
def packet_file(packet: uuid.UUID, name: Annotated[str, Path(max_length=100)], at: See) -> Response:
    """One of its files, to keep or to print."""
    kind = "application/pdf" if name.endswith(".pdf") else DOCX
    return attachment(packets.packet_file(at.act, packet, name), kind, name)


@router.post("/packets/{packet}/sendings")
def send_packet(packet: uuid.UUID, at: Annotated[Desk, doing(Action.SEND_OUT)]) -> Response:
    """Send it. Sent twice, it leaves once; while an earlier delivery may still arrive, it does not leave again."""
    at.act.find(Packet, packet)
    new, key = written(NewSending, said(at, "channel")), once(at)
    sending.send_packet(at.act, packet, key.hex, new, settled=True)
    return RedirectResponse(f"/packets/{packet}#sendings", 303)


def packets_of(at: Desk, case: Case) -> list[Filed]:
    """The packets of a case with how each stands, newest first."""
    made = packets.list_packets(at.act, case.id)
    deliveries = sending.list_of_case(at.act, case.id)
    offices = named_offices(at.act, (each.provider for each in made))
    return [_filed(each, offices[each.provider].name, deliveries) for each in made]


def _filed(packet: PacketShown, provider: str, deliveries: list[OutgoingShown]) -> Filed:
    mine = next((each for each in deliveries if packet.id in each.packets), None)
    kind, word = SENT[mine.state] if mine else ("plainly", "Made, not sent")
    return Filed(packet.id, packet.made_at, provider, kind, word, BY[mine.channel] if mine else "")


def _page(
    at: Desk, case: Case, values: dict[str, str], faults: dict[str, str], *, provider: str, job: str, key: str,
    status: int = 200, summary: bool = True, task_sheet: bool = True,
) -> Response:  # fmt: skip
    office = _chosen(at, Provider, provider, case.provider_id)
    work = _chosen(at, Job, job, case.job_id)
    worker = at.act.session.get_one(Worker, case.worker_id)
    return shown(
        at, "packet_new.html", status=status, case=case, worker=worker.name, provider=office, job=work, said=values,
        faults=faults, once=key, summary=summary, task_sheet=task_sheet,
        reasons=_reasons(at, case, office, work), addresses=addresses_of(at, office) if office else [],
        releases=_releases(at, case, office), today=at.act.today,
        offices=choices(at, Provider, Provider.name), work=choices(at, Job, Job.title),
    )  # fmt: skip


def _chosen(at: Desk, table: Any, word: str, otherwise: uuid.UUID | None) -> Any:  # noqa: ANN401 - a row of either
    """The row that the page was asked for, or the case's own."""
    try:
        key = uuid.UUID(word) if word else otherwise
    except ValueError:
        raise BadInput("This address is incomplete. Choose again.", code="bad_field") from None
    return at.act.find(table, key) if key else None


def _reasons(at: Desk, case: Case, provider: Provider | None, job: Job | None) -> list[tuple[str, str]]:
    """What stops a packet from being made, worst first: codes and sentences."""
    wanted = Wanted(1, case.id, provider.id if provider else None, job.id if job else None, Channel.PRINT)
    (found,) = checked(at.act, [wanted], None, again=True)
    return [(code, sentence(code)) for code in found.reasons if code != NO_ADDRESS]


def _reasons_of(at: Desk, packet: PacketShown) -> list[str]:
    """What stops a packet that was made from leaving: its release can have ended since."""
    release = at.act.find(Release, packet.release)
    found = release_refusals(releases.as_authority(release), str(packet.provider), at.act.today)
    return [each.sentence for each in found]


def _releases(at: Desk, case: Case, provider: Provider | None) -> list[releases.ReleaseShown]:
    """The releases that name this provider."""
    filed = releases.list_releases(at.act, case.id)
    return [each for each in filed if provider is not None and each.provider_id == provider.id]


def _ways(at: Desk, provider: Provider) -> list[Way]:
    carriers = carriers_of(at.act.store.settings)
    found = []
    for each in addresses_of(at, provider):
        channel = Channel.FAX if each.what == "fax" else Channel.MAIL
        why = ""
        if not each.value:
            why = f"No {'fax number' if channel is Channel.FAX else 'e-mail address'} is on file."
        elif not each.confirmed_by:
            why = "A second person has to confirm it before it is used."
        elif channel not in carriers:
            why = "Nobody has set this up here yet."
        found.append(Way(channel, each.word, each.value, each.confirmed_by, why))
    return found


def _by(at: Desk, packet: PacketShown) -> str:
    return at.act.session.get_one(User, packet.made_by).name if packet.made_by else ""


def last_sender(act: Act) -> dict[str, str]:
    """What the newest mailing said of who writes: the carrier and the telephone rarely change."""
    query = act.own(Mailing).order_by(Mailing.created_at.desc()).limit(1)
    mailing = act.session.scalar(query)
    sender = mailing.options.get("sender", {}) if mailing else {}
    return {name: str(sender[name]) for name in SENDER if sender.get(name)}
