"""The edge of one request: its transaction, its permission, its idempotency, its headers."""

from collections.abc import Callable
from functools import partial
from typing import cast

from flask import Flask, Request, Response, current_app, request
from flask.typing import ResponseReturnValue
from flask_openapi import OpenAPI
from gunicorn.http.errors import ParseException
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import BadRequest, NotFound
from werkzeug.routing import IntegerConverter, Map

from accessdesk import costly
from accessdesk.db import transaction
from accessdesk.errors import Conflict, DomainError, NotAllowed
from accessdesk.unseen import shows_nothing
from accessdesk.web import idempotency
from accessdesk.web.access import (
    SAFE_METHODS,
    check_permission,
    current_request_id,
    current_settings,
    find_actor,
    forget_actor,
    is_api,
    record_refusal,
)
from accessdesk.web.address import check_address
from accessdesk.web.api_docs import check_body, check_query
from accessdesk.web.pages import note_shut_places
from accessdesk.web.problems import problem

WITHOUT_TRANSACTION = frozenset({"static", "operations.livez", None})

MOST_HEADER_BYTES = 32 * 1024
YEAR_SECONDS = 31_536_000
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; font-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'"
)


class IdConverter(IntegerConverter):
    """A row's id in a path: what no row can have is not found, and never reaches a database."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=2**63 - 1)


class SizedRequest(Request):
    """A request whose view may say how large its body can be, in bytes (`most_bytes`)."""

    @property
    def max_content_length(self) -> int | None:
        """The limit of the view, or else of the application."""
        view = current_app.view_functions.get(self.endpoint or "")
        limit: int | None = getattr(view, "most_bytes", None)
        return limit or super().max_content_length

    @max_content_length.setter
    def max_content_length(self, value: int | None) -> None:
        Request.max_content_length.fset(self, value)  # type: ignore[attr-defined]


class Application(OpenAPI):
    """A Flask application in which one request is one transaction, and costly work is beside it."""

    request_class = SizedRequest

    def dispatch_request(self) -> Response:
        """Run the view within the request's transaction; what it returns is kept.

        Raises NotFound for an address that holds a zero byte.
        """
        if request.routing_exception is not None or request.endpoint in WITHOUT_TRANSACTION:
            return self.make_response(super().dispatch_request())
        _read_body()
        idempotency.read_sent()
        return costly.beside(partial(self._in_one_transaction, super().dispatch_request))

    def _in_one_transaction(self, view: Callable[[], ResponseReturnValue]) -> Response:
        forget_actor()  # Who it was when costly work began may be signed out by its end.
        write = request.method not in SAFE_METHODS and not costly.is_turned_away()
        try:
            with transaction(write=write):
                check_permission()
                note_shut_places()
                check_query()
                check_body()
                check_address()
                return self._once(view) if write else self.make_response(view())
        except NotAllowed as refusal:
            if write:
                with transaction():
                    record_refusal(refusal)
            raise
        except DomainError as refusal:
            if refusal.status != Conflict.status or not write or not is_api():
                raise
            # What it did is undone, but the answer stays the answer to this key.
            with transaction():
                return self._once(partial(problem, refusal))

    def _once(self, view: Callable[[], ResponseReturnValue]) -> Response:
        key = idempotency.key_of_request()
        actor = find_actor() if key else None
        if key is None or actor is None:
            return self.make_response(view())
        claimed = idempotency.claim(actor, key)
        if isinstance(claimed, Response):
            return claimed
        response = self.make_response(view())
        idempotency.keep(claimed, response)
        return response


def _read_body() -> None:
    """Read all that was sent, before a transaction begins: a slow client then holds no lock.

    A NUL, which no database keeps, is refused: an unknown address, or a form that is malformed.
    """
    try:
        request.get_data(parse_form_data=True)
    except (OSError, ParseException):
        raise BadRequest("What was sent was cut off, or is not in the form of HTTP.") from None
    if "\0" in request.path or b"%00" in request.query_string:
        raise NotFound
    if request.mimetype != "application/json" and any(
        "\0" in value for values in request.form.listvalues() for value in values
    ):
        raise BadRequest("A field holds a character that cannot be kept.")
    _leave_out_unseen()


def _leave_out_unseen() -> None:
    """Take a field of a form in which nothing can be seen for an empty one, as the API does."""
    sent = request.form.items(multi=True)
    request.form = ImmutableMultiDict(
        (name, "" if shows_nothing(value) else value) for name, value in sent
    )


def _add_headers(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["X-Request-ID"] = current_request_id()
    if request.is_secure:
        headers["Strict-Transport-Security"] = _strict_transport()
    view = current_app.view_functions.get(request.endpoint or "")
    camera = "(self)" if getattr(view, "with_camera", False) else "()"
    headers["Permissions-Policy"] = f"camera={camera}, microphone=(), geolocation=()"
    if getattr(view, "by_secret_link", False):
        headers["X-Robots-Tag"] = "noindex, nofollow"
    if request.endpoint != "static":
        headers.setdefault("Cache-Control", "no-store")
    return response


def _strict_transport() -> str:
    with_all = "; includeSubDomains" if current_settings().hsts_subdomains else ""
    return f"max-age={YEAR_SECONDS}{with_all}"


def check_routes(app: Flask) -> None:
    """Refuse to start with a route that names neither a permission nor that it is public."""
    bare = [
        endpoint
        for endpoint, view in app.view_functions.items()
        if endpoint != "static" and not hasattr(view, "permission")
    ]
    if bare:
        message = f"these routes name no permission: {', '.join(sorted(bare))}"
        raise RuntimeError(message)


def init_app(app: Flask) -> None:
    """Register headers and the converter of ids."""
    app.url_map.converters["int"] = IdConverter
    app.after_request(cast("Callable[[Response], Response]", _add_headers))
