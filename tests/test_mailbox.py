"""Which e-mail addresses are taken: each of them can be written to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accessdesk.mailbox import fault_of_email, find_address
from tests.examples import examples


@pytest.mark.parametrize(
    "text",
    [
        "jm@fiberworks.example",
        "o'connor+gate@mail.x-y.example",
        "A.Lima@X.EXAMPLE",
        "7@1.example",
        "j" * 64 + "@x.example",
        "jo@xn--mnchen-3ya.example",
    ],
)
def test_an_ordinary_address_is_taken(text: str) -> None:
    assert fault_of_email(text) == ""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("jörg@x.example", "has a “ö”"),
        ("joerg@münchen.example", "has a “ü”"),
        ("jo@d", "is not complete"),
        ("jo", "is not an e-mail address"),
        ("@x.example", "is not an e-mail address"),
        ("jo@x..example", "is not an e-mail address"),
        (".jo@x.example", "is not an e-mail address"),
        ("jo@ann@x.example", "is not an e-mail address"),
        ("jo ann@x.example", "is not an e-mail address"),
        ("jo@-x.example", "is not an e-mail address"),
        ("jo@x.example\n", "is not an e-mail address"),
        ("j" * 65 + "@x.example", "is not an e-mail address"),
        ("jo@" + "x." * 130 + "example", "is not an e-mail address"),
        ("jo@" + "x" * 64 + ".example", "is not an e-mail address"),
        ("jo@10.0.0.7", "is not an e-mail address"),
        ("jo@[10.0.0.7]", "is not an e-mail address"),
        ('"jo ann"@x.example', "is not an e-mail address"),
        ("Jörg <joerg@x.example>", "is not an e-mail address"),
        ("jo\u200b@x.example", "is not an e-mail address"),
        ("jo@xn--80ak6aa92e-.example", "is not an e-mail address"),
        ("jo@mail.dc1.local", "no mail is sent to names that end in .local"),
        ("jo@X.TEST", "no mail is sent to names that end in .test"),
    ],
)
def test_an_address_that_cannot_be_written_to_is_refused_in_words(text: str, words: str) -> None:
    assert words in fault_of_email(text)


@examples(500)
@given(
    st.emails()
    | st.from_regex(r"\A[!-~]{1,9}@[!-~]{1,9}\.[!-~]{1,5}\Z")
    | st.text(alphabet="aé.@-'\"(\\ \n[]:", max_size=12)
    | st.text(max_size=20)
)
def test_what_is_taken_can_be_addressed(text: str) -> None:
    assert fault_of_email(text) or find_address("Jürgen Müller", text) is not None
