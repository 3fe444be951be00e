"""The typed fallback of a pass (R-PASS-1)."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accessdesk.passes.short_code import (
    ALPHABET,
    LENGTH,
    make_short_code,
    read_short_code,
    show_short_code,
)
from tests.examples import examples

codes = st.binary(min_size=7, max_size=7).map(make_short_code)
places = st.integers(0, LENGTH - 1)


@settings(deadline=None)
@given(code=codes)
def test_a_code_is_read_as_it_was_made(code: str) -> None:
    assert len(code) == LENGTH
    assert read_short_code(code) == code
    assert read_short_code(show_short_code(code)) == code


def test_each_of_its_55_bits_counts() -> None:
    every_bit = {make_short_code((1 << bit).to_bytes(7, "big")) for bit in range(55)}

    assert len(every_bit) == 55


def test_it_is_shown_in_groups_that_can_be_read_aloud() -> None:
    assert show_short_code("K7QM2F9RXT4C") == "K7QM-2F9R-XT4C"


@examples(300)
@given(code=codes, place=places, other=st.sampled_from(ALPHABET))
def test_any_one_wrong_character_is_noticed(code: str, place: int, other: str) -> None:
    typed = code[:place] + other + code[place + 1 :]

    assert read_short_code(typed) == (code if typed == code else None)


@examples(300)
@given(code=codes, place=places, another=places)
def test_any_two_exchanged_characters_are_noticed(code: str, place: int, another: int) -> None:
    """Neighbours are the common slip; the check catches any two."""
    characters = list(code)
    characters[place], characters[another] = characters[another], characters[place]
    typed = "".join(characters)

    assert read_short_code(typed) == (code if typed == code else None)


@examples(300)
@given(code=codes, place=places)
def test_a_missing_or_doubled_character_is_noticed(code: str, place: int) -> None:
    assert read_short_code(code[:place] + code[place + 1 :]) is None
    assert read_short_code(code[:place] + code[place] + code[place:]) is None


def test_letters_that_look_like_digits_are_read_as_digits() -> None:
    code = make_short_code(bytes([0, 0, 0, 0, 0, 0, 33]))  # It starts with 11 and goes on with 0.

    assert code.startswith("1100")
    assert read_short_code(code.replace("0", "O").replace("1", "l")) == code
    assert read_short_code(code.replace("0", "o").replace("1", "I")) == code


@pytest.mark.parametrize("form", ["{}", " {} ", "{}\r\n"])
@pytest.mark.parametrize("dash", ["-", " ", "\u2011", "–", " – ", ""])
@pytest.mark.parametrize("case", [str.upper, str.lower])
def test_case_blanks_and_dashes_do_not_matter(
    form: str, dash: str, case: Callable[[str], str]
) -> None:
    code = make_short_code(b"\xa5\x5a\x81\x42\x18\xde\xad")
    typed = form.format(case(show_short_code(code).replace("-", dash)))

    assert read_short_code(typed) == code


@examples(300)
@given(text=st.text(max_size=20))
def test_nothing_typed_breaks_it(text: str) -> None:
    read = read_short_code(text)

    assert read is None or len(read) == LENGTH


@pytest.mark.parametrize("text", ["", "UUUUUUUUUUUU", "AD1:NCF0000", "٠٠٠٠٠٠٠٠٠٠٠٠", "ßßßßßß"])
def test_what_cannot_be_a_code_is_not_read(text: str) -> None:
    assert read_short_code(text) is None


def test_what_is_all_zeros_is_not_refused_by_chance() -> None:
    """The weighted sum of nothing is nothing; the code of all zeros is a code like any other."""
    assert read_short_code("0000-0000-0000") == "000000000000"
