"""The frame of a form that was sent: try what it asks for, show it again or go on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar, cast

from flask import Response as FlaskResponse
from flask import after_this_request, flash, redirect, url_for
from werkzeug.wrappers import Response
from wtforms import Field, FieldList, Form, FormField

from accessdesk.db import read_on, savepoint
from accessdesk.errors import DomainError, Invalid, NotAllowed, NotSeen, TooMany, headers_of
from accessdesk.faults import parts_of
from accessdesk.web.access import record_refusal
from accessdesk.web.telephone import name_desk


class Judged(Form):
    """A form that a service judges as well, and that knows where the faults it names stand.

    `FAULTS_AT` maps the service's name for a field to the form's, where they differ.
    """

    FAULTS_AT: ClassVar[Mapping[str, str]] = {}

    def has_said(self, _name: str) -> bool:
        """Whether the form has judged what the service names, and has said what is wrong there."""
        return False


def find_field(form: Form, name: str) -> Field | None:
    """Find the field that a service means: `visitors.3.name` is the fourth row's, if it is there.

    A dotted name may also be one field (`window_starts_at`); what is not there falls back to the
    list or group that would hold it.
    """
    if isinstance(form, Judged):
        name = form.FAULTS_AT.get(name, name)
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


def _top_of(form: Form, field: Field) -> Field:
    return form[field.name.partition("-")[0]] if "-" in field.name else field


def _add_error(form: Form, field: Field, words: str) -> None:
    field.errors = [*field.errors, words]
    top = _top_of(form, field)
    if isinstance(top, FieldList) and top is not field:
        top.errors = [*top.errors, {field.short_name: [words]}]  # As WTForms itself does.


def add_errors(form: Form, error: DomainError) -> None:
    """Put a refusal's words at the fields it names, and the rest on top of the form.

    A field whose shape is wrong has said so already, and says nothing more; nor does one that
    waits for another, which is at fault.
    """
    known = {field for field in form if field.errors or getattr(field, "waits", False)}
    for part in parts_of(error):
        for name, text in part.fields.items():
            field, words = find_field(form, name), name_desk(text)
            if isinstance(form, Judged) and form.has_said(name):
                continue
            if field is None:
                form.form_errors.append(words)
            elif _top_of(form, field) not in known:
                _add_error(form, field, words)
        if not part.fields and part.detail:
            form.form_errors.append(name_desk(part.detail))
    if error.next_step:
        form.form_errors.append(name_desk(error.next_step))


Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Attempt(Generic[Result]):
    """What came of a form that was sent: it is done, or to be shown again with this status.

    `error` is what the service refused; there may be none where the shape was wrong already.
    """

    status: int = 200
    error: DomainError | None = None
    given: Result | None = None

    @property
    def refused(self) -> bool:
        """Whether the form is to be shown again."""
        return self.status != 200

    @property
    def result(self) -> Result:
        """What the use case gave, of an attempt that was not refused."""
        return cast("Result", self.given)


def attempt(
    form: Form,
    use_case: Callable[[], Result],
    *,
    judge: Callable[[], object] | None = None,
    unfinished: bool = False,
) -> Attempt[Result]:
    """Do what a form asks for, unless its shape is wrong or the service refuses it.

    The words then stand on the form, and nothing of what was begun is left: the page can be shown
    again, with everything that was typed. What the actor may not do is recorded, as everywhere
    (R-ACC-1). With `judge` the service also has its say on a form whose shape is wrong, as far as
    that goes, so that all is told in one round. An `unfinished` form only looks something up, so
    its shape is not asked for yet: only what was typed and not understood.
    """
    if unfinished:
        _tell_misread(form)
    if unfinished or form.validate():
        return _try(form, use_case)
    tried = _try(form, judge) if judge else None
    if tried is None or not tried.refused:
        read_on()
    return Attempt(Invalid.status, tried.error if tried else None)


def _tell_misread(form: Form) -> None:
    """Tell at each field what was typed there and not understood; the service then need not."""
    for field in form:
        if fault := getattr(field, "fault", ""):
            field.errors = [fault]


def _try(form: Form, use_case: Callable[[], Result]) -> Attempt[Result]:
    try:
        with savepoint():
            return Attempt(given=use_case())
    except (Invalid, NotAllowed, NotSeen, TooMany) as error:
        add_errors(form, error)
        if isinstance(error, NotAllowed):
            record_refusal(error)
        else:
            read_on()  # The page is drawn while others write.
        headers = headers_of(error)
        after_this_request(lambda page: _with_headers(page, headers))
        return Attempt(error.status, error)


def _with_headers(page: FlaskResponse, headers: Mapping[str, str]) -> FlaskResponse:
    page.headers.update(headers)
    return page


def go_to(endpoint: str, **values: Any) -> Response:
    """Send the browser on to a page, so that to load it again sends no form again."""
    return redirect(url_for(endpoint, **values), 303)


def say_done(words: str, endpoint: str, **values: Any) -> Response:
    """Send the browser on to a page, which says on top what was done."""
    flash(words, "go")
    return go_to(endpoint, **values)
