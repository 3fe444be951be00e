"""`docs/rules.md` has every rule that is cited, and the tests in which each is proven."""

from tools.list_rules import RULES, citations, faults, ids_in, listed

MADE_UP = "R-" + "MOON-1"


def test_every_rule_that_is_cited_is_defined_and_proven() -> None:
    assert faults(RULES.read_text("utf-8"), citations()) == []


def test_the_tests_of_each_rule_are_current() -> None:
    """When this fails, `python tools/list_rules.py` mends it."""
    text = RULES.read_text("utf-8")

    assert listed(text, citations()) == text


def test_a_rule_that_nobody_defined_or_nobody_proves_would_be_found() -> None:
    defined = f"**{MADE_UP}** No cheese is taken out.\n"

    undefined = faults("", {MADE_UP: ["tests/test_moon.py"]})
    unproven = faults(defined, {MADE_UP: ["accessdesk/moon.py"]})
    twice = faults(f"{defined}\n{defined}", {MADE_UP: ["tests/test_moon.py"]})

    assert undefined == [f"{MADE_UP} is cited in tests/test_moon.py and not defined."]
    assert unproven == [f"{MADE_UP} is proven by no test."]
    assert twice == [f"{MADE_UP} is defined twice."]


def test_a_range_cites_each_rule_in_it() -> None:
    area = "R-" + "MOON"

    assert list(ids_in(f"({area}-2 to {area}-4, {area}-9)")) == [
        f"{area}-{number}" for number in (2, 3, 4, 9)
    ]


def test_a_list_that_is_out_of_date_is_written_anew() -> None:
    text = f"**{MADE_UP}** No cheese is\ntaken out.\n\n- Proven in `tests/test_mars.py`.\n\nEnd.\n"

    anew = listed(text, {MADE_UP: ["accessdesk/moon.py", "tests/test_moon.py"]})

    assert anew == text.replace("mars", "moon")
