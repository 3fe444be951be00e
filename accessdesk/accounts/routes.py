"""The pages of accounts."""

from accessdesk.accounts import views

pages = (views.bp,)
