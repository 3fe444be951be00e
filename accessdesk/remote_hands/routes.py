"""The pages and calls of remote hands."""

from accessdesk.remote_hands import api, views
from accessdesk.remote_hands.working import views as working

pages = (
    views.bp,
    working.bp,
)
apis = (api.api,)
