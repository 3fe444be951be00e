"""Moments at the edges, for whoever tries what they do to a field."""

BEYOND_THE_CALENDAR = (
    "0001-01-01T00:00:00+14:00",
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59-14:00",
    "9999-12-31T23:59:59Z",
)
