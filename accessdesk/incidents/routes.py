"""The pages and calls of incidents, and what waits there."""

from accessdesk.incidents import api, queries, views
from accessdesk.service_requests.rules import Waiter

pages = (views.bp,)
apis = (api.api,)
waits = ((Waiter.DESK, queries.incidents_to_take_up),)
