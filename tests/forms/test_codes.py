"""The page code: routes, never authenticates."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.errors import BadInput
from forms import codes

KEY = b"k" * 32
copies = st.text(codes.ALPHABET, min_size=10, max_size=10)


@given(copies, st.integers(1, 31), st.booleans())
def test_a_code_is_read_back_as_it_was_signed(copy_id: str, page: int, signed: bool) -> None:
    """What was signed is what is parsed, typed in groups and small letters too."""
    code = codes.sign("ABCD", copy_id, page, KEY if signed else None)
    typed = " ".join(code.text[i : i + 4] for i in range(0, 24, 4)).lower()

    assert codes.parse(typed) == code
    assert codes.trust(code, (b"old", KEY)) == ("verified" if signed else "unverified")


@given(copies, st.integers(0, 23), st.sampled_from(codes.ALPHABET))
def test_a_changed_character_is_never_verified(copy_id: str, at: int, letter: str) -> None:
    """One changed character breaks the tag or the code."""
    text = codes.sign("ABCD", copy_id, 1, KEY).text
    changed = text[:at] + letter + text[at + 1 :]
    if changed == text or changed[14] == "A":
        return

    assert codes.trust(codes.parse(changed), (KEY,)) == "unverified"


@pytest.mark.parametrize("text", ["", "A" * 23, "A" * 24, "ABCD" * 6 + "!", "8" * 24])
def test_what_is_no_code_is_refused(text: str) -> None:
    """Anything that is not 24 base32 characters with a page gets a clear error."""
    with pytest.raises(BadInput):
        codes.parse(text)
