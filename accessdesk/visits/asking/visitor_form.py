"""The part of a form that says who comes: rows, a box to paste into, a file; together one list."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from werkzeug.datastructures import FileStorage
from wtforms import Field, FieldList, FileField, FormField, TextAreaField
from wtforms.validators import Optional

from accessdesk.identity.requested import Severity, remarks_on_requested_name
from accessdesk.visits.asking.fields import VisitorRow
from accessdesk.visits.asking.visitor_list import (
    Listed,
    ListRefused,
    decode_list,
    read_visitor_list,
)
from accessdesk.visits.drafts import VisitorDraft
from accessdesk.visits.rules import MOST_VISITORS, faults_of_visitors
from accessdesk.web.forms import Judged

ROWS = 3
MOST_FAULTS_SHOWN = 5


class VisitorsForm(Judged):
    """Who comes; after `validate`, `people` holds them in the order in which they were written."""

    visitors = FieldList(FormField(VisitorRow), min_entries=ROWS, max_entries=MOST_VISITORS)
    visitor_list = TextAreaField("Or paste a list", [Optional()])
    visitor_file = FileField("Or upload a list", [Optional()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people: list[VisitorDraft] = []
        for number, row in enumerate(self.visitors.entries, start=1):
            row.form["name"].label.text = f"Visitor {number}"
            row.form["email"].label.text = f"E-mail of visitor {number}"
            row.form["phone"].label.text = f"Telephone of visitor {number}"

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        """Check the shape of all fields, and of the visitors wherever they were written."""
        shape = super().validate(extra_validators)
        self.unpack_file()
        listed = self._read_list()
        rows = self._written_rows()
        if rows or listed is not None:
            self._judge(rows, listed or [])
        return shape and not self._people_at_fault()

    def _people_at_fault(self) -> bool:
        fields = (self.visitors, self.visitor_list, self.visitor_file)
        return any(field.errors for field in fields)

    def has_said(self, name: str) -> bool:
        """Whether the people were found at fault here, each where they were written."""
        return name.partition(".")[0] == "visitors" and self._people_at_fault()

    def unpack_file(self) -> None:
        """Move the people of an uploaded file into the box, where they can be seen and mended.

        A browser does not send a file again when the form is shown again; the box stays.
        """
        file = self.visitor_file.data
        if not isinstance(file, FileStorage) or not file.filename:
            return
        try:
            uploaded = decode_list(file.read())
        except ListRefused as refusal:
            self.visitor_file.errors = [str(refusal)]
            return
        pasted = (self.visitor_list.data or "").rstrip()
        self.visitor_list.data = f"{pasted}\n{_without_header(uploaded)}" if pasted else uploaded

    def count_people(self) -> int:
        """How many are named so far, whether or not each can stand as they are written."""
        self.unpack_file()
        return len(self._written_rows()) + len(self._read_list() or [])

    def doubts(self) -> list[tuple[str, str]]:
        """The names so far that the gate may not admit as they are written, each with why."""
        listed = [each.visitor for each in self._read_list() or []]
        people = [draft for _, draft in self._written_rows()] + listed
        return [
            (person.name.strip(), remark.words)
            for person in people[:MOST_VISITORS]
            for remark in remarks_on_requested_name(person.name)[:1]
            if remark.severity is Severity.ADVISE
        ]

    def _read_list(self) -> list[Listed] | None:
        try:
            return read_visitor_list(self.visitor_list.data or "")
        except ListRefused as refusal:
            self.visitor_list.errors = [str(refusal)]
            return None

    def _written_rows(self) -> list[tuple[VisitorRow, VisitorDraft]]:
        rows = [entry.form for entry in self.visitors.entries]
        written = [(row, _draft(row)) for row in rows]
        return [(row, it) for row, it in written if f"{it.name}{it.email}{it.phone}".strip()]

    def _judge(self, rows: list[tuple[VisitorRow, VisitorDraft]], listed: list[Listed]) -> None:
        """Put each fault to where its visitor was written: a row, a line, or the whole list."""
        self.people = [draft for _, draft in rows] + [each.visitor for each in listed]
        lines = []
        for name, words in faults_of_visitors(self.people).items():
            _, at, part = name.split(".") if "." in name else (name, None, "")
            if at is None:
                _blame(self.visitors, words)
            elif int(at) < len(rows):
                _blame(rows[int(at)][0][part], words)
                _blame(self.visitors, {part: [words]})  # As WTForms itself does.
            else:
                lines.append(f"Line {listed[int(at) - len(rows)].line}: {words}")
        for words in _shortened(lines):
            _blame(self.visitor_list, words)


def _draft(row: VisitorRow) -> VisitorDraft:
    return VisitorDraft(row.name.data or "", row.email.data or "", row.phone.data or "")


def _blame(field: Field, words: Any) -> None:
    field.errors = [*field.errors, words]


def _shortened(lines: list[str]) -> list[str]:
    more = len(lines) - MOST_FAULTS_SHOWN
    return [*lines[:MOST_FAULTS_SHOWN], f"And {more} more like these."] if more > 0 else lines


def _without_header(uploaded: str) -> str:
    """Write a list so that it can follow another; one that cannot be read stays as it is."""
    try:
        people = [each.visitor for each in read_visitor_list(uploaded)]
    except ListRefused:
        return uploaded
    lines = io.StringIO()
    csv.writer(lines, lineterminator="\n").writerows(
        [each.name, each.email, *filter(None, [each.phone])] for each in people
    )
    return lines.getvalue()
