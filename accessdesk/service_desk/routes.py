"""The pages and calls over requests of every kind, and where they stand in the menu."""

from accessdesk.accounts.rules import Permission, Role
from accessdesk.service_desk import (
    api,
    request_views,
    reroute_views,
    summary_views,
    views,
    work_views,
)
from accessdesk.service_requests.promises import owed, unheard
from accessdesk.service_requests.rules import OPEN_STATUSES, Status, Waiter
from accessdesk.service_requests.waiting import Source
from accessdesk.web.pages import Place

pages = (
    views.bp,
    request_views.bp,
    reroute_views.bp,
    summary_views.bp,
    work_views.bp,
)
apis = (api.api,)
navigation = (
    Place("service_desk.home", "Home", Permission.SEE_HOME, frozenset(Role)),
    Place(
        "service_desk.requests",
        "Requests",
        Permission.SEE_REQUESTS,
        frozenset({Role.AGENT, Role.MANAGER, Role.ADMIN}),
    ),
    Place("work_queue.index", "Work", Permission.WORK_HANDS, frozenset({Role.TECHNICIAN})),
)
waits = (
    Source(Waiter.CUSTOMER, owed.owed_by_the_customer),
    Source(Waiter.DESK, owed.owed_by_the_desk),
    Source(Waiter.DESK, unheard.words_to_read, statuses=OPEN_STATUSES | {Status.RESOLVED}),
)
