"""Remote hands and site access for equipment in somebody else's datacenter."""

import sys

# structlog loads rich wherever it is installed, to draw tracebacks at a terminal. Ours writes JSON,
# and each web worker does without those megabytes; the command line asks for rich by itself, later.
if "rich" not in sys.modules:
    sys.modules["rich"] = None  # type: ignore[assignment]
    import structlog  # noqa: F401

    del sys.modules["rich"]
