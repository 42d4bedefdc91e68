"""The story in its order. Everything in it is real but the people: PostgreSQL, the worker, OCR, the letters."""

from __future__ import annotations

import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.demo import office, people, telling
from tests.demo.coordinator import NOTE, Coordinator, Said
from tests.demo.installation import installation
from tests.demo.office import Sent

OUTPUT = Path("demo-output")


def main() -> None:
    """Packet, replies, restrictions, match, offer."""
    began = time.monotonic()
    shutil.rmtree(OUTPUT, ignore_errors=True)
    today = datetime.now(UTC).date()
    telling.chapter("Starting a service of its own: PostgreSQL, keys, an employer, a coordinator")
    with installation() as http:
        dana = Coordinator(http)
        cases = dana.open_cases(injured=today - timedelta(days=9))
        with ThreadPoolExecutor() as pool:  # the packets of the other cases are made meanwhile, and not shown
            others = [pool.submit(packet_goes_out, dana, case, today, shown=False) for case in cases[1:3]]
            copies = [packet_goes_out(dana, cases[0], today), *(other.result() for other in others)]
        said = [office.answers(case["born"], today) for case in cases[:3]]
        reply_comes_back(dana, cases[1], office.filled_pdf(copies[1], said[1]))
        reply_comes_back(dana, cases[2], office.fax(copies[2], said[2], "fine", 11))
        reply_comes_back(dana, cases[0], office.fax(copies[0], said[0], "standard", 12))
        note_comes_back(dana, cases[3], office.prescription_pad(13), today)
        offer_is_written(dana, cases[0], today)
    telling.chapter(f"Done in {time.monotonic() - began:.0f} s. Every file is in {OUTPUT}/.")


def packet_goes_out(dana: Coordinator, case: dict[str, Any], today: date, shown: bool = True) -> bytes:
    """The provider packet; without a signed release there is none. Returns the form that the office will fill."""
    if shown:
        telling.chapter(f"A packet for {people.PROVIDER['name']} about {case['name']}")
        try:
            dana.packet(case)
        except Said as no:
            telling.refused(no.problem)
    scan = office.signed_release(dana.release_form(case), 1)
    dana.file_release(case, scan, today, today + timedelta(days=180))
    packet = dana.packet(case)
    files = {each["name"]: dana.fetch(f"/packets/{packet['id']}/files/{each['name']}") for each in packet["files"]}
    if shown:
        telling.person(f"{case['name']} signed the release; it is scanned and on file. The packet is made:")
        for name, content in files.items():
            telling.file(name, save(f"packet/{name}", content))
    return next(content for name, content in files.items() if "transitional" in name)


def reply_comes_back(dana: Coordinator, case: dict[str, Any], sent: Sent) -> None:
    """One reply: read, looked at where in doubt, confirmed, in force."""
    telling.chapter(f"A reply comes back: {sent.how}")
    folder = sent.how.split("(")[0].strip().replace(" ", "-").removeprefix("a-")
    telling.file("as it arrived", save(f"{folder}/reply.{'pdf' if sent.data[:4] == b'%PDF' else 'tif'}", sent.data))
    document = dana.hand_in(sent)
    reply = dana.reply(document)
    telling.reading(reply, evidence_of(dana, reply, folder))
    decided = dana.settle_fields(reply, sent)
    if decided:
        shown = ", ".join(f"{label}: {value}" for label, value in decided[:6])
        telling.person(
            f"decided {len(decided)} doubtful fields beside their pictures ({shown}{' …' * (len(decided) > 6)})"
        )
    try:
        dana.confirm(reply, case)
        telling.person("confirmed. In force now:")
    except Said as no:
        telling.refused(no.problem)
    telling.in_force(dana.ask("GET", f"/cases/{case['id']}/restrictions", params={"on": tomorrow().isoformat()}))


def note_comes_back(dana: Coordinator, case: dict[str, Any], sent: Sent, today: date) -> None:
    """A page that is no form: attached to the case, and entered by a person beside the picture."""
    telling.chapter(f"A reply comes back: {sent.how}")
    document = dana.hand_in(sent)
    telling.say("; ".join(reason["sentence"] for reason in document["reasons"]) or "no reply of ours found in it")
    page = dana.fetch(f"/documents/{document['id']}/pages/1")
    telling.file("the page, for a person to read", save("prescription-pad/page-1.png", page))
    entered = dana.ask("POST", f"/documents/{document['id']}/entries", json=pad_entry(case, today))
    telling.person(f"drew a box for each restriction and noted: {NOTE}")
    dana.ask("POST", f"/replies/{entered['id']}/confirmation", json={"note": "entered by hand"})
    telling.person("confirmed. In force now:")
    telling.in_force(dana.ask("GET", f"/cases/{case['id']}/restrictions"))


def pad_entry(case: dict[str, Any], today: date) -> dict[str, Any]:
    """What Dana reads on the pad, with the box of each restriction in points of the page."""
    until = (today + timedelta(days=14)).isoformat()
    dates = {"effective_from": today.isoformat(), "effective_through": until}
    line = [90.0, 595.0, 540.0, 655.0]
    lift = {"activity": "lift", "limits": [{"kind": "max_weight", "value": 15}], "strength": "prohibited", **dates}
    climb = {"activity": "climb.ladder", "limits": [{"kind": "never"}], "strength": "prohibited", **dates}
    return {
        "case": case["id"],
        "pages": [1],
        "status": {
            "status": "restricted", "signed": True, "signed_date": today.isoformat(), "exam_date": today.isoformat(),
            "effective_from": today.isoformat(), "expected_through": until, "provider_role": "treating",
        },
        "status_at": {"page": 1, "box": [90.0, 415.0, 540.0, 475.0]},
        "restrictions": [{"page": 1, "box": line, "restriction": each} for each in (lift, climb)],
        "note": NOTE,
    }  # fmt: skip


def offer_is_written(dana: Coordinator, case: dict[str, Any], today: date) -> None:
    """The job against what is in force; what only a person can settle; the offer."""
    telling.chapter(f"Does the job of an inventory clerk fit? ({case['name']})")
    terms = offer_terms(today)
    asked = {"assignment": {key: terms[key] for key in ("hours_per_day", "days_per_week", "overtime")}
             | {"start": terms["start_date"], "end": terms["end_date"]}}  # fmt: skip
    found = dana.ask("POST", f"/cases/{case['id']}/match", json=asked)
    telling.match(found)
    wanted = {"terms": terms, "sender": people.SENDER}
    try:
        dana.ask("POST", f"/cases/{case['id']}/offers", json=wanted)
    except Said as no:
        telling.refused(no.problem)
    for pair in (p for p in found["pairs"] if p["outcome"] == "undecided" and p["resolvable"]):
        why = "Asked the office by telephone: no limit on this at the amount the job asks for."
        settled = {**asked, "pair": pair["key"], "outcome": "compatible", "reason": why}
        dana.ask("POST", f"/cases/{case['id']}/match/settlements", json=settled)
        telling.person(f"settled “{pair['demand']['says']}”: {why}")
    offer = dana.ask("POST", f"/cases/{case['id']}/offers", json=wanted)
    for kind in ("docx", "pdf"):
        content = dana.fetch(f"/offers/{offer['id']}/letter.{kind}")
        telling.file(f"the offer letter, {kind}", save(f"offer/offer.{kind}", content))


def offer_terms(today: date) -> dict[str, Any]:
    """What the employer offers."""
    return {
        "position": "Inventory clerk",
        "duties": ["Count cases on the lower racks", "Keep the stock list on the computer"],
        "location": "12 Pier Road, Albany, NY 12207, building 2",
        "schedule": "Monday to Friday, 8:00 am to 2:00 pm",
        "hours_per_day": 6,
        "days_per_week": 5,
        "overtime": False,
        "wage": "$21.40 an hour, as before the injury",
        "start_date": (today + timedelta(days=2)).isoformat(),
        "end_date": (today + timedelta(days=21)).isoformat(),
        "supervisor_name": "Sam Ortega",
        "stop_work_contact": "Dana Whitfield, 518-555-0135",
        "sent_by": "first-class mail and e-mail",
        "answer_by": (today + timedelta(days=7)).isoformat(),
        "answer_how": "Check one, sign below, and return this page, or call Dana Whitfield at 518-555-0135",
        "copies": ["Hudson Mutual", "Sam Ortega (restrictions only)"],
    }


def evidence_of(dana: Coordinator, reply: dict[str, Any], folder: str) -> dict[str, Path]:
    """The pictures behind the doubtful fields, and behind one that was accepted."""
    shown = [f for f in reply["fields"] if f["evidence"] and f["status"] == "review"][:3]
    shown += [f for f in reply["fields"] if f["evidence"] and f["status"] == "accepted" and f["value"] is True][:1]
    return {
        f["name"]: save(
            f"{folder}/evidence/{f['name']}.png", dana.fetch(f"/replies/{reply['id']}/evidence/{f['evidence']}")
        )
        for f in shown
    }


def save(name: str, content: bytes) -> Path:
    """A file in the output folder."""
    path = OUTPUT / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def tomorrow() -> date:
    """The day from which the office says its limits hold."""
    return datetime.now(UTC).date() + timedelta(days=1)


if __name__ == "__main__":
    main()
