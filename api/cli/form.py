"""`workslip form`: print a form, blank or with values, as a fillable PDF with its page codes, or as a Word copy."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cases.errors import BadInput, Refused

if TYPE_CHECKING:
    from forms.fields import FormMap


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("form")(form)


def form(
    form_id: Annotated[str, typer.Argument(metavar="ID", help="The form; `workslip forms` lists them.")],
    out: Annotated[Path | None, typer.Option(help="Where to write the PDF.")] = None,
    values: Annotated[Path | None, typer.Option(help="A JSON object: field name -> value.")] = None,
    key_file: Annotated[Path | None, typer.Option(help="Sign the page codes with the first key of this file.")] = None,
    schema: Annotated[bool, typer.Option("--schema", help="Print the JSON Schema of the form's values.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was written as JSON.")] = False,
    word: Annotated[bool, typer.Option("--word", help="Write the Word copy of a house paper.")] = False,
    part: Annotated[str | None, typer.Option(help="Only this part, of a form whose parts are filed apart.")] = None,
    sample: Annotated[bool, typer.Option("--sample", help="Fill it with invented values.")] = False,
) -> None:
    """Print a form as a fillable PDF. Each call makes a copy with an id of its own; with a key its codes are signed.

    With --word the form is written as a Word file with content controls instead, without page codes. With --sample it
    is filled with invented values, the signature left empty; a sample is never signed with a key.
    """
    from forms.codes import new_copy_id
    from forms.editions import Library
    from forms.values import values_schema

    edition = Library().current(form_id)
    if schema:
        typer.echo(json.dumps(values_schema(edition.map), indent=2, ensure_ascii=False))
        return
    if out is None:
        raise BadInput("Say where to write the form: --out FILE.", code="no_out")
    if sample and (values or key_file):
        raise BadInput("A sample has values of its own and no key: leave out --values and --key-file.", code="sample")
    given = _sample(edition.map) if sample else _values(values)
    if not sample:
        _refuse_identity(edition.map, given)
    if word:
        _write_word(edition.map, given, out, part, as_json)
        return

    from generate.copies import personalise
    from generate.parts import personalise_part

    pages, copy_id, key = _pages(edition.map, part), new_copy_id(), _key(key_file)
    make = partial(personalise_part, pages=pages) if part else personalise
    _write(out, make(edition, given, copy_id, key))
    written = {"form": form_id, "edition": edition.map.edition, "copy": copy_id, "part": part, "file": str(out)}
    if as_json:
        typer.echo(json.dumps(written))
    else:
        typer.echo(f"{edition.map.title}: copy {copy_id}, {len(pages)} page(s), written to {out}", err=True)


def _pages(form: FormMap, part: str | None) -> tuple[int, ...]:
    """The pages to print. A form that is not one of our own has no parts."""
    from forms.definitions import ALL

    if part is None:
        return tuple(page.number for page in form.pages)
    if form.form not in ALL:
        raise BadInput(f"The form {form.form} is not one of our own: it has no parts.", code="unknown_part")
    return ALL[form.form].pages_of(part)


def _write_word(form: FormMap, given: dict[str, Any], out: Path, part: str | None, as_json: bool) -> None:
    """The Word copy of today's definition; another edition's pages are not drawn again."""
    from forms.definitions import ALL
    from generate.word_copies import word_copy

    if form.form not in ALL:
        raise BadInput(f"The form {form.form} is not one of our own: it has no Word copy.", code="no_word_copy")
    _write(out, word_copy(ALL[form.form], form.code, given, part=part))
    if as_json:
        typer.echo(json.dumps({"form": form.form, "edition": form.edition, "part": part, "file": str(out)}))
    else:
        typer.echo(f"{form.title}: Word copy written to {out}", err=True)


def _sample(form: FormMap) -> dict[str, Any]:
    from generate.samples import sample_values

    return dict(sample_values(form))


def _values(file: Path | None) -> dict[str, Any]:
    if file is None:
        return {}
    try:
        values = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise BadInput(f"{file} cannot be read as JSON.", code="bad_values") from None
    if not isinstance(values, dict) or any(isinstance(v, dict | list) for v in values.values()):
        raise BadInput(f"{file} must hold one JSON object: field name -> value.", code="bad_values")
    return values


def _refuse_identity(form: FormMap, values: dict[str, Any]) -> None:
    """What the office writes to say who the page is about is worth nothing if we print it."""
    from forms.meaning import Identity

    if any(isinstance(f.meaning, Identity) and values.get(f.name) for f in form.fields):
        raise Refused(
            "Nothing was printed. The birth date is written by the office: it shows that the page is about the right "
            "person. Leave it out of the values.",
            code="identity_printed",
        )


def _key(file: Path | None) -> bytes | None:
    if file is None:
        return None
    from api.store.keys import load

    return load(file.parent, file.stem)[0]


def _write(out: Path, pdf: bytes) -> None:
    try:
        out.write_bytes(pdf)
    except OSError as error:
        raise BadInput(f"{out} cannot be written: {error.strerror}.", code="bad_out") from None
