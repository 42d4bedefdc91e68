"""A packet that waits for its form, made without the letters that take LibreOffice."""

from __future__ import annotations

import uuid
from datetime import date

from api.store.opening import Store
from api.store.tables import Case, Copy, Packet, Provider, Release, Worker
from forms.codes import new_copy_id
from forms.editions import Library
from generate.copies import personalise

FORM = "transitional-assignment"


def packet_for(store: Store, case: str) -> uuid.UUID:
    """A packet for the case's provider, on a release in force; its id."""
    edition, copy_id = Library().current(FORM), new_copy_id()
    with store.database.transaction() as session:
        row = session.get_one(Case, uuid.UUID(case))
        assert row.provider_id is not None
        same = {"employer_id": row.employer_id, "case_id": row.id, "provider_id": row.provider_id}
        heading = {
            "worker_name": session.get_one(Worker, row.worker_id).name, "claim_number": row.claim_number,
            "injury_date": f"{row.injury_date:%m/%d/%Y}",
            "provider_name": session.get_one(Provider, row.provider_id).name, "employer_name": "Hudson Valley Orchards",
        }  # fmt: skip
        headed = personalise(edition, heading, copy_id, store.page_keys[0])
        scan = store.files.put(row.employer_id, b"a signed release")
        release = Release(**same, file_sha256=scan, signed_on=date(2026, 1, 5), expires_on=date(2099, 1, 5))
        session.add(release)
        session.flush()
        kept = [{"name": f"04-{FORM}.pdf", "sha256": store.files.put(row.employer_id, headed)}]
        packet = Packet(**same, release_id=release.id, job_id=row.job_id, files=kept)
        session.add(packet)
        session.flush()
        session.add(
            Copy(
                employer_id=row.employer_id, case_id=row.id, packet_id=packet.id, copy_id=copy_id, form=FORM,
                edition=edition.map.edition,
            )
        )  # fmt: skip
        return packet.id
