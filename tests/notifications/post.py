"""Plan and send by the application at hand, with whatever settings a test has given it."""

from email.message import EmailMessage
from typing import Any

from flask import current_app

from accessdesk.notifications.delivering import sending, sweeps
from accessdesk.notifications.delivering.sending import Clock
from accessdesk.notifications.post_room import PostRoom


def post_room() -> PostRoom:
    return PostRoom(current_app.extensions["accessdesk_settings"], current_app.jinja_env)


def sweep(clock: Clock, **more: Any) -> int:
    return sweeps.sweep(post_room(), clock, **more)


def deliver_due(clock: Clock) -> int:
    return sending.deliver_due(post_room(), clock)


def text_of(message: EmailMessage) -> str:
    """The words of a letter as they went out."""
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content())
