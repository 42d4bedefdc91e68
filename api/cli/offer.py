"""`workslip offer`: an offer of modified duty, its answer, the notice to the carrier, and the work that comes of it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer
from typer.core import TyperGroup

from api.cli.acting import As, Json, Of, acting_as, body, body_from, show, written
from api.identity.roles import Action

if TYPE_CHECKING:
    from api.casework.assignments import AssignmentShown
    from api.casework.offer_state import OfferShown
    from api.casework.views import AssignmentNoted

Reason = Annotated[str, typer.Option(help="Why, for the file.")]
Version = Annotated[int, typer.Option(help="The version you saw; `assignments` shows it.")]


class OrOffer(TyperGroup):
    """`workslip offer CASE ORDER` writes an offer: what is no command of the group is the case of one."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401 - Typer keeps click's types to itself
        """The named command, else `make`."""
        known = args and (args[0] in self.commands or args[0].startswith("-"))
        return super().resolve_command(ctx, args if known else ["make", *args])


def register(app: typer.Typer) -> None:
    """Add the commands."""
    offers = typer.Typer(cls=OrOffer, no_args_is_help=True, help="Offers of modified duty, and what becomes of them.")
    for name, command in (
        ("make", make), ("answer", answer), ("notice", notice), ("assignments", assignments),
        ("resume", resume), ("stop", stop), ("jurisdictions", packs), ("jurisdiction", jurisdiction),
    ):  # fmt: skip
        offers.command(name)(command)
    app.add_typer(offers, name="offer")


def make(
    case: UUID,
    order: Annotated[Path, typer.Argument(help="JSON: terms (position, duties, wage, …), sender, job, supersedes.")],
    as_: As,
    out: Annotated[Path, typer.Option(help="Folder for its files.")] = Path(),
    of: Of = None,
    as_json: Json = False,
) -> None:
    """Write an offer. Refused unless the report is signed, in force, matched and complete."""
    from api.casework.offers import NewOffer, make_offer, offer_docx, offer_pdf

    with acting_as(as_, of, Action.OFFER, Action.SEE_OFFER_LETTER) as act:
        made = make_offer(act, case, body_from(NewOffer, order))
        files = [
            written(out, "offer.docx", offer_docx(act, made.id)),
            written(out, "offer.pdf", offer_pdf(act, made.id)),
        ]
    law = [f"{note.says} ({note.citation})" for note in made.warnings]
    own = [f"{each.sentence} ({each.source})" for each in made.policy_warnings]
    show(made, [*(str(file) for file in files), *law, *own], as_json)


def answer(
    offer: UUID,
    kind: Annotated[str, typer.Argument(help="accepted or declined.")],
    as_: As,
    day: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The day the worker answered.")],
    how: Annotated[str, typer.Option(help="signed_slip, signed_letter, in_person, telephone, email, other.")],
    why: Annotated[list[str] | None, typer.Option(help="Codes, only what the worker said; never medical.")] = None,
    paper: Annotated[Path | None, typer.Option(help="Scan of the signed answer.")] = None,
    replaces: Annotated[UUID | None, typer.Option(help="The answer that this one changes.")] = None,
    of: Of = None,
    as_json: Json = False,
) -> None:
    """Record what the worker answered. No answer is nothing to record."""
    from api.casework.answers import Answering, answer_offer, file_answer

    said = {"kind": kind, "day": day.date(), "how": how, "why": why or [], "replaces": replaces}
    with acting_as(as_, of, Action.OFFER) as act:
        shown = answer_offer(act, offer, body(Answering, said))
        if paper is not None:
            shown = file_answer(act, offer, paper.read_bytes())
    show(shown, _told(shown), as_json)


def notice(
    offer: UUID,
    order: Annotated[Path, typer.Argument(help="JSON: sender, copies.")],
    as_: As,
    out: Annotated[Path, typer.Option(help="Folder for its files.")] = Path(),
    of: Of = None,
    as_json: Json = False,
) -> None:
    """Write to the carrier where the offer stands; each event once."""
    from api.casework.carrier_notices import NewNotice, tell_carrier
    from api.casework.letters import letter_file

    with acting_as(as_, of, Action.WRITE_LETTER) as act:
        letter = tell_carrier(act, offer, body_from(NewNotice, order))
        files = [written(out, each.name, letter_file(act, letter.id, each.name)) for each in letter.files]
    show(letter, [str(file) for file in files], as_json)


def assignments(case: UUID, as_: As, of: Of = None) -> None:
    """The modified work of a case; what is held back, and why."""
    from api.casework.assignments import AssignmentShown, list_assignments

    with acting_as(as_, of, Action.SEE_ASSIGNMENT) as act:
        found = list_assignments(act, case)
    for each in found:
        typer.echo("\n".join(_lines(each) if isinstance(each, AssignmentShown) else _noted(each)))


def resume(assignment: UUID, as_: As, reason: Reason, version: Version, of: Of = None, as_json: Json = False) -> None:
    """Let work go on that was held back. Refused while anything forbids it or waits for a person."""
    from api.casework.assignments import Deciding
    from api.casework.assignments import resume as go_on

    with acting_as(as_, of, Action.DECIDE_WORK) as act:
        shown = go_on(act, assignment, body(Deciding, {"version": version, "reason": reason}))
    show(shown, _lines(shown), as_json)


def stop(assignment: UUID, as_: As, reason: Reason, version: Version, of: Of = None, as_json: Json = False) -> None:
    """Stop work that does not fit any more."""
    from api.casework.assignments import Deciding
    from api.casework.assignments import stop as end_it

    with acting_as(as_, of, Action.DECIDE_WORK) as act:
        shown = end_it(act, assignment, body(Deciding, {"version": version, "reason": reason}))
    show(shown, _lines(shown), as_json)


def packs(as_: As, of: Of = None, as_json: Json = False) -> None:
    """What each state asks of an offer, and what a person has to confirm by hand."""
    from api.casework.jurisdictions import PackFilter, get_jurisdictions

    with acting_as(as_, of, Action.SEE_HOUSE) as act:
        found = get_jurisdictions(act, PackFilter())
    lines: list[str] = []
    for pack in found.packs:
        lines.append(f"{pack.id}  {pack.name}, {pack.status}{' (yours)' if pack.id == found.own else ''}")
        lines += [f"    {ask.code}: {ask.question}" for ask in pack.by_hand]
    show(found, lines, as_json)


def jurisdiction(
    case: UUID,
    as_: As,
    pack: Annotated[str | None, typer.Argument(help="Id of a pack; none: the employer's.")] = None,
    of: Of = None,
    as_json: Json = False,
) -> None:
    """Say whose law holds for a case."""
    from api.casework.jurisdictions import Chosen, choose_jurisdiction

    with acting_as(as_, of, Action.OFFER) as act:
        shown = choose_jurisdiction(act, case, body(Chosen, {"jurisdiction": pack}))
    show(shown, [f"Case {shown.id}: {shown.jurisdiction or 'as the employer'}"], as_json)


def _told(shown: OfferShown) -> list[str]:
    work = [f"Assignment {shown.assignment}"] if shown.assignment else []
    return [shown.says, *work, f"Signed answer on file: {shown.answer_paper.replace('_', ' ')}"]


def _noted(noted: AssignmentNoted) -> list[str]:
    flag = "not to be worked now" if noted.held_back else noted.state
    return [f"{noted.id}  {noted.position}, {noted.start} to {noted.over_on or noted.end or '?'}: {flag}"]


def _lines(shown: AssignmentShown) -> list[str]:
    end: Any = shown.over_on or shown.work.end or "?"
    head = f"{shown.id}  {shown.position}, {shown.work.start} to {end}: {shown.flag or shown.state} (v{shown.version})"
    pairs = [f"    {pair.sentence}" for pair in (*shown.outside, *shown.in_doubt)]
    return [head, *(f"    {each.sentence}" for each in shown.why), *pairs]
