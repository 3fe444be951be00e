"""The pages and calls of outages, and where they stand in the menus."""

from accessdesk.accounts.rules import Permission, Role
from accessdesk.outages import api, audience_views, views
from accessdesk.web.pages import Place

pages = (
    views.bp,
    audience_views.bp,
)
apis = (api.api,)
account_links = (
    Place(
        "audience.index",
        "Who is told of outages",
        Permission.DESIGNATE_AUDIENCE,
        frozenset({Role.CONTACT}),
    ),
)
