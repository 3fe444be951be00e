"""Read a customer's terms, who could be of its cohort, and what was changed by whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from accessdesk.accounts.queries import PersonFacts, cohort_of, people_by_id
from accessdesk.customers.queries import CustomerFacts, all_customers
from accessdesk.customers.rules import Phase
from accessdesk.errors import NotFound
from accessdesk.estate.queries import all_sites, day_at_last_site
from accessdesk.estate.rules import local_day
from accessdesk.journal.queries import TimelineEntry, timeline
from accessdesk.journal.rules import Event
from accessdesk.planning.contracts.terms import Terms
from accessdesk.planning.contracts.wording import (
    DOOR_WORDS,
    ENDED,
    PHASE_WORD,
    day_words,
    ended_words,
)
from accessdesk.planning.history import FROM_FILE

MOST_SHOWN = 20


def subject_of(customer_id: int) -> str:
    """The name under which the journal keeps a customer."""
    return f"customer/{customer_id}"


def get_customer_to_change(code: str) -> CustomerFacts:
    """A customer by its code, for whoever looks after all of them; raises NotFound."""
    for customer in all_customers():
        if customer.code == code.strip().lower():
            return customer
    raise NotFound


def terms_of(customer: CustomerFacts) -> Terms:
    """A customer's terms as they are."""
    return Terms(customer.phase, customer.contract_ends_on, cohort_of(customer.id))


def door_words(customer: CustomerFacts, *, now: datetime) -> str:
    """Who of a customer can ask for something now; the contract ends by each site's own clock."""
    if day_at_last_site(now=now) > customer.contract_ends_on:
        return ENDED
    over_at = [
        site.code for site in all_sites() if local_day(now, site.zone) > customer.contract_ends_on
    ]
    return DOOR_WORDS[customer.phase] + ended_words(over_at)


@dataclass(frozen=True, slots=True)
class TermsChange:
    """One change of a customer's terms; `reason` is empty once it was erased."""

    at: datetime
    by: str
    words: str
    reason: str


def changes_of(customer: CustomerFacts) -> list[TermsChange]:
    """List the changes of a customer's terms, newest first."""
    wanted = Event.CUSTOMER_TERMS_CHANGED.value
    entries = [each for each in timeline(subject_of(customer.id)) if each.event == wanted]
    newest = entries[::-1][:MOST_SHOWN]
    people = people_by_id(_named_in(newest))
    return [_change(each, people) for each in newest]


def _named_in(entries: Sequence[TimelineEntry]) -> set[int]:
    actors = {each.actor.removeprefix("user/") for each in entries}
    cohorts = (cohort for each in entries for cohort in _cohorts(each.facts))
    return {int(each) for each in actors if each.isdecimal()}.union(*cohorts)


def _cohorts(facts: Mapping[str, Any]) -> tuple[list[int], list[int]]:
    return facts["before"]["cohort"], facts["cohort"]


def _change(entry: TimelineEntry, people: Mapping[int, PersonFacts]) -> TermsChange:
    number = entry.actor.removeprefix("user/")
    known = people.get(int(number)) if number.isdecimal() else None
    return TermsChange(
        at=entry.at,
        by=FROM_FILE if entry.facts.get("declared") else known.name if known else entry.actor,
        words=_words(entry.facts, {each.id: each.name for each in people.values()}),
        reason=(entry.personal or {}).get("reason", ""),
    )


def _words(facts: Mapping[str, Any], names: Mapping[int, str]) -> str:
    was, now = _said(facts["before"], names), _said(facts, names)
    changed = [label for label in was if was[label] != now[label]]
    return "; ".join(f"{label} {was[label]} → {now[label]}" for label in changed)


def _said(terms: Mapping[str, Any], names: Mapping[int, str]) -> dict[str, str]:
    """Terms of the journal in words, by what each is called."""
    return {
        "phase": PHASE_WORD[Phase(terms["phase"])],
        "contract’s last day": day_words(date.fromisoformat(terms["contract_ends_on"])),
        "cohort": ", ".join(names[each] for each in terms["cohort"]) or "nobody",
    }
