"""Telephone numbers on pages: the desk's own, and each as a link that dials it."""

from flask import Flask
from markupsafe import Markup, escape

from accessdesk.telephone import (
    UNKNOWN,
    WRITTEN,
    address_of,
    has_shape,
    with_desk,
    with_number,
)
from accessdesk.web.access import current_settings


def name_desk(text: str) -> str:
    """A sentence with the number of the operator's desk in it, where it sends somebody there."""
    return with_desk(text, current_settings().desk_telephone)


def _link(number: str) -> Markup:
    return Markup('<a href="{}" class="number">{}</a>').format(address_of(number), number)


def _telephone(number: str) -> Markup:
    """A number as a link, or that none is known; what was kept before it was read stays text."""
    return _link(number) if has_shape(number) else escape(number or UNKNOWN)


def _linked(text: str) -> Markup:
    """A sentence in which each number is a link."""
    parts, at = [], 0
    for found in WRITTEN.finditer(text):
        parts += [escape(text[at : found.start()]), _link(found.group())]
        at = found.end()
    return Markup("").join([*parts, escape(text[at:])])


def _dialled(text: str) -> Markup:
    """A sentence in which the desk has its number, and each number is a link."""
    return _linked(name_desk(text))


def init_app(app: Flask) -> None:
    """Register what templates say numbers with."""
    app.jinja_env.filters.update(telephone=_telephone, linked=_linked, dialled=_dialled)
    app.jinja_env.filters["with_number"] = with_number
