"""The journal over the API: entries of a stream, and a signed note of where it stands."""

import json
from typing import Any

from flask import Response
from flask_openapi import APIBlueprint
from pydantic import BaseModel, Field

from accessdesk.accounts.rules import Actor, Permission, Right
from accessdesk.errors import NotFound
from accessdesk.estate.queries import find_site, holds_right
from accessdesk.journal.checkpoints import Checkpoint, get_signing_key, sign_checkpoint
from accessdesk.journal.queries import Head, entries_after, heads
from accessdesk.journal.rules import moment_text
from accessdesk.journal.service import OPERATOR_STREAM, site_stream
from accessdesk.web.access import current_actor, current_moment, current_settings, requires
from accessdesk.web.api_docs import BEARER
from accessdesk.web.schemas import Answer, Moment, query_int, reply

api = APIBlueprint("journal_api", __name__, url_prefix="/api/v1", abp_security=BEARER)

PAGE = 200


class StreamPath(BaseModel):
    """A stream: `site:AMS1`, or `operator`."""

    stream: str = Field(max_length=80)


class JournalEntryAnswer(Answer):
    """One entry; whose name it concerns is no part of the chain, and is not given here."""

    seq: int
    event: str
    at: Moment
    actor: str
    subject: str
    facts: dict[str, Any]


class EntryList(Answer):
    """Entries in their order; `next` is the `after` of the page that follows, if there is one."""

    stream: str
    entries: list[JournalEntryAnswer]
    next: str | None


class CheckpointAnswer(Answer):
    """Where a stream stands, signed; keep it where the database's administrators cannot write."""

    stream: str
    seq: int
    hash: str
    at: str
    v: int
    public_key: str
    fingerprint: str
    signature: str


def _get_head(actor: Actor, stream: str) -> Head:
    """Find a stream that the actor may read: the operator's, or of a site where they are posted."""
    if stream != OPERATOR_STREAM:
        site = find_site(stream.removeprefix(site_stream("")))
        posted = site and holds_right(actor, Right.POSTED, site.id, now=current_moment())
        if not site or not posted or site_stream(site.code) != stream:
            raise NotFound
    head = next((head for head in heads() if head.stream == stream), None)
    if head is None:
        raise NotFound
    return head


@api.get("/journal/<stream>", responses={200: EntryList})
@requires(Permission.READ_JOURNAL)
def entries(path: StreamPath) -> Response:
    """List the entries of a stream after `?after=`, in their order."""
    head = _get_head(current_actor(), path.stream)
    after = query_int("after", 0, least=0, most=2**62)
    found = entries_after(head.stream, after, PAGE)
    more = bool(found) and found[-1].seq < head.seq
    return reply(
        EntryList(
            stream=head.stream,
            entries=[JournalEntryAnswer.model_validate(entry) for entry in found],
            next=str(found[-1].seq) if more else None,
        )
    )


@api.get("/journal/<stream>/checkpoint", responses={200: CheckpointAnswer})
@requires(Permission.READ_JOURNAL)
def checkpoint(path: StreamPath) -> Response:
    """Give a signed note of where a stream stands now."""
    head = _get_head(current_actor(), path.stream)
    settings = current_settings()
    noted = Checkpoint(head.stream, head.seq, head.hash.hex(), moment_text(current_moment()))
    signed = json.loads(sign_checkpoint(noted, get_signing_key(settings.data_dir)))
    return reply(CheckpointAnswer(**signed))
