"""The zones that France, the Netherlands and Switzerland lay out in their own way."""

from datetime import date

import pytest

from accessdesk.identity import Document, DocumentKind, ReadError, Unreadable, read_document
from tests.identity.zones import (
    ON,
    checked,
    dutch_licence,
    french_id,
    french_licence,
    lines,
    swiss_licence,
)


def read(*zone: str) -> Document | Unreadable:
    return read_document(lines(zone), on=ON)


def test_the_older_french_card_has_no_expiry():
    zone = french_id("LE<GUENNEC", "YANN<<ERWAN", "151129654321", "791003")

    outcome = read(*zone)

    assert outcome == Document(
        kind=DocumentKind.FRA_ID,
        surname="LE GUENNEC",
        given_names="YANN ERWAN",
        document_number="151129654321",
        expires_on=None,
        born_on=date(1979, 10, 3),
        issuer="FRA",
        valid_check_digits=True,
        name_truncated=False,
        expired=None,
        document_code="ID",
    )


@pytest.mark.parametrize(
    ("surname", "given_names"),
    [("LE<GUENNEC", "YANN<<ERWANNOEL"), ("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "YANN")],
)
def test_a_name_that_fills_a_field_of_the_french_card_may_be_cut(surname, given_names):
    outcome = read(*french_id(surname, given_names, "151129654321", "791003"))

    assert isinstance(outcome, Document)
    assert outcome.name_truncated


@pytest.mark.parametrize("line", [0, 1])
@pytest.mark.parametrize("place", [5, 12, 15, 28, 33, 35])
def test_every_place_of_the_french_card_is_checked(line, place):
    zone = list(french_id("LEGUENNEC", "YANN<<ERWAN", "151129654321", "791003"))
    was = zone[line][place]
    changed = str((int(was, 36) + 1) % 10) if was != "<" else "B"
    zone[line] = zone[line][:place] + changed + zone[line][place + 1 :]

    assert read(*zone) == Unreadable(ReadError.CHECK_DIGIT)


def test_the_french_card_refuses_what_no_card_has():
    assert read(*french_id("L3", "YANN", "151129654321", "791003")).error is ReadError.CHARSET
    assert read(*french_id("LE", "Y4NN", "151129654321", "791003")).error is ReadError.CHARSET
    assert read(*french_id("LE", "YANN", "15112965432<", "791003")).error is ReadError.CHARSET
    assert read(*french_id("LE", "YANN", "151129654321", "791303")).error is ReadError.DATE


def test_the_french_licence_has_a_surname_of_eight_letters_at_most():
    outcome = read(french_licence("18AB12345", "330219", "MARCHESSEAU"))

    assert isinstance(outcome, Document)
    assert (outcome.kind, outcome.surname, outcome.given_names) == (
        DocumentKind.FRA_DL,
        "MARCHESS",
        "",
    )
    assert (outcome.name_truncated, outcome.document_number) == (True, "18AB12345")
    assert (outcome.expires_on, outcome.born_on) == (date(2033, 2, 19), None)


@pytest.mark.parametrize("place", [7, 14, 16, 23, 29])
def test_every_place_of_the_french_licence_is_checked(place):
    line = french_licence("18AB12345", "330219", "BLANC")
    was = line[place]
    changed = str((int(was, 36) + 1) % 10)

    outcome = read(line[:place] + changed + line[place + 1 :])

    assert outcome == Unreadable(ReadError.CHECK_DIGIT)


def test_the_french_licence_refuses_what_no_licence_has():
    assert read(french_licence("18AB1234<", "330219", "BLANC")).error is ReadError.CHARSET
    assert read(french_licence("18AB12345", "330219", "BL4NC")).error is ReadError.CHARSET
    assert read(french_licence("18AB12345", "330231", "BLANC")).error is ReadError.DATE


def test_the_dutch_licence_gives_its_number_and_nothing_else():
    outcome = read(dutch_licence("5094962111"))

    assert isinstance(outcome, Document)
    assert (outcome.kind, outcome.document_number) == (DocumentKind.NLD_DL, "5094962111")
    assert (outcome.surname, outcome.expires_on, outcome.expired) == ("", None, None)


def test_the_dutch_licence_is_checked_as_a_whole():
    line = dutch_licence("5094962111")

    assert read(line[:8] + "5" + line[9:]) == Unreadable(ReadError.CHECK_DIGIT)
    assert read(dutch_licence("50949621A1")) == Unreadable(ReadError.CHARSET)


def test_the_swiss_licence_has_no_check_digits_and_says_so():
    outcome = read(*swiss_licence("AAA001D", "305142128097", "800126", "MUSTER<<CORINA"))

    assert isinstance(outcome, Document)
    assert (outcome.kind, outcome.valid_check_digits) == (DocumentKind.CHE_DL, None)
    assert (outcome.surname, outcome.given_names) == ("MUSTER", "CORINA")
    assert (outcome.document_number, outcome.born_on) == ("AAA001D", date(1980, 1, 26))
    assert outcome.expired is None


@pytest.mark.parametrize(
    ("zone", "error"),
    [
        (swiss_licence("AAA0O1D", "305142128097", "800126", "A<<B"), ReadError.UNKNOWN_FORMAT),
        (swiss_licence("AAA001D", "30514212809A", "800126", "A<<B"), ReadError.UNKNOWN_FORMAT),
        (swiss_licence("AAA001D", "305142128097", "800126", "A1<<B"), ReadError.CHARSET),
        (swiss_licence("AAA001D", "305142128097", "800230", "A<<B"), ReadError.DATE),
    ],
)
def test_a_swiss_licence_is_read_only_if_all_is_in_its_place(zone, error):
    assert read(*zone) == Unreadable(error)


def test_one_line_of_another_country_is_refused():
    line = checked("D1POL1509496211165987787876859")[:30]

    assert read(line) == Unreadable(ReadError.UNKNOWN_FORMAT)
