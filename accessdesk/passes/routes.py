"""The pages and calls of passes."""

from accessdesk.passes import api, views

pages = (views.bp,)
apis = (api.api,)
