"""What the address of a page may ask for: each view says it once, and anything else is refused.

A filter that is misspelt narrows nothing: the list shows everything, and somebody acts on rows that
they did not ask for. So a page is as strict as a call of the API, and names what it does not know.

One thing is let pass, on the pages of a visitor and a landlord too: programs that mail a link on
add marks of their own (`utm_source`), which whoever follows it did not write and no view reads.
"""

import re
from collections.abc import Callable
from typing import TypeVar
from urllib.parse import urlencode

from flask import current_app, request
from wtforms import Form

from accessdesk.errors import Invalid
from accessdesk.web.access import SAFE_METHODS, is_api
from accessdesk.web.schemas import repeated

View = TypeVar("View", bound=Callable[..., object])

UNKNOWN = "unknown-parameter"
REPEATED = "repeated-parameter"
MOST_NAMED = 5
# What somebody else wrote into an address is not to speak in our name.
PLAIN = re.compile(r"[\w.-]{1,40}", re.ASCII)
MARKS = re.compile(r"utm_\w+|mc_[ce]id|fbclid|gclid|msclkid|_hsenc|_hsmi")


def reads(*asked: str | type[Form]) -> Callable[[View], View]:
    """Mark the view of a page with what it reads of its address: names, or the form of a filter."""
    names = {each for each in asked if isinstance(each, str)}
    forms = [each for each in asked if not isinstance(each, str)]

    def mark(view: View) -> View:
        view.reads = names | {field.name for form in forms for field in form()}  # type: ignore[attr-defined]
        return view

    return mark


def check_address() -> None:
    """Refuse a page whose address asks for what it does not know, or twice for what it does.

    Raises Invalid with the name.
    """
    view = current_app.view_functions[request.endpoint or ""]
    if is_api() or request.method not in SAFE_METHODS or not _is_page(view):
        return
    known = _known()
    unknown = [each for each in request.args if each not in known and not MARKS.fullmatch(each)]
    if unknown:
        named = ", ".join(f"“{each}”" for each in unknown[:MOST_NAMED] if PLAIN.fullmatch(each))
        raise Invalid(
            f"It asks for {named or 'something'}, which this page does not know. So what you "
            "would see here might not be what you are looking for.",
            code=UNKNOWN,
            title="This address is not understood",
            next_step="Check the address, or open the page without it.",
        )
    if twice := [each for each in repeated() if each in known]:
        named = ", ".join(f"“{each}”" for each in twice[:MOST_NAMED])
        raise Invalid(
            f"It gives {named} more than once, and this page takes one value.",
            code=REPEATED,
            title="This address is not understood",
            next_step="Check the address, or open the page with it once.",
        )


def _is_page(view: object) -> bool:
    """Whether a view is a page; one that opens without signing in says what it reads, if anything.

    The rest of what opens so is for programs: static files, probes, a calendar's feed.
    """
    return getattr(view, "permission", None) is not None or hasattr(view, "reads")


def known_address() -> str:
    """The address of this page with only what it knows, each of it once."""
    asked = [pair for pair in request.args.items() if pair[0] in _known()]
    return f"{request.path}?{urlencode(asked)}" if asked else request.path


def _known() -> frozenset[str]:
    view = current_app.view_functions[request.endpoint or ""]
    return frozenset(getattr(view, "reads", ()))
