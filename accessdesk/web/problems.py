"""Every error as a page for people, or as problem+json (RFC 9457) for programs."""

import json
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import structlog
from flask import (
    Flask,
    Response,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_wtf.csrf import CSRFError
from pydantic import ValidationError
from sqlalchemy.exc import (
    DatabaseError,
    DataError,
    DBAPIError,
    InterfaceError,
    InternalError,
    OperationalError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.wrappers import Response as BaseResponse

from accessdesk.errors import (
    DomainError,
    Invalid,
    NotFound,
    NotSignedIn,
    Unavailable,
    headers_of,
)
from accessdesk.telephone import DESK
from accessdesk.web.access import current_request_id, is_api
from accessdesk.web.address import REPEATED, UNKNOWN, known_address
from accessdesk.web.telephone import name_desk

log = structlog.get_logger()

PROBLEM_TYPE = "application/problem+json"
OURS = "accessdesk/"
ROOT = f"{Path(__file__).parents[2]}/"
MOST_PLACES = 30
MOST_FAULTS = 20
LONGEST_PLACE = 200


def problem_body(error: DomainError) -> dict[str, object]:
    """An error in the shape of RFC 9457, with our code, next step and fields."""
    body: dict[str, object] = {
        "type": f"urn:accessdesk:{error.code}",
        "title": error.title,
        "status": error.status,
        "code": error.code,
    }
    if error.detail:
        body["detail"] = name_desk(error.detail)
    if error.next_step:
        body["next_step"] = name_desk(error.next_step)
    if error.fields:
        body["errors"] = [
            {"field": name, "detail": name_desk(text)} for name, text in error.fields.items()
        ]
    return body | error.extra


def problem(error: DomainError) -> Response:
    """Answer a program with an error."""
    response = Response(
        json.dumps(problem_body(error), ensure_ascii=False),
        error.status,
        content_type=PROBLEM_TYPE,
    )
    if isinstance(error, NotSignedIn):
        response.headers["WWW-Authenticate"] = "Bearer"
    response.headers.update(headers_of(error))
    return response


def answer(error: DomainError) -> BaseResponse:
    """Answer whoever asked: a program with problem+json, a person with a page."""
    if is_api():
        return problem(error)
    if isinstance(error, NotSignedIn):
        after = request.full_path if request.method == "GET" else None
        return redirect(url_for("accounts.sign_in_page", after=after), 303)
    page = render_template("error.html", error=error, back=_way_back(error))
    return make_response(page, error.status, headers_of(error))


def _way_back(error: DomainError) -> str | None:
    """The page that the person was on, where it is one of ours that can be shown again."""
    if request.method in {"GET", "HEAD"}:
        if error.code in (UNKNOWN, REPEATED):
            return known_address()
        return request.full_path if isinstance(error, Unavailable) else None
    return next(filter(_can_be_shown, (request.path, _path_of_ours(request.referrer))), None)


def _path_of_ours(address: str | None) -> str:
    try:
        parts = urlsplit(address or "")
    except ValueError:
        return ""
    return parts.path if parts.netloc == request.host else ""


def _can_be_shown(path: str) -> bool:
    adapter = current_app.create_url_adapter(request)
    return bool(path) and adapter is not None and adapter.test(path, "GET")


def _from_http(error: HTTPException) -> BaseResponse:
    if error.response is not None:  # A redirect, or an answer that was made already.
        return error.get_response(request.environ)
    status = error.code or 500
    if status == NotFound.status:
        return answer(NotFound())
    slug = (error.name or "error").lower().replace(" ", "-")
    domain_error = DomainError(error.description or "", code=slug, title=error.name or "Error")
    domain_error.status = status
    response = answer(domain_error)
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After"}:
            response.headers[name] = value
    return response


def _from_foreign_host(_error: SecurityError) -> BaseResponse:
    """Answer a request under a name that is not ours: in bare words, as no page has an address."""
    error = DomainError(
        "This service does not go by the name that was used for it.",
        code="unknown-host",
        title="This is not the address of this service",
        next_step="Use the address that you were given; the operator sets it.",
    )
    if is_api():
        return problem(error)
    words = f"{error.title}. {error.next_step}\n"
    return Response(words, error.status, content_type="text/plain; charset=utf-8")


def _from_csrf(error: CSRFError) -> BaseResponse:
    return answer(
        Invalid(
            "The page was open for too long, or was not sent from this site.",
            code="stale-form",
            title="Please send this form again",
            next_step="Go back, reload the page, and send it again.",
        )
    )


def _from_database(error: DBAPIError | PoolTimeoutError) -> BaseResponse:
    log.error("database unavailable", kind=type(error).__name__)
    return answer(
        Unavailable(
            "The database does not answer. Nothing was changed, and nobody was admitted.",
            next_step=f"Try again in a moment; call {DESK} if it goes on.",
        )
    )


def _from_file(error: DatabaseError) -> BaseResponse:
    """Answer a database file that is damaged; every other such error is a defect of ours."""
    return _from_database(error) if type(error) is DatabaseError else _from_unexpected(error)


def _from_data(_error: DataError | OverflowError) -> BaseResponse:
    """Answer a number or a day that no database keeps or no calendar reckons with."""
    return answer(
        Invalid(
            "A number or a day is outside the range that can be kept.",
            code="out-of-range",
            next_step="Look for one with too many digits, or a year far from now.",
        )
    )


def _from_depth(_error: RecursionError) -> BaseResponse:
    return answer(Invalid("The body is nested too deeply to be read.", code="malformed"))


def _place_of(parts: tuple[int | str, ...]) -> str:
    """Where in the body a fault is; a name that the caller made up may be very long."""
    return ".".join(str(part) for part in parts)[:LONGEST_PLACE] or "body"


def _kind_sent() -> str:
    """What a body says that it is, where it says so."""
    sent = request.get_json(silent=True)
    kind = sent.get("kind") if isinstance(sent, dict) else ""
    return kind if isinstance(kind, str) else ""


def _fault(item: Mapping[str, Any], kind: str) -> tuple[str, str]:
    """Where a fault is, by the names that the caller sent, and what it is.

    A body of one of several kinds is told apart by its `kind`; Pydantic puts that before each name.
    """
    place = item["loc"]
    if item["type"].startswith("union_tag"):
        return _place_of((*place, "kind")), "Say which kind this is."
    words = item["msg"].removeprefix("Value error, ")  # Ours, behind what Pydantic puts before.
    return _place_of(place[1:] if len(place) > 1 and place[0] == kind else place), words


def validation_problem(error: ValidationError) -> Response:
    """Answer a body of the wrong shape; what was sent is never repeated, it may be an ID scan."""
    faults = error.errors(include_url=False, include_input=False, include_context=False)
    kind = _kind_sent()
    fields = dict(_fault(item, kind) for item in faults[:MOST_FAULTS])
    more = error.error_count() - MOST_FAULTS
    return problem(
        Invalid(
            "The body does not have the shape that this call takes."
            + (
                f" These are the first {MOST_FAULTS} faults, and {more} more follow."
                if more > 0
                else ""
            ),
            code="malformed",
            fields=fields,
            next_step="See /api/v1/openapi.json for the shape.",
        )
    )


def places_of(error: BaseException) -> list[str]:
    """The places that a defect passed through, the one that failed last; files and lines alone.

    No value stands there: what was sent, and what the database holds, may be personal.
    """
    return [
        f"{frame.filename.removeprefix(ROOT)}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
    ]


def _from_unexpected(error: Exception) -> BaseResponse:
    """Answer a defect of ours without a word of its insides, which may hold personal data."""
    places = places_of(error)
    ours = [place for place in places if place.startswith(OURS)]
    log.error(
        "defect",
        kind=type(error).__name__,
        place=(ours or places or [""])[-1],
        trace=places[-MOST_PLACES:],
        endpoint=request.endpoint,
        request_id=current_request_id(),
    )
    defect = DomainError(
        "Something went wrong on our side. Nothing was changed.",
        code="internal",
        title="This did not work",
        next_step=f"Try again; call {DESK} if it happens twice, and say {current_request_id()}.",
        extra={"request_id": current_request_id()},
    )
    defect.status = 500
    return answer(defect)


def init_app(app: Flask) -> None:
    """Register one answer for each way in which things go wrong."""
    app.register_error_handler(DomainError, answer)
    app.register_error_handler(CSRFError, _from_csrf)
    app.register_error_handler(HTTPException, _from_http)
    app.register_error_handler(SecurityError, _from_foreign_host)
    for beyond in (DataError, OverflowError):
        app.register_error_handler(beyond, _from_data)
    app.register_error_handler(RecursionError, _from_depth)
    app.register_error_handler(DatabaseError, _from_file)
    # InternalError is what PostgreSQL says when it may only be read.
    for unavailable in (OperationalError, InterfaceError, InternalError, PoolTimeoutError):
        app.register_error_handler(unavailable, _from_database)
    if not app.config.get("PROPAGATE_DEFECTS"):
        app.register_error_handler(Exception, _from_unexpected)
