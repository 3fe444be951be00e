"""Decide on a visit: approve, reject, propose another window, review an emergency."""
