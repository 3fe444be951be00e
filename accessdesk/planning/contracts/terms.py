"""What opens and shuts a customer's door, as a value, and as somebody wants it to be. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta

from accessdesk.customers.rules import Phase, Shut, why_shut
from accessdesk.journal.rules import Facts

# A customer moves in this order (R-ONB-1).
ORDER = (Phase.DEPLOYMENT, Phase.PILOT, Phase.OPERATE)
# An end that lies further back is a slip of the pen.
LONGEST_AGO = timedelta(days=5 * 366)


@dataclass(frozen=True, slots=True)
class Terms:
    """A customer's phase, the last day of its contract, and its cohort by the ids of contacts."""

    phase: Phase
    contract_ends_on: date
    cohort: frozenset[int]

    def keeps_out(self, contact_id: int) -> Shut | None:
        """Why the phase lets a contact ask for nothing, whatever the contract says."""
        in_pilot = contact_id in self.cohort
        return why_shut(self.phase, date.max, in_pilot=in_pilot, on=date.min)


@dataclass(frozen=True, slots=True)
class TermsDraft:
    """What somebody wants the terms to be; the cohort by e-mail, None leaves it as it is."""

    phase: Phase
    contract_ends_on: date
    cohort: tuple[str, ...] | None
    reason: str


def faults_of_change(
    before: Terms, after: Terms, reason: str, *, today: date, unread: bool = False
) -> dict[str, str]:
    """What is wrong with a change of terms, by field; an empty answer means nothing is.

    Where something was `unread`, it may be what changes.
    """
    faults = {}
    if fault := _fault_of_end(before.contract_ends_on, after.contract_ends_on, today):
        faults["contract_ends_on"] = fault
    if ORDER.index(after.phase) > ORDER.index(before.phase) + 1:
        faults["phase"] = "The pilot comes before Operate: choose Pilot, and name its cohort."
    if after.phase is Phase.PILOT and not after.cohort:
        faults["cohort"] = "Name at least one contact: in the pilot nobody else can ask."
    if not reason.strip():
        faults["reason"] = "Say why: it is kept with your name."
    elif after == before and not unread:
        faults["phase"] = "This is how it is already: nothing would be changed."
    return faults


def _fault_of_end(before: date, after: date, today: date) -> str:
    """What is wrong with a contract's new end: it may have passed, but not long ago."""
    earliest = today - LONGEST_AGO
    if after == before or after >= earliest:
        return ""
    return f"That is long ago: give a day from {earliest:%-d %b %Y} on."


def facts_of(terms: Terms) -> Facts:
    """Terms as the journal keeps them."""
    return {
        "phase": terms.phase.value,
        "contract_ends_on": terms.contract_ends_on.isoformat(),
        "cohort": sorted(terms.cohort),
    }
