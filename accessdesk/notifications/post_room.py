"""What messages are written and sent with, wherever that is done."""

from dataclasses import dataclass

from jinja2 import Environment

from accessdesk.config import Settings


@dataclass(frozen=True, slots=True)
class PostRoom:
    """The operator's settings, and the templates of letters and sheets.

    The templates are asked directly and not through Flask, whose processors ask who is signed in:
    where letters are written, nobody is.
    """

    settings: Settings
    pages: Environment
