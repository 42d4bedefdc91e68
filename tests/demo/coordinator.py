"""What the coordinator of the demo does: the same requests that a program or the desk would send."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import date
from typing import Any

import httpx2 as httpx

from tests.demo import people
from tests.demo.office import Sent

READ_WITHIN = 60.0  # seconds
ENDED = {"done", "set_aside", "failed"}
NOTE = "Called the office at the number on file; they confirmed the note and the patient."


class Said(Exception):
    """A request was refused; `problem` is the RFC 9457 answer."""

    def __init__(self, problem: dict[str, Any]) -> None:
        super().__init__(problem.get("detail", ""))
        self.problem = problem


@dataclass
class Coordinator:
    """Dana at work."""

    http: httpx.Client

    def ask(self, method: str, path: str, **more: Any) -> Any:
        """A request and its JSON answer; raises Said if it is refused."""
        answer = self.http.request(method, path, **more)
        if answer.is_error:
            raise Said(answer.json())
        return answer.json()

    def fetch(self, path: str) -> bytes:
        """A file."""
        return self.http.get(path).raise_for_status().content

    def open_cases(self, injured: date) -> list[dict[str, Any]]:
        """A case for every worker of the story, all with the same office and the same job in mind."""
        provider = self.ask("POST", "/providers", json=people.PROVIDER)
        job = self.ask("POST", "/jobs", json={"demands": people.clerk()})
        cases = []
        for name, born, number in people.WORKERS:
            worker = self.ask("POST", "/workers", json={"name": name, "birth_date": born, "number": number})
            told = {"worker": worker["id"], "provider": provider["id"], "job": job["id"], "claim_number": f"G-{number}"}
            case = self.ask("POST", "/cases", json={**told, "injury_date": injured.isoformat()})
            cases.append({**case, "name": name, "born": date.fromisoformat(born)})
        return cases

    def packet(self, case: dict[str, Any]) -> dict[str, Any]:
        """The packet for the case's provider."""
        return self.ask("POST", f"/cases/{case['id']}/packets", json={"sender": people.SENDER})  # type: ignore[no-any-return]

    def file_release(self, case: dict[str, Any], scan: bytes, signed: date, expires: date) -> None:
        """Put the signed release on file."""
        said = {"provider": case["provider_id"], "signed_on": signed.isoformat(), "expires_on": expires.isoformat()}
        self.ask("POST", f"/cases/{case['id']}/releases", params=said, content=scan, headers=_type("application/pdf"))

    def release_form(self, case: dict[str, Any]) -> bytes:
        """The release, headed for the case, for the worker to sign."""
        answer = self.http.post(f"/cases/{case['id']}/release-form", json={"sender": people.SENDER})
        return answer.raise_for_status().content

    def hand_in(self, sent: Sent) -> dict[str, Any]:
        """Hand in what came back, and wait until it is read."""
        kind = "application/pdf" if sent.data.startswith(b"%PDF") else "image/tiff"
        document = self.ask("POST", "/documents", content=sent.data, headers=_type(kind))
        end = time.monotonic() + READ_WITHIN
        while document["ended_at"] is None:
            if time.monotonic() > end:
                raise SystemExit("The worker did not read the reply in time.")
            time.sleep(0.1)
            document = self.ask("GET", f"/documents/{document['id']}")
        return document  # type: ignore[no-any-return]

    def reply(self, document: dict[str, Any]) -> dict[str, Any]:
        """The one reply in a document."""
        (line,) = document["replies"]
        return self.ask("GET", f"/replies/{line['id']}")  # type: ignore[no-any-return]

    def settle_fields(self, reply: dict[str, Any], sent: Sent) -> list[tuple[str, Any]]:
        """Decide every doubtful field by looking at the paper. Returns what was decided."""
        decided = []
        for field in reply["fields"]:
            if field["status"] == "review":
                value = seen(field, sent)
                self.ask("PUT", f"/replies/{reply['id']}/fields/{field['name']}", json={"value": value})
                decided.append((field["label"], value))
        return decided

    def confirm(self, reply: dict[str, Any], case: dict[str, Any]) -> dict[str, Any]:
        """Attach if no machine could, and confirm. Raises Said with every reason that still stands in the way."""
        now = self.ask("GET", f"/replies/{reply['id']}")
        if now["case_id"] is None:
            self.ask("POST", f"/replies/{reply['id']}/attachment", json={"case": case["id"], "note": NOTE})
        return self.ask("POST", f"/replies/{reply['id']}/confirmation", json={"note": "looked at the page"})  # type: ignore[no-any-return]


def seen(field: dict[str, Any], sent: Sent) -> Any:
    """What a person sees in a field: what was meant, or that nothing is there."""
    nothing = False if field["kind"] in ("check", "signature") else None
    return sent.meant.get(field["name"], nothing)


def _type(kind: str) -> dict[str, str]:
    return {"Content-Type": kind}
