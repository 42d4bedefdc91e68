"""Why a row of a mailing is bad, reason by reason; what a filter finds; and that nobody else's case is ever found."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event

from api.casework import mailing_steps
from api.casework.act import acting
from api.casework.mailing_cases import sought
from api.casework.mailing_options import FromFilter, MailingOptions, Sought
from api.casework.mailing_run import make_batch
from api.casework.mailings import check_sheet, make_from_filter, make_from_sheet
from api.identity.keys import principal_of
from api.identity.users import add_user, employer_named
from api.store.tables import (
    Case,
    CaseState,
    Channel,
    Copy,
    Delivery,
    Document,
    Job,
    MailingRow,
    Packet,
    Provider,
    Release,
    Reply,
    ReplyState,
    SendState,
    Supervision,
)
from cases.demands import Job as JobDemands
from cases.errors import Conflict, NotFound, Refused
from tests.api.casework import mailing_scene
from tests.api.casework.mailing_scene import OPTIONS, count
from tests.api.web.scenario import TODAY

pytestmark = pytest.mark.integration


@pytest.fixture
def scene(store):
    """Three cases of one provider."""
    return mailing_scene.build(store, cases=3)


def release_of(scene, n: int):
    """The release of case n."""
    with scene.store.database.transaction() as session:
        return session.query(Release).where(Release.case_id == scene.cases[n]).one().id


def test_each_way_to_name_a_case(scene) -> None:
    """By id, by claim number whatever its case, by worker and day; all that a row says has to lead to the same one."""
    headings = ("case id", "claim number", "employee number", "injury date")
    rows = [
        [str(scene.cases[0]), "", "", ""], ["", "wc-1", "", ""], ["", "", "W-2", "01/07/2026"],
        ["", "WC-0", "W-1", "2026-01-06"], ["", "WC-9", "", ""], ["", "", "W-2", "2026-01-08"], ["no id", "", "", ""],
        ["", "", "W-2", "7th of May"], ["", "WC-0", "W-1", ""], ["", "WC-0", "", "2026-01-06"], ["", "", "W-2", ""],
        [str(scene.cases[0]), "", "w-0", ""],
    ]  # fmt: skip
    mailing = scene.draft(scene.csv(rows, headings))

    found = scene.rows(mailing)
    assert [row.case_id for row in found[:3]] == scene.cases
    assert [row.reasons for row in found] == [
        [], [], [], *[["unknown_case"]] * 4, ["bad_date"], *[["unknown_case"]] * 2, ["no_case"], ["unknown_case"],
    ]  # fmt: skip
    assert [row.number for row in found] == list(range(2, 14))


def test_a_row_that_names_no_case_is_said_to_be_bad(scene) -> None:
    """Its cell was left empty, or holds a formula that nobody has worked out: it does not vanish from the sheet."""
    mailing = scene.draft(scene.csv([["WC-0", "Robin"], ["", "Robin"], ["", ""]], ("claim", "name")))
    assert [(row.number, row.reasons) for row in scene.rows(mailing)] == [(2, []), (3, ["no_case"])]


def test_a_claim_number_of_two_cases_is_ambiguous(scene) -> None:
    """Nobody guesses; the case id decides."""
    scene.change(Case, scene.cases[1], claim_number="WC-0")
    assert scene.reasons(scene.draft(scene.sheet([0, 2]))) == [["ambiguous_case"], []]


CASE, PROVIDER, JOB, RELEASE = "case", "provider", "job", "release"


@pytest.mark.parametrize(
    ("table", "values", "reasons"),
    [
        (CASE, {"state": CaseState.CLOSED}, ["closed_case"]),
        (CASE, {"provider_id": None}, ["no_provider"]),
        (CASE, {"job_id": None}, ["no_job"]),
        (JOB, {"demands": JobDemands(title="Nothing")}, ["no_tasks"]),
        (PROVIDER, {"address": ""}, ["no_address"]),
        (PROVIDER, {"channel": "fax"}, ["no_address"]),
        (PROVIDER, {"channel": "fax", "fax": "212-555-0199"}, ["unconfirmed_address"]),
        (PROVIDER, {"channel": "mail", "email": "a@example.com"}, ["unconfirmed_address"]),
        (PROVIDER, {"fax": "212-555-0199"}, []),
        (PROVIDER, {"channel": "fax", "fax": "555-0199"}, ["bad_address"]),
        (PROVIDER, {"channel": "fax", "fax": "212-555-0199-44"}, ["bad_address"]),
        (PROVIDER, {"channel": "mail", "email": "a..b@example.com"}, ["bad_address"]),
        (RELEASE, {"expires_on": None}, ["release_without_expiry"]),
        (RELEASE, {"expires_on": TODAY - timedelta(days=1)}, ["release_expired"]),
        (RELEASE, {"signed_on": TODAY + timedelta(days=1)}, ["release_not_yet_signed"]),
        (RELEASE, {"revoked_at": datetime.now(UTC)}, ["release_revoked"]),
    ],
)
def test_a_row_says_why_it_is_bad(store, table, values, reasons) -> None:
    """One reason each, by its code; another row of the same sheet is not touched by it."""
    scene = mailing_scene.build(store, cases=2, providers=2)
    other = _a_job(scene)
    scene.change(Case, scene.cases[1], job_id=other)
    tables = {CASE: (Case, scene.cases[0]), PROVIDER: (Provider, scene.providers[0]), JOB: (Job, scene.job),
              RELEASE: (Release, release_of(scene, 0))}  # fmt: skip
    scene.change(*tables[table], **values)

    assert scene.reasons(scene.draft()) == [reasons, []]


def _a_job(scene):
    with scene.store.database.transaction() as session:
        made = Job(employer_id=scene.employer, title="Another", demands=session.get_one(Job, scene.job).demands)
        session.add(made)
        session.flush()
        return made.id


def test_no_release_and_one_for_another_provider(store) -> None:
    """The provider has to be the one that a release of that case names: no row can send a packet anywhere else."""
    scene = mailing_scene.build(store, cases=2, providers=2)
    with store.database.transaction() as session:
        session.delete(session.get_one(Release, release_of(scene, 1)))
    rows = [["WC-0", str(scene.providers[1])], ["WC-1", ""], ["WC-0", "Dr. Nobody"], ["WC-0", "dr. sampleton 0"]]

    found = scene.reasons(scene.draft(scene.csv(rows, ("claim", "provider"))))
    assert found == [["other_provider"], ["no_release"], ["no_provider"], []]


def test_channels_jobs_and_doubles(scene) -> None:
    """“mail” is no guess; a job goes by title or id; the first of two equal rows is sent, if it is good."""
    scene.confirmed(0, fax="212-555-0199")
    headings = ("claim", "channel", "job")
    rows = [["WC-0", "mail", ""], ["WC-0", "Fax", "parts inspector"], ["WC-0", "print", ""], ["WC-1", "", "no such"],
            ["WC-1", "e-mail", str(scene.job)], ["WC-2", "", ""]]  # fmt: skip
    mailing = scene.draft(scene.csv(rows, headings))

    assert scene.reasons(mailing) == [["bad_channel"], [], ["duplicate_of:3"], ["no_job"], ["no_address"], []]
    assert [row.channel for row in scene.rows(mailing)][1:3] == ["fax", "print"]
    assert scene.rows(mailing)[-1].channel == "fax"  # the provider's confirmed number


@pytest.fixture
def quick(monkeypatch) -> None:
    """Packets without LibreOffice."""
    from api.casework import mailing_run
    from tests.api.casework import quick_papers

    monkeypatch.setattr(mailing_run, "build_packets", quick_papers.build_packets)


def sent(scene, key: str = "first", sheet: bytes | None = None) -> Delivery:
    """A mailing that was made; its one delivery."""
    mailing = scene.draft(sheet, key=key)
    with scene.acting() as act:
        mailing_steps.start(act, mailing)
    make_batch(scene.store, mailing, 1, lambda session: None)
    (delivery,) = scene.deliveries(mailing)
    return delivery


def answered(scene, n: int) -> None:
    """The form that lay in case n's packet came back."""
    with scene.store.database.transaction() as session:
        copy = session.query(Copy).where(Copy.case_id == scene.cases[n]).one()
        own = {"employer_id": scene.employer}
        document = Document(**own, sha256="0" * 64, size=1, source="cli")
        session.add(document)
        session.flush()
        session.add(
            Reply(**own, document_id=document.id, number=1, pages=[1], case_id=scene.cases[n], copy_id=copy.copy_id,
                  form=copy.form, state=ReplyState.CONFIRMED)
        )  # fmt: skip


def test_what_went_before_goes_again_only_if_it_is_meant(scene, quick) -> None:
    """Not while the first is unanswered, nor while another mailing is about to send it; with `again` it does."""
    first = sent(scene, sheet=scene.sheet([0, 1]))
    assert scene.reasons(scene.draft(key="second")) == [["sent_before"], ["sent_before"], []]
    assert scene.reasons(scene.draft(key="again", again=True)) == [[], [], []]
    answered(scene, 0)
    assert scene.reasons(scene.draft(key="third")) == [[], ["sent_before"], []]
    scene.change(Delivery, first.id, state=SendState.FAILED)
    assert scene.reasons(scene.draft(key="fourth")) == [[], [], []]


def test_of_two_mailings_of_one_case_the_second_to_start_goes_without_it(scene, quick) -> None:
    """Both were good as drafts; the gate at the start sees the other's rows."""
    drafts = [scene.draft(scene.sheet([0]), key="one"), scene.draft(scene.sheet([0, 1]), key="two")]
    with scene.acting() as act:
        mailing_steps.start(act, drafts[0])
    with scene.acting() as act:
        mailing_steps.start(act, drafts[1])

    assert scene.reasons(drafts[1]) == [["sent_before"], []]


def test_the_same_key_is_the_same_mailing(scene) -> None:
    """Sent again it changes nothing; with other content it is refused."""
    with scene.acting() as act:
        one, two = (make_from_sheet(act, "k", scene.sheet(), MailingOptions(**OPTIONS)) for _ in range(2))
    assert one.id == two.id
    assert count(scene.store, MailingRow) == 3
    for sheet, options in ((scene.sheet([0]), OPTIONS), (scene.sheet(), OPTIONS | {"title": "Another"})):
        with pytest.raises(Conflict) as no, scene.acting() as act:
            make_from_sheet(act, "k", sheet, MailingOptions(**options))
        assert no.value.code == "key_taken"


def test_two_employers_cannot_see_each_others_cases(scene) -> None:
    """By id, claim number, worker or provider: simply unknown. The same key is free for each."""
    with scene.store.database.transaction() as session:
        other = add_user(session, employer_named(session, "Catskill Paper Mill"), "casey", "Casey")
    rows = [[str(scene.cases[0]), "", ""], ["", "WC-1", ""], ["", "", "W-2"]]
    sheet = scene.csv([[*row, "2026-01-07"] for row in rows], ("case", "claim", "employee", "doi"))
    mine = scene.draft(key="k")
    with acting(scene.store, principal_of(other)) as act:
        theirs = make_from_sheet(act, "k", sheet, MailingOptions(**OPTIONS))
        assert [each.code for each in theirs.progress.reasons] == ["unknown_case"]
        assert theirs.progress.rows == {"bad": 3}
        with pytest.raises(NotFound):
            sought(act, Sought(provider=scene.providers[0]))
        with pytest.raises(NotFound):
            mailing_steps.start(act, mine)
        with pytest.raises(Refused):
            sought(act, Sought())
    assert all(row.case_id is None for row in scene.rows(theirs.id))


def test_a_filter_finds_open_cases(scene, quick) -> None:
    """Without a packet, by provider, supervisor and days; or those whose packet nobody answered, which go again."""

    def found(**wanted) -> list[int]:
        with scene.acting() as act:
            try:
                return [scene.cases.index(row) for row in cases_of(act, Sought(**wanted))]
            except Refused:
                return []

    def cases_of(act, wanted):
        ids = {str(case): case for case in scene.cases}
        return [ids[line.case] for line in sought(act, wanted)]

    with scene.store.database.transaction() as session:
        watch = {"user_id": scene.second.user, "assigned_by": scene.casey.user}
        session.add(Supervision(employer_id=scene.employer, case_id=scene.cases[2], **watch))
    assert found() == [0, 1, 2]
    assert found(supervisor=scene.second.user) == [2]
    assert found(injured_from="2026-01-06", injured_to="2026-01-06") == [1]
    assert found(provider=scene.providers[0], injured_to="2026-01-05") == [0]
    sent(scene, sheet=scene.sheet([0, 1]))
    assert found() == [2]
    assert found(packet="any") == [0, 1, 2]
    assert found(packet="unanswered") == []
    with scene.store.database.transaction() as session:
        session.query(Packet).update({"created_at": datetime.now(UTC) - timedelta(days=20)})
    answered(scene, 1)
    assert found(packet="unanswered") == [0]
    scene.change(Case, scene.cases[2], state=CaseState.CLOSED)
    assert found() == []
    with scene.acting() as act:
        wanted = FromFilter(options=MailingOptions(**OPTIONS), sought=Sought(packet="unanswered"))
        made = make_from_filter(act, "f", wanted)
        assert made.id == make_from_filter(act, "f", wanted).id
    assert [(row.number, row.case_id, row.reasons) for row in scene.rows(made.id)] == [(1, scene.cases[0], [])]


def test_a_sheet_of_many_rows_asks_a_handful_of_questions(scene) -> None:
    """As many queries for ten thousand rows as for three."""
    asked: list[str] = []
    engine = scene.store.database.engine
    event.listen(engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
    with scene.acting() as act:
        check_sheet(act, scene.sheet(), Channel.PRINT, again=False)
    few = len(asked)
    asked.clear()
    with scene.acting() as act:
        rows = [f"WC-{n}" for n in range(10_000)]
        shown = check_sheet(act, scene.csv([[each] for each in rows]), Channel.PRINT, again=False)
    assert (shown.rows, shown.good) == (10_000, 3)
    assert len(asked) <= few + 4 <= 20
