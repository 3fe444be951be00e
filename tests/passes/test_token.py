"""The signed text of a pass (R-PASS-1, R-PASS-2, R-PASS-4)."""

from datetime import timedelta

import cbor2
import cwt
import pytest
from base45 import b45decode, b45encode
from hypothesis import given
from hypothesis import strategies as st

from accessdesk.passes.token import (
    LONGEST_COMPANY,
    LONGEST_TEXT,
    PREFIX,
    Fault,
    PassClaims,
    TokenFault,
    open_token,
    opening_key,
    seal,
)
from tests.examples import examples
from tests.passes.facts import FACTS, START, make_facts, make_keys

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
KID = b"\x01\x02\x03\x04"
KEY, KEYS = make_keys(KID)
TEXT = seal(FACTS, KEY)
BYTES = bytes(b45decode(TEXT[len(PREFIX) :]))


def as_text(data: bytes) -> str:
    return PREFIX + b45encode(data).decode()


def code_of(answer: PassClaims | TokenFault) -> Fault | None:
    return answer.code if isinstance(answer, TokenFault) else None


def test_a_pass_opens_to_what_was_sealed() -> None:
    opened = open_token(TEXT, KEYS)

    assert opened == PassClaims(FACTS, KID)


names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200)


@examples(100)
@given(visitor=names, company=names, minutes=st.integers(1, 100_000), serial=st.binary(min_size=10))
def test_any_name_and_window_come_back_as_written(
    visitor: str, company: str, minutes: int, serial: bytes
) -> None:
    """R-PORT-3: names in any script are kept as written; a long company is cut."""
    facts = make_facts(
        visitor=visitor,
        company=company,
        serial=serial[:10].hex(),
        ends_at=START + timedelta(minutes=minutes),
    )

    opened = open_token(seal(facts, KEY), KEYS)

    assert isinstance(opened, PassClaims)
    assert opened.facts == make_facts(
        visitor=visitor,
        company=company[:LONGEST_COMPANY],
        serial=serial[:10].hex(),
        ends_at=START + timedelta(minutes=minutes),
    )


def test_sealing_twice_gives_the_same_text() -> None:
    assert seal(FACTS, KEY) == seal(FACTS, KEY)


def test_any_cwt_reader_verifies_it_without_our_code() -> None:
    """R-PASS-1: it can be verified without the server; RFC 8392 claims, nothing of our own."""
    claims = cwt.decode(BYTES, KEYS[KID].cose, no_verify=True)

    assert isinstance(claims, dict)
    assert claims[1] == "Microsoft"
    assert claims[2] == "Jürgen Müller"
    assert claims[3] == "AMS1"
    assert claims[5] == int(START.timestamp())
    assert claims[7] == bytes.fromhex(FACTS.serial)


@examples(400)
@given(place=st.integers(0, len(TEXT) - 1), other=st.sampled_from(ALPHABET))
def test_no_changed_character_opens(place: int, other: str) -> None:
    """R-PASS-2: altered is refused, wherever the change stands."""
    altered = TEXT[:place] + other + TEXT[place + 1 :]

    opened = open_token(altered, KEYS)

    assert (altered == TEXT) == isinstance(opened, PassClaims)


def test_no_changed_bit_opens() -> None:
    """Every single bit of the token, the envelope that no signature covers included."""
    altered = [
        bytes([*BYTES[:place], BYTES[place] ^ 1 << bit, *BYTES[place + 1 :]])
        for place in range(len(BYTES))
        for bit in range(8)
    ]

    answers = {code_of(open_token(as_text(data), KEYS)) for data in altered}

    assert answers == {Fault.FORGED, Fault.UNKNOWN_KEY}


@pytest.mark.parametrize("length", [23, 24, 250, 255, 256, 257, 300])
def test_the_same_claims_spelled_otherwise_do_not_open(length: int) -> None:
    """The signature holds in each of these; the control shows that `cwt` would take them."""
    facts = make_facts(visitor="x" * length)
    data = bytes(b45decode(seal(facts, KEY)[len(PREFIX) :]))
    tag = cbor2.loads(data)
    protected, _, payload, signature = tag.value
    length_2, length_4 = len(payload).to_bytes(2, "big"), len(payload).to_bytes(4, "big")
    spellings = [
        cbor2.dumps(cbor2.CBORTag(18, [protected, {99: 1}, payload, signature])),
        data[:13] + b"\x5a" + length_4 + payload + data[-66:],
        *([data[:13] + b"\x59" + length_2 + payload + data[-66:]] if len(payload) < 256 else []),
    ]
    for spelling in spellings:
        assert cwt.COSE.new().decode(spelling, KEYS[KID].cose) == payload

    answers = {code_of(open_token(as_text(spelling), KEYS)) for spelling in spellings}

    assert isinstance(open_token(as_text(data), KEYS), PassClaims)
    assert answers == {Fault.FORGED}


@examples(300)
@given(garbage=st.text(ALPHABET, max_size=400))
def test_garbage_after_the_prefix_is_forged(garbage: str) -> None:
    assert code_of(open_token(PREFIX + garbage, KEYS)) is Fault.FORGED


@examples(300)
@given(data=st.binary(max_size=300))
def test_a_made_up_token_of_a_known_key_is_forged(data: bytes) -> None:
    made_up = BYTES[:13] + b"\x58" + bytes([len(data) % 256]) + data + BYTES[-66:]

    assert code_of(open_token(as_text(made_up), KEYS)) is Fault.FORGED


@examples(200)
@given(text=st.text(max_size=60))
def test_what_is_not_ours_is_unknown(text: str) -> None:
    """Letters that no Latin keyboard makes are told as a keyboard's fault."""
    found = code_of(open_token(text, KEYS))

    assert found in (Fault.UNKNOWN, Fault.FORGED) or (
        found is Fault.KEYBOARD and not text.isascii()
    )


@pytest.mark.parametrize(
    "text", ["", " ", "AD2:0000", "HC1:NCF", "https://desk.example/p/1", "P<UTOERIKSSON<<ANNA", "ſ"]
)
def test_other_codes_are_unknown(text: str) -> None:
    assert code_of(open_token(text, KEYS)) is Fault.UNKNOWN


def test_a_key_that_nobody_knows_has_its_own_answer() -> None:
    stranger, _ = make_keys(b"\x09\x09\x09\x09", seed=9)

    assert code_of(open_token(seal(FACTS, stranger), KEYS)) is Fault.UNKNOWN_KEY


def test_a_stranger_who_borrows_our_keys_name_is_a_forger() -> None:
    stranger, _ = make_keys(KID, seed=9)

    assert code_of(open_token(seal(FACTS, stranger), KEYS)) is Fault.FORGED


@pytest.mark.parametrize(
    "scanned",
    [
        f"  {TEXT}\r\n",
        f"\t{TEXT}\n",
        f"\u00a0{TEXT}",
        TEXT.swapcase(),
        TEXT.lower(),
        f"]Q1{TEXT}",
        f"]q3{TEXT.swapcase()}\r",
    ],
    ids=["blanks", "tab", "no-break", "caps-lock", "lower", "symbology", "all"],
)
def test_what_a_wedge_scanner_does_to_a_text_is_undone(scanned: str) -> None:
    assert open_token(scanned, KEYS) == PassClaims(FACTS, KID)


@examples(200)
@given(data=st.binary(min_size=1, max_size=60))
def test_no_code_ends_in_a_blank_that_trimming_would_take(data: bytes) -> None:
    """The blank is a base45 character; a field that trims must not break a pass."""
    assert not as_text(data).endswith(" ")


def test_letters_of_other_alphabets_are_not_taken_for_ours() -> None:
    lookalike = TEXT.replace("K", "\u212a")  # The Kelvin sign, whose lower case is k.

    assert "K" in TEXT
    assert code_of(open_token(lookalike, KEYS)) is Fault.UNKNOWN


def test_nothing_longer_than_the_longest_pass_is_decoded() -> None:
    """Bad input: even with a good signature, so that the work is bounded."""
    text = seal(make_facts(visitor="x" * LONGEST_TEXT), KEY)

    assert code_of(open_token(text, KEYS)) is Fault.FORGED


def test_the_longest_names_still_make_a_pass() -> None:
    text = seal(make_facts(visitor="ဂ" * 200, company="ဂ" * 200), KEY)

    assert len(text) < LONGEST_TEXT
    assert isinstance(open_token(text, KEYS), PassClaims)


@pytest.mark.parametrize(
    ("spare", "expected"),
    [(timedelta(0), None), (timedelta(seconds=-1), Fault.UNKNOWN_KEY)],
    ids=["ends-in-time", "ends-later"],
)
def test_a_retired_key_opens_only_passes_of_its_time(
    spare: timedelta, expected: Fault | None
) -> None:
    """R-PASS-4: it verifies until its passes have ended, and vouches for nothing later."""
    public = KEYS[KID].cose.to_dict()[-2]
    retired = {KID: opening_key(KID, public, until=FACTS.ends_at + spare)}

    opened = open_token(TEXT, retired)

    assert code_of(opened) is expected
