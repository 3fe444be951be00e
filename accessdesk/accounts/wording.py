"""Roles and the scopes of tokens in words: one wording for forms and pages; pure."""

from accessdesk.accounts.rules import Role, Scope

ROLE_WORD = {
    Role.CONTACT: "Authorised contact",
    Role.OFFICER: "Security officer",
    Role.TECHNICIAN: "Technician",
    Role.AGENT: "Service desk agent",
    Role.MANAGER: "Manager",
    Role.ADMIN: "Administrator",
}
SCOPE_WORD = {
    Scope.FULL: "Everything you may do",
    Scope.READ: "Read only, without the codes of passes",
    Scope.PASSES: "Read only, with the codes of passes",
}
