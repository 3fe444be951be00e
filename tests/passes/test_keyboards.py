"""A pass that a scanner types for US keys on a computer with other ones (R-PASS-1, R-GATE-2)."""

import unicodedata
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accessdesk.identity import keyboards
from accessdesk.passes.keyboards import (
    MOST_READINGS,
    is_of_other_keys,
    read_code_of_any_keys,
    readings,
)
from accessdesk.passes.short_code import make_short_code, read_short_code, show_short_code
from accessdesk.passes.token import PREFIX, Fault, PassClaims, TokenFault, open_token, seal
from tests.examples import examples
from tests.passes.facts import FACTS, START, make_facts, make_keys

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
KEY, KEYS = make_keys(b"\x01\x02\x03\x04")
# What the keys type that type the alphabet's signs on US ones, as the layouts' makers draw them.
GERMAN = dict(zip(ALPHABET, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXZY $%(`ß.-Ö", strict=True))
FRENCH = dict(zip(ALPHABET, "à&é\"'(-è_çQBCDEFGHIJKL?NOPARSTUVZXYW 458+):!M", strict=True))
CZECH = dict(zip(ALPHABET, 'é+ěščřžýáíABCDEFGHIJKLMNOPQRSTUVWXZY 458ˇ=.-"', strict=True))
LAYOUTS = {"german": GERMAN, "french": FRENCH, "czech": CZECH}
# What they make of the mark `]Q1` that a scanner may type before a code.
MARKS = {"german": "+Q1", "french": "$A&", "czech": ")Q+"}
DEAD = {"`": "\u0300", "ˇ": "\u030c"}
JOINED = {"`": "AEIOU", "ˇ": "CDENRSTZ"}


def typed(text: str, layout: dict[str, str]) -> str:
    """What the computer makes of it: a dead key joins the next letter, and swallows a blank."""
    out, waiting = "", ""
    for sign in (layout[each] for each in text):
        if waiting:
            joins = sign in JOINED[waiting]
            joined = unicodedata.normalize("NFC", sign + DEAD[waiting])
            out += joined if joins else waiting if sign == " " else waiting + sign
            waiting = ""
        elif sign in DEAD:
            waiting = sign
        else:
            out += sign
    return out + waiting


def ambiguous(text: str) -> bool:
    """Whether a plus follows a plus: two dead keys in a row, which computers type differently."""
    return "++" in text or text.endswith("+")


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("sign", ALPHABET)
def test_every_sign_of_a_pass_is_undone(layout: str, sign: str) -> None:
    text = f"{PREFIX}6B{sign}X{sign}A{sign} 0"

    assert text in set(readings(typed(text, LAYOUTS[layout])))


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("lower", [False, True])
@examples(60)
@given(code=st.binary(min_size=7, max_size=7).map(make_short_code))
def test_a_short_code_is_undone_as_a_pass_is(layout: str, lower: bool, code: str) -> None:
    """R-PASS-1: its own check character says which keys were meant."""
    keys = {"french": {"m": ","}}.get(layout, {})
    written = show_short_code(code)
    through = "".join(
        keys.get(sign, LAYOUTS[layout][sign.upper()].lower() if lower else LAYOUTS[layout][sign])
        for sign in (written.lower() if lower else written)
    )

    read = read_code_of_any_keys(through)

    # One in 32 of what other keys leave in the alphabet is a code of its own.
    assert read == code or read == read_short_code(read or "")


@pytest.mark.parametrize("text", ["", "ü" * 12, "K7QM-2F9R-XT4D" * 9, "P<NLDMULLER<<JURGEN"])
def test_what_is_no_short_code_through_any_keys_is_none(text: str) -> None:
    assert read_code_of_any_keys(text) is None


@pytest.mark.parametrize("table", [keyboards.GERMAN, keyboards.FRENCH, keyboards.CZECH])
def test_a_table_has_one_sign_for_each_key(table: str) -> None:
    assert len(table) == len(set(table)) == 42


@pytest.mark.parametrize("layout", LAYOUTS)
@examples(60)
@given(number=st.integers(0, 10**6), minutes=st.integers(1, 100_000))
def test_a_pass_opens_through_other_keys(layout: str, number: int, minutes: int) -> None:
    """R-PASS-1."""
    facts = make_facts(
        visitor=f"Jürgen Müller {number}", ends_at=START + timedelta(minutes=minutes)
    )
    text = seal(facts, KEY)
    lone = typed(text, LAYOUTS[layout])

    opened = open_token(lone, KEYS)

    assert isinstance(opened, PassClaims) or ambiguous(text) or text.count("+ ") > 1
    assert not isinstance(opened, PassClaims) or opened.facts == facts


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_scanners_own_mark_may_come_first(layout: str) -> None:
    opened = open_token(MARKS[layout] + typed(seal(FACTS, KEY), LAYOUTS[layout]), KEYS)

    assert isinstance(opened, PassClaims)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_forged_pass_stays_forged(layout: str) -> None:
    """R-PASS-2."""
    text = seal(FACTS, KEY)
    _, others = make_keys(b"\x09\x09\x09\x09")
    changed = [
        text[:place] + ("A" if text[place] != "A" else "B") + text[place + 1 :]
        for place in range(len(text) // 2, len(text) - 3, 7)
    ]

    answers = [open_token(typed(each, LAYOUTS[layout]), KEYS) for each in changed]
    strange = open_token(typed(text, LAYOUTS[layout]), others)

    assert not any(isinstance(each, PassClaims) for each in answers)
    assert {each.code for each in answers if isinstance(each, TokenFault)} <= {
        Fault.FORGED,
        Fault.KEYBOARD,
        Fault.UNKNOWN_KEY,
    }
    assert isinstance(strange, TokenFault)
    assert strange.code is Fault.UNKNOWN_KEY


@pytest.mark.parametrize("text", ["AD1Ñ" + "6B" * 60, "AD1Ö" + "6B" * 60, "AD1ç" + "X" * 200])
def test_what_cannot_be_undone_is_told_as_the_keyboards_fault(text: str) -> None:
    opened = open_token(text, KEYS)

    assert isinstance(opened, TokenFault)
    assert opened.code is Fault.KEYBOARD


OTHER_ALPHABETS = {
    "russian": dict(zip(ALPHABET[10:36], "ФИСВУАПРШОЛДЬТЩЗЙКЫЕГМЦЧНЯ", strict=True)) | {":": "Ж"},
    "greek": dict(zip(ALPHABET[10:36], "ΑΒΨΔΕΦΓΗΙΞΚΛΜΝΟΠ:ΡΣΤΘΩΣΧΥΖ", strict=True)) | {":": "¨"},
    "hebrew": dict(zip(ALPHABET[10:36], "שנבגקכעיןחלךצמםפ/רדאוה'סטז", strict=True)),
}


@pytest.mark.parametrize("layout", OTHER_ALPHABETS)
@pytest.mark.parametrize("mark", ["", "]Q1"])
def test_a_pass_in_another_alphabet_is_the_keyboards_fault(layout: str, mark: str) -> None:
    """R-PASS-1: and so is the short code, typed on such keys."""
    through = str.maketrans(OTHER_ALPHABETS[layout])

    opened = open_token((mark + seal(FACTS, KEY)).translate(through), KEYS)
    short = open_token("K7QM-2F9R-XT4D".translate(through).lower(), KEYS)

    assert [each.code for each in (opened, short) if isinstance(each, TokenFault)] == [
        Fault.KEYBOARD,
        Fault.KEYBOARD,
    ]


@pytest.mark.parametrize(
    "text", ["", "AD", "123456", "Ж", "V005", "P<NLD", "AD1", "ADAM", "QD&", "Öffnen"]
)
def test_other_texts_are_of_no_keyboard(text: str) -> None:
    assert not is_of_other_keys(text)


def test_a_text_of_dead_keys_costs_no_more_than_others() -> None:
    """R-SEC-4."""
    assert sum(1 for _ in readings("AD1Ö" + "`X" * 200)) == MOST_READINGS
