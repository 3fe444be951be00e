"""Record what happens to a request in the journal of its site."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from accessdesk.estate.queries import get_site_by_id
from accessdesk.journal.rules import Event, Personal
from accessdesk.journal.service import OPERATOR_STREAM, record, site_stream
from accessdesk.service_requests.request import RequestFacts
from accessdesk.service_requests.search import keep_words_of


def stream_of(site_code: str | None) -> str:
    """The journal's stream for what concerns a site, or the operator's own."""
    return site_stream(site_code) if site_code else OPERATOR_STREAM


def subject_of(reference: str) -> str:
    """The name under which the journal keeps a request; a number may come later."""
    return f"request/{reference}"


def record_on(
    sr: RequestFacts,
    event: Event,
    *,
    actor: str,
    now: datetime,
    personal: Mapping[str, Any] | None = None,
    person: str | None = None,
    **facts: Any,
) -> None:
    """Record something that happened to a request, in the stream of its site.

    Once the transaction is kept it is found by what it says. What is personal is erased with the
    request, unless it is said of one `person` alone.
    """
    site_code = get_site_by_id(sr.site_id).code if sr.site_id is not None else None
    record(
        event,
        stream=stream_of(site_code),
        subject=subject_of(sr.reference),
        at=now,
        actor=actor,
        facts=facts,
        personal=Personal(person or subject_of(sr.reference), personal) if personal else None,
    )
    keep_words_of(sr.id)
