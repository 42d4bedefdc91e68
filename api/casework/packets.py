"""Packets for a provider: letter, signed release, the job's demands, the form to complete. Made here, never sent."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, Field

from api.casework.act import Act
from api.casework.letter_templates import template_of
from api.casework.matches import job_of
from api.casework.releases import as_authority, releases_of
from api.casework.words import Line, Text, Written
from api.store.opening import Store
from api.store.tables import Case, Copy, Employer, Job, Packet, Provider, Release, Worker
from cases.errors import BadInput, NotFound, Refused
from cases.releases import packet_refusals, release_refusals
from generate.headings import Heading
from generate.packets import LETTER, TITLES, PacketContents, PrintedCopy, Sheets, build_packet, release_to_sign
from generate.packets import Packet as Papers

COMBINED = "packet.pdf"


class Sender(Written):
    """Who writes. What is left out is the acting user, and what is on file of the employer."""

    contact_name: Line | None = None
    contact_phone: Line | None = None
    contact_fax: Text = ""
    contact_email: Text = ""
    carrier_name: Line
    carrier_address: Text = ""
    signer_name: Line | None = None
    signer_title: Line = "Return to Work Program Contact"
    letter_date: date | None = None


class NewPacket(Written):
    """A packet to make: by default for the case's provider, about the case's job."""

    sender: Sender
    provider: uuid.UUID | None = None
    job: uuid.UUID | None = None
    summary: bool = Field(default=True, description="Enclose the summary of the program.")
    task_sheet: bool = Field(default=True, description="Enclose the sheet of regular and modified work.")


class FileShown(BaseModel):
    """A file that was made; it is fetched by its name."""

    name: str
    sha256: str


class CopyShown(BaseModel):
    """A printed form and the id in its page codes."""

    form: str
    edition: str
    copy_id: str = Field(serialization_alias="copy")


class PacketShown(BaseModel):
    """A packet on file."""

    id: uuid.UUID
    case: uuid.UUID
    provider: uuid.UUID
    job: uuid.UUID | None
    release: uuid.UUID
    made_at: datetime
    made_by: uuid.UUID | None
    files: list[FileShown]
    copies: list[CopyShown]


def make_packet(act: Act, key: uuid.UUID, new: NewPacket, *, name: uuid.UUID | None = None) -> PacketShown:
    """Make a packet. Refused, and recorded, without a signed release in force that names this provider.

    `name` is the caller's own id for it: the same one again is the same packet.
    """
    case = act.find(Case, key, locked=True)
    if name is not None and (made := act.session.scalar(act.own(Packet).where(Packet.id == name))) is not None:
        return _shown(act, made)
    provider = provider_of(act, case, new.provider)
    job = job_of(act, case, new.job)
    release = require_release(act, case, provider)
    try:
        papers = build_packet(contents_of(act, case, provider, job, release, new))
    except Refused as no:
        act.refuse("packet.refused", case, no.message, code=no.code, reasons=no.reasons, provider=str(provider.id))
    return file_packet(act, case, provider, job, release, papers, name=name)


def file_packet(
    act: Act, case: Case, provider: Provider, job: Job, release: Release, papers: Papers,
    *, name: uuid.UUID | None = None,
) -> PacketShown:  # fmt: skip
    """Put a packet that was built on file, with its copies."""
    packet = act.add(
        Packet(
            id=name or uuid.uuid4(), case_id=case.id, provider_id=provider.id, release_id=release.id, job_id=job.id,
            files=keep(act, papers, COMBINED), made_by=act.who.user,
        )
    )  # fmt: skip
    for printed in papers.copies:
        record_copy(act, case, printed, packet.id)
    act.record("packet.made", packet, case=str(case.id), provider=str(provider.id), copies=len(papers.copies))
    return _shown(act, packet)


def contents_of(act: Act, case: Case, provider: Provider, job: Job, release: Release, new: NewPacket) -> PacketContents:
    """What a packet is made of, from what is on file."""
    return PacketContents(
        heading_of(act, case, provider, job.title, new.sender),
        act.store.files.get(act.who.employer, release.file_sha256),
        job.demands.tasks,
        key=act.store.page_keys[0],
        template=template_of(act, LETTER),
        sheets=Sheets(employer_of(act).program, new.summary, new.task_sheet, _own_sheets(act)),
        day=job.demands.hours_per_day,
    )


def _own_sheets(act: Act) -> dict[str, bytes]:
    """The employer's Word files of the program's sheets."""
    return {kind: own for kind in TITLES if (own := template_of(act, kind)) is not None}


def release_form(act: Act, key: uuid.UUID, new: NewPacket) -> bytes:
    """Our blank authority to release, headed for the case, for the worker to sign."""
    case = act.find(Case, key)
    provider = provider_of(act, case, new.provider)
    job = job_of(act, case, new.job)
    heading = heading_of(act, case, provider, job.title, new.sender)
    printed = release_to_sign(heading, act.store.page_keys[0])
    record_copy(act, case, printed, None)
    act.record("release_form.printed", case)
    return printed.pdf


def list_packets(act: Act, key: uuid.UUID) -> list[PacketShown]:
    """The packets of a case, the newest first."""
    query = act.own(Packet).where(Packet.case_id == act.find(Case, key).id).order_by(Packet.created_at.desc())
    packets = act.session.scalars(query).all()
    copies = _copies_of(act, [packet.id for packet in packets])
    return [_with_copies(packet, copies[packet.id]) for packet in packets]


def get_packet(act: Act, key: uuid.UUID) -> PacketShown:
    """One packet."""
    return _shown(act, act.find(Packet, key))


def packet_file(act: Act, key: uuid.UUID, name: str) -> bytes:
    """One file of a packet."""
    packet = act.find(Packet, key)
    return stored_file(act, packet.files, name)


def stored_file(act: Act, files: list[dict[str, Any]], name: str) -> bytes:
    """The bytes of a listed file. Raises NotFound for a name that is not in the list."""
    found = next((each for each in files if each["name"] == name), None)
    if found is None:
        raise NotFound("There is no file of that name here.", code="unknown_file")
    return act.store.files.get(act.who.employer, str(found["sha256"]))


def provider_of(act: Act, case: Case, key: uuid.UUID | None) -> Provider:
    """The named provider, or the case's own."""
    wanted = key or case.provider_id
    if wanted is None:
        raise BadInput("The case names no provider; say which one.", code="no_provider")
    return act.find(Provider, wanted)


def employer_of(act: Act) -> Employer:
    """The employer for whom somebody acts."""
    return act.session.get_one(Employer, act.who.employer)


def heading_of(act: Act, case: Case, provider: Provider | None, job_title: str, sender: Sender) -> Heading:
    """Who writes to whom about whom, from what is on file; no provider on papers of the house."""
    employer = employer_of(act)
    worker = act.find(Worker, case.worker_id)
    said = sender.model_dump(exclude_none=True)
    own = {
        "contact_name": act.who.name,
        "contact_phone": employer.phone,
        "signer_name": sender.contact_name or act.who.name,
        "letter_date": act.today,
    }
    return Heading(
        **(own | said),
        company_name=employer.name,
        company_address=employer.address,
        worker_name=worker.name,
        worker_address=worker.address,
        injury_date=case.injury_date,
        claim_number=case.claim_number or "",
        provider_name=provider.name if provider else "",
        provider_address="\n".join(part for part in (provider.practice, provider.address) if part) if provider else "",
        job_title=job_title,
    )


def record_copy(act: Act, case: Case, printed: PrintedCopy, packet: uuid.UUID | None) -> None:
    """Remember whose case a printed copy is, before it leaves: else its reply finds no case."""
    act.add(
        Copy(copy_id=printed.copy_id, case_id=case.id, packet_id=packet, form=printed.form, edition=printed.edition)
    )


def require_release(act: Act, case: Case, provider: Provider, paper: str = "packet") -> Release:
    """The signed release in force that names this provider. Refused, and on record, without one."""
    filed = releases_of(act, case)
    reasons = packet_refusals([as_authority(each) for each in filed], str(provider.id), act.today)
    if reasons:
        act.refuse(
            f"{paper}.refused",
            case,
            f"No {paper} was made. " + " ".join(reason.sentence for reason in reasons),
            code=f"{paper}_refused",
            reasons=tuple(reason.code for reason in reasons),
            provider=str(provider.id),
        )
    return next(r for r in filed if not release_refusals(as_authority(r), str(provider.id), act.today))


def keep(act: Act, papers: Papers, combined: str | None) -> list[dict[str, Any]]:
    """Put papers into the store, all of them as one too if that has a name; the list of their files."""
    return stored(act.store, act.who.employer, papers, combined)


def stored(store: Store, employer: uuid.UUID, papers: Papers, combined: str | None) -> list[dict[str, Any]]:
    """The same outside of any act: bytes are safe before the rows that name them."""
    made = [*papers.files, *([(combined, papers.combined_pdf)] if combined else [])]
    return [{"name": name, "sha256": store.files.put(employer, content)} for name, content in made]


def _shown(act: Act, packet: Packet) -> PacketShown:
    return _with_copies(packet, _copies_of(act, [packet.id])[packet.id])


def _copies_of(act: Act, packets: list[uuid.UUID]) -> dict[uuid.UUID, list[Copy]]:
    """The printed copies in each packet, by form."""
    found: dict[uuid.UUID, list[Copy]] = {key: [] for key in packets}
    query = act.own(Copy).where(Copy.packet_id.in_(packets)).order_by(Copy.form, Copy.copy_id)
    for copy in act.session.scalars(query) if packets else ():
        if copy.packet_id is not None:
            found[copy.packet_id].append(copy)
    return found


def _with_copies(packet: Packet, copies: list[Copy]) -> PacketShown:
    return PacketShown(
        id=packet.id,
        case=packet.case_id,
        provider=packet.provider_id,
        job=packet.job_id,
        release=packet.release_id,
        made_at=packet.created_at,
        made_by=packet.made_by,
        files=[FileShown(**each) for each in packet.files],
        copies=[CopyShown(form=each.form, edition=each.edition, copy_id=each.copy_id) for each in copies],
    )
