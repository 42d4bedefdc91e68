"""`workslip mailing`: check a sheet, make a mailing of it, start it and see it through. Rows go by their number."""

from __future__ import annotations

import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final
from uuid import UUID

import typer

from api.cli.acting import As, Json, Of, acting_as, body, body_from, show, written
from api.identity.roles import Action
from cases.errors import BadInput

if TYPE_CHECKING:
    from api.casework.act import Act
    from api.casework.mailing_prints import PrintBatchShown
    from api.casework.mailing_views import MailingWhole, RowShown, SheetShown

EVERY: Final = 1.0  # seconds between two looks
MOVES: Final = ("running", "waiting")
STEPS: Final = {
    "start": "Start it. A large one then waits until a second person has approved it.",
    "approve": "Approve a mailing that another person started.",
    "pause": "Make and send nothing more until it is resumed.",
    "resume": "Let it go on where it stopped.",
    "cancel": "Call it off. What was sent stays sent.",
}
Sheet = Annotated[Path, typer.Argument(help="A CSV or XLSX file; - reads one from standard input.")]
Key = Annotated[str | None, typer.Option(help="Your own key: the same one again is the same mailing.")]
Wanted = Annotated[str | None, typer.Option(help="mail (e-mail), fax or print, for rows that name none.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    mailing = typer.Typer(no_args_is_help=True, help="Mailings: many packets, from a sheet or a filter of cases.")
    for command in (template, check, make, rows, resend, progress, batches, posted):
        mailing.command(command.__name__)(command)
    for name, says in STEPS.items():
        mailing.command(name, help=says)(_step(name))
    mailing.command("filter")(from_filter)
    mailing.command("dry-run")(dry_run)
    app.add_typer(mailing, name="mailing")


def template() -> None:
    """Print an empty sheet with the headings that are known."""
    from api.casework.mailings import template as empty

    sys.stdout.write(empty().decode())


def check(
    sheet: Sheet,
    as_: As,
    channel: Wanted = None,
    again: Annotated[bool, typer.Option("--again", help="Also where an unanswered packet went before.")] = False,
    of: Of = None,
    as_json: Json = False,
) -> None:
    """Say which rows of a sheet cannot be sent, and why. Nothing is made."""
    from api.casework.mailings import check_sheet
    from api.store.tables import Channel

    if channel is not None and channel not in set(Channel):
        raise BadInput("A channel is mail, fax or print.", code="bad_channel")
    with acting_as(as_, of, Action.SEE_MAILING) as act:
        found = check_sheet(act, _content(sheet), Channel(channel) if channel else None, again=again)
    show(found, _checked(found), as_json)


def make(
    sheet: Sheet,
    options: Annotated[Path, typer.Argument(help="JSON: title, sender, channel, again, …")],
    as_: As,
    key: Key = None,
    of: Of = None,
    as_json: Json = False,
) -> None:
    """Make a mailing of a sheet. It is a draft: nothing leaves before it is started."""
    from api.casework.mailing_options import MailingOptions
    from api.casework.mailings import make_from_sheet

    with acting_as(as_, of, Action.MAKE_MAILING) as act:
        made = make_from_sheet(act, key or str(uuid.uuid4()), _content(sheet), body_from(MailingOptions, options))
    show(made, _lines(made), as_json)


def from_filter(
    wanted: Annotated[Path, typer.Argument(help="JSON: options, sought.")],
    as_: As,
    key: Key = None,
    of: Of = None,
    as_json: Json = False,
) -> None:
    """Make a mailing of the open cases that a filter finds now."""
    from api.casework.mailing_options import FromFilter
    from api.casework.mailings import make_from_filter

    with acting_as(as_, of, Action.MAKE_MAILING) as act:
        made = make_from_filter(act, key or str(uuid.uuid4()), body_from(FromFilter, wanted))
    show(made, _lines(made), as_json)


def rows(
    mailing: UUID,
    as_: As,
    state: Annotated[str | None, typer.Option(help="bad, ready, made, failed or cancelled.")] = None,
    after: Annotated[int, typer.Option(help="Rows after the one of this number.")] = 0,
    of: Of = None,
    as_json: Json = False,
) -> None:
    """The rows of a mailing, up to a thousand at a time."""
    from api.casework.mailing_views import RowWindow
    from api.casework.mailings import list_rows

    window = body(RowWindow, {"limit": 1000, "after": after, "state": state})
    with acting_as(as_, of, Action.SEE_MAILING) as act:
        page = list_rows(act, mailing, window)
    show(page, [_row(each) for each in page.items], as_json)


def dry_run(
    mailing: UUID,
    as_: As,
    out: Annotated[Path, typer.Option(help="Folder for the PDF.")] = Path(),
    of: Of = None,
) -> None:  # fmt: skip
    """Write the papers of the first good row as PDF. Nothing of them is kept."""
    from api.casework.mailing_envelopes import dry_run as first

    with acting_as(as_, of, Action.MAKE_MAILING) as act:
        typer.echo(str(written(out, "dry-run.pdf", first(act, mailing))))


def _step(name: str) -> Callable[..., None]:
    """The command of a step that takes nothing but the mailing."""

    def command(mailing: UUID, as_: As, of: Of = None, as_json: Json = False) -> None:
        from api.casework import mailing_steps

        step: Callable[[Act, UUID], MailingWhole] = getattr(mailing_steps, name)
        with acting_as(as_, of, Action.MAKE_MAILING) as act:
            shown = step(act, mailing)
        show(shown, _lines(shown), as_json)

    return command


def resend(
    mailing: UUID,
    row: Annotated[int, typer.Argument(help="The row's number in the sheet.")],
    reason: Annotated[str, typer.Option(help="not_received, wrong_address, illegible, asked_again or not_made.")],
    as_: As,
    channel: Wanted = None,
    key: Annotated[str | None, typer.Option(help="Your own key: the same one again sends nothing more.")] = None,
    of: Of = None,
    as_json: Json = False,
) -> None:
    """Send one row again, to the address that is on file now."""
    from api.casework.mailing_again import Resending
    from api.casework.mailing_again import resend as send_again

    with acting_as(as_, of, Action.MAKE_MAILING) as act:
        said = body(Resending, {"reason": reason, "channel": channel})
        sent = send_again(act, mailing, row, said, key or str(uuid.uuid4()))
    show(sent, [_row(sent)], as_json)


def batches(
    mailing: UUID,
    as_: As,
    out: Annotated[Path | None, typer.Option(help="Folder for their files; none: they are only listed.")] = None,
    of: Of = None,
    as_json: Json = False,
) -> None:
    """What is to be printed and posted."""
    from api.casework.mailing_prints import list_print_batches, print_file

    with acting_as(as_, of, Action.SEE_MAILING) as act:
        found = list_print_batches(act, mailing)
        if out is not None:
            for batch in found:
                for file in batch.files:
                    written(out, f"{batch.number:03}-{file.name}", print_file(act, batch.id, file.name))
    if as_json:
        typer.echo("[" + ",".join(each.model_dump_json() for each in found) + "]")
    else:
        typer.echo("\n".join(_batch(each) for each in found))


def posted(
    batch: UUID,
    as_: As,
    taken_out: Annotated[list[UUID] | None, typer.Option(help="A delivery that was not posted; repeat it.")] = None,
    posted_all: Annotated[bool, typer.Option("--posted-all", help="What had to be taken out was posted too.")] = False,
    of: Of = None,
    as_json: Json = False,
) -> None:
    """Say that a batch was printed and posted. Said twice, it counts once."""
    from api.casework.mailing_prints import Posting, post_batch

    said = body(Posting, {"taken_out": taken_out or [], "posted_all": posted_all})
    with acting_as(as_, of, Action.MAKE_MAILING) as act:
        shown = post_batch(act, batch, said)
    show(shown, [_batch(shown)], as_json)


def progress(
    mailing: UUID,
    as_: As,
    watch: Annotated[bool, typer.Option("--watch", help="Look on until it ends, is paused or called off.")] = False,
    of: Of = None,
    as_json: Json = False,
) -> None:
    """How far a mailing is."""
    with _looking(as_, of) as look:
        looks = _looks(look, mailing, watch=watch)
        if as_json:
            for shown in looks:
                show(shown, [], as_json)
        else:
            shown = _with_bar(looks) if watch else next(looks)
            show(shown, _lines(shown), as_json)


def _looks(look: Callable[[], AbstractContextManager[Act]], mailing: UUID, *, watch: bool) -> Iterator[MailingWhole]:
    """How it stands; watched, again and again until it stands still."""
    from api.casework.mailings import get_mailing

    while True:
        with look() as act:
            shown = get_mailing(act, mailing)
        yield shown
        if not watch or shown.state.value not in MOVES:
            return
        time.sleep(EVERY)


def _with_bar(looks: Iterator[MailingWhole]) -> MailingWhole:
    """The last of them, with a bar on stderr meanwhile."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("", total=100)
        for shown in looks:
            bar.update(task, description=shown.state.value, completed=shown.progress.percent)
    return shown


@contextmanager
def _looking(login: str, employer: str | None) -> Iterator[Callable[[], AbstractContextManager[Act]]]:
    """Many short acts over one open store: no transaction stays open while nobody looks."""
    from api.casework.act import acting
    from api.identity.users import principal_of_login
    from api.settings import settings
    from api.store.opening import open_store

    with open_store(settings()) as store:
        with store.database.transaction() as session:
            who = principal_of_login(session, login, employer)
        who.require(Action.SEE_MAILING)
        yield lambda: acting(store, who)


def _content(file: Path) -> bytes:
    if str(file) == "-":
        return sys.stdin.buffer.read()
    try:
        return file.read_bytes()
    except OSError as error:
        raise BadInput(f"The sheet cannot be read: {error.strerror}.", code="unreadable") from None


def _checked(found: SheetShown) -> list[str]:
    bad = [f"Row {each.number}: {' '.join(reason.sentence for reason in each.reasons)}" for each in found.bad]
    return [*bad, f"{found.good} of {found.rows} rows can be sent."]


def _lines(shown: MailingWhole) -> list[str]:
    how = shown.progress
    why = f" ({shown.reason})" if shown.reason else ""
    counted = [", ".join(f"{n} {state.value}" for state, n in each.items()) for each in (how.rows, how.deliveries)]
    lines = [f"{shown.id}  {shown.state.value}{why}, {how.percent}%", f"Rows: {counted[0]}"]
    lines += [f"Deliveries: {counted[1]}"] if counted[1] else []
    lines += [f"{how.waits_for_a_person} deliveries wait for a person."] if how.waits_for_a_person else []
    return [*lines, *(f"{each.rows} rows: {each.sentence}" for each in how.reasons)]


def _row(each: RowShown) -> str:
    said = " ".join(reason.sentence for reason in each.reasons)
    sent = f" {each.channel.value}, {each.delivery_state.value}" if each.channel and each.delivery_state else ""
    return f"Row {each.number}: {each.state.value}{sent} {said}".rstrip()


def _batch(each: PrintBatchShown) -> str:
    counted = ", ".join(f"{n} {state.value}" for state, n in each.deliveries.items())
    line = f"{each.id}  batch {each.number}: {counted}{', posted' if each.posted_at else ''}"
    out = [f"  take out {no.delivery}: {', '.join(no.references)} ({no.code})" for no in each.take_out]
    return "\n".join([line, *out])
