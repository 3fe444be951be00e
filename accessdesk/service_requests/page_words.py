"""What a request's kind, status, severity, party and reason are called on pages."""

from flask import Flask

from accessdesk.service_requests import wording


def init_app(app: Flask) -> None:
    """Register the words, each table keyed by the values of its enum."""
    app.jinja_env.globals.update(
        AWAITED_WORD=wording.AWAITED_WORD,
        KIND_WORD=wording.KIND_WORD,
        PARTY_WORD=wording.PARTY_WORD,
        REASON_WORD=wording.REASON_WORD,
        SEVERITY_WORD=wording.SEVERITY_WORD,
        STATUS_WORD=wording.STATUS_WORD,
    )
