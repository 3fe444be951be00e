"""Each way in which things go wrong has one answer, for a person and for a program."""

import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Blueprint, Flask
from jinja2 import UndefinedError
from sqlalchemy import text
from sqlalchemy.exc import DataError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from werkzeug.test import TestResponse

from accessdesk import app as application
from accessdesk.accounts.rules import Actor, Role
from accessdesk.app import create_app
from accessdesk.db import db
from accessdesk.web.access import public
from accessdesk.web.problems import PROBLEM_TYPE
from tests.people import access_body, api_of, make_staff
from tests.web.page_client import Browser, forget_request, sign_in, words_of

SECRET = "L898902C MUELLER<<JUERGEN"
MEGABYTE = 1024 * 1024
BROKEN = {
    "/gate": "gate.index",
    "/api/v1/work": "remote_hands_api.queue",
}
Break = Callable[[Exception], None]


@pytest.fixture
def break_with(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Break:
    """Let a page and a call fail in a given way."""

    def break_(error: Exception) -> None:
        @public
        def view() -> str:
            raise error

        for endpoint in BROKEN.values():
            monkeypatch.setitem(app.view_functions, endpoint, view)

    return break_


def answers_of(app: Flask) -> list[TestResponse]:
    answers = [app.test_client().get(path) for path in BROKEN]
    forget_request()
    return answers


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (OperationalError("SELECT", {}, Exception(SECRET)), 503, "unavailable"),
        (InterfaceError("SELECT", {}, Exception(SECRET)), 503, "unavailable"),
        (PoolTimeoutError(SECRET), 503, "unavailable"),
        (DataError("SELECT", {}, Exception(SECRET)), 422, "out-of-range"),
        (OverflowError(SECRET), 422, "out-of-range"),
        (RuntimeError(SECRET), 500, "internal"),
        (KeyError(SECRET), 500, "internal"),
    ],
)
def test_what_breaks_inside_is_said_without_a_word_of_its_insides(
    app: Flask,
    break_with: Break,
    capsys: pytest.CaptureFixture[str],
    error: Exception,
    status: int,
    code: str,
) -> None:
    """R-GATE-8: the text of an error may hold what an ID said."""
    break_with(error)

    page, call = answers_of(app)

    assert (page.status_code, call.status_code) == (status, status)
    assert f"{status} {code}" in words_of(page)
    assert (call.content_type, call.json["code"]) == (PROBLEM_TYPE, code)
    said = page.text + call.text + "".join(capsys.readouterr())
    assert SECRET not in said
    assert "SELECT" not in said


def test_a_defect_leaves_its_place_in_the_log(
    app: Flask, break_with: Break, capsys: pytest.CaptureFixture[str]
) -> None:
    break_with(RuntimeError(SECRET))

    answers_of(app)

    logged = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {line["kind"] for line in logged} == {"RuntimeError"}
    for line in logged:
        assert line["place"].startswith("accessdesk/"), "a place of our own, wherever it failed"
        assert "test_problems.py:" in line["trace"][-1]


def test_a_defect_s_page_and_its_line_in_the_log_bear_one_id(
    app: Flask, break_with: Break, capsys: pytest.CaptureFixture[str]
) -> None:
    break_with(RuntimeError(SECRET))

    page, call = answers_of(app)

    ids = [json.loads(line)["request_id"] for line in capsys.readouterr().out.splitlines()]
    assert ids == [page.headers["X-Request-ID"], call.headers["X-Request-ID"]]
    assert ids[0] in words_of(page)
    assert call.json["request_id"] == ids[1]


def test_a_method_that_is_not_there_names_those_that_are(app: Flask) -> None:
    client = app.test_client()

    page, call = client.delete("/sign-in"), client.delete("/api/v1/requests")
    traced = client.open("/sign-in", method="TRACE")

    assert (page.status_code, call.status_code, traced.status_code) == (405, 405, 405)
    assert {"GET", "POST"} <= set(page.headers["Allow"].split(", "))
    assert {"GET", "POST"} <= set(call.headers["Allow"].split(", "))
    assert call.content_type == PROBLEM_TYPE


@pytest.fixture
def agent(app: Flask) -> Actor:
    return make_staff("Ann Agent", Role.AGENT)


def test_a_body_with_thousands_of_faults_is_answered_with_the_first(
    app: Flask, agent: Actor
) -> None:
    """R-SEC-4: a wrong body of a megabyte is not answered by nine."""
    body = {f"{number}{'x' * 500}": number for number in range(2_000)}

    answer = api_of(app, agent).post("/requests/AD-X/cancel", body)

    assert answer.status_code == 422
    assert len(answer.json["errors"]) == 20
    assert "more follow" in answer.json["detail"]
    assert len(answer.data) < 10_000


@pytest.mark.parametrize(
    "path", ["/requests", "/requests/AD-X", "/sites/AMS1/week", "/openapi.json"]
)
def test_a_parameter_that_there_is_not_is_refused_by_its_name(
    app: Flask, agent: Actor, path: str
) -> None:
    answer = api_of(app, agent).get(f"{path}?zork=1")

    assert (answer.status_code, answer.json["code"]) == (422, "unknown-parameter")
    assert [each["field"] for each in answer.json["errors"]] == ["zork"]


def test_a_parameter_that_is_given_twice_is_refused_by_its_name(app: Flask, agent: Actor) -> None:
    answer = api_of(app, agent).get("/requests?status=scheduled&status=zork")

    assert (answer.status_code, answer.json["code"]) == (422, "repeated-parameter")
    assert [each["field"] for each in answer.json["errors"]] == ["status"]


def test_a_body_of_the_wrong_shape_is_told_where_and_not_what(app: Flask, agent: Actor) -> None:
    answer = api_of(app, agent).post("/requests", access_body(visitors=SECRET))

    assert (answer.status_code, answer.content_type) == (422, PROBLEM_TYPE)
    assert answer.json["code"] == "malformed"
    assert "MUELLER" not in answer.text


def test_a_call_with_too_large_a_body_is_refused(app: Flask, agent: Actor) -> None:
    answer = api_of(app, agent).post("/requests", {"summary": "x" * 2 * MEGABYTE})

    answer.request.environ["wsgi.input"].close()  # The client leaves a large body open.
    assert (answer.status_code, answer.content_type) == (413, PROBLEM_TYPE)


def test_a_long_text_in_a_form_is_refused_at_its_field(app: Flask) -> None:
    """A pasted list may be as long as any body; it is the field that says how long."""
    browser = Browser(app.test_client())
    browser.get("/sign-in")

    fields = browser.form("/sign-in") | {"email": "x" * MEGABYTE, "password": "x"}
    answer = browser.client.post("/sign-in", data=fields, content_type="multipart/form-data")

    answer.request.environ["wsgi.input"].close()  # The client leaves a large body open.
    assert answer.status_code == 422


@pytest.mark.parametrize("path", ["/nothing%00here", "/requests?q=%00", "/requests/SR%00"])
def test_an_address_with_a_nul_is_not_there(app: Flask, agent: Actor, path: str) -> None:
    answer = sign_in(app, agent).get(path)

    assert answer.status_code == 404


@pytest.mark.parametrize("path", ["/passes/{}", "/outbox/{}", "/api/v1/passes/{}.svg"])
@pytest.mark.parametrize("number", [2**63, 10**30])
def test_an_id_that_no_row_can_have_is_not_there(app: Flask, path: str, number: int) -> None:
    answer = app.test_client().get(path.format(number))

    assert answer.status_code == 404


def test_whoever_sent_a_form_is_not_sent_back_to_where_it_went(app: Flask) -> None:
    """After a sign-in the browser would ask for what only takes a form."""
    browser = Browser(app.test_client())
    browser.get("/sign-in")

    sent, asked = browser.send("/sign-out"), browser.get("/requests")

    assert (sent.status_code, sent.headers["Location"]) == (303, "/sign-in")
    assert asked.headers["Location"].startswith("/sign-in?after=/requests")


def test_a_name_that_a_template_does_not_know_is_a_defect(app: Flask) -> None:
    template = app.jinja_env.from_string("{{ nobody_gave_this }}")

    with pytest.raises(UndefinedError):
        template.render()


def test_an_application_with_a_view_that_asks_for_nothing_does_not_start(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare = Blueprint("bare", __name__)
    bare.get("/bare")(lambda: "")
    package = SimpleNamespace(pages=(bare,))
    monkeypatch.setattr(application, "PACKAGES", (*application.PACKAGES, package))

    with pytest.raises(RuntimeError, match="bare"):
        create_app(app.extensions["accessdesk_settings"])


def test_a_page_is_read_while_somebody_writes(app: Flask) -> None:
    """SQLite has one writer; who only reads does not wait for it."""
    with db.engine.begin() as writer:
        writer.execute(text("UPDATE sites SET booking_revision = 0 WHERE 1 = 0"))
        answer = app.test_client().get("/sign-in")

    assert answer.status_code == 200


def test_a_process_lives_while_its_database_is_away(app: Flask, tmp_path: Path) -> None:
    nowhere = f"sqlite:///{tmp_path / 'no' / 'where.sqlite3'}"
    settings = app.extensions["accessdesk_settings"].model_copy(update={"database_url": nowhere})
    client = create_app(settings).test_client()

    lives, ready = client.get("/livez"), client.get("/readyz")

    assert (lives.status_code, ready.status_code) == (200, 503)


def test_an_application_without_a_secret_does_not_start(app: Flask) -> None:
    settings = app.extensions["accessdesk_settings"]

    for secret in ("", "x" * 31):
        short = type(settings)(**(settings.model_dump() | {"secret_key": secret}))
        with pytest.raises(ValueError, match="ACCESSDESK_SECRET_KEY"):
            create_app(short)
