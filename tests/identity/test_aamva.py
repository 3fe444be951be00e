"""What a licence says is what is read, element by element (AAMVA DL/ID standard, annex D)."""

from datetime import date

import pytest

from accessdesk.identity.aamva.reading import looks_like_aamva, read_aamva
from accessdesk.identity.document import Document, DocumentKind, ReadError, Unreadable
from tests.identity.aamva_card import Card

TODAY = date(2026, 6, 1)
CARD = Card()


def read(text: str) -> Document:
    document = read_aamva(text, on=TODAY)
    assert isinstance(document, Document), document
    return document


def refusal(text: str) -> ReadError:
    answer = read_aamva(text, on=TODAY)
    assert isinstance(answer, Unreadable), answer
    return answer.error


@pytest.mark.parametrize("version", [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 57, 99])
def test_every_version_reads_and_higher_ones_as_the_highest(version):
    card = CARD.but(version=version)

    document = read(card.text())

    assert document == Document(
        kind=DocumentKind.AAMVA,
        surname="WHITFIELD",
        given_names="AUGUSTUS THEODORE",
        document_number="H79729220",
        expires_on=date(2028, 8, 16),
        born_on=date(1978, 6, 26),
        issuer="US-VA",
        valid_check_digits=None,
        name_truncated=False,
        expired=False,
    )


@pytest.mark.parametrize(
    ("elements", "surname", "given", "suffix"),
    [
        ({"DAD": "NONE"}, "WHITFIELD", "AUGUSTUS", None),
        ({"DAD": "unavl"}, "WHITFIELD", "AUGUSTUS", None),
        ({"DAD": "UNAVL"}, "WHITFIELD", "AUGUSTUS", None),
        ({"DAD": ""}, "WHITFIELD", "AUGUSTUS", None),
        ({"DCU": "NONE"}, "WHITFIELD", "AUGUSTUS THEODORE", None),
        ({"DCU": "JR"}, "WHITFIELD", "AUGUSTUS THEODORE", "JR"),
        ({"DCU": "PH.D."}, "WHITFIELD", "AUGUSTUS THEODORE", "PH.D."),
        ({"DCS": "WHITFIELD III"}, "WHITFIELD", "AUGUSTUS THEODORE", "III"),
        ({"DAD": "T SR."}, "WHITFIELD", "AUGUSTUS T", "SR."),
        ({"DCS": "Whitfield"}, "WHITFIELD", "AUGUSTUS THEODORE", None),
        ({"DCS": "TESTER,     "}, "TESTER", "AUGUSTUS THEODORE", None),
        ({"DCS": "O'NEIL-SMYTH"}, "O'NEIL-SMYTH", "AUGUSTUS THEODORE", None),
        ({"DCS": "LÉGARÉ"}, "LÉGARÉ", "AUGUSTUS THEODORE", None),
        ({"DCS": "HARDCASTLE"}, "HARDCASTLE", "AUGUSTUS THEODORE", None),
        ({"DCS": "MADDEN"}, "MADDEN", "AUGUSTUS THEODORE", None),
        ({"DCS": "GOLDBAUM"}, "GOLDBAUM", "AUGUSTUS THEODORE", None),
        ({"DCS": "STODDARD"}, "STODDARD", "AUGUSTUS THEODORE", None),
        ({"DCS": "NONESUCH"}, "NONESUCH", "AUGUSTUS THEODORE", None),
        ({"DAC": "NONE", "DAD": "NONE"}, "WHITFIELD", "", None),
        ({"DAC": "SOLEDAD"}, "WHITFIELD", "SOLEDAD THEODORE", None),
        ({"DAC": "WING YAN"}, "WHITFIELD", "WING YAN THEODORE", None),
    ],
)
def test_names_since_2009(elements, surname, given, suffix):
    document = read(CARD.but(extra=elements).text())

    assert (document.surname, document.given_names, document.suffix) == (surname, given, suffix)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("JAMES,EARL", "JAMES EARL"),
        ("CORNELIA,ANNE MARIE", "CORNELIA ANNE MARIE"),
        ("DABE DEE", "DABE DEE"),
        ("ROBERT", "ROBERT"),
        ("JOSE   ", "JOSE"),
        ("MARY$ANN", "MARY ANN"),
    ],
)
def test_given_names_of_2003_have_commas_or_blanks(given, expected):
    document = read(CARD.but(version=3, extra={"DCT": given}).text())

    assert document.given_names == expected


@pytest.mark.parametrize(
    ("iin", "whole", "surname", "given", "suffix"),
    [
        ("636006", "CTLIC,ADULT,A", "CTLIC", "ADULT A", None),
        ("636003", "JOHNSON,JACK,,3RD", "JOHNSON", "JACK", "3RD"),
        ("636005", "SMITH,MARY,ROBINS,", "SMITH", "MARY ROBINS", None),
        ("636007", "JONES,MARCIA MOTORIST", "JONES", "MARCIA MOTORIST", None),
        ("636029", "SMITH, MARY JONES", "SMITH", "MARY JONES", None),
        ("636030", "LastName,FirstName, ,", "LASTNAME", "FIRSTNAME", None),
        ("636010", "TESTER@JOEY@M@JR", "TESTER", "JOEY M", "JR"),
        ("636010", "TESTER$JOEY", "TESTER", "JOEY", None),
        ("636006", "SALINO,MATEO,JUAN,VELASQUEX", "SALINO", "MATEO JUAN VELASQUEX", None),
        ("636025", "JOHN ROBERT LEE JOHNSON SMITH", "SMITH", "JOHN ROBERT LEE JOHNSON", None),
        ("636025", "JOHN P SMITH JR", "SMITH", "JOHN P", "JR"),
        ("636025", "JAN VAN DER MEER", "VAN DER MEER", "JAN", None),
    ],
)
def test_the_2000_standard_has_the_name_in_one_field(iin, whole, surname, given, suffix):
    document = read(CARD.but(version=1, iin=iin, extra={"DAA": whole}).text())

    assert (document.surname, document.given_names, document.suffix) == (surname, given, suffix)


def test_one_field_without_commas_is_refused_where_the_order_is_not_known():
    card = CARD.but(version=1, iin="636006", extra={"DAA": "JOHN P SMITH"})

    assert refusal(card.text()) is ReadError.INCOMPLETE


@pytest.mark.parametrize("flag", ["DDE", "DDF", "DDG"])
def test_any_truncation_flag_tells_of_a_cut_name(flag):
    cut = read(CARD.but(extra={flag: "T"}).text())
    unknown = read(CARD.but(extra={flag: "U"}).text())

    assert cut.name_truncated is True
    assert unknown.name_truncated is False


@pytest.mark.parametrize(
    ("iin", "state", "country", "issuer"),
    [
        ("636000", "VA", "USA", "US-VA"),
        ("636043", "DC", "USA", "US-DC"),
        ("604431", "PR", "USA", "US-PR"),
        ("636019", "GU", "USA", "US-GU"),
        ("636062", "VI", "USA", "US-VI"),
        ("604427", "AS", "USA", "US-AS"),
        ("604430", "MP", "USA", "US-MP"),
        ("636012", "ON", "CAN", "CA-ON"),
        ("604428", "QC", "CAN", "CA-QC"),
        ("604434", "NT", "CAN", "CA-NT"),
        ("990876", "AB", "CAN", "CA-AB"),
        ("636056", "COA", "MEX", "MX-COA"),
        ("636027", "DC", "USA", "US"),
        # The holder of a Virginian licence lives in Maryland: the number tells, not the address.
        ("636000", "MD", "USA", "US-VA"),
        ("999999", "MD", "USA", "US-MD"),
        ("999999", "PQ", "CAN", "CA-QC"),
    ],
)
def test_the_issuer_is_told_by_its_number_and_then_by_the_address(iin, state, country, issuer):
    document = read(CARD.but(iin=iin, state=state, country=country).text())

    assert document.issuer == issuer


@pytest.mark.parametrize(("state", "country"), [("XX", "USA"), ("VA", "CAN")])
def test_a_card_of_nobody_is_refused(state, country):
    card = CARD.but(iin="999999", state=state, country=country)

    assert refusal(card.text()) is ReadError.UNKNOWN_FORMAT


@pytest.mark.parametrize(
    ("element", "value", "error"),
    [
        ("DAQ", "S12?3456", ReadError.CHARSET),
        ("DCS", "", ReadError.INCOMPLETE),
        ("DCS", "NONE", ReadError.INCOMPLETE),
        ("DCS", "MU?OZ", ReadError.CHARSET),
        ("DCS", "MU\ufffdOZ", ReadError.CHARSET),
        ("DCS", "SMITH#", ReadError.CHARSET),
        ("DCS", "RAMIREZßOCAMPO", ReadError.KEYBOARD_LAYOUT),
        ("DCS", "OäNEIL", ReadError.KEYBOARD_LAYOUT),
    ],
)
def test_values_that_cannot_be_trusted_are_refused(element, value, error):
    assert refusal(CARD.but(extra={element: value}).text()) is error


@pytest.mark.parametrize(
    "element", ["DAQ", "DCS", "DAC", "DBA", "DBB"], ids=lambda element: f"no {element}"
)
def test_a_card_that_lacks_an_essential_element_is_incomplete(element):
    text = CARD.text().replace(f"{element}{CARD.elements[element]}", "")

    assert refusal(text) is ReadError.INCOMPLETE


def test_optional_elements_and_elements_of_later_years_are_passed_over():
    extra = {"DDM": "1", "DDN": "1", "DDP": "1", "DCJ": "A,B?", "DBN": "NOBODY", "PAA": "X"}

    assert read(CARD.but(extra=extra).text()) == read(CARD.text())


@pytest.mark.parametrize("number", ["", "NONE", "unavl"])
def test_a_number_that_is_left_empty_decides_nothing(number):
    document = read(CARD.but(extra={"DAQ": number}).text())

    assert document.document_number == ""
    assert document.surname == read(CARD.text()).surname


@pytest.mark.parametrize("element", ["DAU", "DAY", "DAG", "DAI", "DAK", "DCF", "DCG", "DBD"])
def test_what_decides_nothing_may_be_left_empty_where_the_text_ends(element):
    lines = [line for line in CARD.but(subfile=False).text().splitlines() if line[:3] != element]
    text = "\n".join([*lines, element])

    assert read(text) == read(CARD.text())


@pytest.mark.parametrize("element", ["DBA", "DBB", "DCS", "DCU", "DDE"])
def test_what_decides_is_not_taken_for_empty_where_the_text_ends(element):
    lines = [line for line in CARD.but(subfile=False).text().splitlines() if line[:3] != element]

    assert refusal("\n".join([*lines, element])) is ReadError.INCOMPLETE


@pytest.mark.parametrize("lie", ["00009999", "99990000", "0041027", "abcdefgh"])
def test_offsets_and_lengths_are_not_believed(lie):
    text = CARD.but(subfile=False).text()

    document = read(text.replace("DL00410278", f"DL{lie}"))

    assert document == read(text)


def test_the_number_of_entries_is_not_believed():
    text = CARD.text()

    assert read(text.replace("100002DL", "100009DL")) == read(text)


def test_two_values_for_one_name_are_refused():
    text = CARD.text().replace("\nDAC", "\nDCSOTHER\nDAC")

    assert refusal(text) is ReadError.LENGTH


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   \n\n",
        "ERIKSSON ANNA MARIA",
        "4006381333931",
        "SN:CZJ12345XX\nP/N:867959-B21",
        "HC1:6BFOXN*TS0BI$ZD4N9:9S6RCVN5+O30K3",
        "<" * 44,
        "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
        "%TXAUSTIN^DOE$JOHN^12345 SHERBOURNE ST^?;63601538774194=150819810101?",
        "someone@example.org",
    ],
)
def test_what_is_no_licence_is_not_taken_for_one(text):
    assert looks_like_aamva(text) is False
    assert refusal(text) is ReadError.UNKNOWN_FORMAT


def test_a_text_longer_than_any_bar_code_is_refused():
    assert refusal(CARD.text() * 20) is ReadError.LENGTH
