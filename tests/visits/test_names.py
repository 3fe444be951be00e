"""Which names can stand on a request, whichever door they came through."""

import pytest

from accessdesk.visits.rules import fault_of_name


@pytest.mark.parametrize(
    "name",
    [
        "John\u200bSmith",
        "\u202eJohn Smith",
        "John \u2066Smith",
        "John\u2028Smith",
        "Jo\u00adhn Smith",
        "\ufeffJohn Smith",
        "John\x7f Smith",
    ],
)
def test_a_name_with_a_character_that_cannot_be_seen_is_refused(name: str) -> None:
    """R-ACC-7: such a name never agrees with any ID, and may be shown as another."""
    assert "cannot be seen" in fault_of_name(name)


@pytest.mark.parametrize(
    "name",
    ["Jürgen Müller", "علی‌رضا نوری", "क्‍षमा शर्मा", "O’Brien Anne-Marie", "王小明", "  Ann  Lee "],
)
def test_a_name_is_taken_in_any_script_as_it_is_written(name: str) -> None:
    """R-PORT-3."""
    assert fault_of_name(name) == ""
