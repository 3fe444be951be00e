"""What is wrong with an estate file is said at once, each fault by its place."""

import pytest
from flask import Flask

from accessdesk.errors import Invalid
from accessdesk.estate.file import decode_estate, read_estate
from tests.estate.test_service import FILE, apply

LEASED = """
[[sites]]
code = "LHR2"
name = "London 2"
zone = "Europe/London"
kind = "leased"
landlord_email = "desk@landlord.example"
"""
NO_LANDLORD = LEASED.replace('landlord_email = "desk@landlord.example"', "")
MANAGED = NO_LANDLORD.replace("leased", "managed")
ELSEWHERE = (
    LEASED
    + """
[[customers]]
code = "fabrikam"
name = "Fabrikam Inc"
contract_ends_on = 2031-12-31
[[racks]]
site = "LHR2"
name = "R12"
[[devices]]
customer = "fabrikam"
tag = "CT-0001"
site = "LHR2"
rack = "R12"
"""
)
ADA_AGAIN = {
    "customer": '"contoso"',
    "name": '"Ada Byron"',
    "email": '"ada@contoso.example"',
    "rights": '["contacts"]',
    "sites": '["AMS1"]',
}


def refused(text: str) -> dict[str, str]:
    with pytest.raises(Invalid) as caught:
        apply(text)
    return caught.value.fields


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("", NO_LANDLORD, "a leased site needs its landlord's e-mail address"),
        (
            "",
            LEASED.replace("desk@landlord.example", "nonsense"),
            "“nonsense” is not an e-mail address",
        ),
        (
            "",
            LEASED.replace("desk@landlord.example", "a@b c@d"),
            "“a@b c@d” is not an e-mail address",
        ),
        (LEASED, LEASED.replace("desk@landlord.example", ""), "a leased site needs"),
        (MANAGED, NO_LANDLORD, "a leased site needs"),
        (LEASED, LEASED.replace('kind = "leased"', "").replace("desk@landlord.example", ""), "a"),
    ],
)
def test_a_leased_site_needs_a_landlord_who_can_be_told(
    app: Flask, before: str, after: str, words: str
) -> None:
    """R-SA-4: what counts is what the site becomes, as an update may leave a field unsaid."""
    apply(before)

    faults = refused(after)

    ((place, said),) = faults.items()
    assert place == "[[sites]] entry 1 (LHR2), field landlord_email"
    assert words in said


@pytest.mark.parametrize("unsaid", ['kind = "leased"', 'landlord_email = "desk@landlord.example"'])
def test_an_update_of_a_leased_site_may_leave_its_landlord_unsaid(app: Flask, unsaid: str) -> None:
    apply(LEASED)

    assert apply(LEASED.replace(unsaid, "")) == []


def test_every_fault_of_a_file_is_said_at_once(app: Flask) -> None:
    faulty = (
        FILE.replace('sites = ["AMS1"]\nuntil', 'sites = ["XXX1", "AMS1", "XXX2"]\nuntil')
        .replace('customer = "contoso"\ntag', 'customer = "fabrikam"\ntag')
        .replace('rack = "R12"', 'rack = "R99"')
    )

    faults = refused(faulty)

    assert faults == {
        "[[contacts]] entry 1 (ada@contoso.example), field sites": "there is no site XXX1, XXX2",
        "[[devices]] entry 1 (CT-0001), field customer": "there is no customer fabrikam",
        "[[devices]] entry 1 (CT-0001), field rack": "there is no rack R99 at AMS1",
    }


@pytest.mark.parametrize(
    ("table", "called"),
    [("sites", "AMS1"), ("customers", "contoso"), ("racks", "R12"), ("devices", "CT-0001")],
)
def test_two_entries_of_one_thing_are_refused(app: Flask, table: str, called: str) -> None:
    """The second would undo the first, each time that the file is applied."""
    entry = f"[[{table}]]" + FILE.split(f"[[{table}]]")[1].split("[[")[0]

    faults = refused(FILE + entry)

    assert faults == {f"[[{table}]] entry 2 ({called})": "entry 1 declares the same; keep one"}


def test_the_same_tag_and_the_same_rack_elsewhere_are_other_things(app: Flask) -> None:
    apply(FILE + ELSEWHERE)

    assert apply(FILE + ELSEWHERE) == []


@pytest.mark.parametrize(
    "differing",
    [{"removed": "true"}, {"name": '"Ada King"'}, {"customer": '"fabrikam"', "removed": "true"}],
)
def test_entries_of_one_person_that_contradict_each_other_are_refused(
    app: Flask, differing: dict[str, str]
) -> None:
    entry = "\n".join(f"{name} = {value}" for name, value in (ADA_AGAIN | differing).items())

    faults = refused(f"{FILE}{ELSEWHERE}[[contacts]]\n{entry}")

    first = "[[contacts]] entry 1 (ada@contoso.example)"
    assert faults == {
        "[[contacts]] entry 3 (ada@contoso.example)": f"{first} says something else: "
        + ", ".join(differing)
    }


def test_one_address_is_not_both_a_contact_and_staff(app: Flask) -> None:
    faults = refused(FILE.replace("olu@operator.example", "ada@contoso.example"))

    assert list(faults) == ["[[staff]] entry 1 (ada@contoso.example)"]


def test_a_file_in_another_encoding_is_refused_with_the_line() -> None:
    with pytest.raises(Invalid) as caught:
        decode_estate('[[sites]]\nname = "Zürich"'.encode("latin-1"))

    assert caught.value.detail == "This is not UTF-8 text: line 2 has a byte that is not UTF-8."
    assert "UTF-8" in caught.value.next_step


def test_a_file_that_begins_with_a_byte_order_mark_is_read() -> None:
    assert decode_estate("\ufeff[[sites]]".encode()) == "[[sites]]"


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ('"London 2"', '"London\u200b2"', "cannot be seen"),
        ('"London 2"', '"\u202e2 nodnoL"', "cannot be seen"),
        ('"London 2"', '"  "', "at least 1 character"),
        ('kind = "leased"', "id_profile = { kinds = 5 }", "kinds must be a list"),
        ('kind = "leased"', 'id_profile = { issuers = "NLD" }', "issuers must be a list"),
    ],
)
def test_a_value_that_cannot_stand_is_said_at_its_field(
    before: str, after: str, words: str
) -> None:
    with pytest.raises(Invalid) as caught:
        read_estate(LEASED.replace(before, after))

    ((place, said),) = caught.value.fields.items()
    assert place.startswith("[[sites]] entry 1 (LHR2), field ")
    assert words in said


def test_a_number_that_is_too_long_to_be_one_is_no_toml() -> None:
    with pytest.raises(Invalid) as caught:
        read_estate(f"{LEASED}notice_minutes = {'9' * 5000}")

    assert caught.value.code == "not-toml"
