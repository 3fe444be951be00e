"""Words where their country puts them, and suffixes behind a surname (R-GATE-5)."""

from accessdesk.identity.document import NameOnId
from accessdesk.identity.names.comparing import compare_names
from tests.identity.test_names_rules import cases, verdict_on


@cases("""
Ford Jr., Walter | FORD JR | WALTER | match
Ford, Jr., Walter | FORD JR | WALTER | match
Ford Jr., Walter | FORD | WALTER | match
Ford III, Walter | FORD | WALTER III | match
Ford, Walter Jr. | FORD JR | WALTER | match
Walter Ford Jr., PMP | FORD JR | WALTER | match
Ford, Walter | FORD JR | WALTER | review
Ii Jr, Ken | II | KEN | match
Ford Sr., Walter | FORD JR | WALTER | no-match
Ford Jr, Walter | FORD III | WALTER | no-match
Ford, Sr., Walter | FORD JR | WALTER | no-match
""")
def test_a_suffix_behind_the_surname_is_one(requested, surname, given_names, verdict):
    assert verdict_on(requested, surname, given_names) is verdict


@cases("""
Phạm Hạnh | PHAM | MY HANH | match
Pham My Hanh | PHAM | HANH | match
Tuan Vu | VU | DINH TUAN | match
Vũ Thị Hoa | VU | THI THANH HOA | match
Pham My | PHAM | MY HANH | review
Pham Hanh | PHAM | THI HANH | review
Tran Son | TRAN | VAN SON | review
Lam Wing | LAM | CHI WING | review
Pham Hanh | PHAM | MY DUNG | no-match
""")
def test_a_vietnamese_word_before_the_called_name_is_free(requested, surname, given_names, verdict):
    """Thị and Văn tell sister from brother; and where the name may be Chinese it is one name."""
    assert verdict_on(requested, surname, given_names) is verdict


def test_the_note_names_the_called_name():
    match = compare_names("Tuan Vu", NameOnId("VU", "DINH TUAN"))

    assert any("called name TUAN is on the ID" in reason for reason in match.reasons)


@cases("""
Vincent Lau | LAU | CHI KEUNG VINCENT | match
Lau, Vincent | LAU | CHI KEUNG VINCENT | match
Lau Chi Keung | LAU | CHI KEUNG VINCENT | match
Lau Chi Keung Vincent | LAU | CHI KEUNG VINCENT | match
Vincent Chi Keung Lau | LAU | CHI KEUNG VINCENT | review
Lau Chi | LAU | CHI KEUNG VINCENT | review
Robert Lee | LEE | DAVID ROBERT | review
Eugene Lau | LAU | CHI KEUNG VINCENT | no-match
""")
def test_hong_kong_prints_a_further_name_behind_the_syllables(
    requested, surname, given_names, verdict
):
    assert verdict_on(requested, surname, given_names) is verdict
