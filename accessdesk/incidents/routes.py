"""The pages and calls of incidents."""

from accessdesk.incidents import api, views

pages = (views.bp,)
apis = (api.api,)
