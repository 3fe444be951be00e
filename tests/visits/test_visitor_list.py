"""Lists of visitors as people paste and upload them, friendly and hostile."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accessdesk.visits.asking.visitor_list import ListRefused, decode_list, read_visitor_list
from accessdesk.visits.drafts import VisitorDraft
from accessdesk.visits.rules import fault_of_name
from tests.examples import examples

ANA = VisitorDraft("Ana Lima", "ana@fiberworks.example")
JM = VisitorDraft("Jürgen Müller", "jm@fiberworks.example")


def people(text: str) -> list[VisitorDraft]:
    return [listed.visitor for listed in read_visitor_list(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Ana Lima, ana@fiberworks.example\nJürgen Müller, jm@fiberworks.example",
        "Ana Lima,ana@fiberworks.example\r\nJürgen Müller,jm@fiberworks.example\r\n",
        "Ana Lima;ana@fiberworks.example\rJürgen Müller;jm@fiberworks.example",
        "Ana Lima\tana@fiberworks.example\n\n  \nJürgen Müller\tjm@fiberworks.example",
        "Ana Lima <ana@fiberworks.example>\nJürgen Müller <jm@fiberworks.example>",
        "Ana Lima <ana@fiberworks.example>; Jürgen Müller <jm@fiberworks.example>",
        '"Ana Lima","ana@fiberworks.example"\n"Jürgen Müller" <jm@fiberworks.example>',
        "Name,E-mail\nAna Lima,ana@fiberworks.example\nJürgen Müller,jm@fiberworks.example",
        "\ufeffE-Mail;Full name\nana@fiberworks.example;Ana Lima\n"
        "jm@fiberworks.example;Jürgen Müller",
        "First name,Last name,Company,Email\nAna,Lima,Fiberworks,ana@fiberworks.example\n"
        "Jürgen,Müller,,jm@fiberworks.example",
        "sep=;\nname;email;\nAna Lima;ana@fiberworks.example;\n"
        "Jürgen Müller;jm@fiberworks.example;",
        "Ana Lima, ana@fiberworks.example\nJürgen Müller\tjm@fiberworks.example",
    ],
)
def test_however_a_list_is_written_the_same_people_come(text: str) -> None:
    assert people(text) == [ANA, JM]


def test_a_quoted_name_keeps_its_comma_and_its_quotes() -> None:
    found = people(
        '"Müller, Jürgen",jm@x.example\n"Dwayne ""Rock"" Johnson"\nMüller, Ana <a@x.example>'
    )

    assert found == [
        VisitorDraft("Müller, Jürgen", "jm@x.example"),
        VisitorDraft('Dwayne "Rock" Johnson'),
        VisitorDraft("Müller, Ana", "a@x.example"),
    ]


def test_each_person_knows_the_line_they_stand_on() -> None:
    found = read_visitor_list("name\n\nAna Lima\n\r\nJürgen Müller\n")

    assert [listed.line for listed in found] == [3, 5]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ana Lima\nMüller, Jürgen", "Line 2: “Jürgen” is not an e-mail address"),
        ("Ana Lima, ana@x.example, +31 20 555 0100, boss", "Line 1 has more than a name"),
        ('Ana Lima\n"Jürgen Müller, jm@x.example', "Line 2: a quotation mark is not closed"),
        ("Ana Lima\n, jm@x.example", "Line 2 has no name"),
        ("<ana@x.example>", "Line 1 has no name"),
        ("x" * 100_001, "far too long"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(text: str, words: str) -> None:
    with pytest.raises(ListRefused, match=words):
        read_visitor_list(text)


@pytest.mark.parametrize(
    "content",
    [
        "Jürgen Müller".encode(),
        "Jürgen Müller".encode("utf-8-sig"),
        "Jürgen Müller".encode("latin-1"),
        "Jürgen Müller".encode("utf-16"),
    ],
)
def test_a_file_is_read_in_the_encodings_that_spreadsheets_write(content: bytes) -> None:
    assert people(decode_list(content)) == [VisitorDraft("Jürgen Müller")]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"Ana\0 Lima", "not a text file"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "not a text file"),
        (b"PK\x03\x04\x14\x00\x06\x00", "not a text file"),
        (b"\x81\x8d\x8f\x90", "not a text file"),
        (b"\xff\xfe\x00", "not a text file"),
        (b"a" * 2_000_000, "larger than 100 kB"),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_words(content: bytes, words: str) -> None:
    with pytest.raises(ListRefused, match=words):
        decode_list(content)


@pytest.mark.parametrize("name", ["=HYPERLINK(A)", "+SUM", "-Ana Lima", "@Ana", " =cmd"])
def test_a_name_that_a_spreadsheet_would_run_is_refused(name: str) -> None:
    assert "does not begin with" in fault_of_name(name)


@examples(200)
@given(st.text(alphabet="aé ,;\t\r\n\"<>@.='", max_size=60) | st.text(max_size=60))
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    with suppress(ListRefused):
        assert all(listed.visitor.name for listed in read_visitor_list(text))


@examples(200)
@given(st.binary(max_size=60))
def test_any_file_is_read_or_refused_in_words(content: bytes) -> None:
    with suppress(ListRefused):
        assert "\0" not in decode_list(content)
