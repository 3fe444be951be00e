"""The OpenAPI document, its common parts, and a page that shows it without scripts."""

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, render_template, request
from flask_openapi import SecurityScheme
from flask_openapi.types import ResponseDict
from pydantic import BaseModel

from accessdesk.accounts.rules import Permission, Role, roles_that_may
from accessdesk.accounts.wording import ROLE_WORD
from accessdesk.errors import Invalid
from accessdesk.web.access import SAFE_METHODS, is_api, public
from accessdesk.web.address import reads
from accessdesk.web.api_reference import Reference, reference
from accessdesk.web.api_words import either
from accessdesk.web.problems import PROBLEM_TYPE
from accessdesk.web.schemas import refuse_unknown

DESCRIPTION = (
    "Times are RFC 3339 with an offset; errors are RFC 9457 problem documents with a `code`. "
    "`Idempotency-Key` is honoured on every POST."
)
BEARER: list[dict[str, list[str]]] = [{"bearer": []}]
SECURITY_SCHEMES: dict[str, SecurityScheme | dict[str, object]] = {
    "bearer": SecurityScheme(type="http", scheme="bearer")
}


class FieldProblem(BaseModel):
    """What is wrong with one field."""

    field: str
    detail: str


class Problem(BaseModel):
    """An error as RFC 9457 has it, with our code and the next step."""

    type: str
    title: str
    status: int
    code: str
    detail: str | None = None
    next_step: str | None = None
    errors: list[FieldProblem] | None = None


def problem_response(description: str) -> dict[str, object]:
    """Describe one error answer for the OpenAPI document."""
    schema = Problem.model_json_schema()
    schema["properties"]["errors"] = {
        "type": "array",
        "items": schema.pop("$defs")["FieldProblem"],
    }
    return {"description": description, "content": {PROBLEM_TYPE: {"schema": schema}}}


PROBLEM_RESPONSES: ResponseDict = {
    400: problem_response("The request cannot be read."),
    401: problem_response("No valid token was sent."),
    403: problem_response("The token's owner may not do this."),
    404: problem_response("There is nothing here that the token's owner may know of."),
    409: problem_response("It is no longer, or not now, possible."),
    413: problem_response("The body is too large."),
    415: problem_response("The body is not JSON."),
    422: problem_response("Something sent makes no sense; `errors` says where."),
    429: problem_response("Too many attempts."),
    503: problem_response("A part that is needed does not answer; nothing was done."),
}

_ONCE = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "The same key gives the same answer, however often the call is sent.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
}
_PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")

Schema = dict[str, object]

_TEXT: Schema = {"type": "string", "maxLength": 200}
_MOMENT: Schema = {"type": "string", "format": "date-time"}
_DAY: Schema = {"type": "string", "format": "date"}


def _whole(least: int, most: int) -> Schema:
    return {"type": "integer", "minimum": least, "maximum": most}


_CURSOR = _whole(1, 2**62)

# What calls read of their address; a test compares this with the calls themselves.
QUERIES: dict[str, dict[str, Schema]] = {
    "/api/v1/requests": {
        "after": _CURSOR,
        **dict.fromkeys(("status", "site", "kind", "severity", "q"), _TEXT),
        "waits_for": {"type": "string", "enum": ["me"]},
    },
    "/api/v1/sites/{site}/openings": {
        "from": _MOMENT,
        "until": _MOMENT,
        "minutes": _whole(1, 31 * 24 * 60),
        "visitors": _whole(1, 1000),
        "escorts": _whole(0, 1),
        "severity": _TEXT,
        "limit": _whole(1, 100),
    },
    "/api/v1/sites/{site}/week": {"start": _DAY},
    "/api/v1/gate/{site}/expected": {"from": _MOMENT, "until": _MOMENT, "after": _TEXT},
    "/api/v1/gate/{site}/attempts": {"after": _CURSOR},
    "/api/v1/work": {"site": _TEXT},
    "/api/v1/escorts": {"site": _TEXT},
    "/api/v1/journal/{stream}": {"after": _whole(0, 2**62)},
    "/api/v1/passes/{pass_id}/arrival": {"at": _MOMENT},
    "/api/v1/requests/{called}/outage/audience": {"requests": _TEXT | {"maxLength": 2000}},
}

MOST_NAMED = 20
DOCUMENT = "accessdesk_openapi"
REFERENCE = "accessdesk_api_reference"

bp = Blueprint("api_docs", __name__)


def openapi_document() -> dict[str, Any]:
    """The OpenAPI document, with what every call shares: its errors and its key.

    The library writes neither for the calls of a blueprint, and describes a 422 that is not ours.
    """
    document: dict[str, Any] = deepcopy(current_app.api_doc)  # type: ignore[attr-defined]
    for address, method, view in _calls():
        operation = document["paths"].get(address, {}).get(method.lower())
        if operation is None:
            continue
        operation["responses"] = operation["responses"] | _problems()
        if method == "GET":
            operation.setdefault("parameters", []).extend(_queries(address))
        else:
            operation.setdefault("parameters", []).append(
                _ONCE | {"required": getattr(view, "once", False)}
            )
    return document


def check_query() -> None:
    """Refuse a call with a parameter that the document does not name; raises Invalid."""
    if request.url_rule is None or not is_api():
        return
    address = _PARAMETER.sub(r"{\1}", request.url_rule.rule)
    refuse_unknown(QUERIES.get(address, {}) if request.method in SAFE_METHODS else ())


def check_body() -> None:
    """Refuse what is sent to a call that takes no body; raises Invalid with each field's name."""
    if request.url_rule is None or not is_api() or request.method in SAFE_METHODS:
        return
    address = _PARAMETER.sub(r"{\1}", request.url_rule.rule)
    calls = current_app.api_doc["paths"].get(address, {})  # type: ignore[attr-defined]
    if "requestBody" in calls.get(request.method.lower(), {"requestBody": None}):
        return
    sent = request.get_json(silent=True)
    if sent:
        names = sorted(map(str, sent))[:MOST_NAMED] if isinstance(sent, dict) else []
        raise Invalid(
            "" if names else "No body is taken here.",
            fields={name[:60]: "There is no such field here." for name in names},
            next_step="Send it without a body.",
        )


def _queries(address: str) -> Iterator[dict[str, object]]:
    for name, schema in QUERIES.get(address, {}).items():
        yield {"name": name, "in": "query", "required": False, "schema": schema}


def _problems() -> dict[str, Any]:
    return {str(status): response for status, response in PROBLEM_RESPONSES.items()}


def _calls() -> Iterator[tuple[str, str, Any]]:
    """The address, the method and the view of every route, as the document writes them."""
    for rule in current_app.url_map.iter_rules():
        view = current_app.view_functions[rule.endpoint]
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            yield _PARAMETER.sub(r"{\1}", rule.rule), method, view


@bp.get("/api/v1/openapi.json")
@public
def document() -> Response:
    """The OpenAPI document."""
    # It is the same for everybody and large, so it is written once a process.
    if DOCUMENT not in current_app.extensions:
        current_app.extensions[DOCUMENT] = jsonify(openapi_document()).data
    return Response(current_app.extensions[DOCUMENT], content_type="application/json")


@bp.get("/docs/api")
@public
@reads()
def page() -> str:
    """Show the API's calls as a plain page."""
    return render_template("web/api_docs.html", api=_reference())


def _reference() -> Reference:
    """The document as the page tells it, read once a process."""
    if REFERENCE not in current_app.extensions:
        permissions = {
            (path, method): getattr(view, "permission", None) for path, method, view in _calls()
        }
        made = reference(openapi_document(), lambda *call: _who_may(permissions[call]))
        current_app.extensions[REFERENCE] = made
    told: Reference = current_app.extensions[REFERENCE]
    return told


def _who_may(permission: Permission | None) -> str:
    if permission is None:
        return "anybody, without a token"
    roles = roles_that_may(permission)
    if len(roles) == len(Role):
        return "everybody with a token"
    return either([ROLE_WORD[role].lower() for role in roles])
