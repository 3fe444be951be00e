"""The pages and calls of incidents, and what waits there."""

from accessdesk.accounts.rules import Permission, Role
from accessdesk.incidents import api, queries, views
from accessdesk.service_requests.asking.door import is_not_asked_first
from accessdesk.service_requests.rules import Kind, Status, Waiter
from accessdesk.service_requests.waiting import Source
from accessdesk.web.pages import Place

pages = (views.bp,)
apis = (api.api,)
waits = (
    Source(Waiter.DESK, queries.incidents_to_take_up, Kind.INCIDENT, frozenset({Status.SUBMITTED})),
)
navigation = (
    Place(
        "incidents.new",
        "New request",
        Permission.RAISE_REQUEST,
        frozenset({Role.CONTACT}),
        is_not_asked_first(Kind.INCIDENT),
    ),
)
