"""Who keeps a webhook, and of which sites it therefore tells: no more than its keeper may know."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from accessdesk.accounts.queries import actors_by_id
from accessdesk.accounts.rules import Actor, Right, Role
from accessdesk.estate.queries import held_sites

NOWHERE: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Reach:
    """Of which sites something is told; None are all, and what is at no site with them."""

    sites: frozenset[int] | None

    def tells_of(self, site_id: int | None) -> bool:
        """Whether a request at a site, or at none, is told of."""
        return self.sites is None or site_id in self.sites

    def covers(self, other: "Reach") -> bool:
        """Whether whoever has this reach may handle what has the other."""
        return self.sites is None or (other.sites is not None and other.sites <= self.sites)


def reach_of(keeper: Actor | None, customer_id: int | None, *, now: datetime) -> Reach:
    """How far hooks of a customer (None: the operator's own) reach that somebody keeps.

    Who has left, has lost the right, or works for somebody else, keeps hooks that tell nothing.
    """
    if keeper is None:
        return Reach(NOWHERE)
    if keeper.role is Role.CONTACT:
        theirs = keeper.customer_id == customer_id
        return Reach(held_sites(keeper, Right.CONTACTS, now=now) if theirs else NOWHERE)
    operates = customer_id is None and keeper.role in {Role.MANAGER, Role.ADMIN}
    return Reach(held_sites(keeper, Right.POSTED, now=now) if operates else NOWHERE)


def reach_of_hooks(
    hooks: Iterable[tuple[int, int | None, int]], *, now: datetime
) -> Mapping[int, Reach]:
    """How far each hook reaches; a hook is its id, its customer's and its keeper's."""
    listed = list(hooks)
    keepers = actors_by_id({keeper_id for _, _, keeper_id in listed})
    return {
        hook_id: reach_of(keepers.get(keeper_id), customer_id, now=now)
        for hook_id, customer_id, keeper_id in listed
    }
