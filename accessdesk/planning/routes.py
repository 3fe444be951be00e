"""The pages and calls of planning a site's time."""

from accessdesk.planning import api, closure_views, policy_api, policy_views, views

pages = (
    views.bp,
    policy_views.bp,
    closure_views.bp,
)
apis = (
    api.api,
    policy_api.api,
)
