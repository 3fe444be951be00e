"""Start a worker as a process of its own, on the database of a test."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask

from accessdesk.config import Settings

ROOT = Path(__file__).parent.parent.parent


def environment_of(app: Flask) -> dict[str, str]:
    """An app's settings as a process reads them."""
    settings: Settings = app.extensions["accessdesk_settings"]
    values: dict[str, Any] = {
        "DATABASE_URL": settings.database_url,
        "DATA_DIR": str(settings.data_dir),
        "SECRET_KEY": settings.secret,
        "BASE_URL": settings.base_url,
        "TRUSTED_HOSTS": json.dumps(settings.trusted_hosts),
        "SMTP_URL": settings.smtp_url,
        "MAIL_SHEETS": str(settings.mail_sheets),
        "WEBHOOK_NETWORKS": json.dumps(settings.webhook_networks),
        "REDIS_URL": settings.redis_url,
        "QUEUE": settings.queue,
    }
    return os.environ | {f"ACCESSDESK_{name}": value for name, value in values.items()}


@contextmanager
def python(
    app: Flask, code: str, *arguments: str, heard: bool = False
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a piece of Python with the app's settings; it is killed if it does not end.

    What it logs can be read where it is heard, and must be.
    """
    process = subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        env=environment_of(app),
        cwd=ROOT,
        stdout=subprocess.PIPE if heard else subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        stdin=subprocess.PIPE,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout, process.stderr):
            if pipe is not None:
                pipe.close()
