"""What the zones of ICAO 9303 say, each field by its rule."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accessdesk.identity import Document, DocumentKind, ReadError, Unreadable, read_document
from tests.examples import examples
from tests.identity.zones import (
    ON,
    Holder,
    checked,
    digit,
    filled,
    lines,
    td1,
    td2,
    td3,
    visa,
)

CARD = Holder(code="I<")
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
words = st.lists(st.text(LETTERS, min_size=1, max_size=6), min_size=1, max_size=2)
numbers = st.text(LETTERS + "0123456789", min_size=1, max_size=9)
births = st.dates(date(1926, 6, 2), ON)
expiries = st.dates(date(1976, 1, 1), date(2075, 12, 31))
holders = st.builds(
    Holder,
    code=st.sampled_from(["P<", "PP", "PE", "PD", "PO", "PU", "PS"]),
    issuer=st.sampled_from(["NLD", "D", "UTO", "GBR"]),
    name=st.tuples(words, words).map(lambda n: "<".join(n[0]) + "<<" + "<".join(n[1])),
    number=numbers,
    birth=births.map(lambda day: f"{day:%y%m%d}"),
    sex=st.sampled_from("MFX<"),
    expiry=expiries.map(lambda day: f"{day:%y%m%d}"),
)


def read(zone: tuple[str, ...]) -> Document | Unreadable:
    return read_document(lines(zone), on=ON)


def document(zone: tuple[str, ...]) -> Document:
    outcome = read(zone)
    assert isinstance(outcome, Document), outcome
    return outcome


def test_a_passport_gives_all_that_it_says():
    holder = Holder(code="PP", issuer="D", name="MUELLER<<JUERGEN", number="C43LVE72H")

    outcome = document(td3(holder))

    assert outcome == Document(
        kind=DocumentKind.TD3,
        surname="MUELLER",
        given_names="JUERGEN",
        document_number="C43LVE72H",
        expires_on=date(2028, 10, 6),
        born_on=date(1984, 9, 29),
        issuer="D",
        valid_check_digits=True,
        name_truncated=False,
        expired=False,
        document_code="PP",
    )


@pytest.mark.parametrize(
    ("zone", "kind", "code"),
    [
        (td1(CARD), DocumentKind.TD1, "I"),
        (td1(replace(CARD, code="AC")), DocumentKind.TD1, "AC"),
        (td1(replace(CARD, code="C1")), DocumentKind.TD1, "C1"),
        (td2(replace(CARD, code="ID")), DocumentKind.TD2, "ID"),
        (td1(replace(CARD, code="RP")), DocumentKind.TD1, "RP"),
        (td1(replace(CARD, code="R<")), DocumentKind.TD1, "R"),
        (td2(replace(CARD, code="RP")), DocumentKind.TD2, "RP"),
        (td1(replace(CARD, code="TI")), DocumentKind.TD1, "TI"),
        (td1(replace(CARD, code="ME")), DocumentKind.TD1, "ME"),
        (td3(Holder(code="PU")), DocumentKind.TD3, "PU"),
        (td3(Holder(code="IR")), DocumentKind.TD3, "IR"),
        (td3(Holder(code="AR")), DocumentKind.TD3, "AR"),
        (visa(Holder(code="V<"), 44), DocumentKind.MRVA, "V"),
        (visa(Holder(code="VC"), 36), DocumentKind.MRVB, "VC"),
    ],
)
def test_size_and_first_letter_tell_the_kind(zone, kind, code):
    outcome = document(zone)

    assert (outcome.kind, outcome.document_code) == (kind, code)
    assert (outcome.surname, outcome.given_names) == ("DE VRIES", "ANOUK")


@pytest.mark.parametrize("code", ["TA", "MX", "D<", "XX"])
def test_a_code_that_no_state_prints_is_refused(code):
    """The code has no check digit: a zone with another one was glued together wrongly."""
    assert read(td1(replace(CARD, code=code))) == Unreadable(ReadError.UNKNOWN_FORMAT)


@given(holders)
@examples(60)
def test_whatever_is_built_by_the_standard_reads_back(holder):
    surname, given_names = holder.name.split("<<")

    for zone in (td1(replace(holder, code="ID")), td2(replace(holder, code="ID")), td3(holder)):
        outcome = document(zone)

        assert outcome.surname == surname.replace("<", " ")
        assert outcome.given_names == given_names.replace("<", " ")
        assert outcome.document_number == holder.number
        assert f"{outcome.born_on:%y%m%d}" == holder.birth
        assert f"{outcome.expires_on:%y%m%d}" == holder.expiry
        assert outcome.born_on <= ON
        assert outcome.issuer == holder.issuer


@given(holders)
@examples(30)
def test_a_visa_reads_back_and_is_never_taken_for_another_kind(holder):
    large, small = (visa(replace(holder, code="V<"), width) for width in (44, 36))

    assert document(large).kind is DocumentKind.MRVA
    assert document(small).kind is DocumentKind.MRVB
    assert document(small).document_number == holder.number


@pytest.mark.parametrize("counts_filler", [True, False])
@pytest.mark.parametrize("build", [td1, td2])
@pytest.mark.parametrize("number", ["5922116921", "59221169217", "A1B2C3D4E5F6G"])
def test_long_numbers_are_read_by_both_conventions(build, number, counts_filler):
    holder = replace(CARD, number=number)
    if build is td2:
        holder = replace(holder, number=number[:14])

    outcome = document(build(holder, counts_filler=counts_filler))

    assert outcome.document_number == holder.number


def test_a_long_number_with_nothing_behind_the_filler_is_refused():
    first, second, third = td1(CARD)
    first = first[:14] + "<" * 16
    composite = first[5:] + second[:7] + second[8:15] + second[18:29]

    outcome = read((first, second[:29] + digit(composite), third))

    assert outcome == Unreadable(ReadError.CHECK_DIGIT)


@pytest.mark.parametrize("birth", ["<<<<<<", "72<<<<", "7205<<", "<<0512", "72<<05"])
def test_an_unknown_birth_date_is_read_as_none(birth):
    assert document(td3(Holder(birth=birth))).born_on is None


@pytest.mark.parametrize("birth", ["<<<<<<", "72<<<<"])
def test_an_unknown_birth_date_has_a_check_digit_all_the_same(birth):
    first, second = td3(Holder(birth=birth))
    wrong = str((int(second[19]) + 1) % 10)

    outcome = read((first, second[:19] + wrong + second[20:]))

    assert outcome == Unreadable(ReadError.CHECK_DIGIT)


@pytest.mark.parametrize(
    "holder",
    [
        Holder(birth="840931"),
        Holder(birth="8409<9"),
        Holder(birth="84<9<<"),
        Holder(birth="8413<<"),
        Holder(birth="990229"),
        Holder(birth="8A0929"),
        Holder(expiry="301131"),
        Holder(expiry="2810<<"),
        Holder(expiry="<<<<<1"),
    ],
)
def test_an_impossible_date_is_refused_though_its_digit_holds(holder):
    assert read(td3(holder)) == Unreadable(ReadError.DATE)


@pytest.mark.parametrize(
    ("birth", "born_on"),
    [
        ("260601", date(2026, 6, 1)),
        ("260602", date(1926, 6, 2)),
        ("000229", date(2000, 2, 29)),
        ("991231", date(1999, 12, 31)),
        ("260531", date(2026, 5, 31)),
    ],
)
def test_nobody_is_born_after_the_day_of_reading(birth, born_on):
    assert document(td3(Holder(birth=birth))).born_on == born_on


@pytest.mark.parametrize(
    ("expiry", "expires_on", "expired"),
    [
        ("260531", date(2026, 5, 31), True),
        ("260601", date(2026, 6, 1), False),
        ("751231", date(2075, 12, 31), False),
        ("760101", date(1976, 1, 1), True),
        ("961210", date(1996, 12, 10), True),
    ],
)
def test_expiry_is_in_the_hundred_years_around_the_day_of_reading(expiry, expires_on, expired):
    outcome = document(td3(Holder(expiry=expiry)))

    assert (outcome.expires_on, outcome.expired) == (expires_on, expired)


def test_a_document_without_an_expiry_is_neither_expired_nor_not():
    outcome = document(td1(replace(CARD, expiry="<<<<<<")))

    assert (outcome.expires_on, outcome.expired) == (None, None)


@pytest.mark.parametrize("on", [date.min, date.max, date(50, 1, 1)])
def test_no_day_of_reading_breaks_the_reader(on):
    outcome = read_document(lines(td3(Holder())), on=on)

    assert isinstance(outcome, Document | Unreadable)


@pytest.mark.parametrize(
    ("field", "surname", "given_names", "truncated"),
    [
        ("ARKFREITH", "ARKFREITH", "", False),
        ("<<ANNA<MARIA", "", "ANNA MARIA", False),
        ("VAN<DER<BERG<<J", "VAN DER BERG", "J", False),
        ("NILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<K", "NILAVADHANANANDA", None, True),
        ("A<<B<<C", "A", "B C", False),
    ],
)
def test_names_are_split_at_the_first_double_filler(field, surname, given_names, truncated):
    outcome = document(td3(Holder(name=field)))

    assert outcome.surname == surname
    assert given_names is None or outcome.given_names == given_names
    assert outcome.name_truncated is truncated


@pytest.mark.parametrize("build", [td1, td2, td3])
@pytest.mark.parametrize(
    "change",
    [
        {"name": "ER1KSSON<<ANNA"},
        {"name": ""},
        {"issuer": "UT0"},
        {"issuer": "<TO"},
        {"nationality": "UT0"},
        {"sex": "Q"},
    ],
)
def test_a_field_without_a_check_digit_must_have_its_own_characters(build, change):
    holder = replace(CARD if build is not td3 else Holder(), **change)

    assert read(build(holder)) == Unreadable(ReadError.CHARSET)


def test_stateless_and_unknown_nationality_are_read():
    assert document(td3(Holder(nationality="XXX"))).surname == "DE VRIES"
    assert document(td3(Holder(nationality="<<<"))).surname == "DE VRIES"


def test_only_an_empty_personal_number_may_have_a_filler_for_its_digit():
    first, second = td3(Holder())
    empty = second[:42] + "<" + second[43]
    composite = second[:10] + second[13:20] + second[21:28] + filled("1", 14) + "<"
    used = second[:28] + filled("1", 14) + "<" + digit(composite)

    assert isinstance(read((first, empty)), Document)
    assert read((first, used)) == Unreadable(ReadError.CHECK_DIGIT)


@pytest.mark.parametrize("build", [td1, td2, td3])
def test_a_document_without_a_number_is_refused(build):
    holder = replace(CARD if build is not td3 else Holder(), number="")

    assert read(build(holder)) == Unreadable(ReadError.UNKNOWN_FORMAT)


@pytest.mark.parametrize(
    "zone",
    [
        td3(Holder(code="K<")),
        td3(Holder(code="1<")),
        td1(replace(CARD, code="TY")),
        td2(replace(CARD, code="P<")),
        td1(replace(CARD, code="V<")),
        td2(replace(CARD, code="<I")),
        ("<" * 44, "<" * 44),
    ],
)
def test_a_first_letter_that_no_document_has_is_refused(zone):
    assert read(zone) == Unreadable(ReadError.UNKNOWN_FORMAT)


@pytest.mark.parametrize("place", [9, 19, 27, 42, 43])
def test_each_check_digit_of_a_passport_is_checked(place):
    first, second = td3(Holder(optional="ZE184226B"))
    wrong = str((int(second[place]) + 1) % 10)

    outcome = read((first, second[:place] + wrong + second[place + 1 :]))

    assert outcome == Unreadable(ReadError.CHECK_DIGIT)


def test_the_example_of_the_standard_has_the_digit_that_the_standard_gives():
    # ICAO 9303-3, 4.9: the digit of 520727 is 3; 9303-4, appendix A: L898902C3 has 6.
    assert checked("520727") == "5207273"
    assert checked("L898902C3") == "L898902C36"
