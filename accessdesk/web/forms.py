"""What forms share: a service's refusal comes back to the field that it is about."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Generic, TypeVar

from wtforms import Field, FieldList, Form, FormField

from accessdesk.db import savepoint
from accessdesk.errors import DomainError, Invalid, NotAllowed
from accessdesk.web.access import record_refusal


@dataclass
class Outcome:
    """Whether the service refused what the form held, and how."""

    error: DomainError | None = None

    @property
    def refused(self) -> bool:
        """Whether the form is to be shown again."""
        return self.error is not None

    @property
    def status(self) -> int:
        """The status of the page that shows the form again."""
        return self.error.status if self.error else 200


def find_field(form: Form, name: str) -> Field | None:
    """Find the field that a service means: `visitors.3.name` is the fourth row's, if it is there.

    A dotted name may also be one field (`window_starts_at`); what is not there falls back to the
    list or group that would hold it.
    """
    flat = name.replace(".", "_")
    if flat in form:
        return form[flat]
    first, _, rest = name.partition(".")
    return _within(form[first], rest) if first in form else None


def _within(field: Field, path: str) -> Field:
    first, _, rest = path.partition(".")
    if isinstance(field, FieldList) and first.isdecimal() and int(first) < len(field.entries):
        return _within(field.entries[int(first)], rest)
    if isinstance(field, FormField) and first in field.form:
        return _within(field.form[first], rest)
    return field


def _add_error(form: Form, field: Field, words: str) -> None:
    field.errors = [*field.errors, words]
    top = form[field.name.partition("-")[0]] if "-" in field.name else field
    if isinstance(top, FieldList) and top is not field:
        top.errors = [*top.errors, {field.short_name: [words]}]  # As WTForms itself does.


def add_errors(form: Form, error: DomainError) -> None:
    """Put a refusal's words at the fields it names, and the rest on top of the form."""
    for name, words in error.fields.items():
        field = find_field(form, name)
        if field is None:
            form.form_errors.append(words)
        else:
            _add_error(form, field, words)
    if not error.fields and error.detail:
        form.form_errors.append(error.detail)
    if error.next_step:
        form.form_errors.append(error.next_step)


@contextmanager
def refuse_into(form: Form) -> Iterator[Outcome]:
    """Run a use case; when it is refused, undo what it began and put the words on the form.

    The page can then be shown again, with everything that was typed, in the same transaction. What
    the actor may not do is recorded, as everywhere (R-ACC-1).
    """
    outcome = Outcome()
    try:
        with savepoint():
            yield outcome
    except (Invalid, NotAllowed) as error:
        add_errors(form, error)
        outcome.error = error
        if isinstance(error, NotAllowed):
            record_refusal(error)


Result = TypeVar("Result")


@dataclass
class Attempt(Generic[Result]):
    """What came of a form that was sent: refused, with the status to show it again, or done."""

    status: int
    error: DomainError | None = None
    result: Result | None = None

    @property
    def refused(self) -> bool:
        """Whether the form is to be shown again."""
        return self.status != 200


def attempt(form: Form, use_case: Callable[[], Result]) -> Attempt[Result]:
    """Do what a form asks for, unless its shape is wrong or the service refuses it.

    The words then stand on the form, and nothing of what was begun is left.
    """
    if not form.validate():
        return Attempt(Invalid.status)
    result = None
    with refuse_into(form) as outcome:
        result = use_case()
    return Attempt(outcome.status, outcome.error, result)
