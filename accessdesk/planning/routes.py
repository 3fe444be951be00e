"""The pages and calls of planning a site's time."""

from accessdesk.accounts.rules import Permission, Role
from accessdesk.planning import api, closure_views, policy_api, policy_views, views
from accessdesk.planning.contracts import api as contracts_api
from accessdesk.planning.contracts import views as contract_views
from accessdesk.web.pages import Place

pages = (
    views.bp,
    policy_views.bp,
    closure_views.bp,
    contract_views.bp,
)
apis = (
    api.api,
    policy_api.api,
    contracts_api.api,
)
navigation = (
    Place("scheduling.planning", "Planning", Permission.PLAN_SITE, frozenset({Role.MANAGER})),
    Place("contracts.index", "Customers", Permission.MANAGE_CUSTOMERS, frozenset({Role.ADMIN})),
)
