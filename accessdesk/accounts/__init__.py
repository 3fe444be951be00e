"""Users, roles, the permission table, sessions and API tokens."""
