"""A word on a request as somebody states it, before it is known how it is to be kept."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class UpdateDraft:
    """An update, a note or a call; `next_word_on` is the day by which the next one is promised.

    One that says that something is `not_mended` opens the request again. It answers what the
    customer said `through` a time, all of it where none is given.
    """

    text: str
    visible: bool = True
    by_phone: bool = False
    spoken_with: str = ""
    next_word_on: date | None = None
    not_mended: bool = False
    through: datetime | None = None
