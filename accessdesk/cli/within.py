"""What each command runs within: the application, made only when the command really runs."""

import os
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

import rich_click as click
from flask import Flask, current_app, has_app_context
from sqlalchemy.engine import make_url

from accessdesk.app import create_app
from accessdesk.config import (
    PREFIX,
    BadSettings,
    Settings,
    settings_of_environment,
    unknown_settings,
)

Given = ParamSpec("Given")
Result = TypeVar("Result")

OTHERS = 0o077


def keep_to_owner() -> None:
    """Let no other account of this machine read what we write: database, queue, photographs."""
    os.umask(OTHERS)


def close_to_others(folder: Path) -> None:
    """Make the data directory, for its owner alone; one that an older version left open is closed.

    Nothing below a closed folder can be reached, whatever its own permissions say.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = folder.stat()
    if found.st_mode & OTHERS and found.st_uid == os.geteuid():
        folder.chmod(0o700)
        click.echo(f"{folder}: others could read it; it is closed to them now.", err=True)


def read_settings() -> Settings:
    """Read the settings; raises ClickException with what is wrong in the environment.

    What is set and is no setting is only warned of: another version may know it.
    """
    for words in unknown_settings(os.environ):
        click.echo(f"Warning: {words}", err=True)
    try:
        return settings_of_environment()
    except BadSettings as error:
        raise click.ClickException(str(error)) from None


def make_app(settings: Settings | None = None) -> Flask:
    """Make the application; raises ClickException with what is wrong in the environment."""
    settings = settings or read_settings()
    try:
        app = create_app(settings)
    except BadSettings as error:
        raise click.ClickException(str(error)) from None
    try:
        close_to_others(settings.data_dir)
    except OSError as error:
        message = f"{PREFIX}DATA_DIR: {settings.data_dir} cannot be used: {error.strerror}."
        raise click.ClickException(message) from None
    _check_folder(settings)
    return app


def _check_folder(settings: Settings) -> None:
    """SQLite makes its file, but no folder for it; raises ClickException where there is none."""
    url = make_url(settings.database)
    if url.drivername != "sqlite" or url.database in {None, "", ":memory:"}:
        return
    folder = Path(str(url.database)).absolute().parent
    if not folder.is_dir():
        message = f"{PREFIX}DATABASE_URL: there is no folder {folder}. Make it, or name another."
        raise click.ClickException(message)


def app_settings() -> Settings:
    """The settings of the application that a command runs within."""
    settings: Settings = current_app.extensions["accessdesk_settings"]
    return settings


def within_app(command: Callable[Given, Result]) -> Callable[Given, Result]:
    """Run a command within the application; its help needs neither settings nor a secret."""

    @wraps(command)
    def run(*args: Given.args, **kwargs: Given.kwargs) -> Result:
        if has_app_context():  # Somebody within an application calls the command.
            return command(*args, **kwargs)
        with make_app().app_context():
            return command(*args, **kwargs)

    return run
