"""The reference of the API: each call, with what it takes and answers, without scripts."""

import pytest
from flask import Flask

from accessdesk.web.api_reference import reference
from accessdesk.web.api_words import Field, code_words, limits_of, parts_of
from tests.web.page_checks import Page, faults


def page_of(app: Flask) -> Page:
    return Page(app.test_client().get("/docs/api").text)


def test_it_is_a_whole_page_for_anybody(app: Flask) -> None:
    """Each anchor that a phrase or the contents lead to is there, each id once."""
    answer = app.test_client().get("/docs/api")

    assert answer.status_code == 200
    assert faults(answer.text) == []
    assert [each["src"].partition("?")[0] for each in Page(answer.text).all("script")] == [
        "/static/vendor/htmx.js",
        "/static/web/main.js",
    ]


def test_every_call_of_the_document_stands_there_once(app: Flask) -> None:
    document = app.test_client().get("/api/v1/openapi.json").json
    calls = sum(len(methods) for methods in document["paths"].values())

    page = page_of(app)

    told = [each for each in page.all("article") if not each["id"].startswith("shape-")]
    assert len(told) == calls
    assert {"post-api-v1-gate-site-admissions", "get-api-v1-work"} <= {each["id"] for each in told}


def test_it_says_who_may_and_what_a_call_takes_and_answers(app: Flask) -> None:
    text = app.test_client().get("/docs/api").text
    _, _, rest = text.partition('<article class="call" id="post-api-v1-gate-site-admissions">')
    call = Page(rest.partition("</article>")[0])

    assert "Who may: security officer. It needs an" in call.texts["p"]
    assert call.texts["h4"] == ["Parameters", "Body", "Answer 201"]
    assert {"site", "code", "document", "badge", "entered_at"} <= set(call.texts["code"])
    assert "#shape-DocumentBody" in {link["href"] for link in call.all("a")}


def test_an_error_that_every_call_answers_is_said_once(app: Flask) -> None:
    text = app.test_client().get("/docs/api").text

    assert text.count("No valid token was sent.") == 1
    assert "Answer 401" not in text


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"type": "string"}, "text"),
        ({"type": "string", "format": "date-time"}, "time"),
        ({"type": "string", "format": "date"}, "day"),
        ({"type": "boolean"}, "<code>true</code> or <code>false</code>"),
        ({"const": "site-access", "type": "string"}, "<code>site-access</code>"),
        ({"enum": ["A", "B", "C"]}, "<code>A</code>, <code>B</code> or <code>C</code>"),
        ({"anyOf": [{"type": "integer"}, {"type": "null"}]}, "whole number or <code>null</code>"),
        ({"type": "array", "items": {"$ref": "#/components/schemas/Visit"}}, "list of Visit"),
        ({"type": "array", "items": {}}, "list"),
        ({"type": "object", "additionalProperties": True}, "object"),
        ({}, "anything"),
    ],
)
def test_what_a_value_may_be_is_said_in_words(schema: dict[str, object], words: str) -> None:
    assert "".join(part.words for part in parts_of(schema)) == words


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"maxLength": 200}, "at most 200 characters"),
        ({"minLength": 1, "maxLength": 200}, "1 to 200 characters"),
        ({"minItems": 1, "maxItems": 50}, "1 to 50 of them"),
        ({"minimum": 1.0, "maximum": 9223372036854775807}, "at least 1"),
        ({"minimum": 0.0, "maximum": 2147483647}, ""),
        ({"anyOf": [{"maxLength": 40}, {"type": "null"}]}, "at most 40 characters"),
        ({"type": "string"}, ""),
    ],
)
def test_limits_are_said_unless_they_are_the_database_s(
    schema: dict[str, object], words: str
) -> None:
    assert limits_of(schema) == words


def test_a_moment_is_told_by_its_name() -> None:
    ended_at = Field.of(
        "ended_at", {"anyOf": [{"type": "string"}, {"type": "null"}]}, required=True
    )

    assert "".join(part.words for part in ended_at.parts) == "time or <code>null</code>"


def test_a_default_that_is_something_is_said() -> None:
    severity = Field.of("severity", {"type": "string", "default": "C"}, required=False)
    badge = Field.of("badge", {"type": "string", "default": ""}, required=False)

    assert (severity.notes, badge.notes) == ("<code>C</code> if it is left out", "")


def test_words_of_a_docstring_are_escaped_and_lose_the_ids_of_rules() -> None:
    assert code_words("One <b>,\n  `x` (R-SEV-1).") == "One &lt;b&gt;, <code>x</code>."


def test_calls_are_grouped_by_their_path_and_many_under_one_have_a_group_of_their_own() -> None:
    call = {"summary": "Do it.", "responses": {}}
    under = [f"/api/v1/requests/{{called}}/work/{each}" for each in ("claim", "log", "stop", "end")]
    paths = ["/api/v1/requests", "/api/v1/requests/{called}/passes", "/api/v1/work", *under]
    document = {
        "components": {"schemas": {}},
        "paths": {path: {"post": call} for path in paths},
    }

    groups = reference(document, lambda _path, _method: "anybody").groups

    assert {group.path: len(group.calls) for group in groups} == {
        "/requests": 2,
        "/requests/{called}/work": 4,
        "/work": 1,
    }
