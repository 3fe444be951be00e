"""What the scanner test page says, and which reader a scan goes to."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accessdesk.identity.document import ReadError
from accessdesk.identity.scanner import (
    WORDS,
    ScanKind,
    ScannerSign,
    classify,
    diagnose,
    visible,
)
from accessdesk.identity.scanner_words import SIGN_WORDS
from tests.examples import examples
from tests.identity.test_reading import LICENCE
from tests.identity.zones import Holder, dutch_licence, lines, td1, td3

PASSPORT = lines(td3(Holder()))
PASS = "AD1:NCFOXN%TS3DH3ZSUZK+.V0ETD%65NL-AH"
QWERTZ = str.maketrans("<YZ:", ";ZYÖ")
AZERTY = str.maketrans("1234567890<MAQZW:", "&é\"'(-è_çà.?QAWZM")


def signs(raw: str) -> list[ScannerSign]:
    return [finding.sign for finding in diagnose(raw)]


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (PASS, ScanKind.PASS),
        (PASS + "\r\n", ScanKind.PASS),
        ("\ufeff " + PASS, ScanKind.PASS),
        ("]Q1" + PASS, ScanKind.PASS),
        (PASS.lower(), ScanKind.PASS),
        (PASS.translate(QWERTZ), ScanKind.PASS),
        (PASS.translate(AZERTY), ScanKind.PASS),
        ("AD1:", ScanKind.PASS),
        ("K7QM-2F9R-XT4C", ScanKind.SHORT_CODE),
        ("k7qm 2f9r xt4c\n", ScanKind.SHORT_CODE),
        ("AD1M-2F9R-XT4C", ScanKind.SHORT_CODE),
        ("K7QM2F9RXT", ScanKind.SHORT_CODE),
        ("K7QM2F9RX", ScanKind.UNKNOWN),
        ("K7QM-2F9R-XT4C-12X", ScanKind.UNKNOWN),
        ("K7QM-2F9R-XT4U", ScanKind.UNKNOWN),
        (PASSPORT, ScanKind.MRZ),
        (PASSPORT[:50], ScanKind.MRZ),
        (PASSPORT.translate(QWERTZ), ScanKind.MRZ),
        (PASSPORT.translate(AZERTY), ScanKind.MRZ),
        (lines(td1(Holder(code="I<"))), ScanKind.MRZ),
        (dutch_licence("5094962111"), ScanKind.MRZ),
        (LICENCE, ScanKind.AAMVA),
        (LICENCE.replace("\x1e\r", "6M"), ScanKind.AAMVA),
        (LICENCE[:40], ScanKind.AAMVA),
        ("", ScanKind.UNKNOWN),
        ("ERIKSSON ANNA MARIA", ScanKind.UNKNOWN),
        ("A" * 20_000, ScanKind.UNKNOWN),
    ],
)
def test_a_scan_is_classified_by_its_looks(raw, kind):
    assert classify(raw) is kind


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (PASSPORT, [ScannerSign.ALL_WELL]),
        (PASSPORT + "\r\n", [ScannerSign.ALL_WELL]),
        (LICENCE, [ScannerSign.ALL_WELL]),
        (PASS, [ScannerSign.ALL_WELL]),
        ("K7QM-2F9R-XT4C", [ScannerSign.ALL_WELL]),
        ("k7qm-2f9r-xt4c", [ScannerSign.ALL_WELL]),
        ("", [ScannerSign.NOTHING_ARRIVED]),
        ("\ufeff\r\n", [ScannerSign.NOTHING_ARRIVED]),
        ("A" * 20_000, [ScannerSign.TOO_LONG]),
        ("ANNA MARIA", [ScannerSign.NOT_RECOGNISED]),
        (PASSPORT.lower(), [ScannerSign.CAPS_LOCK]),
        (PASS.lower(), [ScannerSign.CAPS_LOCK]),
        (LICENCE.swapcase(), [ScannerSign.CAPS_LOCK]),
        (PASSPORT.translate(QWERTZ), [ScannerSign.KEYBOARD_QWERTZ]),
        (PASS.translate(QWERTZ), [ScannerSign.KEYBOARD_QWERTZ]),
        (LICENCE.translate(QWERTZ), [ScannerSign.KEYBOARD_QWERTZ]),
        (PASSPORT.translate(AZERTY), [ScannerSign.KEYBOARD_AZERTY]),
        (PASS.translate(AZERTY), [ScannerSign.KEYBOARD_AZERTY]),
        (PASSPORT.replace("<", "\\"), [ScannerSign.KEYBOARD_OTHER]),
        (PASSPORT.replace("\n", ""), [ScannerSign.LINE_BREAKS_LOST]),
        (PASSPORT.replace("\n", "\t"), [ScannerSign.LINE_BREAKS_REPLACED]),
        (PASSPORT.replace("\n", "M") + "M", [ScannerSign.CONTROL_KEY_LOST]),
        (LICENCE.replace("\x1e\r", "6M"), [ScannerSign.CONTROL_KEY_LOST]),
        (PASSPORT + "\n" + PASSPORT, [ScannerSign.SENT_TWICE]),
        ("\ufeff" + PASSPORT, [ScannerSign.BYTE_ORDER_MARK]),
        ("  " + PASSPORT, [ScannerSign.BLANKS_AROUND]),
        (PASSPORT[:-1], [ScannerSign.CUT]),
        (LICENCE[:60], [ScannerSign.CUT]),
        (LICENCE.replace("\n", ""), [ScannerSign.READ_ERROR]),
        (PASSPORT.replace("8409", "8419"), [ScannerSign.READ_ERROR]),
    ],
)
def test_each_setting_that_is_wrong_is_named(raw, expected):
    assert signs(raw) == expected


def test_a_read_error_comes_with_the_words_of_its_code():
    (finding,) = diagnose(LICENCE.replace("\n", ""))

    assert finding.words == WORDS[ReadError.SEPARATORS_LOST]


def test_a_finding_holds_nothing_of_what_was_scanned():
    found = repr(diagnose("\ufeff " + PASSPORT.lower() + PASSPORT))

    assert "SPECI2014" not in found.upper()
    assert "ANOUK" not in found.upper()


def test_every_error_and_every_sign_has_words():
    assert WORDS.keys() == set(ReadError)
    assert SIGN_WORDS.keys() == set(ScannerSign) - {ScannerSign.READ_ERROR}
    for words in [*WORDS.values(), *SIGN_WORDS.values()]:
        assert words.title
        assert not words.title.endswith(".")
        assert words.detail.endswith(".")
        assert words.next_step.endswith(".")


def test_what_cannot_be_seen_is_shown_as_pictures():
    assert visible("\ufeff@\n\x1e\rA\t\x7f\u200bé <") == "[U+FEFF]@␊␞␍A␉␡[U+200B]é <"


def test_a_long_text_is_shown_cut():
    assert visible("A" * 5000) == "A" * 600 + "…"


@given(st.text(st.characters() | st.sampled_from(string.printable + "<\x1e"), max_size=200))
@examples(100)
def test_any_text_is_diagnosed_and_shown_without_controls(raw):
    shown = visible(raw)

    assert diagnose(raw)
    assert not any(ord(character) < 32 for character in shown)
