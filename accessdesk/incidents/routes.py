"""The pages and calls of incidents, and what waits there."""

from accessdesk.incidents import api, queries, views
from accessdesk.service_requests.rules import Kind, Status, Waiter
from accessdesk.service_requests.waiting import Source

pages = (views.bp,)
apis = (api.api,)
waits = (
    Source(Waiter.DESK, queries.incidents_to_take_up, Kind.INCIDENT, frozenset({Status.SUBMITTED})),
)
