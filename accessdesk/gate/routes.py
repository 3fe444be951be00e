"""The pages and calls of the gate, and where they stand in the menu."""

from accessdesk.accounts.rules import Permission, Role
from accessdesk.gate import api
from accessdesk.gate.desk import record_views, views
from accessdesk.web.pages import Place

pages = (
    views.bp,
    record_views.bp,
)
apis = (api.api,)
navigation = (Place("gate.index", "Gate", Permission.WORK_GATE, frozenset({Role.OFFICER})),)
