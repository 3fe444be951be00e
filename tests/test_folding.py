"""What is typed is looked for in each usual spelling, and in no more."""

import pytest

from accessdesk.folding import folded, spellings


@pytest.mark.parametrize(
    ("typed", "alike"),
    [
        ("Mueller", ["mueller", "muller"]),
        ("Müller", ["muller", "mueller"]),
        ("Ødegård", ["odegard", "oedegaard", "oedegard"]),
        ("Åse", ["ase", "aase", "aese"]),
        ("Weiß", ["weiss"]),
        ("SR-26-00013", ["sr-26-00013"]),
    ],
)
def test_a_word_is_spelt_with_its_letters_and_written_out(typed: str, alike: list[str]) -> None:
    assert sorted(spellings(typed)) == sorted(alike)


@pytest.mark.parametrize("word", ["due", "queue", "issue", "neue", "bauer", "oe"])
def test_two_letters_that_are_two_sounds_stay_two(word: str) -> None:
    assert all(len(each) >= len(word) for each in spellings(word))


def test_a_word_that_is_only_begun_is_read_to_its_end() -> None:
    assert "mu" in spellings("Mue", begun=True)
    assert "mu" not in spellings("Mue")


def test_a_text_is_folded_to_what_anybody_can_type() -> None:
    assert folded("  Øre  ŁÓDŹ\nStraße 山 ") == "ore lodz strasse shan"
