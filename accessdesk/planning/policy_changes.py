"""Change a site's policy, and with it the booked visits that the manager decided about."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from accessdesk.accounts.rules import Actor
from accessdesk.errors import Invalid
from accessdesk.estate.queries import SiteFacts
from accessdesk.planning import policies
from accessdesk.planning.policies import NewClosures, PolicyDraft, Unchanged
from accessdesk.visits.changing.occurrences import cancel_window, request_of_window

MOST_NAMED = 10


@dataclass(frozen=True, slots=True)
class Decisions:
    """What becomes of each visit that a change touches, by the id of its window.

    A cancellation needs a reason.
    """

    keep: Collection[int] = ()
    cancel: Collection[int] = ()
    reason: str = ""

    def of(self, window_id: int) -> str:
        """What was decided about a visit; empty while nothing was."""
        if window_id in self.keep:
            return "keep"
        return "cancel" if window_id in self.cancel else ""

    @property
    def any(self) -> bool:
        """Whether anything was decided at all."""
        return bool(self.keep or self.cancel)

    @property
    def lacks_reason(self) -> bool:
        """Whether a visit is to be cancelled and nobody has said why."""
        return bool(self.cancel) and not self.reason.strip()

    def check(self) -> None:
        """Refuse what cannot be meant; raises Invalid with the fault at its field.

        That is a visit which is both kept and cancelled, or cancelled with nobody saying why.
        """
        if torn := sorted(set(self.keep) & set(self.cancel)):
            raise Invalid(
                fields={"cancel": f"Keep or cancel, not both: {_windows(torn)}."},
                next_step="Name each visit once; nothing was changed.",
            )
        if self.lacks_reason:
            raise Invalid(
                fields={"reason": "Say why visits are cancelled; their contacts read it."}
            )


def _windows(ids: Sequence[int]) -> str:
    """Windows by their ids, as many as can be read."""
    named = ", ".join(map(str, ids[:MOST_NAMED]))
    more = f" and {len(ids) - MOST_NAMED} more" if len(ids) > MOST_NAMED else ""
    return f"{'window' if len(ids) == 1 else 'windows'} {named}{more}"


def change_policy(
    actor: Actor, site: SiteFacts, draft: PolicyDraft, decided: Decisions, *, now: datetime
) -> bool:
    """Set what a site allows, after the visits that are to be cancelled were cancelled.

    Returns False where it allows just that already; then nothing is recorded. Raises VisitsTouched
    while a visit that it breaks is undecided, Invalid where one is both kept and cancelled or
    nobody has said why it is cancelled; and then changes nothing.
    """
    try:
        _decide(
            actor,
            decided,
            lambda ids: policies.change_policy(actor, site, draft, decided=ids, now=now),
            now,
        )
    except Unchanged:
        return False
    return True


def add_closures(
    actor: Actor, site: SiteFacts, new: NewClosures, decided: Decisions, *, now: datetime
) -> None:
    """Close a site for some periods, after the visits to be cancelled were cancelled.

    Raises VisitsTouched while a visit that it breaks is undecided, Invalid where one is both kept
    and cancelled or nobody has said why it is cancelled; and then changes nothing.
    """
    _decide(
        actor,
        decided,
        lambda ids: policies.add_closures(actor, site, new, decided=ids, now=now),
        now,
    )


def _decide(
    actor: Actor, decided: Decisions, change: Callable[[Collection[int]], list[int]], now: datetime
) -> None:
    """Make a change, and cancel of the visits it touches those that the manager gave up."""
    decided.check()
    touched = change([*decided.keep, *decided.cancel])
    for window_id in set(touched) & set(decided.cancel):
        cancel_window(actor, request_of_window(window_id), window_id, decided.reason, now=now)
