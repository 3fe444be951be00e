"""The one way in: what is read by whom, and what is refused at once."""

import pytest

from accessdesk.identity import DocumentKind, ReadError, Unreadable, read_document
from accessdesk.identity.reading import MOST_CHARACTERS
from tests.identity.zones import ON, Holder, lines, td3

LICENCE = (
    "@\n\x1e\rANSI 636000100002DL00410200ZV02410010DLDAQT64235789\nDCSSAMPLE\nDDEN\n"
    "DACMICHAEL\nDDFN\nDADJOHN\nDDGN\nDBD06062019\nDBB06061986\nDBA12102034\nDBC1\n"
    "DAG12 SAMPLE ST\nDAIRICHMOND\nDAJVA\nDAK000000000  \nDCFT6423578900101\nDCGUSA\rZVZVA01\r"
)


def test_a_licence_goes_to_its_own_reader():
    assert read_document(LICENCE, on=ON).kind is DocumentKind.AAMVA


def test_a_name_that_ends_in_ansi_does_not_make_a_passport_a_licence():
    name = "ABCDEFGHIJKLMNOPQRSTUVWXYZABC<<EFGHANSI"
    zone = td3(Holder(name=name, number="636000100"))

    outcome = read_document("".join(zone), on=ON)

    assert (outcome.kind, outcome.given_names) == (DocumentKind.TD3, "EFGHANSI")


@pytest.mark.parametrize("raw", ["A" * (MOST_CHARACTERS + 1), lines(td3(Holder())) + " " * 9000])
def test_more_than_any_code_holds_is_refused_at_once(raw):
    assert read_document(raw, on=ON) == Unreadable(ReadError.LENGTH)


NO_DOCUMENTS = [
    "",
    " \n",
    "\x00",
    "\ufeff",
    "A",
    "<",
    "<<",
    "\ud800",
    "4006381333931",
    "ERIKSSON ANNA MARIA",
    "HC1:6BFOXN*TS0BI$ZD4N9:9S6RCVN5+O30K3",
    "AD1:ABC",
    "SN:CZJ12345XX\nP/N:867959-B21",
]


@pytest.mark.parametrize("raw", NO_DOCUMENTS)
def test_what_is_no_document_is_of_unknown_format(raw):
    assert read_document(raw, on=ON) == Unreadable(ReadError.UNKNOWN_FORMAT)
