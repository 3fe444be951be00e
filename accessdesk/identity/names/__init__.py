"""The name on a request against the name on an ID."""
