"""What is said on top of a page when a form that was sent no longer stands there."""

from dataclasses import dataclass
from typing import Any

from wtforms import Form, TextAreaField

from accessdesk.errors import Conflict, Invalid
from accessdesk.web.forms import Attempt


@dataclass(frozen=True, slots=True)
class Notice:
    """Why nothing was done, and what was typed, so that it can be used elsewhere."""

    title: str
    lines: list[str]
    typed: list[str]


def notice_of(form: Form, tried: Attempt[Any], *, stands: bool) -> Notice | None:
    """Word a refusal; None where the form stands on the page still, and says what is wrong.

    What the state of the work is against is always said on top: whatever is typed anew, it stays.
    """
    typed = [field.data for field in form if isinstance(field, TextAreaField) and field.data]
    if isinstance(tried.error, Conflict):
        lines = [tried.error.detail, tried.error.next_step]
        return Notice(tried.error.title, [line for line in lines if line], typed)
    if stands:
        return None
    return Notice(Invalid.title, _faults(form), typed)


def _faults(form: Form) -> list[str]:
    at_fields = [words for field in form for words in field.errors if isinstance(words, str)]
    return [*at_fields, *form.form_errors]
