"""What opens and shuts a customer's door, as a value, and as somebody wants it to be. Pure."""

from dataclasses import dataclass
from datetime import date

from accessdesk.customers.rules import Phase
from accessdesk.journal.rules import Facts

# A customer moves in this order (R-ONB-1).
ORDER = (Phase.DEPLOYMENT, Phase.PILOT, Phase.OPERATE)


@dataclass(frozen=True, slots=True)
class Terms:
    """A customer's phase, the last day of its contract, and its cohort by the ids of contacts."""

    phase: Phase
    contract_ends_on: date
    cohort: frozenset[int]


@dataclass(frozen=True, slots=True)
class TermsDraft:
    """What somebody wants the terms to be; the cohort by e-mail, None leaves it as it is."""

    phase: Phase
    contract_ends_on: date
    cohort: tuple[str, ...] | None
    reason: str


def faults_of_change(before: Terms, after: Terms, reason: str) -> dict[str, str]:
    """What is wrong with a change of terms, by field; an empty answer means nothing is."""
    faults = {}
    if ORDER.index(after.phase) > ORDER.index(before.phase) + 1:
        faults["phase"] = "The pilot comes before Operate: choose Pilot, and name its cohort."
    if after.phase is Phase.PILOT and not after.cohort:
        faults["cohort"] = "Name at least one contact: in the pilot nobody else can ask."
    if not reason.strip():
        faults["reason"] = "Say why: it is kept with your name."
    elif after == before:
        faults["phase"] = "This is how it is already: nothing would be changed."
    return faults


def facts_of(terms: Terms) -> Facts:
    """Terms as the journal keeps them."""
    return {
        "phase": terms.phase.value,
        "contract_ends_on": terms.contract_ends_on.isoformat(),
        "cohort": sorted(terms.cohort),
    }
