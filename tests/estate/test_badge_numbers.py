"""A site's badges are patterns and pools; what fits is told in words (R-GATE-15)."""

import re
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accessdesk.estate.badge_numbers import LONGEST, read_badge_numbers

FITTING = [
    ("V###", "V031", "V031"),
    ("V###", "v031", "V031"),
    ("V-##", "v-07", "V-07"),
    ("AMS1/V##", "ams1/V31", "AMS1/V31"),
    ("Visitor ##", "visitor 12", "Visitor 12"),
    ("V001-V060", "V060", "V060"),
    ("V001-V060", "v001", "V001"),
    ("V001 – V060", "V007", "V007"),
    ("V1-V60", "V9", "V9"),
    ("A-1-A-9", "a-3", "A-3"),
    ("100-250", "100", "100"),
    ("Escort", "escort", "Escort"),
    ("V001-V060, C##", "C07", "C07"),
    ("V001-V060\nC##", "C07", "C07"),
    ("", "anything", "ANYTHING"),
]
ODD = [
    ("V###", "V31"),
    ("V###", "V0031"),
    ("V###", "VABC"),
    ("V###", "V03\N{ARABIC-INDIC DIGIT ONE}"),
    ("V###", "X031"),
    ("V001-V060", "V000"),
    ("V001-V060", "V061"),
    ("V001-V060", "V7"),
    ("V001-V060", "V0007"),
    ("V001-V060", "V01\N{SUPERSCRIPT TWO}"),
    ("V001-V060", "V+07"),
    ("V1-V60", "V09"),
    ("V001-V060", "V"),
    ("Escort", "Escort 2"),
]
FAULTS = [
    ("V001-V6", "“V001-V6” does not count from one badge to another."),
    ("V060-V001", "“V060-V001” does not count from one badge to another."),
    ("V001-X060", "“V001-X060” does not count from one badge to another."),
    ("V.*", "“V.*” has a sign that is on no badge."),
    ("(V+)+###", "“(V+)+###” has a sign that is on no badge."),
    ("V" * (LONGEST + 1), f"Write at most {LONGEST} characters."),
]


@pytest.mark.parametrize(("declared", "badge", "kept"), FITTING)
def test_what_fits_is_kept_in_the_sites_own_spelling(declared: str, badge: str, kept: str) -> None:
    """R-GATE-15."""
    assert read_badge_numbers(declared).fit(badge) == kept


@pytest.mark.parametrize(("declared", "badge"), ODD)
def test_what_is_outside_the_pattern_or_pool_does_not_fit(declared: str, badge: str) -> None:
    """R-GATE-15."""
    assert read_badge_numbers(declared).fit(badge) is None


@pytest.mark.parametrize(("declared", "words"), FAULTS)
def test_a_slip_in_the_declaration_is_told_with_an_example(declared: str, words: str) -> None:
    with pytest.raises(ValueError, match=re.escape(words)):
        read_badge_numbers(declared)


def test_what_fits_and_what_is_free_is_told() -> None:
    numbers = read_badge_numbers("V001-V004, C##")

    free = list(numbers.free({"V002", "C07"}))

    assert numbers.words == "V001 to V004, or C## (each # is a digit)"
    assert free == ["V001", "V003", "V004"]


@given(st.integers(1, 900), st.integers(0, 99), st.integers(0, 1100))
def test_a_pool_has_just_the_badges_that_it_counts(first: int, more: int, number: int) -> None:
    """R-GATE-15."""
    last = first + more

    fits = read_badge_numbers(f"V{first:04}-V{last:04}").fit(f"V{number:04}")

    assert (fits is not None) == (first <= number <= last)


def test_no_declaration_and_no_badge_take_long() -> None:
    """A pattern is no regular expression: one of this make would take years as that."""
    numbers = read_badge_numbers(",".join(["+" * 30 + "#"] * 6))
    began = perf_counter()

    fits = numbers.fit("+" * 30 + "!")

    assert fits is None
    assert perf_counter() - began < 0.5
