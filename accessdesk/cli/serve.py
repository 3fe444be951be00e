"""The production web process: gunicorn inside, sized for one machine."""

import gc
import os
from typing import Any

import rich_click as click
from flask import Flask
from gunicorn.app.base import BaseApplication

from accessdesk.cli.buffered import THREADS
from accessdesk.cli.within import OTHERS, make_app, read_settings
from accessdesk.config import BadSettings
from accessdesk.worker import wake


class Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn around our application; TERM finishes the requests in hand.

    The application is built once, and the workers are forked from it: what they only read stays
    shared between them. It holds no connection yet, nor a thread.
    """

    def __init__(self, app: Flask, options: dict[str, Any]) -> None:
        self.application, self.options = app, options
        super().__init__()

    def load_config(self) -> None:
        """Hand gunicorn its settings."""
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """The application; it is never garbage, and searching it would unshare it."""
        gc.collect()
        gc.freeze()
        return self.application


def run_server(app: Flask, bind: str, workers: int, **more: Any) -> None:
    """Serve an application until TERM.

    Each worker buffers what slow clients send and take; the application sees whole requests
    alone. Why so, and what else was measured: docs/decisions/0015.
    """
    options = {"bind": bind, "workers": workers, "graceful_timeout": 20, "threads": THREADS}
    options |= {"worker_class": "accessdesk.cli.buffered.BufferedWorker"}
    options |= {"preload_app": True, "control_socket_disable": True}
    options |= {"umask": OTHERS}  # Its own default would let everybody write.
    # No header of a client is believed here; whom the settings trust, ProxyFix believes.
    options |= {"forwarded_allow_ips": "", "forwarder_headers": "", "secure_scheme_headers": {}}
    Server(wake.init_app(app), options | more).run()


@click.command()
@click.option("--bind", default="127.0.0.1:8000", help="Address to listen on.")
@click.option("--workers", default=0, help="Web processes; 0 is two for each processor.")
def serve(bind: str, workers: int) -> None:
    """Serve the web pages and the API."""
    settings = read_settings()
    try:
        settings.check_public()
    except BadSettings as error:
        raise click.ClickException(str(error)) from None
    run_server(make_app(settings), bind, workers or 2 * (os.cpu_count() or 1))
