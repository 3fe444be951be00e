"""The estate file: applied, shown, exported, and refused with words that name the place."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask

from accessdesk.accounts.models import ApiToken, SignInSession, User
from accessdesk.accounts.queries import actor_of_token, actor_of_user, find_user_by_email
from accessdesk.accounts.rules import Right, Scope
from accessdesk.accounts.service import create_token
from accessdesk.db import db, transaction
from accessdesk.errors import Invalid
from accessdesk.estate.export import export_estate
from accessdesk.estate.file import read_estate
from accessdesk.estate.service import Change, apply_estate
from accessdesk.journal.models import JournalEntry
from tests.people import PASSWORD_HASH, PHRASE_HASH

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)

FILE = """
[[sites]]
code = "AMS1"
name = "Amsterdam 1"
zone = "Europe/Amsterdam"
visitor_capacity = 12
[[customers]]
code = "contoso"
name = "Contoso Ltd"
phase = "operate"
contract_ends_on = 2031-12-31
[[contacts]]
customer = "contoso"
name = "Ada Byron"
email = "Ada@contoso.example"
rights = ["remote-hands", "site-access"]
sites = ["AMS1"]
until = 2031-12-31
[[contacts]]
customer = "contoso"
name = "Ada Byron"
email = "ada@contoso.example"
rights = ["incidents"]
sites = ["*"]
[[racks]]
site = "AMS1"
room = "R1"
cage = "C3"
name = "R12"
landlord_label = "M204.313"
[[devices]]
customer = "contoso"
tag = "CT-0001"
serial = "SN93X"
site = "AMS1"
rack = "R12"
unit = 14
[[staff]]
name = "Olu Gate"
email = "olu@operator.example"
role = "officer"
sites = ["AMS1"]
"""


def apply(text: str) -> list[Change]:
    with transaction():
        return apply_estate(read_estate(text), actor="system", now=NOW)


def test_a_file_is_applied_and_a_second_time_changes_nothing(app: Flask) -> None:
    first = apply(FILE)
    second = apply(FILE)

    assert {change.action for change in first} == {"create"}
    assert len(first) == 6
    assert second == []


def test_the_export_declares_the_very_estate(app: Flask) -> None:
    apply(FILE)

    with transaction(write=False):
        exported = export_estate()

    assert apply(exported) == []
    assert read_estate(exported).devices == read_estate(FILE).devices


def test_a_contacts_rights_stand_per_site_with_an_end(app: Flask) -> None:
    apply(FILE)

    user = find_user_by_email("ada@contoso.example")
    ada = actor_of_user(user.id) if user else None

    assert ada is not None
    assert ada.holds(Right.SITE_ACCESS, 1, on=date(2031, 12, 31))
    assert not ada.holds(Right.SITE_ACCESS, 1, on=date(2032, 1, 1))
    assert not ada.holds(Right.SITE_ACCESS, 2, on=date(2031, 1, 1))
    assert ada.holds(Right.INCIDENTS, 2, on=date(2050, 1, 1))


def test_what_a_file_does_not_mention_stays(app: Flask) -> None:
    apply(FILE)

    changes = apply('[[sites]]\ncode = "AMS1"\nname = "Amsterdam One"\nzone = "Europe/Amsterdam"')

    assert [(c.key, dict(c.fields)) for c in changes] == [
        ("AMS1", {"name": ("Amsterdam 1", "Amsterdam One")})
    ]


@pytest.mark.parametrize("typed", ["ada@contoso", "adá@contoso.example"])
def test_an_address_that_cannot_be_written_to_is_a_fault_of_the_file(
    app: Flask, typed: str
) -> None:
    landlord = f'landlord_email = "{typed}"\nzone = "Europe/Amsterdam"'
    faulty = [
        FILE.replace("ada@contoso.example", typed),
        FILE.replace('zone = "Europe/Amsterdam"', landlord),
    ]

    for text in faulty:
        with pytest.raises(Invalid) as refusal:
            read_estate(text)

        assert all(typed in words for words in refusal.value.fields.values())


def test_a_person_who_is_removed_loses_access_at_once_and_keeps_their_history(app: Flask) -> None:
    apply(FILE)
    with transaction():
        user = find_user_by_email("olu@operator.example")
        assert user is not None
        user_id = user.id
        token = create_token(user_id, "desk", Scope.FULL, actor="system", now=NOW)
        db.session.add(
            SignInSession(token_hash="x", user_id=user_id, started_at=NOW, expires_at=NOW)
        )

    removed = FILE.replace('role = "officer"', 'role = "officer"\nremoved = true')
    changes = apply(removed)

    assert [(c.action, c.key) for c in changes] == [("remove", "olu@operator.example")]
    assert actor_of_token(token) is None
    assert db.session.scalar(db.select(SignInSession.ended_at)) == NOW
    assert db.session.query(ApiToken).filter_by(user_id=user_id).count() == 1


def test_a_person_who_comes_back_starts_with_nothing(app: Flask) -> None:
    apply(FILE)
    removed = FILE.replace('role = "officer"', 'role = "officer"\nremoved = true')
    with transaction():
        olu = find_user_by_email("olu@operator.example")
        assert olu is not None
        olu.password_hash, olu.phrase_hash = PASSWORD_HASH, PHRASE_HASH
        token = create_token(olu.id, "desk", Scope.FULL, actor="system", now=NOW)

    apply(removed)
    back = apply(FILE)

    assert [(c.action, c.key, list(c.fields)) for c in back] == [
        ("update", "olu@operator.example", ["removed_at"])
    ]
    olu = find_user_by_email("olu@operator.example")
    assert olu is not None
    assert (olu.password_hash, olu.phrase_hash) == (None, None)
    assert actor_of_token(token) is None
    assert db.session.scalar(db.select(ApiToken.revoked_at)) == NOW
    kept = db.session.scalars(db.select(JournalEntry.event)).all()
    assert kept.count("token.revoked") == 1


def test_who_left_before_their_keys_were_taken_comes_back_without_them(app: Flask) -> None:
    apply(FILE)
    with transaction():
        olu = find_user_by_email("olu@operator.example")
        assert olu is not None
        token = create_token(olu.id, "desk", Scope.FULL, actor="system", now=NOW)
        olu.password_hash, olu.removed_at = PASSWORD_HASH, NOW

    apply(FILE)

    olu = find_user_by_email("olu@operator.example")
    assert olu is not None
    assert olu.password_hash is None
    assert actor_of_token(token) is None


@pytest.mark.parametrize(
    ("change", "place", "words"),
    [
        (("Europe/Amsterdam", "Europe/Atlantis"), "[[sites]] entry 1 (AMS1), field zone", "IANA"),
        (
            ('site = "AMS1"\nroom', 'site = "XXX9"\nroom'),
            "[[racks]] entry 1 (R12), field site",
            "XXX9",
        ),
        (('rack = "R12"', 'rack = "R99"'), "[[devices]] entry 1 (CT-0001), field rack", "R99"),
        (("unit = 14", "unti = 14"), "[[devices]] entry 1 (CT-0001), field unti", "Extra"),
        (
            ('"officer"', '"contact"'),
            "[[staff]] entry 1 (olu@operator.example), field role",
            "cont",
        ),
        (
            ("visitor_capacity = 12", 'id_profile = {keeps = "everything"}'),
            "[[sites]] entry 1 (AMS1), field id_profile",
            "everything",
        ),
        (('"remote-hands"', '"posted"'), "[[contacts]] entry 1 (Ada@contoso.example)", "staff"),
    ],
)
def test_a_fault_names_table_entry_and_field(
    app: Flask, change: tuple[str, str], place: str, words: str
) -> None:
    with pytest.raises(Invalid) as caught:
        apply(FILE.replace(*change))

    name, said = next(iter(caught.value.fields.items()))
    assert name.startswith(place)
    assert words in said


def test_a_file_gives_a_number_and_one_that_is_silent_leaves_it(app: Flask) -> None:
    apply(FILE.replace("[[contacts]]", '[[contacts]]\ntelephone = "+31205550100"'))

    again = apply(FILE)

    ada = db.session.scalar(db.select(User))
    assert ada is not None
    assert ada.telephone == "+31 20 555 0100"
    assert again == []
    assert 'telephone = "+31 20 555 0100"' in export_estate()


def test_a_file_with_a_number_that_cannot_be_dialled_is_refused_at_its_field(app: Flask) -> None:
    with pytest.raises(Invalid) as caught:
        apply(FILE.replace("[[contacts]]", '[[contacts]]\ntelephone = "020 555 0100"'))

    place, said = next(iter(caught.value.fields.items()))
    assert place.startswith("[[contacts]] entry 1")
    assert place.endswith("field telephone")
    assert said.startswith("Begin with +")


@pytest.mark.parametrize("text", ["[[sites]", "sites = 3", "x = [" + "[" * 5000, "\x00"])
def test_hostile_files_are_refused_with_words(app: Flask, text: str) -> None:
    with pytest.raises(Invalid):
        apply(text)


def test_a_file_names_the_pilot_cohort_and_its_export_does_too(app: Flask) -> None:
    """R-ONB-5: what a later file does not say stays as it was."""
    apply(FILE.replace("[[contacts]]", "[[contacts]]\npilot = true"))

    again = apply(FILE)

    ada = db.session.scalar(db.select(User))
    assert ada is not None
    assert ada.in_pilot
    assert again == []
    assert "pilot = true" in export_estate()
