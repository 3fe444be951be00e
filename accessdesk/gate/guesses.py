"""Which calls at the gate could be somebody trying short codes (R-SEC-4)."""

from flask import request
from werkzeug.exceptions import HTTPException

from accessdesk.passes.short_code import read_short_code

MOST_CHARACTERS = 60  # A short code is shorter, with whatever stands between its letters.


def gives_short_code() -> bool:
    """Whether the request at hand bears what may be a short code; a picture cannot be guessed."""
    return any(
        isinstance(code, str) and len(code) <= MOST_CHARACTERS and read_short_code(code.strip())
        for code in _codes()
    )


def _codes() -> list[object]:
    """Where a call and a page have the code; what cannot be read bears none."""
    try:
        if request.mimetype != "application/json":
            return [request.form.get("scan"), request.form.get("code")]
        body = request.get_json(silent=True)
    except HTTPException:
        return []
    return [body.get("code")] if isinstance(body, dict) else []
