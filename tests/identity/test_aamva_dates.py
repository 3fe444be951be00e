"""Dates of licences in both orders, and what makes a date unreadable (R-GATE-3)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accessdesk.identity.aamva.dates import is_unknown, parse_date
from accessdesk.identity.aamva.reading import read_aamva
from accessdesk.identity.document import Document, ReadError, Unreadable
from tests.identity.aamva_card import Card

TODAY = date(2026, 6, 1)
CARD = Card()


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("08162028", date(2028, 8, 16)),
        ("20280816", date(2028, 8, 16)),
        ("02292028", date(2028, 2, 29)),
        ("12-10-2024", date(2024, 12, 10)),
        ("2024/12/10", date(2024, 12, 10)),
        ("08162028M", date(2028, 8, 16)),
        ("02292027", None),
        ("13452031", None),
        ("31122031", None),
        ("00000000", None),
        ("99999999", None),
        ("0816202", None),
        ("081620288", None),
        ("٠٨١٦٢٠٢٨", None),
        ("", None),
        ("NONE", None),
        ("MMDDCCYY", None),
    ],
)
def test_the_digits_tell_the_order(text, day):
    assert parse_date(text) == day


@given(st.dates(min_value=date(1850, 1, 1), max_value=date(2250, 12, 31)))
def test_no_day_reads_as_another_day_in_either_order(day):
    assert parse_date(day.strftime("%m%d%Y")) == day
    assert parse_date(day.strftime("%Y%m%d")) == day


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("unavl", True),
        ("NONE", True),
        ("00000000", True),
        ("19860000", True),
        ("00001986", True),
        ("19861345", False),
        ("13451986", False),
        ("", False),
        ("1986", False),
    ],
)
def test_a_day_that_the_issuer_does_not_know_is_no_error(text, unknown):
    assert is_unknown(text) is unknown


@pytest.mark.parametrize("version", [1, 3, 10])
@pytest.mark.parametrize(
    ("country", "iin", "state"), [("USA", "636060", "WY"), ("CAN", "636012", "ON")]
)
def test_jurisdictions_that_swap_the_order_are_read(version, country, iin, state):
    card = CARD.but(version=version, country=country, iin=iin, state=state)
    swapped = card.but(extra={"DBA": "20280816", "DBB": "06261978"})

    assert read_aamva(swapped.text(), on=TODAY) == read_aamva(card.text(), on=TODAY)


@pytest.mark.parametrize(
    ("expires_on", "expired"),
    [
        (TODAY, False),
        (TODAY - timedelta(days=1), True),
        (date(2059, 3, 3), False),
        (date(2001, 12, 1), True),
    ],
)
def test_a_licence_is_valid_through_its_printed_day(expires_on, expired):
    document = read_aamva(CARD.but(expires_on=expires_on).text(), on=TODAY)

    assert isinstance(document, Document)
    assert document.expired is expired


@pytest.mark.parametrize(
    "expiry", ["13452031", "00000000", "99999999", "NONE", "unavl", "0816202", "08162028X"]
)
def test_an_expiry_that_cannot_be_read_is_refused_and_never_taken_for_valid(expiry):
    answer = read_aamva(CARD.but(extra={"DBA": expiry}).text(), on=TODAY)

    assert answer == Unreadable(ReadError.DATE)


@pytest.mark.parametrize("birth", ["13451986", "02301986", "06022026", "08172028", "198606"])
def test_an_impossible_birth_is_refused(birth):
    answer = read_aamva(CARD.but(extra={"DBB": birth}).text(), on=TODAY)

    assert answer == Unreadable(ReadError.DATE)


@pytest.mark.parametrize("birth", ["unavl", "00000000", "19780000"])
def test_an_unknown_birth_is_read_as_unknown(birth):
    document = read_aamva(CARD.but(extra={"DBB": birth}).text(), on=TODAY)

    assert isinstance(document, Document)
    assert document.born_on is None
