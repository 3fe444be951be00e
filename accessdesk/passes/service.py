"""Issue, re-issue and revoke passes, and make the text of their codes (R-PASS-1, R-PASS-3)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from secrets import token_bytes, token_hex

from sqlalchemy import text, update

from accessdesk.db import conflict_insert, db, rows_changed
from accessdesk.journal.rules import Event
from accessdesk.journal.service import record, site_stream
from accessdesk.passes.hidden import hide
from accessdesk.passes.keys import current_key, hold_keys
from accessdesk.passes.models import Pass
from accessdesk.passes.queries import PassDetails
from accessdesk.passes.rules import EndReason, PassAction, PassState, next_state, states_before
from accessdesk.passes.short_code import ABOUT, RANDOM_BYTES, make_short_code
from accessdesk.passes.token import SERIAL_BYTES, PassFacts, seal
from accessdesk.scheduling.booked import hold_window


@dataclass(frozen=True, slots=True)
class PassWindow:
    """The window of one request at one site, for which passes are issued."""

    request_id: int
    request_reference: str
    site_id: int
    site_code: str
    window_id: int


@dataclass(frozen=True, slots=True)
class IssuedPass:
    """A pass that now opens the gate to its visitor."""

    id: int
    serial: str
    short_code: str
    visitor_id: int


def issue(
    visit: PassWindow, visitor_ids: Sequence[int], *, actor: str, now: datetime
) -> list[IssuedPass]:
    """Issue one pass to each visitor, except those who have one for this window (R-PASS-1).

    Fifty passes cost three statements, the journal's apart: keys are held, one is read.
    """
    issued = _insert(visit, visitor_ids, now)
    if issued:
        _record(Event.PASS_ISSUED, visit, issued, actor=actor, now=now)
    return issued


def reissue(
    visit: PassWindow,
    visitor_ids: Sequence[int],
    *,
    from_window_id: int,
    reason: EndReason,
    actor: str,
    now: datetime,
) -> list[IssuedPass]:
    """Supersede the visitors' passes of a window and issue new ones for the visit's window.

    Both are the same window when a name is corrected, and two when the visit moves. Whose
    pass had ended already, or was just superseded by somebody else, gets none here.
    """
    old = _end(PassAction.SUPERSEDE, from_window_id, visitor_ids, reason=reason, now=now)
    issued = _insert(visit, list(old), now)
    if old:
        _record(
            Event.PASS_REISSUED,
            visit,
            issued,
            actor=actor,
            now=now,
            superseded=sorted(old.values()),
            reason=reason.value,
        )
    return issued


def revoke(
    visit: PassWindow,
    visitor_ids: Sequence[int] | None = None,
    *,
    reason: EndReason,
    actor: str,
    now: datetime,
) -> int:
    """Revoke the visit's passes, or some visitors'; returns how many there were (R-PASS-3)."""
    ended = _end(PassAction.REVOKE, visit.window_id, visitor_ids, reason=reason, now=now)
    if ended:
        record(
            Event.PASS_REVOKED,
            stream=site_stream(visit.site_code),
            subject=f"request/{visit.request_reference}",
            at=now,
            actor=actor,
            facts={
                "window": visit.window_id,
                "passes": sorted(ended.values()),
                "reason": reason.value,
            },
        )
    return len(ended)


def note_handed_over(request_id: int, visitor_id: int, *, now: datetime) -> bool:
    """Keep that a visitor has the passes that open a gate; False where that was known of all."""
    theirs = update(Pass).where(
        Pass.request_id == request_id,
        Pass.visitor_id == visitor_id,
        Pass.state == PassState.ISSUED,
        Pass.handed_over_at.is_(None),
    )
    noted = theirs.values(handed_over_at=now).execution_options(synchronize_session=False)
    return bool(rows_changed(noted))


def codes_of(
    passes: Iterable[PassDetails], *, issuer: str, secrets: Sequence[str], now: datetime
) -> dict[int, str]:
    """Make the QR texts of passes, by pass id; the same until the keys rotate.

    `issuer` is whom they name as the operator, and one of `secrets` opens the operator's key.
    """
    key = current_key(secrets=secrets, now=now)
    return {each.id: seal(facts_of(each, issuer), key) for each in passes}


def facts_of(details: PassDetails, issuer: str) -> PassFacts:
    """Pick what a pass says of all that is known about it."""
    return PassFacts(
        issuer=issuer,
        serial=details.serial,
        site=details.site_code,
        visitor=details.visitor,
        company=details.company,
        number=details.request_number,
        issued_at=details.issued_at,
        starts_at=details.starts_at,
        ends_at=details.ends_at,
    )


def _insert(visit: PassWindow, visitor_ids: Sequence[int], now: datetime) -> list[IssuedPass]:
    if not visitor_ids:
        return []
    hold_keys()
    asked = list(dict.fromkeys(visitor_ids))
    statement = (
        conflict_insert(Pass)
        .on_conflict_do_nothing(
            index_elements=[Pass.window_id, Pass.visitor_id], index_where=text("state = 'issued'")
        )
        .returning(Pass.id, Pass.serial, Pass.hidden_code, Pass.visitor_id)
    )
    made = [make_short_code(token_bytes(RANDOM_BYTES)) for _ in asked]
    codes = dict(zip(hide(made, about=ABOUT), made, strict=True))
    rows = [
        _new_row(visit, visitor_id, hidden, now)
        for visitor_id, hidden in zip(asked, codes, strict=True)
    ]
    return [
        IssuedPass(pass_id, serial, codes[hidden], visitor_id)
        for pass_id, serial, hidden, visitor_id in db.session.execute(statement, rows)
    ]


def _new_row(visit: PassWindow, visitor_id: int, hidden: str, now: datetime) -> dict[str, object]:
    return {
        "serial": token_hex(SERIAL_BYTES),
        "hidden_code": hidden,
        "request_id": visit.request_id,
        "window_id": visit.window_id,
        "visitor_id": visitor_id,
        "site_id": visit.site_id,
        "state": PassState.ISSUED,
        "issued_at": now,
    }


def _end(
    action: PassAction,
    window_id: int,
    visitor_ids: Sequence[int] | None,
    *,
    reason: EndReason,
    now: datetime,
) -> dict[int, str]:
    """Claim passes that still open the gate and end them; returns serials by visitor id.

    Whoever ends passes of a window waits for the others who do, so that a pass that one of
    them has just put in another's place is seen, and ended too.
    """
    hold_window(window_id)
    statement = (
        update(Pass)
        .where(Pass.window_id == window_id, Pass.state.in_(states_before(action)))
        .values(state=next_state(PassState.ISSUED, action), ended_at=now, ended_reason=reason)
        .returning(Pass.visitor_id, Pass.serial)
        .execution_options(synchronize_session=False)
    )
    if visitor_ids is not None:
        statement = statement.where(Pass.visitor_id.in_(visitor_ids))
    return {row.visitor_id: row.serial for row in db.session.execute(statement)}


def _record(
    event: Event,
    visit: PassWindow,
    issued: Sequence[IssuedPass],
    *,
    actor: str,
    now: datetime,
    **more: str | list[str],
) -> None:
    record(
        event,
        stream=site_stream(visit.site_code),
        subject=f"request/{visit.request_reference}",
        at=now,
        actor=actor,
        facts={
            "window": visit.window_id,
            "passes": [{"serial": each.serial, "visitor": each.visitor_id} for each in issued],
            **more,
        },
    )
