"""The pages and calls of visits, where they stand in the menu, and what waits there."""

from accessdesk.accounts.rules import Permission, Role
from accessdesk.service_requests.asking.door import is_not_asked_first
from accessdesk.service_requests.rules import BOOKED_STATUSES, HELD_STATUSES, Kind, Waiter
from accessdesk.service_requests.waiting import Source
from accessdesk.visits import api
from accessdesk.visits.around import (
    attendance_views,
    calendar_views,
    escort_api,
    escort_views,
    escorts,
    names_at_risk,
    over,
)
from accessdesk.visits.arrival import views as arrival_views
from accessdesk.visits.asking import views as asking_views
from accessdesk.visits.changing import api as changing_api
from accessdesk.visits.changing import people_views
from accessdesk.visits.changing import views as changing_views
from accessdesk.visits.deciding import api as deciding_api
from accessdesk.visits.deciding import queue, standing
from accessdesk.visits.deciding import views as deciding_views
from accessdesk.visits.lists import COMING
from accessdesk.web.pages import Place

pages = (
    asking_views.bp,
    changing_views.bp,
    people_views.bp,
    deciding_views.bp,
    arrival_views.bp,
    attendance_views.bp,
    calendar_views.bp,
    escort_views.bp,
)
apis = (
    api.api,
    changing_api.api,
    deciding_api.api,
    escort_api.api,
)
account_links = (
    Place(
        "calendar.calendar_page", "Your calendar", Permission.MANAGE_OWN_ACCOUNT, frozenset(Role)
    ),
)
waits = (
    Source(Waiter.CUSTOMER, names_at_risk.names_to_correct, Kind.SITE_ACCESS, COMING),
    Source(Waiter.CUSTOMER, standing.proposals_to_answer, Kind.SITE_ACCESS, HELD_STATUSES),
    Source(Waiter.DESK, standing.visits_to_decide, Kind.SITE_ACCESS, HELD_STATUSES),
    Source(Waiter.DESK, over.visits_to_end, Kind.SITE_ACCESS, BOOKED_STATUSES),
    Source(Waiter.MANAGER, queue.emergencies_to_review, Kind.SITE_ACCESS),
    Source(Waiter.TECHNICIAN, escorts.escorts_waiting, Kind.SITE_ACCESS),
    Source(Waiter.TECHNICIAN, escorts.visitors_without_escort, Kind.SITE_ACCESS),
    Source(Waiter.DESK, escorts.visitors_without_escort, Kind.SITE_ACCESS, BOOKED_STATUSES),
)
navigation = (
    Place(
        "new_visit.new",
        "New request",
        Permission.RAISE_REQUEST,
        frozenset({Role.CONTACT, Role.AGENT, Role.MANAGER}),
        is_not_asked_first(Kind.SITE_ACCESS),
    ),
)
