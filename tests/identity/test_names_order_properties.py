"""What holds of the order of words and of words too many, whatever the names are (R-GATE-5)."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from accessdesk.identity.document import NameOnId
from accessdesk.identity.names.comparing import NameVerdict, compare_names
from tests.examples import examples

# No word is a spelling or a short form of another one, nor begins it.
SURNAMES = """
García Pérez Moreno Silva Costa Vilarchao Dvořák Müller Sørensen Lindqvist Wójcik Petrov Ivanova
Tanaka Yılmaz Hassan Nguyen Trần Khalid Smith Robinson Okafor
"""
GIVEN_NAMES = """
José Carlos Fernanda Lucía Jürgen Käthe Søren Łukasz Zoltán Dmitri Olga Hiroshi Gülşen Ibrahim
Thuy Minh Walter Peter Bruno
"""

surnames = st.sampled_from(SURNAMES.split())
given_names = st.sampled_from(GIVEN_NAMES.split())
any_words = surnames | given_names
many = examples(400)
RANK = {NameVerdict.NO_MATCH: 0, NameVerdict.REVIEW: 1, NameVerdict.MATCH: 2}


def several(words: st.SearchStrategy[str], least: int, most: int) -> st.SearchStrategy[list[str]]:
    return st.lists(words, min_size=least, max_size=most, unique=True)


def verdict_on(requested: list[str], surname: list[str], given_names: list[str]) -> NameVerdict:
    on_id = NameOnId(" ".join(surname).upper(), " ".join(given_names).upper())
    return compare_names(" ".join(requested), on_id).verdict


def with_two_swapped(words: list[str], data: st.DataObject) -> list[str]:
    first, second = data.draw(
        st.lists(st.integers(0, len(words) - 1), min_size=2, max_size=2, unique=True)
    )
    swapped = list(words)
    swapped[first], swapped[second] = words[second], words[first]
    return swapped


@many
@given(several(surnames, 2, 3), several(given_names, 1, 2), st.booleans(), st.data())
def test_two_words_of_a_surname_that_change_places_are_never_a_match(
    surname, given_names, family_first, data
):
    swapped = with_two_swapped(surname, data)
    requested = swapped + given_names if family_first else given_names + swapped

    assert verdict_on(requested, surname, given_names) is not NameVerdict.MATCH


@many
@given(several(surnames, 1, 2), several(given_names, 2, 3), st.booleans(), st.data())
def test_two_given_names_that_change_places_are_never_a_match(
    surname, given_names, family_first, data
):
    swapped = with_two_swapped(given_names, data)
    requested = surname + swapped if family_first else swapped + surname

    assert verdict_on(requested, surname, given_names) is not NameVerdict.MATCH


@many
@given(
    several(surnames, 1, 1),
    several(given_names, 3, 4),
    st.sampled_from(["Xanthippe", "Quetzal"]),
    st.integers(0, 4),
    st.booleans(),
    st.data(),
)
def test_nor_are_they_where_one_side_has_a_name_more(
    surname, given_names, more, place, on_id, data
):
    """The words of both sides are not the same, and those that are stand in another order."""
    swapped = with_two_swapped(given_names, data)
    longer = [*swapped[:place], more, *swapped[place:]]
    asked, shown = (given_names, longer) if on_id else (longer, given_names)

    assert verdict_on(asked + surname, surname, shown) is not NameVerdict.MATCH


@many
@given(several(surnames, 3, 4), several(given_names, 1, 1), st.booleans(), st.data())
def test_nor_is_a_surname_in_another_order_with_a_word_less(surname, given_names, on_id, data):
    swapped = with_two_swapped(surname, data)[:-1]
    asked, shown = (surname, swapped) if on_id else (swapped, surname)

    assert verdict_on(given_names + asked, shown, given_names) is not NameVerdict.MATCH


@many
@given(several(surnames, 3, 3), several(given_names, 1, 1), st.integers(1, 2), st.booleans())
def test_nor_is_one_with_two_words_written_as_one(surname, given_names, start, on_id):
    turned = [*surname[start:], *surname[:start]]
    joined = ["".join(turned[:2]), turned[2]] if start == 1 else [turned[0], "".join(turned[1:])]
    asked, shown = (surname, joined) if on_id else (joined, surname)

    assert verdict_on(given_names + asked, shown, given_names) is not NameVerdict.MATCH


@many
@given(several(surnames, 2, 3), several(given_names, 2, 3), st.data())
def test_words_that_go_over_from_the_surname_to_the_given_names_are_never_a_match(
    surname, given_names, data
):
    """All words are there, and one of each field stands in the other."""
    one = data.draw(st.integers(0, len(surname) - 1))
    other = data.draw(st.integers(0, len(given_names) - 1))
    on_surname = [*surname[:one], given_names[other], *surname[one + 1 :]]
    on_given = [*given_names[:other], surname[one], *given_names[other + 1 :]]

    assert verdict_on(given_names + surname, on_surname, on_given) is not NameVerdict.MATCH


@many
@given(several(surnames, 1, 2), several(given_names, 1, 3), st.booleans())
def test_a_name_in_its_own_order_is_a_match(surname, given_names, family_first):
    requested = surname + given_names if family_first else given_names + surname

    assert verdict_on(requested, surname, given_names) is NameVerdict.MATCH


@many
@given(
    several(surnames, 1, 2),
    several(given_names, 1, 2),
    several(surnames, 1, 2),
    several(given_names, 1, 3),
    st.sampled_from(["Xanthippe", "Quetzal", "Wolfdietrich"]),
    st.data(),
)
def test_a_word_that_the_id_does_not_have_makes_no_name_stronger(
    surname, given_names, on_surname, on_given, more, data
):
    requested = given_names + surname
    place = data.draw(st.integers(0, len(requested)))
    longer = [*requested[:place], more, *requested[place:]]

    before = verdict_on(requested, on_surname, on_given)

    assert RANK[verdict_on(longer, on_surname, on_given)] <= RANK[before]


@many
@given(several(surnames, 1, 2), several(given_names, 1, 2), st.data())
def test_a_word_that_the_request_does_not_have_makes_no_name_stronger(surname, given_names, data):
    requested = data.draw(several(any_words, 2, 4))
    more = data.draw(st.sampled_from(["Xanthippe", "Quetzal", "Wolfdietrich"]))
    assume(more not in requested)

    before = verdict_on(requested, surname, given_names)

    assert RANK[verdict_on(requested, surname, [*given_names, more])] <= RANK[before]
    assert RANK[verdict_on(requested, [*surname, more], given_names)] <= RANK[before]


# Surnames that lists have and have not, syllables of several languages, and names that are none.
SYLLABIC_SURNAMES = "Nguyen Le Kim Wang Tan Phung Yap Suh Ouyang Chan"
SYLLABLES = "Thi Van Phuc Duc Xiao Ming Jun Hock Siew Bich Lan Eun"
FURTHER_NAMES = "Maria Kevin Kumar Rose Trang Kyung"

syllabic_surnames = st.sampled_from(SYLLABIC_SURNAMES.split())
syllables = st.sampled_from(SYLLABLES.split()) | st.sampled_from(FURTHER_NAMES.split())


@many
@given(syllabic_surnames, several(syllables, 1, 3), several(syllables, 1, 3), syllables, st.data())
def test_a_word_on_one_side_makes_no_name_of_syllables_a_match(surname, asked, shown, more, data):
    """Whoever lacks the called name is not helped by a Kevin or a Kumar behind it."""
    assume(more not in asked + shown)
    before = verdict_on([surname, *asked], [surname], shown)
    on_id, on_request = (
        [*words[:place], more, *words[place:]]
        for words in (shown, asked)
        for place in [data.draw(st.integers(0, len(words)))]
    )

    assert RANK[verdict_on([surname, *asked], [surname], on_id)] <= RANK[before]
    assert RANK[verdict_on([surname, *on_request], [surname], shown)] <= RANK[before]


@pytest.mark.parametrize("more", ["Petit", "Wolfdietrich", "Karl"])
def test_a_word_too_many_makes_no_surname_amid_given_names(more):
    """A surname between given names is read so where all of them are on the ID."""
    on_id = ["Tenzin"], ["Abdul", "Okafor", "Ali"]

    assert verdict_on(["Abdul", "Tenzin", "Okafor", more], *on_id) is verdict_on(
        ["Abdul", "Tenzin", "Okafor"], *on_id
    )
    assert verdict_on(["Abdul", "Okafor", "Tenzin", "Ali"], *on_id) is NameVerdict.MATCH
