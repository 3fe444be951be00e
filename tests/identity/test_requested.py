"""What the request form says about a visitor's name before anybody stands at the gate."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accessdesk.identity.requested import RemarkCode, Severity, remarks_on_requested_name
from tests.examples import examples


def codes_for(name: str) -> list[RemarkCode]:
    return [remark.code for remark in remarks_on_requested_name(name)]


@pytest.mark.parametrize(
    "name",
    [
        *("Jürgen Müller", "Anna van der Berg", "王小明 Wang Xiaoming", "John Q. Smith", "Kim Lee"),
        *("Robert Crane Jr", "Robert Crane 3rd", "José Ortega y Gasset", "O’Connor Enya"),
    ],
)
def test_a_full_name_passes_without_remark(name):
    assert remarks_on_requested_name(name) == []


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", RemarkCode.EMPTY),
        (" - ", RemarkCode.EMPTY),
        ("TBD", RemarkCode.PLACEHOLDER),
        ("N.N.", RemarkCode.PLACEHOLDER),
        ("n/a", RemarkCode.PLACEHOLDER),
        ("to be confirmed", RemarkCode.PLACEHOLDER),
        ("Visitor 1", RemarkCode.PLACEHOLDER),
        ("Technician", RemarkCode.PLACEHOLDER),
        ("Smith TBD", RemarkCode.PLACEHOLDER),
        ("Técnico", RemarkCode.PLACEHOLDER),
        ("Name follows", RemarkCode.PLACEHOLDER),
        ("Plus one", RemarkCode.PLACEHOLDER),
        ("A. N. Other", RemarkCode.PLACEHOLDER),
        ("Name to be advised", RemarkCode.PLACEHOLDER),
        ("will follow", RemarkCode.PLACEHOLDER),
        ("see attached list", RemarkCode.PLACEHOLDER),
        ("not yet assigned", RemarkCode.PLACEHOLDER),
        ("wird noch benannt", RemarkCode.PLACEHOLDER),
        ("à confirmer", RemarkCode.PLACEHOLDER),
        ("por definir", RemarkCode.PLACEHOLDER),
        ("n.t.b.", RemarkCode.PLACEHOLDER),
        ("John Smith (to be confirmed)", RemarkCode.PLACEHOLDER),
        ("Firstname Lastname", RemarkCode.PLACEHOLDER),
        ("J0hn Smith", RemarkCode.DIGITS),
        ("John Smith 2", RemarkCode.DIGITS),
        ("jm@fiberworks.example", RemarkCode.ADDRESS),
        ("John Smith " * 12, RemarkCode.TOO_LONG),
        ("J\ufffdrgen M\ufffdller", RemarkCode.MISREAD_LETTERS),
        ("J?rgen M?ller", RemarkCode.MISREAD_LETTERS),
        ("JÃ¼rgen MÃ¼ller", RemarkCode.MISREAD_LETTERS),
        *((f"Lope{sign} Roy", RemarkCode.MISREAD_LETTERS) for sign in "‡%#~\x82"),
        *((name, RemarkCode.MISREAD_LETTERS) for name in ("Ïåòðîâ Èâàí", "M√ºller", "M¨ller Jan")),
        ("Å»ak Jan", RemarkCode.MISREAD_LETTERS),
        *((f"Andr{sign} Roy", RemarkCode.MISREAD_LETTERS) for sign in "£§¯¤"),
    ],
)
def test_what_names_nobody_is_refused(name, code):
    [remark] = remarks_on_requested_name(name)

    assert remark.severity is Severity.REFUSE
    assert remark.code is code


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Bill Ashcroft", RemarkCode.NICKNAME),
        ("Pepe García", RemarkCode.NICKNAME),
        ("J. Walker", RemarkCode.INITIAL),
        ("Adaeze O.", RemarkCode.INITIAL),
        ("Suharto", RemarkCode.SINGLE_WORD),
        ("Dr. Jane Roe", RemarkCode.TITLE),
        ("Jane Roe PhD", RemarkCode.TITLE),
        ("John Doe", RemarkCode.EXAMPLE_NAME),
        ("Пaul Whitaker", RemarkCode.MIXED_LETTERS),
        ("Dell engineer", RemarkCode.ROLE),
        ("Engineer from Dell", RemarkCode.ROLE),
        ("the carrier’s man", RemarkCode.ROLE),
        ("the carrier's man", RemarkCode.ROLE),
        ("Somebody at Fiberworks", RemarkCode.ROLE),
        ("Ingrid Driver", RemarkCode.ROLE),
        ("técnico de Claro", RemarkCode.ROLE),
        ("livreur DHL", RemarkCode.ROLE),
        ("Fahrer Spedition", RemarkCode.ROLE),
        ("Vertreter Siemens", RemarkCode.ROLE),
        ("fibre guy", RemarkCode.ROLE),
        ("cable guys", RemarkCode.ROLE),
        ("sales rep", RemarkCode.ROLE),
        ("tech from Dell", RemarkCode.ROLE),
        ("Dell tech", RemarkCode.ROLE),
        ("someone of Equinix", RemarkCode.ROLE),
        ("remote hands", RemarkCode.ROLE),
        ("KPMG auditor", RemarkCode.ROLE),
        ("Fiberworks GmbH", RemarkCode.ROLE),
        ("security guard", RemarkCode.ROLE),
        ("colega de Claro", RemarkCode.ROLE),
        ("Medewerker KPN", RemarkCode.ROLE),
        ("John’s assistant", RemarkCode.ROLE),
        ("Vertretung für Hans Meier", RemarkCode.ROLE),
        ("Konsultant IBM", RemarkCode.ROLE),
        ("инженер Dell", RemarkCode.ROLE),
        ("Eng. Dell", RemarkCode.ROLE),
        ("Crane operator", RemarkCode.ROLE),
        ("Generator mechanic", RemarkCode.ROLE),
        ("Juniper SE", RemarkCode.ROLE),
        ("Anna Huber plus one", RemarkCode.SEVERAL_PEOPLE),
        ("John Smith and Jane Roe", RemarkCode.SEVERAL_PEOPLE),
        ("John Smith or Jane Roe", RemarkCode.SEVERAL_PEOPLE),
        ("John Smith / Jane Roe", RemarkCode.SEVERAL_PEOPLE),
        ("John Smith; Jane Roe", RemarkCode.SEVERAL_PEOPLE),
        ("John Smith\nJane Roe", RemarkCode.SEVERAL_PEOPLE),
    ],
)
def test_what_only_a_review_could_admit_is_pointed_out(name, code):
    [remark] = remarks_on_requested_name(name)

    assert remark.severity is Severity.ADVISE
    assert remark.code is code


def test_whose_file_was_not_read_right_is_told_how_to_save_it():
    [remark] = remarks_on_requested_name("J\ufffdrgen M\ufffdller")

    assert "UTF-8" in remark.words


@pytest.mark.parametrize(
    "name",
    [
        "Mª Carmen Ruiz",
        "Gal·la Puig",
        "Chan Tai Man",
        "Ångström Åsa",
        "Guy Martin",
        "Ås Kari",
        "Þóra Ýr Ægisdóttir",
        "Åshild Øye",
        "Or Cohen",
    ],
)
def test_what_a_name_may_have_is_no_sign_of_a_file_read_wrongly(name):
    assert remarks_on_requested_name(name) == []


def test_the_advice_on_a_nickname_quotes_it():
    [remark] = remarks_on_requested_name("Bill Ashcroft")

    assert remark.words.startswith("Is “Bill” what the ID says?")


def test_several_remarks_can_stand_together():
    assert codes_for("Dr. J. Walker") == [RemarkCode.INITIAL, RemarkCode.TITLE]


@examples(300)
@given(st.text(max_size=150))
def test_no_text_raises(name):
    remarks = remarks_on_requested_name(name)

    assert all(remark.words.endswith((".", "?")) for remark in remarks)
    assert len(remarks) == 1 or all(r.severity is Severity.ADVISE for r in remarks)
