"""A customer's phase in words, and what it lets its contacts do. Pure."""

from collections.abc import Sequence
from datetime import date

from accessdesk.customers.rules import Phase

PHASE_WORD = {
    Phase.DEPLOYMENT: "Deployment",
    Phase.PILOT: "Pilot",
    Phase.OPERATE: "Operate",
}
PHASE_MEANS = {
    Phase.DEPLOYMENT: "Nobody can ask for anything yet.",
    Phase.PILOT: "Only the contacts of the cohort can ask.",
    Phase.OPERATE: "Every contact can ask, by their rights, until the contract ends.",
}
DOOR_WORDS = {
    Phase.DEPLOYMENT: "Nobody can ask for anything before the pilot",
    Phase.PILOT: "Only the cohort can ask",
    Phase.OPERATE: "Its contacts can ask, by their rights",
}
ENDED = "Nobody can ask for anything: the contract has ended"


def ended_words(codes: Sequence[str]) -> str:
    """Where the contract's last day is over already, to follow who can ask; empty at none."""
    return f"; at {', '.join(codes)} the contract has ended" if codes else ""


def day_words(day: date) -> str:
    """A day as it is read: `31 Dec 2031`."""
    return f"{day:%-d %b %Y}"
