"""Who may see what: a canary word in every medical name of a case, and not one of them in a letter."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from cases.errors import BadInput
from generate import letters
from templates.catalogue import LEADS, LETTERS, MAY_NOT_SEE, MEDICAL, OWN_WORDS, Letter, Reader, Variable, letter
from tests.generate.word_files import controls, template, words

CANARY = "ZQX-LUPUS-77"
SECRET = sorted(MEDICAL | OWN_WORDS | LEADS)


def case(letter_id: str) -> dict[str, object]:
    """All that is known of a case: the letter's values, and a canary in every name and cell hidden from its reader."""
    hidden = frozenset[str]().union(*(MAY_NOT_SEE[reader] for reader in letter(letter_id).readers))
    known: dict[str, object] = {}
    for variable in letter(letter_id).variables:
        rows = variable.sample
        if variable.cells is not None:
            rows = [{**row, **dict.fromkeys(SECRET, CANARY)} for row in rows if isinstance(row, dict)]
        known[variable.name] = rows
    return dict.fromkeys(hidden, CANARY) | known | dict.fromkeys(MEDICAL, CANARY)


@pytest.mark.parametrize("letter_id", LETTERS)
@pytest.mark.integration
def test_no_medical_word_of_a_case_gets_into_a_letter(letter_id: str) -> None:
    """With a canary in every medical name and in extra cells of every row, no letter of the catalogue holds it."""
    made = letters.render(letter_id, case(letter_id))
    assert CANARY not in words(made)
    assert CANARY.encode() not in made


@pytest.mark.parametrize("letter_id", LETTERS)
@pytest.mark.integration
def test_an_edited_letter_cannot_ask_for_what_its_reader_may_not_see(letter_id: str) -> None:
    """A coordinator who adds "diagnosis" to a letter is told that it is not there, even where the case knows it."""
    for name in ("diagnosis", "treatment", "history", "birth_date"):
        with pytest.raises(BadInput) as refused:
            letters.render(letter_id, case(letter_id), template("{{ " + name + " }}", of=letter_id))
        assert refused.value.reasons == (name,)


@pytest.mark.integration
def test_a_row_of_a_restriction_has_no_more_cells_than_the_catalogue_says() -> None:
    """A supervisor's row holds the restriction and its dates; a cell beside them stays outside."""
    edited = template("{{ restrictions[0].provider_words }}", of="supervisor-notice")
    with pytest.raises(BadInput, match="provider_words"):
        letters.render("supervisor-notice", case("supervisor-notice"), edited)


@pytest.mark.parametrize("reader", [Reader.SUPERVISOR, Reader.COMMITTEE])
def test_supervisors_and_the_committee_get_restrictions_and_dates_only(reader: Reader) -> None:
    """No letter they read names who treats, which claim it is, the day of the injury, or anything medical."""
    read = [item for item in LETTERS.values() if reader in item.readers]
    assert read
    for item in read:
        assert {v.name for v in item.variables}.isdisjoint(MEDICAL | OWN_WORDS | LEADS)
        if item.by_hand:
            assert {tag for tag, _ in controls(item.docx_by_hand)}.isdisjoint(MEDICAL | OWN_WORDS | LEADS)


@pytest.mark.parametrize("reader", Reader)
def test_a_letter_that_would_tell_too_much_cannot_be_declared(reader: Reader) -> None:
    """The catalogue itself refuses a variable, or a cell of a row, that a reader may not see."""
    name = sorted(MAY_NOT_SEE[reader])[0]
    for told in (
        Variable(name=name, about="x", sample="x"),
        Variable(name="rows", about="x", sample=[{name: "x"}]),
    ):
        with pytest.raises(ValidationError, match=name):
            Letter(id="x", title="x", reader="x", readers=(reader,), variables=(told,), keeps=())


def test_every_letter_says_who_reads_it() -> None:
    """No letter without a reader, none whose reader has no rule."""
    assert all(item.readers for item in LETTERS.values())
    assert set(MAY_NOT_SEE) == set(Reader)


def test_every_name_means_one_thing() -> None:
    """A name has the same shape in every letter: text stays text, rows keep their cells."""
    shapes: dict[str, set[object]] = {}
    for item in LETTERS.values():
        for variable in item.variables:
            shapes.setdefault(variable.name, set()).add((type(variable.sample), variable.cells))
    assert {name for name, kinds in shapes.items() if len(kinds) > 1} == set()
