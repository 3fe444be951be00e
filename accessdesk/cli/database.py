"""Commands for the database."""

import logging

import rich_click as click
from flask_migrate import upgrade as run_migrations

from accessdesk.db import db


@click.group("db")
def database() -> None:
    """The database."""


def upgrade_quietly() -> None:
    """Bring the database to this version's migrations, without a log of each."""
    logging.getLogger("alembic").setLevel(logging.WARNING)
    run_migrations()


@database.command("upgrade")
def upgrade() -> None:
    """Run the migrations that the database does not have yet."""
    upgrade_quietly()
    click.echo(f"The database has every migration ({db.engine.dialect.name}).")
