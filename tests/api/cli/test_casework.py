"""The demo's commands and the people without HTTP: the same services, by a named user, from the command line."""

from __future__ import annotations

import json
import uuid
from pathlib import Path
from typing import Any

import pdfplumber
import pytest
from click.testing import Result
from sqlalchemy import select
from typer.testing import CliRunner

from api.cli import build, told
from api.intake.process import Processor
from api.store.tables import ApiKey, AuditEntry
from cases.errors import BadInput, Forbidden, NotFound, Refused
from tests.api.intake import scripted
from tests.api.intake.conftest import file_of
from tests.api.web.scenario import (
    BIRTH,
    SENDER,
    a_reply,
    bench_job,
    day,
    print_copy,
    reading,
    terms,
    with_report,
)
from tests.api.web.test_entering import pad
from tests.generate.word_files import words

pytestmark = pytest.mark.integration


@pytest.fixture
def workslip(store, monkeypatch):
    """Run a command against this test's store, as Casey; its JSON, its lines, or the error it ends with."""
    monkeypatch.setenv("WORKSLIP_HOME", str(store.settings.home))
    monkeypatch.setenv("WORKSLIP_DATABASE_URL", store.url)
    monkeypatch.setenv("WORKSLIP_USER", "casey")

    def run(*words: object) -> Any:
        result: Result = CliRunner().invoke(build(), [str(word) for word in words])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout) if "--json" in words else result.stdout

    run("user", "employer", "Hudson Valley Orchards", "--address", "1 Orchard Rd\\nKingston, NY", "--phone", "555-0100")
    run("user", "add", "casey", "--name", "Casey Coordinator", "--employer", "Hudson Valley Orchards")
    return run


@pytest.fixture
def files(tmp_path: Path):
    """Write a JSON file, or bytes, to hand to a command."""

    def write(name: str, content: Any) -> Path:
        data = content if isinstance(content, bytes) else json.dumps(content).encode()
        (tmp_path / name).write_bytes(data)
        return tmp_path / name

    return write


@pytest.fixture
def case(workslip, files) -> dict[str, Any]:
    """A case, opened from the command line."""
    worker = files("worker.json", {"name": "Robin Example", "birth_date": BIRTH.isoformat()})
    provider = files("provider.json", {"name": "Dr. Alex Sampleton", "address": "22 Clinic Street"})
    job = files("job.json", bench_job())
    return workslip(
        "case", "add", "--injury-date", day(-20), "--worker", worker, "--provider", provider, "--job", job,
        "--claim", "WC-000-123", "--json",
    )  # fmt: skip


def test_the_round_trip_from_the_command_line(workslip, files, case, store, tmp_path) -> None:
    """Release, packet, reply, review, match, offer: each a command, each file where it was asked for."""
    filed = workslip(
        "case",
        "release",
        case["id"],
        files("scan.png", pad()),
        "--signed-on",
        day(-5),
        "--expires-on",
        day(60),
        "--json",
    )
    assert filed["provider_id"] == case["provider_id"]
    packet = workslip("packet", case["id"], files("order.json", {"sender": SENDER}), "--out", tmp_path / "packet")
    assert (tmp_path / "packet" / "packet.pdf").read_bytes().startswith(b"%PDF")
    assert "packet.pdf" in packet

    doubt = reading("avoid_bending", None, source="mark", status="review", reason="doubtful_mark")
    reply = with_report(a_reply(print_copy(store, case), avoid_bending=doubt))
    received = json.loads(workslip("ingest", files("fax.tif", file_of(reply))))
    Processor(store, scripted.read).process(uuid.UUID(received["document"]), lambda _: None)

    listed = workslip("review", "list")
    assert "MAY TIGHTEN" in listed
    assert "avoid_bending: There is ink, but it is not clear whether it is a mark." in listed
    (item,) = workslip("review", "list", "--json")["items"]
    decided = workslip("review", "decide", item["reply"], "avoid_bending", "false", "--json")
    assert decided["state"] == "ready"
    assert "confirmed" in workslip("review", "confirm", item["reply"])

    shown = workslip("case", "show", case["id"])
    assert "lifting: at most 10 lb" in shown
    assert "page 1" in shown
    assert workslip("match", case["id"], "--from", day(3), "--to", day(20)).startswith("compatible")
    order = files("offer.json", {"terms": terms(), "sender": SENDER})
    workslip("offer", case["id"], order, "--out", tmp_path / "offer")
    assert (tmp_path / "offer" / "offer.pdf").read_bytes().startswith(b"%PDF")
    assert (tmp_path / "offer" / "offer.docx").read_bytes().startswith(b"PK")


def test_an_offer_goes_on_from_the_command_line(workslip, files, case, store, tmp_path) -> None:
    """Whose law, the clock, the answer with its paper, the notice, the work: held back, and stopped."""
    workslip("user", "employer", "Hudson Valley Orchards", "--jurisdiction", "florida")
    assert "florida  Florida, draft (yours)" in workslip("offer", "jurisdictions")
    assert "general" in workslip("offer", "jurisdiction", case["id"], "general")
    received(workslip, files, case, store, "1")
    workslip("clocks", "sweep", "--no-letters")
    assert "offer-24h" in {each["rule"] for each in workslip("clocks", "list", "--json")["items"]}
    order = files("offer.json", {"terms": terms(), "sender": SENDER})
    made = workslip("offer", case["id"], order, "--out", tmp_path / "offer", "--json")

    slip = files("slip.png", b"scan")
    said = workslip(
        "offer", "answer", made["id"], "accepted", "--day", day(0), "--how", "signed_slip", "--paper", slip
    )  # fmt: skip
    assert "The worker accepted the offer." in said
    workslip("offer", "notice", made["id"], files("notice.json", {"sender": SENDER}), "--out", tmp_path / "notice")
    assert list((tmp_path / "notice").glob("*.docx"))

    received(workslip, files, case, store, "2", confirm=False, hours_per_day=4.0)
    shown = workslip("offer", "assignments", case["id"])
    assert "suspended: re-evaluate (v2)" in shown
    assert "At most 4 hours a day" in shown
    work = shown.split()[0]
    with pytest.raises(Refused):
        workslip("offer", "resume", work, "--reason", "looked at it", "--version", 2)
    assert "stopped" in workslip("offer", "stop", work, "--reason", "four hours are too few", "--version", 2)


def received(workslip, files, case, store, salt: str, *, confirm: bool = True, **fields: Any) -> None:
    """A reply comes in, and is confirmed."""
    name = files("fax.tif", file_of(with_report(a_reply(print_copy(store, case), **fields)), salt=salt))
    key = json.loads(workslip("ingest", name))["document"]
    Processor(store, scripted.read).process(uuid.UUID(key), lambda _: None)
    if confirm:
        (item,) = workslip("review", "list", "--json")["items"]
        workslip("review", "confirm", item["reply"])


def test_a_letter_takes_its_facts_from_the_order_and_from_options(workslip, files, case, tmp_path) -> None:
    """`workslip letter`: a fact by option goes before the order's; lists are JSON; what is missing is named."""
    order = files("order.json", {"sender": SENDER, "facts": {"assigned_since": day(-90), "modified_days": 1}})
    facts = {
        "position": "Clerk", "schedule": "Mon-Fri", "modified_days": "90", "meeting_date": "Monday",
        "invited": '["Human Resources"]',
    }  # fmt: skip
    options = [word for name, value in facts.items() for word in ("--fact", f"{name}={value}")]
    with pytest.raises(BadInput) as refused:
        workslip("letter", "day-90-decision", case["id"], order, *options, "--out", tmp_path / "none")
    assert refused.value.reasons == ("meeting_place",)
    assert not (tmp_path / "none").exists()

    place = ("--fact", "meeting_place=Room 2")
    workslip("letter", "day-90-decision", case["id"], order, *options, *place, "--out", tmp_path / "out")

    text = words((tmp_path / "out" / "01-letter.docx").read_bytes())
    assert "What comes after 90 days of modified work" in text
    assert "Room 2" in text
    with pytest.raises(NotFound, match="supervisor-notice"):
        workslip("letter", "love-letter", case["id"], order)


def test_an_employers_program_is_on_the_sheets_of_its_packets(workslip, files, case, tmp_path) -> None:
    """`user employer --program`: its own rule and tasks; one that the bank lacks is refused."""
    said = {"wage_rule": "Paid like the regular job.", "modified_tasks": ["gate"]}
    workslip("user", "employer", "Hudson Valley Orchards", "--program", files("program.json", said))
    with pytest.raises(BadInput):
        workslip("user", "employer", "Hudson Valley Orchards", "--program", files("p.json", {"modified_tasks": ["x"]}))
    workslip("case", "release", case["id"], files("scan.png", pad()), "--signed-on", day(-5), "--expires-on", day(60))

    workslip("packet", case["id"], files("order.json", {"sender": SENDER}), "--out", tmp_path)

    with pdfplumber.open(tmp_path / "04-program-summary.pdf") as summary:
        assert "Paid like the regular job." in summary.pages[0].extract_text()
    with pdfplumber.open(tmp_path / "05-task-bank.pdf") as sheet:
        assert "Gate and visitors" in sheet.pages[0].extract_text()
        assert "Photocopying" not in sheet.pages[0].extract_text()


def test_refusals_are_the_same_as_over_http(workslip, files, case) -> None:
    """No release, no packet; the reasons come with it."""
    with pytest.raises(Refused) as refused:
        workslip("packet", case["id"], files("order.json", {"sender": SENDER}))

    assert refused.value.reasons == ("no_release",)
    assert json.loads(told(refused.value, as_json=True))["reasons"] == ["no_release"]
    assert told(refused.value, as_json=False).startswith("No packet was made. There is no signed release on file")


def test_a_key_made_here_opens_the_service(workslip, nobody) -> None:
    """`user key` prints a key once; with it the API answers."""
    key = workslip("user", "key", "casey", "--json")["key"]

    assert nobody.get("/api/v1/cases", headers={"Authorization": f"Bearer {key}"}).json() == {"items": [], "next": None}


def test_nobody_acts_without_a_name(workslip, monkeypatch) -> None:
    """Every decision has a named user: one that exists."""
    monkeypatch.setenv("WORKSLIP_USER", "nobody")

    with pytest.raises(NotFound):
        workslip("case", "list")


def test_the_openapi_document_is_printed_without_a_database(workslip, monkeypatch) -> None:
    """`serve --openapi` needs neither keys nor a server."""
    monkeypatch.setenv("WORKSLIP_HOME", "/nonexistent")

    assert json.loads(workslip("serve", "--openapi"))["openapi"].startswith("3.1")


def test_a_command_asks_the_table_of_roles_too(workslip, case, files) -> None:
    """A supervisor at the terminal may do what they may do over HTTP: no packet, no review, no foreign case."""
    made = workslip(
        "user", "add", "morgan", "--name", "Morgan", "--employer", "Hudson Valley Orchards", "--role", "supervisor",
        "--json",
    )  # fmt: skip
    by = ("--as", "morgan")

    with pytest.raises(Forbidden):
        workslip("review", "list", *by)
    with pytest.raises(Forbidden):
        workslip("packet", case["id"], files("order.json", {"sender": SENDER}), *by)
    with pytest.raises(NotFound):
        workslip("case", "show", case["id"], *by)
    assert workslip("case", "list", *by, "--json")["items"] == []
    assert made["user"]


def test_a_role_changes_with_its_keys_and_a_program_needs_scopes(workslip, store) -> None:
    """`user role` ends every key; a program's key names what it may do, within its role; a physician is no user."""
    workslip("user", "key", "casey")
    workslip("user", "role", "casey", "hr")
    with store.database.transaction() as session:
        (key,) = session.scalars(select(ApiKey)).all()
        assert key.revoked_at is not None
        (entry,) = session.scalars(select(AuditEntry).where(AuditEntry.action == "user.role_changed"))
        assert entry.details == {"before": "coordinator", "after": "hr"}
    workslip("user", "role", "casey", "integrator")
    with pytest.raises(Refused) as needed:
        workslip("user", "key", "casey")
    with pytest.raises(Refused) as over:
        workslip("user", "key", "casey", "--scope", "document:see")
    assert (needed.value.code, over.value.code) == ("scopes_needed", "scope_over_role")
    assert workslip("user", "key", "casey", "--scope", "case:see").startswith("wsk_")
    with pytest.raises(BadInput):
        workslip("user", "role", "casey", "physician")


def test_the_clocks_from_the_command_line(workslip, case):
    """A sweep makes the first tasks, the list has the late ones first, one is done with a reason; nothing twice."""
    swept = workslip("clocks", "sweep", "--no-letters", "--json")
    assert (swept["cases"], swept["made"]) == (1, 3)
    assert workslip("clocks", "sweep", "--no-letters", "--json")["made"] == 0

    listed = workslip("clocks", "list", "--json")["items"]
    assert [each["rule"] for each in listed] == ["notify-2h", "contact-24h", "osha-7d"]
    assert "late" in workslip("clocks", "list")

    ended = workslip("clocks", "done", listed[0]["id"], "Told both by telephone.", "--json")
    assert ended["state"] == "done"
    assert len(workslip("clocks", "list", "--json")["items"]) == 2


def test_a_case_is_exported_from_the_command_line(workslip, case, tmp_path) -> None:
    """Whole as JSON, as a FHIR Bundle, or into a folder; the schema without a database."""
    assert json.loads(workslip("export", case["id"]))["case"]["id"] == case["id"]
    assert json.loads(workslip("export", case["id"], "--fhir", "--medical"))["resourceType"] == "Bundle"
    assert "bundle.json" in workslip("export", case["id"], "--fhir", "--out", tmp_path / "out")
    assert json.loads(workslip("schema", "case"))["$id"] == "urn:workslip:schema:case:1"
    with pytest.raises(NotFound):
        workslip("schema", "nothing")


def test_webhooks_from_the_command_line(workslip) -> None:
    """Register one, see its secret once, disable it, replace its secret, remove it."""
    made = workslip("webhook", "add", "https://hooks.example.com/", "--event", "offer.made", "--json")
    assert made["secret"].startswith("whsec_")
    assert made["events"] == ["offer.made"]

    assert "disabled (by_hand)" in workslip("webhook", "disable", made["id"])
    assert "ok" in workslip("webhook", "enable", made["id"])
    assert workslip("webhook", "rotate", made["id"], "--json")["secret"] != made["secret"]
    assert made["secret"] not in workslip("webhook", "list")
    assert workslip("webhook", "deliveries", made["id"], "--json")["items"] == []
    workslip("webhook", "remove", made["id"])
    assert workslip("webhook", "list", "--json")["items"] == []
    with pytest.raises(Refused):
        workslip("webhook", "add", "https://127.0.0.1/")
