"""The refusal to end a request over a word of the customer that nobody has read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from accessdesk.errors import NotSeen
from accessdesk.estate.queries import get_site_by_id
from accessdesk.service_requests.request import RequestFacts
from accessdesk.typed_time import DAYS, MONTHS

LONGEST_QUOTED = 1000


@dataclass(frozen=True, slots=True)
class CustomerWord:
    """Something that the customer wrote on a request, and when."""

    request_id: int
    at: datetime
    text: str


def not_seen(sr: RequestFacts, words: Sequence[CustomerWord]) -> NotSeen:
    """The refusal that quotes these words; `through` of its answer is the time of the last."""
    zone = get_site_by_id(sr.site_id).zone if sr.site_id is not None else "UTC"
    return NotSeen(
        " ".join(
            f"The customer wrote at {_time(each.at, zone)}: {_quoted(each)}" for each in words
        ),
        code="unread-word",
        title="The customer wrote something that you have not read",
        next_step="Read it. If the request is still to end, send the same again.",
        extra={"through": words[-1].at.isoformat()} if words else None,
    )


def _time(at: datetime, zone: str) -> str:
    local = at.astimezone(ZoneInfo(zone))
    return f"{DAYS[local.weekday()]} {local.day} {MONTHS[local.month - 1]} {local:%H:%M}"


def _quoted(word: CustomerWord) -> str:
    return f"“{word.text[:LONGEST_QUOTED]}”"
