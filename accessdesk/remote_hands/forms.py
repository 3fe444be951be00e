"""Forms of remote hands: they check shape; the catalogue and the service check sense."""

from typing import Any, ClassVar, Literal, get_args, get_origin

from pydantic.fields import FieldInfo
from wtforms import BooleanField, Field, Form, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, StopValidation

from accessdesk.remote_hands.catalogue import CATALOGUE, Details, Task
from accessdesk.remote_hands.drafts import HandsDraft, StepDraft
from accessdesk.service_requests.asking.callers import CallerForm
from accessdesk.service_requests.asking.numbers_form import NumbersForm
from accessdesk.service_requests.asking.where import MOST_DEVICES, DevicesField, WhereForm
from accessdesk.service_requests.rules import CUSTOMER_SEVERITIES, Severity
from accessdesk.service_requests.wording import severity_choices
from accessdesk.web.fields import TOO_LONG, at_most, choices_of, chosen, line, printable
from accessdesk.web.forms import Judged
from accessdesk.web.time_fields import LocalTimeField

STEP_ROWS = 4
MOST_TEXT = at_most(2000)
CHOOSE = "Choose one; the technician will need it."
NEEDED = "Fill this in; the technician will need it."
_BARE = {
    (True, False): "Say what to do, or clear what to expect.",
    (False, True): "Say what to do, or clear the stop.",
    (True, True): "Say what to do, or clear what to expect and the stop.",
}


class _NotBare:
    """Refuse a step that only says what to expect after it, or that the technician stops there."""

    def __init__(self, row: int) -> None:
        self._row = row

    def __call__(self, form: Form, field: Field) -> None:
        expect, stop = form[f"expect_{self._row}"].data, form[f"stop_{self._row}"].data
        fault = _BARE.get((bool((expect or "").strip()), bool(stop)))
        if fault and not (field.data or "").strip():
            raise StopValidation(fault)


class HandsForm(CallerForm, WhereForm, NumbersForm, Judged):
    """What every task asks for; `form_for` adds the task's own fields."""

    FAULTS_AT: ClassVar = {"details.needs_login": "needs_login", "steps": "do_1"}
    TO_THE_DESK: ClassVar = {"impact": "How does it affect the customer’s business?"} | {
        f"stop_{row}": "Stop here and call the contact" for row in range(1, STEP_ROWS + 1)
    }

    summary = line("In one line", "Say in one line what is to be done.")
    impact = TextAreaField("How does it affect your business?", [Optional(), MOST_TEXT])
    severity = SelectField(
        "How bad is it?",
        choices=choices_of(severity_choices(CUSTOMER_SEVERITIES)),
        default=Severity.C.value,
    )
    affects_availability = BooleanField("It may affect availability")
    severity_reason = line("Why not severity A?")
    needs_login = RadioField(
        "Does it need a login, or work in an operating system?",
        [InputRequired("Choose yes or no.")],
        choices=choices_of((("no", "No"), ("yes", "Yes"))),
    )
    task_after = SelectField(
        "When is the task itself done?",
        choices=choices_of(
            (
                ("", "After all of these steps"),
                ("0", "Before step 1"),
                *((str(row), f"After step {row}") for row in range(1, STEP_ROWS)),
            )
        ),
        filters=[lambda value: value or ""],
    )
    window_starts_at = LocalTimeField("Not before", [Optional(), TOO_LONG])
    window_ends_at = LocalTimeField("Done by", [Optional(), TOO_LONG], "window_starts_at")

    task: Task

    def own_fields(self) -> list[Field]:
        """The fields that only this task has."""
        return [field for field in self if field.name.startswith("details_")]

    def step_rows(self) -> list[tuple[Field, Field, Field]]:
        """The rows for steps, each with what to do, what to expect, and whether to stop there."""
        return [
            (self[f"do_{row}"], self[f"expect_{row}"], self[f"stop_{row}"])
            for row in range(1, STEP_ROWS + 1)
        ]

    def draft(self, *, by_phone: bool) -> HandsDraft:
        """The request as the service takes it."""
        details: dict[str, Any] = {
            field.name.removeprefix("details_"): field.data or "" for field in self.own_fields()
        }
        details["needs_login"] = self.needs_login.data == "yes"
        return HandsDraft(
            site=self.site.data or "",
            severity=chosen(self.severity, Severity.C),
            summary=(self.summary.data or "").strip(),
            impact=self.impact.data or "",
            task=self.task,
            details=details,
            devices=tuple(self.devices.data or ()),
            steps=self._steps(self.step_rows()),
            task_after=self._task_after(),
            starts_at=self.window_starts_at.data or "",
            ends_at=self.window_ends_at.data or "",
            affects_availability=bool(self.affects_availability.data),
            severity_reason=self.severity_reason.data or "",
            numbers=self.numbers(),
            caller=self.caller() if by_phone else None,
        )

    def _task_after(self) -> int:
        """How many steps are written above the place of the task: whoever fills in the form orders
        it there, and never takes it away by a step of their own (R-RH-2)."""
        row, rows = self.task_after.data, self.step_rows()
        return len(self._steps(rows[: int(row)] if row else rows))

    @staticmethod
    def _steps(rows: list[tuple[Field, Field, Field]]) -> tuple[StepDraft, ...]:
        return tuple(
            StepDraft(do.data.strip(), (expect.data or "").strip(), go_on=not stop.data)
            for do, expect, stop in rows
            if (do.data or "").strip()
        )


def _own_field(name: str, info: FieldInfo) -> Any:
    label = info.title or name
    presence = InputRequired(NEEDED)
    if get_origin(info.annotation) is Literal:
        pairs = ((each, each) for each in get_args(info.annotation))
        # No default for what turns a device off: it is asked for.
        return RadioField(label, [InputRequired(CHOOSE)], choices=choices_of(pairs))
    if name == "description":
        return TextAreaField(label, [presence, MOST_TEXT])
    return StringField(label, [presence, TOO_LONG, printable])


def _form_class(task: Task) -> type[HandsForm]:
    own = CATALOGUE[task].details.model_fields
    fields: dict[str, Any] = {
        f"details_{name}": _own_field(name, info)
        for name, info in own.items()
        if name not in Details.model_fields
    }
    for row in range(1, STEP_ROWS + 1):
        checks = [_NotBare(row), Optional(), TOO_LONG, printable]
        fields[f"do_{row}"] = StringField(f"Step {row}", checks)
        fields[f"expect_{row}"] = line("Expect to see")
        fields[f"stop_{row}"] = BooleanField("Stop here and call me")
    if CATALOGUE[task].needs_device:
        one = CATALOGUE[task].destructive
        label = "Which device is it about?" if one else "Which devices is it about?"
        named = DataRequired("Name the device that this is about.")
        fields["devices"] = DevicesField(label, [named, Length(max=MOST_DEVICES)])
    return type(f"{task.name.title()}Form", (HandsForm,), fields | {"task": task})


FORMS: dict[Task, type[HandsForm]] = {task: _form_class(task) for task in Task}
