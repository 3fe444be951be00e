"""Hold a declared estate to the visits that are booked: what it breaks is said first (R-WIN-3)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from accessdesk.db import db
from accessdesk.errors import Conflict, Invalid
from accessdesk.estate.file import NOTHING_CHANGED
from accessdesk.estate.queries import all_sites, find_site, get_site
from accessdesk.estate.sites import lock_site
from accessdesk.gate.declared_badges import fault_of_declared
from accessdesk.journal.rules import Event, JsonValue
from accessdesk.journal.service import record, site_stream
from accessdesk.planning.contracts.declared import terms_in_force
from accessdesk.planning.contracts.terms import Terms
from accessdesk.planning.policies import values_of
from accessdesk.planning.rules import faults_of_policy
from accessdesk.planning.touched import Shift, TouchedBooking, touched_by, visits_shut_out
from accessdesk.scheduling.policy import SitePolicy
from accessdesk.scheduling.queries import policy_of
from accessdesk.scheduling.wording import count_words, window_words


@dataclass(frozen=True, slots=True)
class TouchedSite:
    """A site whose declared policy breaks booked visits."""

    code: str
    zone: str
    visits: list[TouchedBooking]

    def lines(self) -> dict[str, str]:
        """A line for each visit: which it is, and why it no longer fits."""
        place = f"{self.code}, "
        return {
            f"{place}{each.called} ({each.customer}), {window_words(each.window, self.zone)}": (
                " ".join(each.words)
            )
            for each in self.visits
        }


def policies_in_force(codes: Iterable[str], *, now: datetime) -> dict[str, SitePolicy]:
    """The policy of each of these sites that is there; bookings there wait until we are done."""
    policies = {}
    for code in sorted(set(codes)):
        if site := find_site(code):
            lock_site(site.id)
            policies[code] = policy_of(site, now=now)
    return policies


def touched_since(before: Mapping[str, SitePolicy], *, now: datetime) -> list[TouchedSite]:
    """List the booked visits that stood under the policies before and do not under those now."""
    db.session.flush()
    found = []
    for code, policy in before.items():
        site = get_site(code)
        after = policy_of(site, now=now)
        visits = touched_by(site.id, policy, after, now=now) if after != policy else []
        if visits:
            found.append(TouchedSite(code, site.zone, visits))
    return found


def check_policies(codes: Iterable[str], *, now: datetime) -> None:
    """Raise Invalid where a declared policy contradicts itself."""
    db.session.flush()
    faults = {}
    for code in sorted(set(codes)):
        policy = policy_of(get_site(code), now=now)
        never = fault_of_declared(policy.badge_numbers)
        found = {**faults_of_policy(policy, now=now), **({"badge_numbers": never} if never else {})}
        for name, words in found.items():
            faults[f"{code}, {name}"] = words
    if faults:
        raise Invalid(NOTHING_CHANGED, code="policy-contradicts-itself", fields=faults)


def shut_out_since(before: Mapping[int, Terms], *, now: datetime) -> list[TouchedSite]:
    """List the booked visits that the terms before allowed and those now do not (R-ONB-5)."""
    db.session.flush()
    shifts = {
        who: Shift(before[who], after)
        for who, after in terms_in_force().items()
        if before.get(who, after) != after
    }
    if not shifts:
        return []
    found = [
        TouchedSite(site.code, site.zone, visits_shut_out(site, shifts, now=now))
        for site in all_sites()
    ]
    return [site for site in found if site.visits]


def record_declared(
    before: Mapping[str, SitePolicy],
    touched: Iterable[TouchedSite],
    *,
    actor: str,
    now: datetime,
) -> None:
    """Record each policy that the file changed, and the visits that stay though they do not fit."""
    kept = {site.code: [each.window_id for each in site.visits] for site in touched}
    changed = {code: _difference(code, policy, now) for code, policy in before.items()}
    for code in sorted({code for code, facts in changed.items() if facts} | kept.keys()):
        record(
            Event.SITE_POLICY_CHANGED,
            stream=site_stream(code),
            subject=f"site/{code}",
            at=now,
            actor=actor,
            facts={"declared": True, "touched": kept.get(code, []), **changed.get(code, {})},
        )


def _difference(code: str, before: SitePolicy, now: datetime) -> dict[str, JsonValue]:
    """What a policy is and was, as any change of it is kept; nothing where it is the same."""
    was, values = values_of(before), values_of(policy_of(get_site(code), now=now))
    return {} if was == values else {**values, "before": was}


def refuse_touched(touched: Iterable[TouchedSite]) -> None:
    """Raise Conflict with the visits that a declared policy breaks, where there are any."""
    lines = {name: words for site in touched for name, words in site.lines().items()}
    if lines:
        raise Conflict(
            f"{count_words(len(lines), 'booked visit')} would no longer fit; nothing was changed.",
            code="visits-touched",
            next_step="Apply it with --touched keep to leave them as they are booked, or move or "
            "cancel them first.",
            fields=lines,
        )
