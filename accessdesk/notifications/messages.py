"""What is handed over to go out: a letter with what hangs on it, or a call to a program."""

import re
from dataclasses import dataclass, field

from anyascii import anyascii


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a letter; `kind` is its media type with parameters."""

    name: str
    kind: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Letter:
    """One e-mail; letters of one thread belong to one request.

    `kept` is what is kept of it to be read here, where that must say less than what went out.
    """

    name: str
    address: str
    subject: str
    text: str
    html: str
    thread: str
    attachments: tuple[Attachment, ...] = ()
    withdrawal: bool = False
    kept: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """One webhook: its address, its body, and the secrets that sign it, newest first."""

    address: str
    body: str
    secrets: tuple[str, ...] = field(repr=False)


Message = Letter | Call


@dataclass(frozen=True, slots=True)
class Sent:
    """It was taken over."""


@dataclass(frozen=True, slots=True)
class Kept:
    """It stays here to be read, since there is no mail server."""


@dataclass(frozen=True, slots=True)
class TryAgain:
    """It was not taken; `unreachable` says that the next one would not be either."""

    problem: str
    unreachable: bool = False


@dataclass(frozen=True, slots=True)
class GivenUp:
    """It will never be accepted; `gone` says that the receiver does not want any more of them."""

    problem: str
    gone: bool = False


@dataclass(frozen=True, slots=True)
class NotNeeded:
    """There is nobody to tell any more."""

    problem: str


Outcome = Sent | Kept | TryAgain | GivenUp | NotNeeded


def one_line(text: str) -> str:
    """A text fit for a header: on one line, without control characters."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())


def file_name(stem: str, ending: str) -> str:
    """Make a name for an attachment of plain letters, whatever a person is called."""
    plain = re.sub(r"[^A-Za-z0-9]+", "-", anyascii(stem)).strip("-")
    return f"{plain[:60] or 'file'}.{ending}"
