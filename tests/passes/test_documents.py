"""The paper of a pass: what it says, that it fits one sheet, and that its code scans."""

import re
import sys
import zlib
from datetime import datetime, timedelta

import pytest
from flask import Flask, render_template

from accessdesk.app import create_app
from accessdesk.config import resource_root
from accessdesk.errors import Unavailable
from accessdesk.passes.documents import PassDocument, document_of, documents_of, pdf_of
from accessdesk.passes.queries import PassDetails
from accessdesk.passes.rules import EndReason, PassState
from accessdesk.passes.token import seal
from tests.conftest import make_settings
from tests.passes.conftest import NOW
from tests.passes.facts import START, make_facts, make_keys

KEY, _ = make_keys(b"\x01\x02\x03\x04")


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """An app for its templates alone; no test here touches a database."""
    folder = tmp_path_factory.mktemp("unused")
    return create_app(make_settings(f"sqlite:///{folder / 'unused.sqlite3'}", folder))


def make_details(**changes: object) -> PassDetails:
    values: dict[str, object] = {
        "id": 7,
        "serial": "00112233445566778899",
        "short_code": "K7QM2F9RXT4C",
        "state": PassState.ISSUED,
        "issued_at": NOW,
        "ended_reason": None,
        "visitor_id": 3,
        "visitor": "Jürgen Müller",
        "visitor_email": "jm@fiberworks.example",
        "company": "Fiberworks BV",
        "request_id": 1,
        "request_number": "SR-26-00417",
        "escort": False,
        "window_id": 1,
        "starts_at": START,
        "ends_at": START + timedelta(hours=3),
        "zone": "Europe/Amsterdam",
        "site_id": 1,
        "site_code": "AMS1",
        "site_name": "Amsterdam 1",
        "address": "Cessnalaan 1\n1119 NJ Schiphol-Rijk",
        "arrival": "Gate B, then door 4. Ring the bell marked Security.",
    }
    return PassDetails(**(values | changes))  # type: ignore[arg-type]


def make_paper(now: datetime = NOW, **changes: object) -> PassDocument:
    details = make_details(**changes)
    facts = make_facts(visitor=details.visitor, company=details.company)
    return document_of(details, seal(facts, KEY), now=now)


def sheet(app: Flask, *papers: PassDocument) -> str:
    with app.test_request_context():
        return render_template("passes/paper.html", papers=list(papers))


def words(html: str) -> str:
    return " ".join(re.sub(r"<title>[^<]*</title>|<[^>]+>", " ", html).split())


def pages_of(pdf: bytes) -> int:
    """Count the page objects, which stand in compressed object streams (ISO 32000 7.5.7)."""
    streams = re.findall(rb"/ObjStm.*?stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    plain = b"".join(zlib.decompress(stream) for stream in streams)
    return len(re.findall(rb"/Type\s*/Page\b", plain))


def test_it_says_who_where_when_and_what_to_bring(app: Flask) -> None:
    """R-PASS-1 and the paper of the design: nothing has to be looked up on the way."""
    said = words(sheet(app, make_paper()))

    for part in (
        "Jürgen Müller",
        "Fiberworks BV",
        "Amsterdam 1 AMS1",
        "Your passport or driving licence: the original.",
        "1119 NJ Schiphol-Rijk",
        "then door 4",
        "No escort has been asked for.",
        "SR-26-00417",
        "K7QM-2F9R-XT4C",
    ):
        assert part in said
    assert re.search(r"Tue 1 Dec (2026 )?09:00–12:00 CET", said)  # The year, once it is another.


@pytest.mark.parametrize(
    ("number", "said"),
    [("+31 20 555 0100", "( +31 20 555 0100 )"), ("", "(no telephone number is known)")],
)
def test_it_says_whom_to_call_before_setting_out(app: Flask, number: str, said: str) -> None:
    html = sheet(app, make_paper(contact="Ada Byron", contact_telephone=number))

    assert f"Before you set out, call Ada Byron {said}, who can change it" in words(html)
    assert ("tel:+31205550100" in html) == bool(number)


def test_it_says_that_an_escort_comes(app: Flask) -> None:
    assert "You will be escorted." in words(sheet(app, make_paper(escort=True)))


def test_what_the_site_does_not_tell_leaves_no_empty_heading(app: Flask) -> None:
    assert "At the door" not in words(sheet(app, make_paper(address="", arrival="")))


@pytest.mark.parametrize("state", [PassState.SUPERSEDED, PassState.REVOKED])
def test_an_ended_pass_shows_no_code_and_says_so(app: Flask, state: PassState) -> None:
    """R-PASS-3: nobody is sent to the gate with a paper that looks valid."""
    html = sheet(app, make_paper(state=state, ended_reason=EndReason.CANCELLED))

    assert "<svg" not in html
    assert "no longer opens the gate" in words(html)


def test_a_pass_whose_window_has_ended_shows_no_code_once_the_grace_is_over(app: Flask) -> None:
    """R-WIN-7: what can still open the gate is not taken from anybody."""
    ends_at = START + timedelta(hours=3)

    in_grace = sheet(app, make_paper(now=ends_at, late_minutes=10))
    over = sheet(app, make_paper(now=ends_at + timedelta(minutes=10), late_minutes=10))

    assert "<svg" in in_grace
    assert "<svg" not in over
    assert "– Expired" in words(over)
    assert "The visit is over" in words(over)


def test_names_from_outside_are_text_and_not_markup(app: Flask) -> None:
    html = sheet(
        app, make_paper(visitor="<script>x</script> & Söhne", company="<b>", arrival="<i>")
    )

    assert "<script" not in html
    assert "<i>" not in html
    assert "&lt;script&gt;x&lt;/script&gt; &amp; Söhne" in html


def test_the_page_stands_under_a_strict_content_security_policy(app: Flask) -> None:
    with app.test_request_context():
        html = render_template("passes/pass.html", papers=[make_paper()], pdf_href="/x.pdf")

    assert " style=" not in html
    assert "<style" not in html
    assert not re.search(r"<script(?![^>]* src=)", html)
    assert html.count("<h1") == 1
    assert "/x.pdf" in html


def test_the_code_is_printed_forty_millimetres_wide_at_least() -> None:
    """The quiet zone not counted: the smallest code of a pass takes 57 of 65 modules."""
    css = (resource_root() / "static" / "web" / "pass.css").read_text()

    [width] = re.findall(r"\.pass-code svg \{ width: (\d+)mm", css)

    assert int(width) * 57 / 65 >= 40


def test_each_pass_is_one_sheet_of_the_pdf(app: Flask) -> None:
    details = [make_details(id=number) for number in (1, 2, 3)]
    papers = documents_of(details, {each.id: seal(make_facts(), KEY) for each in details}, now=NOW)

    pdf = pdf_of(sheet(app, *papers))

    assert pdf.startswith(b"%PDF")
    assert pages_of(pdf) == 3


@pytest.mark.parametrize(
    "changes",
    [
        {"visitor": "Wolfeschlegelsteinhausenbergerdorff " * 5, "company": "Fiberworks " * 10},
        {"arrival": "Past the gate, turn left, then right. " * 20, "escort": True},
        {"visitor": "Щ" * 200, "address": "A\nB\nC\nD\nE\nF"},
    ],
    ids=["long-names", "long-way", "wide-name"],
)
def test_even_a_full_pass_stays_on_one_sheet(app: Flask, changes: dict[str, object]) -> None:
    pdf = pdf_of(sheet(app, make_paper(**changes)))

    assert pages_of(pdf) == 1


@pytest.mark.parametrize("source", ["http://127.0.0.1:9/x.png", "file:///etc/hostname"])
def test_a_pdf_fetches_nothing(source: str, caplog: pytest.LogCaptureFixture) -> None:
    pdf_of(f'<p>Pass</p><img src="{source}">')

    assert any("disallowed protocol" in record.getMessage() for record in caplog.records)


def test_without_the_extra_the_way_out_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)

    with pytest.raises(Unavailable) as refused:
        pdf_of("<p>Pass</p>")

    assert refused.value.code == "pdf-unavailable"
    assert "Print the pass" in refused.value.next_step
