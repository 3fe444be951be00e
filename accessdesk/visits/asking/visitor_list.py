"""Read a list of visitors that somebody pasted or uploaded: one person a line: name,
e-mail, telephone.

Takes commas, semicolons or tabs, quoted fields (RFC 4180, section 2), `Name <e-mail>` as mail
programs write it, and a first line that names the columns. Pure.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass

from accessdesk.mailbox import fault_of_email
from accessdesk.visits.drafts import VisitorDraft

LARGEST_LIST = 100_000
HOW_A_LINE_IS_WRITTEN = (
    "Write each line as “Name, e-mail, telephone”; put a name that has a comma in quotation marks."
)

_LINE_END = re.compile(r"\r\n|\r|\n")
_NAME_AND_EMAIL = re.compile(r"([^<>]*)<\s*([^\s<>]+)\s*>")
_DELIMITER_NOTE = re.compile(r"sep=[,;\t]", re.I)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

_NAME_COLUMNS = frozenset({"name", "full name", "visitor", "visitor name", "name on id"})
_FIRST_COLUMNS = frozenset({"first name", "firstname", "given name", "given names", "forename"})
_LAST_COLUMNS = frozenset({"last name", "lastname", "surname", "family name"})
_EMAIL_COLUMNS = frozenset({"email", "e mail", "mail", "email address", "e mail address"})
_PHONE_COLUMNS = frozenset(
    {"phone", "telephone", "mobile", "phone number", "telephone number", "mobile number", "tel"}
)
_NAMES_IN_ORDER = (_NAME_COLUMNS, _FIRST_COLUMNS, _LAST_COLUMNS)


class ListRefused(ValueError):
    """A list that cannot be read; its text is made for people and names the line."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A person on a list, and the line on which they stand (the first is 1)."""

    line: int
    visitor: VisitorDraft


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where the parts of a name, the e-mail address and the number stand in each line."""

    names: tuple[int, ...] = (0,)
    email: int | None = 1
    phone: int | None = 2
    others: frozenset[int] = frozenset()


def decode_list(content: bytes) -> str:
    """The text of an uploaded list: UTF-8, UTF-16 with its mark, or Latin-1 as Windows has it.

    Raises ListRefused for what is no text, or is far too long for fifty people.
    """
    if len(content) > LARGEST_LIST:
        raise ListRefused("The file is larger than 100 kB; a list of fifty people is far smaller.")
    encodings = (
        ("utf-16",) if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8-sig", "cp1252")
    )
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _CONTROL.search(text):
            return text
        break
    raise ListRefused(
        "This is not a text file. Save the list as CSV (in a spreadsheet: Save as, CSV UTF-8) "
        "and choose that file."
    )


def read_visitor_list(text: str) -> list[Listed]:
    """Read who is on a list; raises ListRefused with the first line that cannot be read."""
    if len(text) > LARGEST_LIST:
        raise ListRefused("The list is far too long; a request takes at most fifty people.")
    found: list[Listed] = []
    columns, delimiter = None, ""
    for number, line in _lines(text):
        if columns is None:
            delimiter = _delimiter_of(line)
            columns = _columns_named(_cells(line, delimiter, number))
            if columns is not None:
                continue
            columns, delimiter = _Columns(), ""
        people = _people(line, delimiter or _delimiter_of(line), columns, number)
        found += [Listed(number, each) for each in people]
    return found


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines that hold something, numbered as an editor numbers them."""
    for number, line in enumerate(_LINE_END.split(text.removeprefix("\ufeff")), start=1):
        bare = line.strip(" \t,;")
        if bare and not (number == 1 and _DELIMITER_NOTE.fullmatch(line.strip(" "))):
            yield number, line


def _delimiter_of(line: str) -> str:
    outside = re.sub(r'"[^"]*"', "", line)
    return next((sign for sign in "\t;" if sign in outside), ",")


def _cells(line: str, delimiter: str, number: int) -> list[str]:
    unclosed = ListRefused(f"Line {number}: a quotation mark is not closed.")
    if line.count('"') % 2:
        raise unclosed
    try:
        row = next(csv.reader([line], delimiter=delimiter, skipinitialspace=True))
    except csv.Error:
        raise unclosed from None
    return [cell.strip() for cell in row]


def _columns_named(cells: list[str]) -> _Columns | None:
    """Read a first line that names the columns; None when it is a person already."""
    titles = [" ".join(re.sub(r"[^\w]", " ", cell.casefold()).split()) for cell in cells]
    names = tuple(
        at for kind in _NAMES_IN_ORDER for at, title in enumerate(titles) if title in kind
    )
    if not names or any("@" in cell for cell in cells):
        return None
    email, phone = (
        next((at for at, title in enumerate(titles) if title in kind), None)
        for kind in (_EMAIL_COLUMNS, _PHONE_COLUMNS)
    )
    others = frozenset(at for at in range(len(cells)) if at not in {*names, email, phone})
    return _Columns(names, email, phone, others)


def _people(line: str, delimiter: str, columns: _Columns, number: int) -> list[VisitorDraft]:
    cells = _cells(line, delimiter, number)
    in_brackets = _in_brackets([cell for cell in cells if cell]) or _in_brackets([line.strip()])
    if in_brackets:
        return [_person(VisitorDraft(name, email), number) for name, email in in_brackets]
    return [_from_columns(cells, columns, number)]


def _in_brackets(parts: list[str]) -> list[tuple[str, str]]:
    """Read `Name <e-mail>`, once or several times; nothing unless all parts are written so."""
    found = [match for part in parts if (match := _NAME_AND_EMAIL.fullmatch(part))]
    if len(found) < len(parts):
        return []
    return [(match[1].strip(" \"'"), match[2]) for match in found]


def _from_columns(cells: list[str], columns: _Columns, number: int) -> VisitorDraft:
    known = {*columns.names, columns.email, columns.phone, *columns.others}
    if any(cell and at not in known for at, cell in enumerate(cells)):
        raise ListRefused(
            f"Line {number} has more than a name, an e-mail address and a telephone number. Give "
            "one person per line, or name the columns in a first line: name, e-mail, telephone."
        )
    name = " ".join(cells[at] for at in columns.names if at < len(cells) and cells[at])
    email, phone = (
        cells[at] if at is not None and at < len(cells) else ""
        for at in (columns.email, columns.phone)
    )
    return _person(VisitorDraft(name, email, phone), number)


def _person(person: VisitorDraft, number: int) -> VisitorDraft:
    if not person.name:
        raise ListRefused(f"Line {number} has no name.")
    if person.email and (fault := fault_of_email(person.email)):
        more = "" if "@" in person.email else f" {HOW_A_LINE_IS_WRITTEN}"
        raise ListRefused(f"Line {number}: {fault}{more}")
    return person
