"""What scanners do to a licence's text is undone, or refused, and never read as other data."""

import re
import string
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accessdesk.identity.aamva.issuers import ISSUERS
from accessdesk.identity.aamva.reading import looks_like_aamva, read_aamva
from accessdesk.identity.document import Document, ReadError, Unreadable
from tests.examples import examples
from tests.identity.aamva_card import Card

TODAY = date(2026, 6, 1)
US_KEYS = "`1234567890-=[]\\;',./~!@#$%^&*()_+{}|:\"<>?"
GERMAN_KEYS = "^1234567890ß´ü+#öä,.-°!\"§$%&/()=?`Ü*'ÖÄ;:_"
FRENCH_KEYS = "²&é\"'(-è_çà)=^$*mù;:!~1234567890°+¨£µM%./§"
TO_GERMAN = str.maketrans(US_KEYS + "YZyz", GERMAN_KEYS + "ZYzy")
TO_FRENCH = str.maketrans(US_KEYS + "AQZWMaqzwm", FRENCH_KEYS + "QAWZ?qawz,")

Mangling = Callable[[str], str]


def put(old: str, new: str) -> Mangling:
    return lambda text: text.replace(old, new)


UNDONE: dict[str, Mangling] = {
    "as scanned": lambda text: text,
    "LF as CR": put("\n", "\r"),
    "LF as CRLF": lambda text: text.replace("\r", "").replace("\n", "\r\n"),
    "LF as tab": put("\n", "\t"),
    "LF as bar": put("\n", "|"),
    "LF doubled": put("\n", "\n\n"),
    "LF spelt out": put("\n", "<LF>"),
    "LF escaped": put("\n", "\\n"),
    "RS lost": put("\x1e", ""),
    "RS as 6": put("\x1e", "6"),
    "RS as caret": put("\x1e", "^"),
    "RS as blank": put("\x1e", " "),
    "RS as 6, CR as M": lambda text: text.replace("\x1e", "6").replace("\r", "M"),
    "CR lost": put("\r", ""),
    "at sign lost": put("@", ""),
    "first characters lost": lambda text: text[4:],
    "letters of the header lost": lambda text: text[6:],
    "leading blanks": lambda text: "   " + text,
    "leading line": lambda text: "\r\n" + text,
    "byte order mark": lambda text: "\ufeff" + text,
    "undefined characters": lambda text: "\x80" + text + "\x9f",
    "Caps Lock": str.swapcase,
    "lower case": str.lower,
    "doubled": lambda text: text + text,
    "doubled with Enter": lambda text: text + "\r\n" + text,
    "cut, then whole": lambda text: text[: len(text) // 2] + text,
    "whole, then cut": lambda text: text + text[: len(text) // 2],
    "trailing lines": lambda text: text + "\n\r\n",
    "German keys": lambda text: text.translate(TO_GERMAN),
    "French keys": lambda text: text.translate(TO_FRENCH),
}
# Whatever is left of these may be read, but only as what the card says.
NEVER_OTHER: dict[str, Mangling] = UNDONE | {
    "LF lost": put("\n", ""),
    "all separators lost": lambda text: re.sub("[\n\r\x1e]", "", text),
    "LF as blank": put("\n", " "),
    "LF as J": put("\n", "J"),
    "all control characters as blanks": lambda text: re.sub("[\n\r\x1e]", " ", text),
    "ends trimmed": str.strip,
    "Y and Z swapped": lambda text: text.translate(str.maketrans("YZyz", "ZYzy")),
    "A, Q, W and Z swapped": lambda text: text.translate(str.maketrans("AQWZ", "QAZW")),
    "German keys, at sign lost": lambda text: text.replace("@", "").translate(TO_GERMAN),
    "CR as M in CRLF": put("\n", "M\n"),
}

NAMES = st.text(string.ascii_uppercase, min_size=2, max_size=14).filter(
    # Such letters at the end of a name are a suffix, and such an id in it a lost separator.
    lambda name: not re.search(r"D[A-D]|Z(.)Z\1|^(JR|SR|I+|IV|NONE|UNAVL|UNAVAIL)$", name)
)
SURNAMES = st.one_of(
    NAMES, st.builds("{}-{}".format, NAMES, NAMES), st.builds("{} {}".format, NAMES, NAMES)
)
NUMBERS = st.from_regex(r"[A-CE-Y]{0,2}[0-9]{4,12}", fullmatch=True)
PLACES = st.sampled_from(sorted((n, i) for n, i in ISSUERS.items() if i[:3] in ("US-", "CA-")))


@st.composite
def cards(draw: st.DrawFn) -> Card:
    number, issuer = draw(PLACES)
    return Card(
        version=draw(st.integers(min_value=0, max_value=99)),
        iin=number,
        state=issuer[3:],
        country="USA" if issuer.startswith("US") else "CAN",
        surname=draw(SURNAMES),
        first=draw(NAMES),
        middle=draw(st.one_of(st.just(""), NAMES)),
        suffix=draw(st.sampled_from(["", "JR", "SR", "II", "III", "IV", "V"])),
        number=draw(NUMBERS),
        expires_on=draw(st.dates(min_value=date(2026, 1, 1), max_value=date(2099, 12, 31))),
        born_on=draw(st.dates(min_value=date(1900, 1, 1), max_value=date(2010, 12, 31))),
        truncated=draw(st.sampled_from("NTU")),
    )


def expected(card: Card) -> Document:
    """What the card must be read as, told from its fields and not from its text."""
    country = "US" if card.country == "USA" else "CA"
    return Document(
        kind=read(Card().text()).kind,
        surname=card.surname,
        given_names=f"{card.first} {card.middle}".strip(),
        document_number=card.number,
        expires_on=card.expires_on,
        born_on=card.born_on,
        issuer=f"{country}-{card.state}",
        valid_check_digits=None,
        name_truncated=card.version >= 4 and card.truncated == "T",
        expired=card.expires_on < TODAY,
        suffix=card.suffix or None,
    )


def read(text: str) -> Document:
    document = read_aamva(text, on=TODAY)
    assert isinstance(document, Document), document
    return document


@pytest.mark.parametrize("mangling", UNDONE.values(), ids=UNDONE)
@given(card=cards())
@examples(12)
def test_what_can_be_undone_with_certainty_is_undone(mangling, card):
    text = mangling(card.text())

    assert looks_like_aamva(text)
    assert read_aamva(text, on=TODAY) == expected(card)


@pytest.mark.parametrize("mangling", NEVER_OTHER.values(), ids=NEVER_OTHER)
@given(card=cards(), subfile=st.booleans())
@examples(12)
def test_a_mangled_card_is_read_as_what_it_says_or_not_at_all(mangling, card, subfile):
    text = mangling(card.but(subfile=subfile).text())

    answer = read_aamva(text, on=TODAY)

    assert isinstance(answer, Unreadable) or answer == expected(card)


@given(card=cards(), subfile=st.booleans(), data=st.data())
@examples(100)
def test_a_read_that_was_cut_anywhere_never_gives_other_data(card, subfile, data):
    text = card.but(subfile=subfile).text()
    at = data.draw(st.integers(min_value=0, max_value=len(text)))

    answers = [read_aamva(part, on=TODAY) for part in (text[:at], text[at:])]

    for answer in answers:
        assert isinstance(answer, Unreadable) or answer == expected(card)


@given(card=cards(), data=st.data())
@examples(100)
def test_one_lost_separator_never_gives_other_data(card, data):
    text = card.text()
    places = [index for index, char in enumerate(text) if char in "\n\r\x1e"]
    at = data.draw(st.sampled_from(places))

    answer = read_aamva(text[:at] + text[at + 1 :], on=TODAY)

    assert isinstance(answer, Unreadable) or answer == expected(card)


@given(one=cards(), other=cards())
@examples(40)
def test_two_different_cards_in_one_scan_are_refused(one, other):
    answer = read_aamva(one.text() + other.text(), on=TODAY)

    same = expected(one) == expected(other)
    assert same or answer == Unreadable(ReadError.LENGTH)


CARD = Card()


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (re.sub("[\n\r\x1e]", "", CARD.text()), ReadError.SEPARATORS_LOST),
        (CARD.text().replace("\n", ""), ReadError.SEPARATORS_LOST),
        (CARD.text().replace("\n", " "), ReadError.SEPARATORS_LOST),
        (CARD.text().replace("\nDDE", "DDE"), ReadError.SEPARATORS_LOST),
        (CARD.text().replace("\nDCU", "DCU"), ReadError.SEPARATORS_LOST),
        (CARD.text().replace("\nDDE", "\nSMITH\nDDE"), ReadError.SEPARATORS_LOST),
        (CARD.text()[:60], ReadError.INCOMPLETE),
        (CARD.text()[:90], ReadError.INCOMPLETE),
        (CARD.text()[:-10], ReadError.INCOMPLETE),
        (CARD.text()[: CARD.text().index("DCA")], ReadError.INCOMPLETE),
        ("@\n\x1e\r", ReadError.INCOMPLETE),
        ("@\n\x1e\rANSI 636000", ReadError.INCOMPLETE),
        (CARD.text().replace("@", '"').replace("Z", ""), ReadError.KEYBOARD_LAYOUT),
        (CARD.text().replace("ANSI 6", "QNSI ?"), ReadError.KEYBOARD_LAYOUT),
        (CARD.text().replace("DAY", "DAZ"), ReadError.KEYBOARD_LAYOUT),
    ],
)
def test_what_cannot_be_undone_has_its_own_code(text, error):
    assert read_aamva(text, on=TODAY) == Unreadable(error)


def test_a_card_that_swapped_letters_show_only_in_the_state_is_refused():
    card = CARD.but(iin="636026", state="AZ", subfile=False, extra={"DAZ": "BRO"})
    text = card.text().translate(str.maketrans("YZ", "ZY"))

    assert read_aamva(text, on=TODAY) == Unreadable(ReadError.KEYBOARD_LAYOUT)


def test_names_in_utf_8_that_were_typed_byte_by_byte_are_put_right():
    card = CARD.but(surname="LÉGARÉ")

    document = read(card.text().encode().decode("latin-1"))

    assert document.surname == "LÉGARÉ"


def test_a_scan_without_header_is_read_by_its_elements():
    text = CARD.text()

    document = read(text[text.index("DLDAQ") :])

    assert document == expected(CARD)


def test_a_card_that_nothing_shows_to_be_unswapped_is_refused_where_it_matters():
    # Before version 2 no element had a Y or Z in its id: swapped, it is what another card says.
    bare = Card(version=1, iin="604426", state="PE", country="CAN", subfile=False, middle="AY")

    refused = read_aamva(bare.text(), on=TODAY)
    with_subfile = read_aamva(bare.but(subfile=True).text(), on=TODAY)
    of_new_york = read_aamva(bare.but(iin="636001", state="NY").text(), on=TODAY)
    without_y = read_aamva(bare.but(middle="ANN").text(), on=TODAY)

    assert refused == Unreadable(ReadError.KEYBOARD_LAYOUT)
    assert all(isinstance(each, Document) for each in (with_subfile, of_new_york, without_y))
