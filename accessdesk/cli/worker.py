"""The production worker process: it plans and sends messages."""

import rich_click as click
from flask import current_app

from accessdesk.cli.within import within_app
from accessdesk.worker.run import THREADS, run_worker, stop_at_end_of_input


@click.command()
@click.option("--threads", default=THREADS, help="How many messages may be under way at once.")
@click.option("--until-end-of-input", is_flag=True, hidden=True)
@within_app
def worker(threads: int, until_end_of_input: bool) -> None:
    """Send mail and webhooks, and do what falls due; run as many as you like."""
    if until_end_of_input:
        stop_at_end_of_input()
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    run_worker(app, max(1, threads))
