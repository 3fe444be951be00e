"""What whoever runs the service can call."""

from accessdesk.operations import health, journal_api

pages = (health.bp,)
apis = (journal_api.api,)
