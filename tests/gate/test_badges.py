"""What is no badge is refused with words and a next step, whichever way it comes (R-GATE-15)."""

import pytest

from accessdesk.db import transaction
from accessdesk.errors import Invalid
from accessdesk.gate.badges import BadgeFault, judge_badge
from accessdesk.gate.declared_badges import fault_of_declared
from tests.gate.conftest import get_site
from tests.gate.test_service import MULLER, SMITH, admit

NUMBER_OF_IDS = "SPECI2026"  # As `passport` makes them.
LICENCE = "@\n\x1e\rANSI 636014040002DL00410288ZC"
BADGES = ["V005", "V-07", "7", "0031", "Visitor 12", "AMS1/0031", "B:12", "#4", "VISITOR-AMS1-0031"]
NO_BADGES = [
    ("AD1:6BF", BadgeFault.PASS),
    ("V31AD1:6BF", BadgeFault.PASS),
    ("]Q1ad1:6bf", BadgeFault.PASS),
    ("P<UTOERIKSSON", BadgeFault.ID),
    ("V31P<UTO", BadgeFault.ID),
    (LICENCE[:30], BadgeFault.ID),
    ("V31ANSI 636014", BadgeFault.ID),
    ("L898902C36UTO7408122F120", BadgeFault.ID),
    ("6BF7%Q+D9P60QZ:WTT4KFB-3", BadgeFault.PASS),
    ("V31V31", BadgeFault.TWO_SCANS),
    ("V9 v9", BadgeFault.TWO_SCANS),
    ("V31\nV32", BadgeFault.NO_NUMBER),
    ("---", BadgeFault.NO_NUMBER),
]
OUT = [
    # What is scanned, a badge that is out, and whether it is two scans in one.
    ("V31V005", "V005", True),
    ("V005V31", "V005", True),
    ("v31v005", "V005", True),
    ("V31 V005", "V005", True),
    ("V-08V-07", "V-07", True),
    ("00120031", "0012", True),
    ("V12", "V1", False),
    ("V0051", "V005", False),
    ("1012", "10", False),
    ("AMS1-V005", "V005", False),
    ("V006", "V005", False),
]


@pytest.mark.parametrize("text", BADGES)
def test_a_badge_is_any_number_that_people_write_on_one(text: str) -> None:
    """R-GATE-15."""
    assert judge_badge(text) is None


@pytest.mark.parametrize(("text", "fault"), NO_BADGES)
def test_a_pass_an_id_and_two_scans_are_no_badge(text: str, fault: BadgeFault) -> None:
    """R-GATE-15."""
    assert judge_badge(text) is fault


@pytest.mark.parametrize(("text", "out", "is_two"), OUT)
def test_a_badge_that_is_out_is_found_in_another(text: str, out: str, is_two: bool) -> None:
    """R-GATE-15: and a longer number that only begins like it is none of that."""
    fault = judge_badge(text, out=[out])

    assert fault == (BadgeFault.TWO_SCANS if is_two else None)


def test_two_scans_run_together_let_nobody_in(officer, make_visit) -> None:
    """R-GATE-15."""
    visit = make_visit("Jürgen Müller", "Agent Smith")
    admit(officer, visit.codes[0], badge="V005")

    with pytest.raises(Invalid) as refused:
        admit(officer, visit.codes[1], SMITH, badge="V31V005")
    entered = admit(officer, visit.codes[1], SMITH, badge="V31")

    assert refused.value.code == "badge-two-scans"
    assert refused.value.next_step == "Scan the badge once more, on its own, or type its number."
    assert entered.admission_id


def test_a_short_code_within_a_badge_is_a_pass(officer, make_visit) -> None:
    """R-GATE-15: what only looks like one is a badge."""
    visit = make_visit()

    with pytest.raises(Invalid) as refused:
        admit(officer, visit.code, MULLER, badge=f"V31{visit.short_codes[0]}")

    assert refused.value.code == "badge-is-pass"
    assert visit.short_codes[0] not in str(refused.value.fields)


@pytest.mark.parametrize("again", ["b7", "\N{FULLWIDTH LATIN CAPITAL LETTER B}7", " B7 "])
def test_one_badge_is_one_however_it_is_typed_where_none_are_declared(
    officer, make_visit, again
) -> None:
    """R-GATE-15."""
    visit = make_visit("Jürgen Müller", "Agent Smith")
    admit(officer, visit.codes[0], MULLER, badge="B7")

    with pytest.raises(Invalid) as refused:
        admit(officer, visit.codes[1], SMITH, badge=again.strip())

    assert refused.value.code == BadgeFault.TAKEN.value


@pytest.mark.parametrize(
    "badge", [NUMBER_OF_IDS, f"{NUMBER_OF_IDS[:3]} {NUMBER_OF_IDS[3:].lower()}"]
)
def test_the_number_of_the_id_that_is_shown_is_no_badge(officer, make_visit, badge) -> None:
    """R-GATE-15, R-GATE-8: a code on the ID was scanned in place of the badge."""
    visit = make_visit()

    with pytest.raises(Invalid) as refused:
        admit(officer, visit.code, MULLER, badge=badge)
    admitted = admit(officer, visit.code, MULLER, badge="B7")

    assert refused.value.code == BadgeFault.ID.value
    assert admitted.admission_id


def test_who_has_a_badge_is_said_with_what_to_do(officer, make_visit) -> None:
    visit = make_visit("Jürgen Müller", "Agent Smith")
    admit(officer, visit.codes[0], badge="V005")

    with pytest.raises(Invalid) as refused:
        admit(officer, visit.codes[1], SMITH, badge="V005")

    assert refused.value.code == "badge-taken"
    assert refused.value.fields == {"badge": "V005 is with Jürgen Müller."}
    assert refused.value.next_step.startswith("Hand out another badge.")


@pytest.fixture
def pool(make_visit):
    """A visit of two at a site whose visitors' badges are counted."""
    visit = make_visit("Jürgen Müller", "Agent Smith")
    with transaction():
        get_site("AMS1", badge_numbers="V001-V003, C##")
    return visit


def test_a_badge_that_is_none_of_the_sites_is_refused_with_what_fits(officer, pool) -> None:
    """R-GATE-15."""
    admit(officer, pool.codes[0], badge="V002")

    with pytest.raises(Invalid) as refused:
        admit(officer, pool.codes[1], SMITH, badge="X12")

    assert refused.value.code == "badge-not-of-site"
    assert refused.value.fields == {
        "badge": "That is no badge of this site. Its badges are V001 to V003, or C## (each # is a "
        "digit)."
    }
    assert refused.value.next_step == "Hand out one of those. Free: V001, V003."


@pytest.mark.parametrize(("scanned", "kept"), [("v003", "V003"), ("c07", "C07"), ("", "")])
def test_a_badge_that_fits_is_kept_in_the_sites_spelling(officer, pool, scanned, kept) -> None:
    """R-GATE-15: so that `v003` and `V003` are never with two people."""
    entered = admit(officer, pool.codes[0], badge=scanned)

    assert entered.badge == kept


def test_one_badge_in_two_spellings_is_with_one_person_alone(officer, pool) -> None:
    """R-GATE-15."""
    admit(officer, pool.codes[0], badge="V003")

    with pytest.raises(Invalid) as refused:
        admit(officer, pool.codes[1], SMITH, badge="v003")

    assert refused.value.code == "badge-taken"


def test_two_scans_are_told_as_that_where_badges_are_counted_too(officer, pool) -> None:
    """R-GATE-15."""
    admit(officer, pool.codes[0], badge="V002")

    with pytest.raises(Invalid) as refused:
        admit(officer, pool.codes[1], SMITH, badge="V001V002")

    assert refused.value.code == "badge-two-scans"


NEVER = [
    "AD1:#",
    "ad1:1-ad1:9",
    "V###, AD1:##",
    "Ansi ##",
    "V\N{EN DASH}##",
    "---",
    "V1V1",
    "V" * 41,
]


@pytest.mark.parametrize("declared", NEVER)
def test_badges_that_the_gate_always_refuses_are_not_declared(declared: str) -> None:
    """R-GATE-15: not one of them could ever be handed out."""
    assert "could be handed out" in fault_of_declared(declared)


@pytest.mark.parametrize(
    ("declared", "words"),
    [
        ("###", "“###” fits every number of its length. Write what stands on each badge"),
        ("V001-V060, #-#", "fits every number of its length"),
        ("#" * 12, "fits every number of its length"),
        ("V1-V999999999", "“V1 to V999999999” are 999,999,999 badges. A pattern or pool has at"),
        ("1-10001", "are 10,001 badges"),
        ("V#####", "are 100,000 badges"),
    ],
)
def test_badges_that_a_slip_of_the_keys_would_fit_are_not_declared(
    declared: str, words: str
) -> None:
    """R-GATE-15: a site's numbers are there to tell a badge from what is none."""
    assert words in fault_of_declared(declared)


@pytest.mark.parametrize(
    "declared", ["V###", "V001-V060", "V##V##", "1-10000", "V####", "Escort", "7", ""]
)
def test_badges_of_which_the_gate_takes_some_are_declared(declared: str) -> None:
    """R-GATE-15."""
    assert fault_of_declared(declared) == ""
