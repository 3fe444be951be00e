"""Who somebody is and what they may do: roles, rights, and the permission table.

Pure: an `Actor` is a value; a permission is asked with `may`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

BEHIND_UTC = timedelta(hours=12)  # The zone in which a day ends last.


class Role(StrEnum):
    """What a person is to the desk."""

    CONTACT = "contact"
    OFFICER = "officer"
    TECHNICIAN = "technician"
    AGENT = "agent"
    MANAGER = "manager"
    ADMIN = "admin"


class Right(StrEnum):
    """What a grant gives at a site: a contact's rights, and a staff member's posting."""

    REMOTE_HANDS = "remote-hands"
    SITE_ACCESS = "site-access"
    REMOVE_EQUIPMENT = "remove-equipment"
    INCIDENTS = "incidents"
    CONTACTS = "contacts"
    POSTED = "posted"


class Scope(StrEnum):
    """How far an API token reaches."""

    FULL = "full"
    READ = "read"
    PASSES = "read-passes"


class Permission(StrEnum):
    """Each thing that somebody may do; every route names one."""

    SEE_HOME = "see-home"
    MANAGE_OWN_ACCOUNT = "manage-own-account"
    RAISE_REQUEST = "raise-request"
    SEE_REQUESTS = "see-requests"
    CHANGE_REQUEST = "change-request"
    DECIDE_REQUEST = "decide-request"
    SEE_PASSES = "see-passes"
    SEE_CODES = "see-codes"
    WORK_GATE = "work-gate"
    SEE_ROSTER = "see-roster"
    SEE_ESTATE = "see-estate"
    PLAN_SITE = "plan-site"
    WORK_HANDS = "work-hands"
    DECLARE_OUTAGE = "declare-outage"
    DESIGNATE_AUDIENCE = "designate-audience"
    MANAGE_PEOPLE = "manage-people"
    MANAGE_CUSTOMERS = "manage-customers"
    READ_JOURNAL = "read-journal"
    OPERATE = "operate"


@dataclass(frozen=True, slots=True)
class Grant:
    """One right at one site, or at all of them (`site_id` None), through `until_on`."""

    right: Right
    site_id: int | None
    until_on: date | None

    def holds(self, *, on: date) -> bool:
        """Whether the grant is still in force on a day; it ends after `until_on`."""
        return self.until_on is None or on <= self.until_on


@dataclass(frozen=True, slots=True)
class Actor:
    """The person, or the token of a person, on whose behalf something is done."""

    user_id: int
    name: str
    email: str
    role: Role
    customer_id: int | None
    grants: tuple[Grant, ...]
    scope: Scope = Scope.FULL
    session_id: int | None = None
    token_id: int | None = None
    in_pilot: bool = False
    telephone: str = ""

    @property
    def ref(self) -> str:
        """The name under which the journal keeps the actor."""
        return f"user/{self.user_id}"

    @property
    def is_staff(self) -> bool:
        """Whether the actor belongs to the operator."""
        return self.role is not Role.CONTACT

    def sites_for(self, right: Right | None, *, on: date) -> frozenset[int] | None:
        """The sites at which the actor holds a right, or any at all; None means everywhere."""
        held = [g.site_id for g in self.grants if right in {g.right, None} and g.holds(on=on)]
        return None if None in held else frozenset(site for site in held if site is not None)

    def holds(self, right: Right | None, site_id: int | None, *, on: date) -> bool:
        """Whether the actor holds a right at a site (None: at any site at all)."""
        sites = self.sites_for(right, on=on)
        return sites is None or (bool(sites) if site_id is None else site_id in sites)

    def has_no_right_left(self, now: datetime) -> bool:
        """Whether this is a contact whose every right has ended, wherever its site is."""
        return (
            not self.is_staff and self.sites_for(None, on=(now - BEHIND_UTC).date()) == frozenset()
        )


Predicate = Callable[[Actor], bool]


def has_role(*roles: Role) -> Predicate:
    """Make a predicate that holds for these roles."""
    return lambda actor: actor.role in roles


ANYBODY = has_role(*Role)
DESK = has_role(Role.AGENT, Role.MANAGER, Role.ADMIN)

# Any line that holds in full gives the permission, to look and to act; a token that only reads
# has it to look. Sites and customers are narrowed further by the services and queries, which take
# the actor.
PERMISSIONS: dict[Permission, list[list[Predicate]]] = {
    Permission.SEE_HOME: [[ANYBODY]],
    Permission.MANAGE_OWN_ACCOUNT: [[ANYBODY]],
    Permission.RAISE_REQUEST: [[has_role(Role.CONTACT)], [has_role(Role.AGENT, Role.MANAGER)]],
    Permission.SEE_REQUESTS: [[has_role(Role.CONTACT)], [DESK], [has_role(Role.TECHNICIAN)]],
    Permission.CHANGE_REQUEST: [[has_role(Role.CONTACT)], [has_role(Role.AGENT, Role.MANAGER)]],
    Permission.DECIDE_REQUEST: [[has_role(Role.AGENT, Role.MANAGER)]],
    Permission.SEE_PASSES: [[has_role(Role.CONTACT)], [DESK]],
    Permission.SEE_CODES: [[has_role(Role.CONTACT)], [has_role(Role.AGENT, Role.MANAGER)]],
    Permission.WORK_GATE: [[has_role(Role.OFFICER)]],
    Permission.SEE_ROSTER: [[has_role(Role.OFFICER)], [has_role(Role.MANAGER, Role.ADMIN)]],
    Permission.SEE_ESTATE: [[ANYBODY]],
    Permission.PLAN_SITE: [[has_role(Role.MANAGER)]],
    Permission.WORK_HANDS: [[has_role(Role.TECHNICIAN)]],
    Permission.DECLARE_OUTAGE: [[has_role(Role.AGENT, Role.MANAGER)]],
    Permission.DESIGNATE_AUDIENCE: [[has_role(Role.CONTACT)]],
    Permission.MANAGE_PEOPLE: [[has_role(Role.ADMIN)]],
    Permission.MANAGE_CUSTOMERS: [[has_role(Role.ADMIN)]],
    Permission.READ_JOURNAL: [[has_role(Role.MANAGER, Role.ADMIN)]],
    Permission.OPERATE: [[has_role(Role.ADMIN)]],
}

# What a token does only if its scope says so: it then carries what opens a gate (R-SEC-5).
NAMED_BY_SCOPE = {Permission.SEE_CODES: frozenset({Scope.FULL, Scope.PASSES})}


def may(actor: Actor, permission: Permission, *, changes: bool = False) -> bool:
    """Whether the actor has a permission; what `changes` something takes a full token too."""
    if changes and actor.scope is not Scope.FULL:
        return False
    if actor.scope not in NAMED_BY_SCOPE.get(permission, Scope):
        return False
    return any(all(holds(actor) for holds in line) for line in PERMISSIONS[permission])


def roles_that_may(permission: Permission) -> list[Role]:
    """The roles whose people have a permission."""
    return [role for role in Role if may(Actor(0, "", "", role, None, ()), permission)]
