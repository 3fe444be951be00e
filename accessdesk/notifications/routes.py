"""The pages and calls of messages and webhooks, their places in the menus, and what waits."""

from accessdesk.accounts.rules import Permission, Role
from accessdesk.notifications import api, views
from accessdesk.notifications.delivering.undelivered import passes_to_hand_over
from accessdesk.notifications.delivering.untold import people_to_tell
from accessdesk.notifications.hooks import views as hook_views
from accessdesk.service_requests.rules import BOOKED_STATUSES, Kind, Waiter
from accessdesk.service_requests.waiting import Source
from accessdesk.web.pages import Place

pages = (
    views.bp,
    hook_views.bp,
)
apis = (api.api,)
navigation = (
    Place(
        "notifications.outbox",
        "Outbox",
        Permission.DECIDE_REQUEST,
        frozenset({Role.AGENT, Role.MANAGER}),
    ),
)
account_links = (
    Place(
        "notifications.choices",
        "What you are told by e-mail",
        Permission.MANAGE_OWN_ACCOUNT,
        frozenset({Role.CONTACT, Role.AGENT, Role.MANAGER}),
    ),
    Place(
        "hooks.index",
        "Webhooks: what your programs are told",
        Permission.CHANGE_REQUEST,
        frozenset({Role.CONTACT, Role.MANAGER}),
    ),
)
waits = (
    Source(Waiter.CUSTOMER, passes_to_hand_over, Kind.SITE_ACCESS, BOOKED_STATUSES),
    Source(Waiter.DESK, people_to_tell),
)
