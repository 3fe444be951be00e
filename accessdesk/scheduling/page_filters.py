"""Times on pages, as people at the site would say them: the filters that templates use."""

from datetime import datetime

from flask import Flask, has_request_context

from accessdesk import clock
from accessdesk.scheduling import wording
from accessdesk.scheduling.windows import Window
from accessdesk.web.access import current_moment


def _now() -> datetime:
    """The moment of the request; a letter is written in none."""
    return current_moment() if has_request_context() else clock.now()


def _local_span(starts_at: datetime, ends_at: datetime, zone: str) -> str:
    return wording.window_words(Window(starts_at, ends_at), zone, _now())


def _local_moment(moment: datetime, zone: str) -> str:
    return wording.moment_words(moment, zone, _now())


def init_app(app: Flask) -> None:
    """Register the filters."""
    app.jinja_env.filters["local_span"] = _local_span
    app.jinja_env.filters["local_moment"] = _local_moment
    app.jinja_env.filters["relative"] = wording.relative_words
