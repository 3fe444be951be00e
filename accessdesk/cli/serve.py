"""The production web process: gunicorn inside, sized for one machine."""

import os
from typing import Any

import rich_click as click
from gunicorn.app.base import BaseApplication

from accessdesk.app import create_app
from accessdesk.worker import wake


class Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn around our application; TERM finishes the requests in hand."""

    def __init__(self, options: dict[str, Any]) -> None:
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        """Give gunicorn its settings."""
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """Build the application, in each worker for itself."""
        return wake.init_app(create_app())


def run_server(bind: str, workers: int, **more: Any) -> None:
    """Serve until TERM.

    Workers are plain processes: threads share an interpreter, and a kept-alive connection
    would pin a desk to one busy worker while others are idle.
    """
    options = {"bind": bind, "workers": workers, "worker_class": "sync", "graceful_timeout": 20}
    Server(options | {"keepalive": 5, "control_socket_disable": True} | more).run()


@click.command()
@click.option("--bind", default="127.0.0.1:8000", help="Address to listen on.")
@click.option("--workers", default=0, help="Web processes; 0 is two for each processor.")
def serve(bind: str, workers: int) -> None:
    """Serve the web pages and the API."""
    try:
        create_app()
    except ValueError as error:
        raise click.ClickException(str(error)) from None
    run_server(bind, workers or 2 * (os.cpu_count() or 1))
