"""The pages and calls of remote hands."""

from accessdesk.remote_hands import api, views, work_views

pages = (
    views.bp,
    work_views.bp,
)
apis = (api.api,)
