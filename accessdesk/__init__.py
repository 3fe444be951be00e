"""Remote hands and site access for equipment in somebody else's datacenter."""

from accessdesk.lean import without

# structlog loads rich to draw tracebacks at a terminal. Ours writes JSON, and each web worker does
# without those megabytes; the command line asks for rich by itself, later.
with without("rich"):
    import structlog  # noqa: F401
