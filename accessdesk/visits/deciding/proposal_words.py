"""The words of a proposal: in the letter, on the timeline, on its page, in a refusal; pure."""

from typing import Final

from accessdesk.visits.states import ProposalState

OFFERED: Final = "Another window is offered"
ACCEPTED: Final = "The other window was accepted"
DECLINED: Final = "The other window was declined"
DECLINE: Final = "We decline the other window."  # What the contact is taken to have written.

TO_DO_FOR_CONTACT: Final = "Accept it, or decline it."
TO_DO_FOR_DESK: Final = "Propose one more, approve the visit as it is, or reject it."
TO_DECIDE: Final = "Accept or decline another window"

NO_LONGER_OPEN: Final = "This proposal is no longer open: it has expired, or was answered."
WHEN_NO_LONGER_OPEN: Final = "Ask for a window yourself, or wait for the desk."

STANDS: Final = {
    ProposalState.OPEN: "This proposal is open.",
    ProposalState.ACCEPTED: "This proposal was accepted.",
    ProposalState.DECLINED: "This proposal was declined.",
    ProposalState.WITHDRAWN: "This proposal was withdrawn.",
    ProposalState.EXPIRED: "This proposal has expired: nobody answered it in time.",
}
