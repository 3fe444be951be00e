"""Who may do what: the whole role × permission matrix, written out."""

from datetime import date

import pytest

from accessdesk.accounts.rules import Actor, Grant, Permission, Right, Role, Scope, may

C, O, T, A, M, X = Role  # noqa: E741  # Contact, officer, technician, agent, manager, admin
EVERYBODY = {C, O, T, A, M, X}

MATRIX: dict[Permission, set[Role]] = {
    Permission.SEE_HOME: EVERYBODY,
    Permission.MANAGE_OWN_ACCOUNT: EVERYBODY,
    Permission.RAISE_REQUEST: {C, A, M},
    Permission.SEE_REQUESTS: {C, T, A, M, X},
    Permission.CHANGE_REQUEST: {C, A, M},
    Permission.DECIDE_REQUEST: {A, M},
    Permission.SEE_PASSES: {C, A, M, X},
    Permission.SEE_CODES: {C, A, M},
    Permission.WORK_GATE: {O},
    Permission.SEE_ROSTER: {O, M, X},
    Permission.SEE_ESTATE: EVERYBODY,
    Permission.PLAN_SITE: {M},
    Permission.WORK_HANDS: {T},
    Permission.DECLARE_OUTAGE: {A, M},
    Permission.DESIGNATE_AUDIENCE: {C},
    Permission.MANAGE_PEOPLE: {X},
    Permission.MANAGE_CUSTOMERS: {X},
    Permission.READ_JOURNAL: {M, X},
    Permission.OPERATE: {X},
}


def actor(role: Role, scope: Scope = Scope.FULL, grants: tuple[Grant, ...] = ()) -> Actor:
    return Actor(
        user_id=1, name="", email="", role=role, customer_id=None, grants=grants, scope=scope
    )


@pytest.mark.parametrize("permission", Permission)
@pytest.mark.parametrize("role", Role)
def test_a_role_has_a_permission_or_not(role: Role, permission: Permission) -> None:
    for changes in (False, True):
        assert may(actor(role), permission, changes=changes) == (role in MATRIX[permission])


@pytest.mark.parametrize("permission", Permission)
@pytest.mark.parametrize("role", Role)
def test_a_token_that_only_reads_sees_what_its_person_sees_and_changes_nothing(
    role: Role, permission: Permission
) -> None:
    for scope in (Scope.READ, Scope.PASSES):
        reader = actor(role, scope)
        sees = role in MATRIX[permission] and not hidden_from(scope, permission)
        assert may(reader, permission) == sees
        assert not may(reader, permission, changes=True)


def hidden_from(scope: Scope, permission: Permission) -> bool:
    """R-SEC-5: what opens the gate, from a token whose scope does not name it."""
    return permission is Permission.SEE_CODES and scope is Scope.READ


@pytest.mark.parametrize(
    ("grant", "site", "on", "holds"),
    [
        (Grant(Right.SITE_ACCESS, 1, None), 1, date(2099, 1, 1), True),
        (Grant(Right.SITE_ACCESS, 1, None), 2, date(2026, 1, 1), False),
        (Grant(Right.SITE_ACCESS, None, None), 2, date(2026, 1, 1), True),
        (Grant(Right.SITE_ACCESS, 1, date(2026, 6, 30)), 1, date(2026, 6, 30), True),
        (Grant(Right.SITE_ACCESS, 1, date(2026, 6, 30)), 1, date(2026, 7, 1), False),
        (Grant(Right.INCIDENTS, 1, None), 1, date(2026, 1, 1), False),
    ],
)
def test_a_right_holds_at_its_site_through_its_last_day(
    grant: Grant, site: int, on: date, holds: bool
) -> None:
    assert actor(Role.CONTACT, grants=(grant,)).holds(Right.SITE_ACCESS, site, on=on) is holds
