"""Telephone numbers: what is taken, how it is written, and how a sentence names it."""

import re
import subprocess
import sys

import pytest

from accessdesk.telephone import (
    DESK,
    LONGEST,
    WRITTEN,
    address_of,
    fault_of_telephone,
    has_shape,
    read_telephone,
    with_desk,
    with_number,
)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("+31 20 555 0100", "+31 20 555 0100"),
        ("+31205550100", "+31 20 555 0100"),
        ("0031 20 555 0100", "+31 20 555 0100"),
        ("+31 (0)20 555 0100", "+31 20 555 0100"),
        ("  +31  20-555.0100 ", "+31 20 555 0100"),
        ("+1 (425) 555-0100", "+1 425-555-0100"),
        ("+31 20 555 0100 x12", "+31 20 555 0100 ext. 12"),
        ("+31 20 555 0100 ext. 12", "+31 20 555 0100 ext. 12"),
        ("", ""),
        ("  ", ""),
    ],
)
def test_a_number_is_kept_in_its_international_form(typed: str, kept: str) -> None:
    assert read_telephone(typed) == kept
    assert read_telephone(kept) == kept


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("020 555 0100", "Begin with + and the country’s code"),
        ("555-0100", "Begin with + and the country’s code"),
        ("reception", "is not a telephone number"),
        ("+31 20 555 0100 or 0101", "is not a telephone number"),
        ("+31 20 555 0100\x00", "is not a telephone number"),
        ("+٣١ ٢٠ ٥٥٥ ٠١٠٠", "is not a telephone number"),
        ("+999 20 555 0100", "cannot be dialled"),
        ("+1 20 55 01", "cannot be dialled"),
        ("+31 20 555 0100 0100 01", "cannot be dialled"),
        ("+" + "1" * LONGEST, "is not a telephone number"),
    ],
)
def test_what_cannot_be_dialled_from_everywhere_is_refused_in_words(typed: str, words: str) -> None:
    assert words in fault_of_telephone(typed)
    with pytest.raises(ValueError, match=re.escape(words)):
        read_telephone(typed)


@pytest.mark.parametrize(
    ("number", "address"),
    [
        ("+31 20 555 0100", "tel:+31205550100"),
        ("+1 425-555-0100", "tel:+14255550100"),
        ("+31 20 555 0100 ext. 12", "tel:+31205550100;ext=12"),
    ],
)
def test_a_kept_number_is_dialled_by_a_link(number: str, address: str) -> None:
    assert address_of(number) == address
    assert has_shape(number)
    assert WRITTEN.findall(f"Call Ada ({number}), or wait.") == [number]


def test_whoever_is_to_be_called_is_named_with_a_number_or_with_its_lack() -> None:
    assert with_number("Ada", "+31 20 555 0100") == "Ada (+31 20 555 0100)"
    assert with_number("Ada", "") == "Ada (no telephone number is known)"


def test_the_desk_gets_its_number_wherever_a_sentence_names_it() -> None:
    said = with_desk(f"Call {DESK}. Or write to {DESK}.", "+31 20 555 0100")

    assert said.count("desk (+31 20 555 0100)") == 2
    assert "(no telephone number is known)" in with_desk(f"Call {DESK}.", "")


@pytest.mark.long
def test_no_process_loads_what_is_known_of_each_country_before_a_number_is_given() -> None:
    """It takes 3 MB, and a web worker is at the edge of what it may take."""
    script = "import sys, accessdesk.app; sys.exit('phonenumbers' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", script], check=False)

    assert done.returncode == 0
