"""Plan and send by the application at hand, with whatever settings a test has given it."""

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
