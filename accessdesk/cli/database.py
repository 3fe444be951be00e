"""Commands for the database.

Alembic is loaded only where migrations run: it is large, and no web process needs it.
"""

import logging

import rich_click as click
from flask import Flask, current_app

from accessdesk import clock
from accessdesk.app import create_app
from accessdesk.cli.roles import role
from accessdesk.cli.upgrading import one_at_a_time
from accessdesk.cli.within import app_settings, within_app
from accessdesk.config import resource_root
from accessdesk.db import db, transaction
from accessdesk.passes.keys import make_first_key
from accessdesk.schema_version import SchemaVersion, keep_schema_version, schema_version
from accessdesk.tables import HEAD


@click.group("db")
def database() -> None:
    """The database."""


def prepare_migrations(app: Flask) -> Flask:
    """Tell an app where its migrations are."""
    from flask_migrate import Migrate

    Migrate(app, db, directory=str(resource_root() / "migrations"))
    return app


def create_migrating_app() -> Flask:
    """The app that `flask db` writes a migration for."""
    return prepare_migrations(create_app())


def upgrade_quietly() -> None:
    """Bring the database to this version's migrations, and make the key that signs passes.

    Without a log of each migration. One that a newer version has upgraded is left as it is; raises
    Unavailable where this version does not work with it.
    """
    from flask_migrate import upgrade as run_migrations

    if _is_ahead():
        return
    prepare_migrations(current_app._get_current_object())  # type: ignore[attr-defined]
    logging.getLogger("alembic").setLevel(logging.WARNING)
    with one_at_a_time(say=lambda words: click.echo(words, err=True)):
        run_migrations()
        with transaction():
            keep_schema_version(SchemaVersion(HEAD, oldest_that_works()))
            make_first_key(secret=app_settings().secret, now=clock.now())


def _is_ahead() -> bool:
    with transaction(write=False):
        version = schema_version()
    if version.revision > HEAD:
        version.check(HEAD)
    return version.revision > HEAD


def oldest_that_works() -> str:
    """The oldest migration whose application goes on with the newest: all after it are additive."""
    from alembic.script import ScriptDirectory

    works_from = HEAD
    for step in ScriptDirectory(str(resource_root() / "migrations")).walk_revisions():
        if not getattr(step.module, "additive", False):
            break
        works_from = str(step.down_revision)
    return works_from


@database.command("upgrade")
@within_app
def upgrade() -> None:
    """Run the migrations that the database does not have yet."""
    upgrade_quietly()
    click.echo(f"The database has every migration ({db.engine.dialect.name}).")


database.add_command(role)
