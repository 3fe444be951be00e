"""What scanners do to a zone: undone where that is certain, else refused."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accessdesk.identity import Document, ReadError, Unreadable, read_document
from tests.examples import examples
from tests.identity.zones import (
    ON,
    Holder,
    dutch_licence,
    french_id,
    french_licence,
    lines,
    swiss_licence,
    td1,
    td2,
    td3,
    visa,
)

CARD = Holder(code="I<", name="MUELLER<BAECHTOLD<<RETO")
ZONES = [
    td1(CARD),
    td2(CARD),
    td3(replace(CARD, code="P<")),
    visa(replace(CARD, code="V<"), 44),
    visa(replace(CARD, code="V<"), 36),
    french_id("LE<GUENNEC", "YANN<<ERWAN", "151129654321", "791003"),
    swiss_licence("AAA001D", "305142128097", "800126", "MUSTER<<CORINA"),
]
PASSPORT = ZONES[2]
every_zone = pytest.mark.parametrize(
    "zone", ZONES, ids=lambda z: f"{len(z)}x{len(z[-1])}{z[0][:2]}"
)
TO_QWERTZ = str.maketrans("<YZ", ";ZY")
TO_QWERTY_ABROAD = str.maketrans("<", ";")
TO_AZERTY = str.maketrans("1234567890<MAQZW", "&é\"'(-è_çà.?QAWZ")
TO_BELGIAN = str.maketrans("1234567890<MAQZW", "&é\"'(§è!çà.?QAWZ")


def read(raw: str) -> Document | Unreadable:
    return read_document(raw, on=ON)


def clean(zone: tuple[str, ...]) -> Document:
    outcome = read(lines(zone))
    assert isinstance(outcome, Document), outcome
    return outcome


@every_zone
@pytest.mark.parametrize(
    "mangle",
    [
        pytest.param("".join, id="line breaks lost"),
        pytest.param("\r".join, id="carriage returns"),
        pytest.param("\r\n".join, id="both"),
        pytest.param("\t".join, id="tabs"),
        pytest.param("|".join, id="bars"),
        pytest.param(" ".join, id="blanks"),
        pytest.param("\x1e".join, id="record separators"),
        pytest.param("\n\n \n".join, id="empty lines"),
        pytest.param(lambda z: "\ufeff \n" + "\n".join(z) + "\r\n\n", id="mark and blanks"),
        pytest.param(lambda z: "\x02" + "\n".join(z) + "\x03", id="start and end of text"),
        pytest.param(lambda z: "\n".join(z).lower(), id="small letters"),
        pytest.param(lambda z: "\n".join(z).capitalize(), id="mixed case"),
        pytest.param(lambda z: "\n".join(" ".join(x) for x in z), id="spaced out"),
        pytest.param(lambda z: "M".join(z) + "M", id="return typed as M"),
        pytest.param(lambda z: "m".join(z).lower() + "m", id="return typed as m"),
        pytest.param(lambda z: "MJ".join(z) + "MJ", id="return and feed typed"),
        pytest.param(lambda z: "M\n".join(z) + "M\n", id="return typed, feed kept"),
        pytest.param(lambda z: lines(z) + "\n" + lines(z), id="sent twice"),
        pytest.param(lambda z: lines(z) + "\n" + lines(z)[:40], id="sent twice, then cut"),
        pytest.param(lambda z: lines(z)[:20] + "\n" + lines(z), id="cut, then sent"),
        pytest.param(lambda z: "\n".join(f"{x}\n{x}" for x in z), id="each line twice"),
        pytest.param(lambda z: "REPUBLIC OF X\nCard / Carte\n" + lines(z), id="print before"),
        pytest.param(lambda z: lines(z) + "\nscanned 12:00", id="print after"),
        pytest.param(lambda z: "OK " + " ".join(z) + " END", id="words around"),
    ],
)
def test_what_a_scanner_does_is_undone(zone, mangle):
    expected = clean(zone)

    assert read(mangle(zone)) == expected


@pytest.mark.parametrize("zone", ZONES[:4])
def test_a_zone_sent_twice_in_one_line_is_read_once(zone):
    expected = clean(zone)

    assert read("".join(zone) * 2) == expected
    assert read("".join(zone) + "".join(zone)[:50]) == expected
    assert read(("M".join(zone) + "M") * 2) == expected


def test_one_line_licences_are_read_with_print_around_them():
    for line in (french_licence("18AB12345", "330219", "BLANC"), dutch_licence("5094962111")):
        expected = read(line)

        assert isinstance(expected, Document)
        assert read(f"permis\n {line}\n") == expected
        assert read(line + "\n" + line) == expected


def test_two_documents_in_one_scan_are_refused():
    other = td3(Holder(name="SOMEBODY<<ELSE"))

    outcome = read(lines(PASSPORT) + "\n" + lines(other))

    assert outcome == Unreadable(ReadError.UNKNOWN_FORMAT)


@every_zone
def test_a_cut_read_is_refused_with_its_code(zone):
    for length in range(45, len(lines(zone))):
        outcome = read(lines(zone)[:length])

        assert isinstance(outcome, Unreadable)
        assert outcome.error in (ReadError.LENGTH, ReadError.INCOMPLETE)


def test_whole_lines_missing_say_that_a_part_is_missing():
    assert read(PASSPORT[0]) == Unreadable(ReadError.INCOMPLETE)
    assert read(lines(ZONES[0][:2])) == Unreadable(ReadError.INCOMPLETE)


@given(
    st.sampled_from(ZONES[:3]),
    st.integers(0, 200),
    st.sampled_from("ABMJ<19"),
    st.sampled_from(["\n", ""]),
)
@examples(150)
def test_a_character_too_many_never_gives_another_name(zone, place, character, joint):
    """The name has no check digit, so a shifted name must be noticed by the length."""
    text = joint.join(zone)
    place %= len(text) + 1

    outcome = read(text[:place] + character + text[place:])

    assert isinstance(outcome, Unreadable) or outcome == clean(zone)


@given(st.sampled_from(ZONES[:3]), st.integers(0, 200), st.sampled_from(["\n", ""]))
@examples(150)
def test_a_lost_character_never_gives_another_name(zone, place, joint):
    text = joint.join(zone)
    place %= len(text)

    outcome = read(text[:place] + text[place + 1 :])

    assert isinstance(outcome, Unreadable) or outcome == clean(zone)


def test_a_name_that_ends_in_m_is_not_taken_for_a_typed_return():
    """One letter too many inside, and an M at the end: the M may be the name's own."""
    first, second = td3(Holder(name="WOOLOOMOOLOO<WARRANDYTE<WARNAMBOOL<<DINGO<M"))
    longer = first[:20] + "X" + first[20:]

    assert read(longer + second) == Unreadable(ReadError.LENGTH)
    assert read(longer + "\n" + second) == Unreadable(ReadError.LENGTH)


def test_an_m_at_the_start_of_a_line_is_not_taken_for_a_typed_return():
    """Line 2 with a character too many; without its own M it would have the right length."""
    first, second = td3(Holder(number="M89010815"))

    outcomes = {
        read(f"{first}\n{second[:at]}{sign}{second[at:]}")
        for at in range(1, 10)
        for sign in "0123456789"
    }

    assert outcomes == {Unreadable(ReadError.LENGTH)}


@pytest.mark.parametrize("sign", ["*", "É", "0x", "ſ", "ı", "１"])
def test_a_character_that_no_zone_has_is_refused(sign):
    first, second = PASSPORT
    broken = first[:8] + sign[0] + first[9:]
    if sign == "0x":
        broken = first[:8] + "_" + first[9:]

    assert read(f"{broken}\n{second}") == Unreadable(ReadError.CHARSET)


def test_lines_in_the_wrong_order_are_refused():
    assert isinstance(read(lines(PASSPORT[::-1])), Unreadable)
    assert isinstance(read(lines(ZONES[0][::-1])), Unreadable)
    assert isinstance(read(lines((ZONES[0][1], ZONES[0][0], ZONES[0][2]))), Unreadable)


@every_zone
def test_a_us_scanner_on_a_foreign_keyboard_without_y_and_z_is_undone(zone):
    expected = clean(zone)

    assert read(lines(zone).translate(TO_QWERTZ)) == expected
    assert read(lines(zone).translate(TO_AZERTY)) == expected
    assert read("".join(zone).translate(TO_BELGIAN)) == expected


@pytest.mark.parametrize("keyboard", [TO_QWERTZ, TO_QWERTY_ABROAD])
def test_y_and_z_are_exchanged_if_a_check_digit_proves_it(keyboard):
    zone = td3(Holder(name="YILMAZ<<ZEYNEP", number="ZY1234567"))

    assert read(lines(zone).translate(keyboard)) == clean(zone)


@pytest.mark.parametrize("keyboard", [TO_QWERTZ, TO_QWERTY_ABROAD])
def test_y_and_z_in_the_name_alone_are_refused(keyboard):
    """German keyboards exchange them, Italian and Spanish ones do not; nothing tells which."""
    zone = td3(Holder(name="YILMAZ<<ZEYNEP"))

    assert read(lines(zone).translate(keyboard)) == Unreadable(ReadError.KEYBOARD_LAYOUT)


@pytest.mark.parametrize(
    "raw",
    [
        lines(PASSPORT).translate(TO_AZERTY).replace("é", "Ã©"),
        lines(PASSPORT).translate(TO_AZERTY).lower(),
        lines(PASSPORT).translate(TO_QWERTZ).lower(),
        lines(PASSPORT).replace("<", "."),
        lines(PASSPORT).replace("<", "\\"),
        lines(PASSPORT).replace("<", "?"),
        lines(PASSPORT).replace("<", ";")[:-4],
    ],
)
def test_a_keyboard_that_cannot_be_undone_is_named(raw):
    assert read(raw) == Unreadable(ReadError.KEYBOARD_LAYOUT)


@pytest.mark.parametrize("width", [36, 44])
def test_a_cards_lines_that_were_filled_to_a_wider_document_are_read(width):
    zone = td1(CARD)

    filled = read_document("\n".join(line.ljust(width, "<") for line in zone), on=ON)

    assert filled == read_document("\n".join(zone), on=ON)
    assert not isinstance(filled, Unreadable)
