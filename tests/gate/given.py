"""Facts of a visit that is admitted; each test names only what it changes."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from accessdesk.gate.entry.facts import EntryFacts, Judgement, PassOnFile, ShownId
from accessdesk.identity.judging.presented import IdKind, PresentedId, Source
from accessdesk.identity.names.comparing import NameVerdict
from accessdesk.passes.rules import PassState
from accessdesk.service_requests.rules import Status

STARTS_AT = datetime(2026, 12, 1, 8, tzinfo=UTC)
ENDS_AT = STARTS_AT + timedelta(hours=3)
DURING = STARTS_AT + timedelta(hours=1)

PASS = PassOnFile(
    site="AMS1",
    state=PassState.ISSUED,
    request_status=Status.SCHEDULED,
    visitor_removed=False,
    inside=False,
    starts_at=STARTS_AT,
    ends_at=ENDS_AT,
    escort_needed=False,
)
PASSPORT = PresentedId(
    kind=IdKind.PASSPORT,
    issuer="NLD",
    expires_on=date(2030, 1, 31),
    original=True,
    source=Source.SCANNED,
    valid_check_digits=True,
)
SHOWN = ShownId(PASSPORT, NameVerdict.MATCH)
JUDGED = Judgement(photo_matches=True, name_compared=True, reason_given=True)


def facts(**changes: Any) -> EntryFacts:
    given: dict[str, Any] = {
        "site": "AMS1",
        "zone": "Europe/Amsterdam",
        "early_minutes": 0,
        "late_minutes": 0,
        "id_profile": {},
        "pass_on_file": PASS,
        "badge_given": True,
        "shown_id": SHOWN,
    }
    return EntryFacts(**(given | changes))


def with_pass(**changes: Any) -> EntryFacts:
    return facts(pass_on_file=replace(PASS, **changes))


def with_id(**changes: Any) -> EntryFacts:
    return facts(shown_id=ShownId(replace(PASSPORT, **changes), NameVerdict.MATCH))


def with_name(name: NameVerdict, judgement: Judgement | None = None) -> EntryFacts:
    return facts(shown_id=ShownId(PASSPORT, name), judgement=judgement)
