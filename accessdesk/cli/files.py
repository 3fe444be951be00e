"""Bring stored files to where they lie for good, after the setting was changed."""

import rich_click as click
from flask import current_app

from accessdesk.cli.within import within_app
from accessdesk.config import Settings, known_store
from accessdesk.files.service import move, store_at
from accessdesk.worker.queue import never


@click.group()
def files() -> None:
    """Bring stored files from one place to another."""


@files.command()
@click.argument("place")
@within_app
def bring(place: str) -> None:
    """Bring home the files that lie in PLACE, which was the setting before.

    PLACE is folder, database or s3://bucket/prefix; home is what ACCESSDESK_FILE_STORE says now.
    Every page shows every file meanwhile, and what was cut short goes on when it is run again.
    """
    settings: Settings = current_app.extensions["accessdesk_settings"]
    before, home = _home_by(settings, place), settings.file_home
    if before == home:
        raise click.ClickException(f"{home} is where files lie now: there is nothing to bring.")
    source, target = (store_at(each, settings.data_dir) for each in (before, home))
    click.echo(f"files brought home: {move(source, target, stopping=never)}")


def _home_by(settings: Settings, place: str) -> str:
    try:
        return settings.model_copy(update={"file_store": known_store(place)}).file_home
    except ValueError as fault:
        raise click.ClickException(f"{place}: {fault}") from None
