"""The pages and calls of remote hands, and what waits there."""

from accessdesk.accounts.rules import Permission, Role
from accessdesk.remote_hands import api, views, waiting
from accessdesk.remote_hands.working import views as working
from accessdesk.service_requests.asking.door import is_not_asked_first
from accessdesk.service_requests.rules import Kind, Status, Waiter
from accessdesk.service_requests.waiting import Source
from accessdesk.web.pages import Place

pages = (
    views.bp,
    working.bp,
)
apis = (api.api,)
waits = (
    Source(Waiter.CUSTOMER, waiting.open_questions_of, Kind.REMOTE_HANDS),
    Source(
        Waiter.CUSTOMER, waiting.ends_to_confirm, Kind.REMOTE_HANDS, frozenset({Status.RESOLVED})
    ),
    Source(Waiter.TECHNICIAN, waiting.work_to_do, Kind.REMOTE_HANDS),
)
navigation = (
    Place(
        "remote_hands.new",
        "New request",
        Permission.RAISE_REQUEST,
        frozenset({Role.CONTACT}),
        is_not_asked_first(Kind.REMOTE_HANDS),
    ),
)
