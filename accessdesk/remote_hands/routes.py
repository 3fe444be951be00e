"""The pages and calls of remote hands, and what waits there."""

from accessdesk.remote_hands import api, views, waiting
from accessdesk.remote_hands.working import views as working
from accessdesk.service_requests.rules import Waiter

pages = (
    views.bp,
    working.bp,
)
apis = (api.api,)
waits = (
    (Waiter.CUSTOMER, waiting.open_questions_of),
    (Waiter.CUSTOMER, waiting.ends_to_confirm),
    (Waiter.TECHNICIAN, waiting.work_to_do),
)
